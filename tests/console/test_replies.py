"""Replies ready-made in the console: written, used in an answer with their checklist, put away; their checklist stays with us."""

import re

import pytest

from domain.people import Person
from domain.questions import Question, QuestionState
from domain.staff import StaffRole
from services.context import Services
from services.questions import hers, threads
from services.questions.ask import hand_over
from services.questions.giving import look_after
from tests.console.conftest import Desk, Desks
from tests.console.test_undo import offer
from tests.joined import APP, HER, Phone

EXPERT, EDITOR = StaffRole.EXPERT, StaffRole.EDITOR
POINTS = ["问过孩子多大", "有没有危险", "有没有写出名字"]
REPLY = {
    "title": "问三件事",
    "text": "孩子多大？\n多久了？",
    "then": "answered",
    "checks": "\r\n".join([*POINTS, "", POINTS[0]]),
}


@pytest.fixture
async def question(services: Services) -> Question:
    person = await services.people.ensure(APP, HER, now=services.now())
    asker = Person(id=person.id, identities=person.identities)
    return await hand_over(services, by=asker, text="半夜惊醒", suggested=[], key="k", now=services.now())


async def write(browser: Desk, **changes: str) -> str:
    """Write a reply; the address of its page."""
    page = await browser.get("/console/replies/new")
    found = re.search(r'action="(/console/replies/[0-9a-z]{26})"', page.text)
    assert found
    page = await browser.post(found[1], version=page.value("version"), **(REPLY | changes))
    assert page.path == "/console/replies"
    return found[1]


def chosen(address: str) -> str:
    return address.rsplit("/", 1)[1]


async def test_a_reply_is_used_and_its_checklist_stands_in_the_story_alone(
    desk: Desks, services: Services, question: Question
) -> None:
    address = await write(await desk(EDITOR, login="bian"))
    li = await desk(EXPERT, login="li")
    await look_after(services)
    here = f"/console/questions/{question.id}"
    page = await li.get(here)
    assert "问三件事" in page.text
    page = await li.get(f"{here}?reply={chosen(address)}")
    assert ">孩子多大？\n多久了？</textarea>" in page.text
    shown = re.search(rf'<fieldset data-of-reply="{chosen(address)}">(.*?)</fieldset>', page.text, re.DOTALL)
    assert shown
    assert re.findall(r'name="ticked" value="(.*?)"', shown[1]) == POINTS
    sent, ticks = {"message": page.value("message"), "reply": chosen(address)}, [POINTS[2], POINTS[0], "别的"]
    page = await li.post(f"{here}/answer", text="", ticked=ticks, **sent)
    assert (page.status, len(re.findall(r'name="ticked"[^>]* checked', page.text))) == (400, 2)
    page = await li.post(f"{here}/answer", text="孩子多大？", ticked=ticks, **sent)
    assert "用了“问三件事”" in page.text
    assert f"看过：{POINTS[0]}、{POINTS[2]}" in page.text
    assert f"没勾：{POINTS[1]}" in page.text
    (event,) = await services.db["events"].find({"about": question.id, "kind": "question_answered"}).to_list(None)
    account = await services.staff.by_login("li")
    assert account
    assert (event["actor"], event["data"]["ticked"]) == (account.id, [POINTS[0], POINTS[2]])
    (message,) = await services.threads.of(question.id)
    assert await threads.opened(services, message.sealed) == "孩子多大？"
    found = await services.tickets.find(question.id)
    assert found
    assert found.state is QuestionState.ANSWERED


@pytest.mark.parametrize(("then", "state"), [("close", QuestionState.CLOSED), ("keep", QuestionState.ASSIGNED)])
async def test_what_is_proposed_is_done_as_it_is_sent_and_taken_back_with_the_answer(
    desk: Desks, services: Services, question: Question, then: str, state: QuestionState
) -> None:
    li = await desk(EXPERT, login="li")
    await look_after(services)
    address, here = await write(li, then=then, checks=""), f"/console/questions/{question.id}"
    before = await services.tickets.find(question.id)
    assert before
    page = await li.get(f"{here}?reply={chosen(address)}")
    assert re.search(rf'name="then" value="{then}" checked', page.text)
    fields = {"message": page.value("message"), "reply": chosen(address), "text": "好的，我记着。"}
    page = await li.post(f"{here}/answer", then=then, **fields)
    assert page.status == 200
    found = await services.tickets.find(question.id)
    assert found
    assert (found.state, found.answered_at) == (state, services.now())
    assert (found.raise_at is not None) == (then == "keep")
    (told,) = await hers.as_told(services, [found])
    assert (told.state, told.answered_at) == (before.state, None)  # she knows of no answer before it goes
    await li.post("/console/undo", token=offer(page), back=page.path)
    again = await services.tickets.find(question.id)
    assert again
    assert (again.state, again.answered_at, again.due_at) == (before.state, None, before.due_at)


async def test_a_question_closed_by_hand_stays_closed_where_the_answer_before_is_taken_back(
    desk: Desks, services: Services, question: Question
) -> None:
    li = await desk(EXPERT, login="li")
    await look_after(services)
    here = f"/console/questions/{question.id}"
    page = await li.get(here)
    page = await li.post(f"{here}/answer", message=page.value("message"), text="好的，我记着。")
    await li.post(f"{here}/close", message=page.value("message"))
    await li.post("/console/undo", token=offer(page), back=page.path)
    found = await services.tickets.find(question.id)
    assert found
    assert found.state is QuestionState.CLOSED


async def test_the_points_never_reach_her(desk: Desks, services: Services, phone: Phone) -> None:
    await phone.says("你好")
    person = await services.people.ensure(APP, HER, now=services.now())
    asker = Person(id=person.id, identities=person.identities)
    question = await hand_over(services, by=asker, text="半夜惊醒", suggested=[], key="k2", now=services.now())
    li = await desk(EXPERT, login="li")
    address, here = await write(li), f"/console/questions/{question.id}"
    page = await li.get(here)
    fields = {"message": page.value("message"), "reply": chosen(address), "text": "先量体温。"}
    await li.post(f"{here}/answer", ticked=POINTS, **fields)
    told = [await phone.says(word) for word in ("我的", f"进度 {question.receipt}")]
    assert not [point for point in [*POINTS, REPLY["title"]] for each in told if point in each]


async def test_a_reply_is_changed_put_away_and_taken_out_again(
    desk: Desks, services: Services, question: Question
) -> None:
    editor = await desk(EDITOR, login="bian")
    address, here = await write(editor), f"/console/questions/{question.id}"
    page = await editor.get(address)
    seen = page.value("version")
    page = await editor.post(address, version=seen, **(REPLY | {"title": ""}))
    assert (page.status, "请起个名字" in page.text) == (400, True)
    page = await editor.post(address, version=seen, **(REPLY | {"then": "merge"}))
    assert (page.status, "请选一样" in page.text) == (400, True)
    await editor.post(address, version=seen, **(REPLY | {"title": "问两件事"}))
    page = await editor.post(address, version=seen, **(REPLY | {"title": "问四件事"}))
    assert (page.status, "有人先改过这一条" in page.text, "问四件事" in page.text) == (409, True, True)
    page = await editor.get(address)
    await editor.post(address, version=page.value("version"), does="away", **REPLY)
    li = await desk(EXPERT, login="li")
    await look_after(services)
    assert "问两件事" not in (await li.get(here)).text
    page = await editor.get(address)
    page = await editor.post(address, version=page.value("version"), does="back", **REPLY)
    assert "又能用了" in page.text
    assert "问两件事" in (await li.get(here)).text
    await editor.post("/console/undo", token=offer(page), back=page.path)
    assert "问两件事" not in (await li.get(here)).text


async def test_who_may_read_the_knowledge_base_reads_them_and_nobody_else_does(desk: Desks) -> None:
    address = await write(await desk(EDITOR, login="bian"))
    county = await desk(StaffRole.COUNTY, login="xian")
    page = await county.get(address)
    assert (page.status, "保存，马上用" in page.text) == (200, False)
    assert (await county.post(address, version="1", **REPLY)).status == 403
    assert (await county.get("/console/replies/new")).status == 403
    village = await desk(StaffRole.VILLAGE_OFFICER, login="cun")
    assert (await village.get("/console/replies")).status == 403
    assert (await village.get(address)).status == 403
    assert (await county.get(f"/console/replies/{'z' * 26}")).status == 404
