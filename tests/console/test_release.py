"""A push that one member of staff makes goes out once a second one has looked at it."""

import asyncio
from dataclasses import replace

import pytest

from domain.errors import Conflict, MoveNotPossible, NotAllowed
from domain.pushes import Channel, PushState
from domain.staff import Appointment, StaffMember, StaffRole
from services import lessons, pushes
from services.context import Services
from tests.console.conftest import Desk, Desks

PUBLISHER = StaffRole.PUBLISHER
CITY = "370000/370800/"
MAKER = StaffMember("maker", "wang", "王芳", (Appointment(PUBLISHER, CITY),), CITY)
OTHER = replace(MAKER, id="other", login="li", name="李敏")
EDITOR = replace(OTHER, id="editor", appointments=(Appointment(StaffRole.EDITOR, CITY),))
PUSH = "01k0000000000000000000000p"


async def _asked(services: Services, push_id: str = PUSH) -> str:
    push = await pushes.ask(
        services, lesson_slug="warm-up", audience="all", channel=Channel.AUTO, by=MAKER, push_id=push_id
    )
    assert push.state is PushState.WAITING
    return push.id


async def _built(services: Services, push_id: str) -> str:
    return await services.outbox.state(f"push:{push_id}:build")


async def _acts(services: Services, push_id: str) -> list[tuple[str, str]]:
    rows = services.db["audit"].find({"about": push_id}).sort("_id", 1)
    return [(row["kind"], row["actor"]) async for row in rows]


async def _made_in_the_console(browser: Desk) -> str:
    await browser.get("/console/lessons/lesson-warm-up/push?estimate=1")
    page = await browser.post("/console/lessons/lesson-warm-up/push", push=PUSH, to="all", channel="auto")
    assert page.path == f"/console/pushes/{PUSH}"
    return page.text


async def test_a_push_that_waits_sends_nothing_until_a_second_person_releases_it(services: Services) -> None:
    push_id = await _asked(services)
    assert await _built(services, push_id) == "none"
    released = await pushes.release(services, push_id, by=OTHER, lesson_version=1)
    assert (released.state, released.released_by) == (PushState.BUILDING, OTHER.id)
    assert await _built(services, push_id) == "waiting"
    assert await _acts(services, push_id) == [("push_made", "maker"), ("push_released", "other")]


async def test_nobody_releases_or_sends_back_her_own_or_without_being_allowed(services: Services) -> None:
    push_id = await _asked(services)
    for by in (MAKER, EDITOR):
        with pytest.raises(NotAllowed):
            await pushes.release(services, push_id, by=by, lesson_version=1)
        with pytest.raises(NotAllowed):
            await pushes.send_back(services, push_id, by=by, reason="不合适")
    with pytest.raises(NotAllowed):
        await pushes.ask(services, lesson_slug="warm-up", audience="all", channel=Channel.AUTO, by=EDITOR, push_id="x")
    assert await pushes.to_release(services, by=MAKER) == []
    assert [push.id for push in await pushes.to_release(services, by=OTHER)] == [push_id]
    assert await _built(services, push_id) == "none"


async def test_of_many_who_release_and_send_back_at_once_one_is_heard(services: Services) -> None:
    push_id = await _asked(services)
    answers = await asyncio.gather(
        *(pushes.release(services, push_id, by=OTHER, lesson_version=1) for _ in range(4)),
        *(pushes.send_back(services, push_id, by=OTHER, reason="日期写错了") for _ in range(4)),
        return_exceptions=True,
    )
    assert len([each for each in answers if not isinstance(each, BaseException)]) == 1
    assert all(isinstance(each, MoveNotPossible) for each in answers if isinstance(each, BaseException))
    gone = (await pushes.get(services, push_id)).state is PushState.BUILDING
    assert await _built(services, push_id) == ("waiting" if gone else "none")
    assert len(await _acts(services, push_id)) == 2


async def test_a_lesson_changed_or_taken_back_since_she_looked_is_not_released(services: Services) -> None:
    push_id = await _asked(services)
    with pytest.raises(Conflict):
        await pushes.release(services, push_id, by=OTHER, lesson_version=2)
    await lessons.withdraw(services, "lesson-warm-up", by=OTHER)
    with pytest.raises(MoveNotPossible):
        await pushes.release(services, push_id, by=OTHER, lesson_version=2)
    assert await _built(services, push_id) == "none"
    assert await _acts(services, "lesson-warm-up") == [("lesson_withdrawn", "other")]


async def test_with_one_person_a_push_begins_at_once(services: Services) -> None:
    alone = replace(services, facts=replace(services.facts, two_people=False))
    push = await pushes.ask(alone, lesson_slug="warm-up", audience="all", channel=Channel.AUTO, by=MAKER, push_id=PUSH)
    assert push.state is PushState.BUILDING
    assert await _built(services, PUSH) == "waiting"


async def test_her_colleague_sees_what_goes_out_and_lets_it_go(desk: Desks) -> None:
    maker, other = await desk(PUBLISHER), await desk(PUBLISHER, login="li")
    page = await _made_in_the_console(maker)
    assert "等同事放行" in page
    assert "看过了，放行" not in page
    assert "等您放行" not in (await maker.get("/console/")).text
    assert "等您放行：推送《跳舞前先热身》" in (await other.get("/console/")).text
    seen = await other.get(f"/console/pushes/{PUSH}")
    for shown in ("等您放行", "全部关注的人", "自动选", "正文"):
        assert shown in seen.text
    assert "一个人也收不到" in (await other.get(f"/console/pushes/{PUSH}/reach")).text
    after = await other.post(f"/console/pushes/{PUSH}/release", version=seen.value("version"))
    assert "正在列名单" in after.text
    assert "王芳放行的" in after.text


async def test_a_push_is_sent_back_with_a_reason_that_its_maker_reads(desk: Desks) -> None:
    maker, other = await desk(PUBLISHER), await desk(PUBLISHER, login="li")
    await _made_in_the_console(maker)
    await other.get(f"/console/pushes/{PUSH}")
    again = await other.post(f"/console/pushes/{PUSH}/send_back", reason=" ")
    assert again.status == 400
    assert "请写一句为什么" in again.text
    await other.post(f"/console/pushes/{PUSH}/send_back", reason="<b>日期</b>写错了")
    seen = (await maker.get(f"/console/pushes/{PUSH}")).text
    assert "退回来了：&lt;b&gt;日期&lt;/b&gt;写错了" in seen
    late = await other.post(f"/console/pushes/{PUSH}/release", version="1")
    assert late.status == 409
    assert "已经不等放行了" in late.text


async def test_its_maker_takes_back_what_waits(desk: Desks, services: Services) -> None:
    maker = await desk(PUBLISHER)
    await _made_in_the_console(maker)
    assert "还一条也没有发" in (await maker.get(f"/console/pushes/{PUSH}/stop")).text
    page = await maker.post(f"/console/pushes/{PUSH}/stop")
    assert "停下了" in page.text
    assert await _built(services, PUSH) == "none"
