"""Whom no message of the account reaches stands on the case, until she is told or somebody has taken it up."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from domain.cases import Case, CaseMove, Unreached
from domain.staff import StaffMember
from services.cases.calling import called
from services.cases.moving import move
from services.cases.watching import watch
from services.context import NoticeTemplate, Services
from services.pushes.allowed import answered
from services.staff.telling import calls_left, is_reached
from simulator.custom import open_window
from simulator.subscribe import grant
from tests.joined import APP, Phone
from tests.rig import Rig
from tests.services.cases.conftest import ALL, BEATEN, CITY, COUNTY, VILLAGE, Officers, lives_in, the_case


async def bound(rig: Rig, staff: StaffMember, *, wrote: bool) -> str:
    """Bind a follower's WeChat to a colleague; her openid."""
    (openid,) = await rig.people(1, wrote=int(wrote))
    person = await rig.services.people.find(APP, openid)
    assert person is not None
    await rig.services.bindings.bind(staff.id, person.id, now=rig.clock())
    return openid


async def comes(rig: Rig, openid: str) -> None:
    """She writes something to the account."""
    account = rig.platform.accounts[APP]
    open_window(rig.platform, account, account.followers[openid], "message")
    heard = {"app": APP, "openid": openid, "action": "message", "at": rig.clock()}
    await rig.services.people.heard([heard])


async def called_now(rig: Rig) -> Case:
    while work := await rig.services.outbox.take_next(now=rig.clock(), lease=timedelta(minutes=5)):
        await rig.step(work)
    return await the_case(rig.services)


async def test_whom_the_account_can_t_write_to_stands_on_the_case_until_a_message_reaches_her(
    rig: Rig, officer: Officers
) -> None:
    late, near, far = await officer("late", CITY), await officer("near", CITY), await officer("far", CITY)
    openid = await bound(rig, late, wrote=True)
    reached = await bound(rig, near, wrote=True)
    assert await is_reached(rig.services, late.id)
    rig.move(timedelta(hours=47))
    await comes(rig, reached)
    rig.move(timedelta(hours=2))
    assert [await is_reached(rig.services, each.id) for each in (late, near, far)] == [False, True, False]
    await lives_in(rig.services, VILLAGE)
    await Phone(rig.services).says(BEATEN)
    case = await called_now(rig)
    assert dict(case.missed) == {late.id: Unreached.WINDOW, far.id: Unreached.UNBOUND}
    assert (await rig.got())[reached] == 1
    for _ in range(3):  # the same colleagues again: once in the story
        rig.move(timedelta(minutes=15))
        await watch(rig.services)
        case = await called_now(rig)
    assert dict(case.missed) == {late.id: Unreached.WINDOW, far.id: Unreached.UNBOUND}
    kinds = [each.kind for each in await rig.services.events.of(case.id, scope=ALL)]
    assert (kinds.count("case_not_called"), kinds.count("case_called")) == (2, 0)
    await comes(rig, openid)
    rig.move(timedelta(minutes=15))
    await watch(rig.services)
    case = await called_now(rig)
    assert dict(case.missed) == {far.id: Unreached.UNBOUND}
    assert (await rig.services.events.of(case.id, scope=ALL))[-1].data == {"staff": late.id}
    rig.move(timedelta(minutes=15))
    await watch(rig.services)
    case = await called_now(rig)
    assert dict(case.missed) == {far.id: Unreached.UNBOUND, near.id: Unreached.COUNT}
    await move(rig.services, case.id, CaseMove.ACKNOWLEDGE, by=late)
    assert (await the_case(rig.services)).missed == ()


async def test_who_unfollowed_is_missed_and_so_is_whom_the_platform_refuses(rig: Rig, officer: Officers) -> None:
    gone = await officer("gone", COUNTY)
    await rig.leaves(await bound(rig, gone, wrote=True))
    assert not await is_reached(rig.services, gone.id)
    await lives_in(rig.services, VILLAGE)
    await Phone(rig.services).says(BEATEN)
    assert (await called_now(rig)).missed == ((gone.id, Unreached.GONE),)


async def test_who_has_not_written_for_long_is_called_by_a_notice_that_she_allowed_and_is_missed_once_there_is_none(
    rig: Rig, officer: Officers
) -> None:
    template = NoticeTemplate("call", {"thing1": "title"})
    rig.services = replace(rig.services, facts=replace(rig.services.facts, staff_template=template))
    late = await officer("late", CITY)
    openid = await bound(rig, late, wrote=True)
    for number in range(2):
        await answered(rig.services, app=APP, openid=openid, template="call", accepted=True, key=str(number))
    account = rig.platform.accounts[APP]
    grant(rig.platform, account, account.followers[openid], "call", 1)  # the platform knows of one less than we do
    rig.move(timedelta(hours=49))
    assert (await is_reached(rig.services, late.id), await calls_left(rig.services, late.id)) == (False, 2)
    await lives_in(rig.services, VILLAGE)
    await Phone(rig.services).says(BEATEN)
    assert (await called_now(rig)).missed == ()
    assert (await rig.got())[openid] == 1
    rig.move(timedelta(minutes=15))
    await watch(rig.services)
    assert (await called_now(rig)).missed == ((late.id, Unreached.WINDOW),)
    assert await calls_left(rig.services, late.id) == 0


async def test_many_calls_that_reach_nobody_are_all_kept(case: Case, services: Services) -> None:
    names = [f"s{number}" for number in range(6)]
    await asyncio.gather(*(called(services, case.id, each, Unreached.WINDOW) for each in names))
    kept = await the_case(services)
    assert sorted(each for each, _ in kept.missed) == names
    assert kept.seq == case.seq + len(names)


@pytest.mark.parametrize("why", Unreached)
async def test_a_mark_is_kept_as_it_was_and_put_once(case: Case, services: Services, why: Unreached) -> None:
    for _ in range(2):
        await called(services, case.id, "s1", why)
    kept = await the_case(services)
    assert (kept.missed, kept.seq) == ((("s1", why),), case.seq + 1)
    assert kept.called_with("s1", None) == replace(kept, missed=())
    assert kept.called_with("s2", None) is kept
