"""How urgent a question is and what it is about, set on its page by forms alone, and taken back within ten seconds."""

import pytest

from domain.people import Person
from domain.questions import KnowledgeEntry, Question
from domain.staff import StaffRole
from services.context import Services
from services.questions.ask import hand_over
from services.questions.giving import look_after
from storage.experts import Expert
from tests.console.conftest import Desk, Desks
from tests.console.test_undo import offer
from tests.joined import Clock
from wording import experts as said

EXPERT = StaffRole.EXPERT


@pytest.fixture
async def asked(services: Services) -> Question:
    by = Person(id="p1", identities=(), region_path="370000/370800/370881/")
    await services.knowledge.put([KnowledgeEntry("e1", "睡觉", "孩子不睡", "关灯。")], now=services.now())
    return await hand_over(services, by=by, text="半夜惊醒", suggested=(), key="k", now=services.now())


async def now_of(services: Services, question: Question) -> Question:
    found = await services.tickets.find(question.id)
    assert found is not None
    return found


async def other(services: Services, desk: Desks, login: str) -> tuple[Desk, str]:
    browser = await desk(EXPERT, login=login)
    account = await services.staff.by_login(login)
    assert account is not None
    await services.experts.save(Expert(account.id, frozenset({"睡觉"})))
    return browser, account.id


async def test_she_marks_it_urgent_for_a_reason_and_takes_it_back(
    desk: Desks, services: Services, asked: Question
) -> None:
    li = await desk(EXPERT, login="li")
    await look_after(services)
    address = f"/console/questions/{asked.id}"
    page = await li.get(address)
    assert ("标成急的" in page.text, "1 个工作小时" in page.text) == (True, True)
    for wrong in ({}, {"why": "other", "text": "急"}, {"why": "calm"}):
        page = await li.post(f"{address}/urgency", urgent="1", **wrong)
        assert (page.status, "选一个原因" in page.text) == (400, True)
    page = await li.post(f"{address}/urgency", urgent="1", why="other", text="她" * 201)
    assert (page.status, "她" * 201 in page.text) == (400, True)
    assert not (await now_of(services, asked)).urgent
    page = await li.post(f"{address}/urgency", urgent="1", why="mood", text="<b>哭</b>了一夜")
    assert ("标成急的了" in page.text, "情绪很不好" in page.text) == (True, True)
    assert "&lt;b&gt;哭&lt;/b&gt;了一夜" in page.text
    page = await li.post("/console/undo", token=offer(page), back="/console/")
    assert (page.path, "撤销了刚改的" in page.text) == (address, True)
    found = await now_of(services, asked)
    assert (found.urgent, found.due_at) == (False, asked.due_at)


async def test_another_topic_hands_it_on_and_the_list_says_to_whom(
    desk: Desks, services: Services, asked: Question, clock: Clock
) -> None:
    li = await desk(EXPERT, login="li")
    await look_after(services)
    before = await now_of(services, asked)
    zhao, zhao_id = await other(services, desk, "zhao")
    name = (await services.staff.get(zhao_id)).name
    address = f"/console/questions/{asked.id}"
    page = await li.post(f"{address}/topic", topic="没有这一类", hand="1")
    assert (page.status, "请从单子里选一类" in page.text) == (400, True)
    page = await li.post(f"{address}/topic", topic="睡觉", hand="1")
    assert (page.path, f"改成“睡觉”了，分给了{name}" in page.text) == ("/console/questions", True)
    assert (await now_of(services, asked)).owner == zhao_id
    assert f"{asked.topic or said.NO_TOPIC} → 睡觉" in (await zhao.get(address)).text
    page = await li.post("/console/undo", token=offer(page), back="/console/")
    assert page.path == address
    found = await now_of(services, asked)
    assert (found.owner, found.topic, found.readers) == (before.owner, before.topic, before.readers)
    page = await li.post(f"{address}/topic", topic="睡觉", hand="1")
    clock.move(seconds=20)
    assert (await li.post("/console/undo", token=offer(page), back="/console/")).status == 409
    assert (await now_of(services, asked)).owner == zhao_id
    elsewhere = await desk(EXPERT, login="sun", region="370883")
    for move in ("urgency", "topic"):
        assert (await elsewhere.post(f"{address}/{move}", urgent="1", why="mood", topic="睡觉")).status == 404
