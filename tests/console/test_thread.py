"""An expert at work on a question in the console: she reads, answers, hands on; who may not, gets nothing."""

import re

from domain.ids import new_id
from domain.people import Person
from domain.questions import QuestionState
from domain.staff import StaffRole
from services.context import Services
from services.questions.ask import hand_over
from services.questions.giving import look_after
from services.questions.hers import add_to, followed_up
from tests.console.conftest import Desks
from tests.joined import APP, HER

EXPERT = StaffRole.EXPERT


async def test_she_answers_hands_on_and_closes_by_forms_alone(desk: Desks, services: Services) -> None:
    person = await services.people.ensure(APP, HER, now=services.now())
    asker = Person(id=person.id, identities=person.identities)
    question = await hand_over(
        services, by=asker, text="<b>半夜</b>惊醒", suggested=["eat-001"], key="k", now=services.now()
    )
    li = await desk(EXPERT, login="li")
    await look_after(services)
    zhao = await desk(EXPERT, login="zhao")
    colleague = await services.staff.by_login("zhao")
    assert colleague is not None
    address = f"/console/questions/{question.id}"
    page = await li.get("/console/questions")
    assert address in page.text
    assert "孩子挑食怎么办" not in page.text
    page = await li.get(address)
    assert "&lt;b&gt;半夜&lt;/b&gt;惊醒" in page.text
    assert "取消了关注" in page.text  # she never followed: the page says that nothing reaches her
    page = await li.get(f"{address}?draft=1")
    assert ">不追着喂。</textarea>" in page.text
    page = await li.post(f"{address}/answer", message=page.value("message"), text="字" * 451)
    assert (page.status, "最多 450 个字" in page.text, "字" * 451 in page.text) == (400, True, True)
    drawn = page.value("message")
    for _ in range(2):  # the form, sent twice
        page = await li.post(f"{address}/answer", message=drawn, text="先量体温")
    assert page.text.count("先量体温") == 1
    page = await li.post(f"{address}/note", message=page.value("message"), text="像是惊吓")
    await li.post(f"{address}/reopen", message=page.value("message"))
    await li.post(f"{address}/transfer", to=colleague.id)
    assert "像是惊吓" in (await zhao.get(address)).text
    page = await zhao.post(f"{address}/person", reason="要")
    assert (page.status, "至少 4 个字" in page.text) == (400, True)
    await zhao.post(f"{address}/close")
    found = await services.tickets.find(question.id)
    assert found is not None
    assert (found.owner, found.state) == (colleague.id, QuestionState.CLOSED)
    assert (await zhao.post(f"{address}/close")).status == 409
    acts = {each["kind"] async for each in services.db["audit"].find({"about": question.id})}
    assert acts >= {"question_read", "question_answered", "question_noted", "question_transferred", "question_closed"}
    elsewhere = await desk(EXPERT, login="sun", region="370883")
    assert (await elsewhere.get(address)).status == 404
    editor = await desk(StaffRole.EDITOR, login="bian")
    assert (await editor.get(address)).status == 403


async def test_who_asked_is_linked_for_those_alone_who_may_open_that_page(desk: Desks, services: Services) -> None:
    asker = await services.people.ensure(APP, HER, now=services.now())
    asked = {"by": asker, "text": "半夜惊醒", "suggested": (), "key": "k", "now": services.now()}
    question = await hand_over(services, **asked)
    for role, login, links in ((EXPERT, "li", False), (StaffRole.CITY, "shi", True)):
        page = await (await desk(role, login=login)).post(f"/console/questions/{question.id}/person", reason="要回电话")
        assert "第一次来是" in page.text
        assert (f"/console/people/{asker.id}" in page.text) is links, login


async def test_nothing_leads_from_one_without_a_name_to_her_who_asked_it_nor_back(
    desk: Desks, services: Services
) -> None:
    asker = await services.people.ensure(APP, HER, now=services.now())
    stranger = await services.people.ensure(APP, "openid-of-another", now=services.now())
    unnamed, named, second = [
        await hand_over(
            services, by=asker, text=key, suggested=(), key=key, now=services.now(), unnamed=key == "半夜惊醒"
        )
        for key in ("半夜惊醒", "天天吃糖", "还是天天吃糖")
    ]
    found = await followed_up(services, unnamed.receipt, stranger)
    assert found is not None
    await add_to(services, found[0], "白天话也少", by=found[1], key=new_id())
    li, city = await desk(EXPERT, StaffRole.COUNTY, login="li"), await desk(StaffRole.CITY, login="zhou")
    await look_after(services)
    receipts = [each.receipt for each in (unnamed, named, second)]
    page = (await li.get(f"/console/questions/{unnamed.id}")).text
    assert ("白天话也少" in page, "没留名" in page, "看是谁问的" in page, "并到哪一个" in page) == (
        True,
        True,
        False,
        False,
    )
    assert not any(each in page for each in (asker.id, stranger.id, HER, *receipts[1:]))
    refused = await li.post(f"/console/questions/{unnamed.id}/merge", into=named.receipt)
    assert (refused.status, asker.id in refused.text) == (400, False)
    page = (await li.get(f"/console/questions/{named.id}")).text
    assert [f'value="{each}"' in page for each in receipts] == [False, False, True]
    refused = await li.post(f"/console/questions/{named.id}/merge", into=unnamed.receipt)
    assert (refused.status, "没留名的不能并" in refused.text) == (400, True)
    her_page = (await city.get(f"/console/people/{asker.id}")).text
    assert [each.id in her_page for each in (unnamed, named)] == [False, True]
    assert [asker.id in (await city.get(f"/console/search?q={each}")).text for each in receipts] == [False, True, True]


async def test_she_says_what_she_knows_and_when_she_is_away(desk: Desks, services: Services) -> None:
    li = await desk(EXPERT, login="li")
    account = await services.staff.by_login("li")
    assert account is not None
    page = await li.get("/console/questions/duty")
    seen = page.value("version")
    page = await li.post(
        "/console/questions/duty", version=seen, topics="学习", first0="2026-12-05", last0="2026-12-01"
    )
    assert (page.status, "开始不晚于结束" in page.text) == (400, True)
    await li.post("/console/questions/duty", version=seen, topics="学习", first0="2026-12-01", last0="2026-12-05")
    kept = await services.experts.get(account.id)
    assert (kept.topics, len(kept.away)) == (frozenset({"学习"}), 1)
    stale = await li.post("/console/questions/duty", version=seen, topics="手机")
    assert (stale.status, "您在别处改过了" in stale.text) == (409, True)
    kept = await services.experts.get(account.id)
    assert (kept.topics, kept.untold) == (frozenset({"学习"}), False)
    await li.post("/console/questions/duty", version=str(kept.seq), untold="1")
    assert (await services.experts.get(account.id)).untold
    assert re.search(r'name="untold" value="1" checked', (await li.get("/console/questions/duty")).text)
