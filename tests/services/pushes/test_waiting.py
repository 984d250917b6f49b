"""Pausing, stopping, the night, quotas, and what the platform refuses."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from domain.errors import MoveNotPossible
from domain.pushes import Channel, PushState
from domain.settings import SettingPart
from domain.staff import Appointment, StaffMember, StaffRole
from services import pushes
from services.pushes import direct
from services.settings import saving
from storage.deliveries import LANES
from tests.rig import LEASE, STAFF
from worker.later import Later
from worker.tasks import TASKS

ADMIN = StaffMember("s9", "zhao", "赵敏", (Appointment(StaffRole.ADMINISTRATOR, ""),), "")
CUSTOM, MASS = "/cgi-bin/message/custom/send", "/cgi-bin/message/mass/send"
NIGHT = datetime(2026, 11, 24, 13, 30, tzinfo=UTC)  # 21:30 in Shanghai
MORNING = datetime(2026, 11, 25, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize("channel", [Channel.CUSTOMER, Channel.MASS])
async def test_a_push_begun_in_the_night_waits_says_until_when_and_goes_out_in_the_morning(rig, channel) -> None:
    rig.move(NIGHT - rig.clock())
    await rig.people(5, wrote=5)
    push = await rig.push(channel)
    ledger = await rig.work(push)
    now = await pushes.get(rig.services, push.id)
    assert (ledger.pending, now.waits_for, now.waits_until) == (5, "quiet", MORNING)
    assert await rig.got() == {}
    rig.move(MORNING - rig.clock())
    ledger = await rig.work(push)
    assert ledger.sent == 5
    now = await pushes.get(rig.services, push.id)
    assert (now.state, now.waits_for) == (PushState.DONE, "")


@pytest.mark.parametrize("channel", [Channel.CUSTOMER, Channel.MASS])
async def test_the_quiet_hours_that_staff_set_are_those_a_push_waits_for(rig, channel) -> None:
    rig.move(NIGHT - rig.clock())
    await rig.people(5, wrote=5)
    later = {"on": True, "start": "20:00", "end": "09:30"}
    await saving.save(rig.services, SettingPart.QUIET, later, seen=0, by=ADMIN)
    push = await rig.push(channel)
    await rig.work(push)
    assert (await pushes.get(rig.services, push.id)).waits_until == MORNING + timedelta(hours=1.5)
    none = {"on": False, "start": "20:00", "end": "09:30"}
    await saving.save(rig.services, SettingPart.QUIET, none, seen=1, by=ADMIN)
    rig.move(timedelta(hours=12))  # a push that waits looks again when the hours end that it waits for
    assert (await rig.work(push)).sent == 5


async def test_a_paused_push_sends_nothing_more_and_a_resumed_one_sends_the_rest_once(rig, monkeypatch) -> None:
    monkeypatch.setattr(direct, "CHUNK", 10)
    openids = await rig.people(60, wrote=60)
    push = await rig.push(Channel.CUSTOMER)
    account = rig.platform.accounts[rig.services.facts.oa_app]
    await rig.work(push, until=lambda: account.by_channel["custom"] > 0)
    await pushes.pause(rig.services, push.id, by=STAFF)
    sent = (await rig.got()).total()
    await rig.work()
    assert 0 < (await rig.got()).total() == sent < 60
    await pushes.resume(rig.services, push.id, by=STAFF)
    ledger = await rig.work(push)
    assert ledger.sent == 60
    assert await rig.got() == dict.fromkeys(openids, 1)


async def test_a_push_paused_while_work_of_it_waits_is_worked_on_by_the_newer_rows_only(rig) -> None:
    rig.move(NIGHT - rig.clock())
    openids = await rig.people(30, wrote=10)
    push = await rig.push()
    await rig.work(push)
    for _ in range(2):
        await pushes.pause(rig.services, push.id, by=STAFF)
        await pushes.resume(rig.services, push.id, by=STAFF)
    rig.move(MORNING - rig.clock())
    await rig.work(push)
    await rig.work()
    assert await rig.got() == dict.fromkeys(openids, 1)
    assert await rig.services.db["push_batches"].count_documents({}) == 1


async def test_a_stopped_push_leaves_who_got_nothing_pending_and_never_goes_on(rig) -> None:
    rig.move(NIGHT - rig.clock())
    await rig.people(4)
    push = await rig.push()
    await rig.work(push)
    await pushes.stop(rig.services, push.id, by=STAFF)
    rig.move(MORNING - rig.clock())
    ledger = await rig.work(push)
    assert ledger.pending == 4
    assert await rig.got() == {}
    with pytest.raises(MoveNotPossible):
        await pushes.resume(rig.services, push.id, by=STAFF)


async def test_a_push_stopped_while_it_is_built_is_never_sent(rig) -> None:
    await rig.people(4)
    push = await rig.push()
    await pushes.stop(rig.services, push.id, by=STAFF)
    await rig.work()
    assert await rig.got() == {}


@pytest.mark.parametrize(("errcode", "path"), [(45009, CUSTOM), (45028, MASS)])
async def test_a_used_up_quota_holds_the_push_until_the_platforms_next_day(rig, errcode, path) -> None:
    openids = await rig.people(8, wrote=8)
    rig.fault(path, "quota", errcode=errcode, times=50)
    push = await rig.push(Channel.CUSTOMER if path == CUSTOM else Channel.MASS)
    ledger = await rig.work(push)
    now = await pushes.get(rig.services, push.id)
    assert (ledger.pending, now.waits_for) == (8, "quota")
    assert now.waits_until == datetime(2026, 11, 24, 16, tzinfo=UTC)  # midnight in Shanghai
    rig.platform.faults.remove(None)
    rig.move(MORNING - rig.clock())
    ledger = await rig.work(push)
    assert ledger.sent == 8
    assert await rig.got() == dict.fromkeys(openids, 1)


@pytest.mark.parametrize(
    ("errcode", "state", "reason"),
    [
        (45015, "unreachable", "window"),
        (45047, "unreachable", "count"),
        (43004, "unreachable", "not_following"),
        (48002, "unreachable", "refused"),
        (48001, "failed", "NotGranted"),
        (40035, "failed", "OurMistake"),
    ],
)
async def test_what_the_platform_says_of_one_person_ends_her_row_and_nobody_elses(rig, errcode, state, reason) -> None:
    await rig.people(9, wrote=9)
    rig.fault(CUSTOM, "quota", errcode=errcode, times=1)
    push = await rig.push(Channel.CUSTOMER)
    ledger = await rig.work(push)
    assert ledger.sent == 8
    assert (state, reason) in (await rig.states(push)).values()


async def test_where_customer_messages_are_not_granted_an_automatic_push_goes_by_mass_sending(rig) -> None:
    openids = await rig.people(9, wrote=9)
    rig.fault(CUSTOM, "quota", errcode=48001)
    ledger = await rig.work(await rig.push())
    assert ledger.sent == 9
    assert await rig.got() == dict.fromkeys(openids, 1)
    assert await rig.channels() == {"mass": 9}


async def test_a_busy_platform_is_asked_again_and_nobody_is_given_up(rig) -> None:
    openids = await rig.people(20, wrote=20)
    rig.fault(CUSTOM, "quota", errcode=45011, times=12)
    ledger = await rig.work(await rig.push(Channel.CUSTOMER))
    assert ledger.sent == 20
    assert await rig.got() == dict.fromkeys(openids, 1)


async def test_a_revoked_token_is_renewed_on_the_way(rig) -> None:
    openids = await rig.people(20, wrote=20)
    rig.fault(CUSTOM, "token_revoked", times=2)
    ledger = await rig.work(await rig.push(Channel.CUSTOMER))
    assert ledger.sent == 20
    assert await rig.got() == dict.fromkeys(openids, 1)


async def test_content_that_the_platform_refuses_holds_the_push_for_staff(rig) -> None:
    await rig.people(5)
    rig.fault(MASS, "quota", errcode=45166)
    push = await rig.push(Channel.MASS)
    ledger = await rig.work(push)
    now = await pushes.get(rig.services, push.id)
    assert (now.state, now.waits_for, ledger.failed) == (PushState.PAUSED, "content", 5)


async def test_two_workers_share_a_push_and_nobody_gets_two(rig, monkeypatch) -> None:
    monkeypatch.setattr(direct, "CHUNK", 20)
    openids = await rig.people(150, wrote=100)
    push = await rig.push()
    await asyncio.gather(*(rig.work(push) for _ in range(2)))
    ledger = await rig.work(push)
    assert ledger.sent == 150
    assert await rig.got() == dict.fromkeys(openids, 1)


async def test_two_workers_that_hold_the_same_work_send_nothing_twice(rig, monkeypatch) -> None:
    """As when one slept past its lease and woke up again."""
    monkeypatch.setattr(direct, "CHUNK", 20)
    openids = await rig.people(150, wrote=100)
    push = await rig.push()
    while (await pushes.get(rig.services, push.id)).state is PushState.BUILDING:
        await rig.step(await rig.services.outbox.take_next(now=rig.clock(), lease=LEASE))
    works = [await rig.services.outbox.take_next(now=rig.clock(), lease=LEASE) for _ in range(LANES + 1)]

    async def again_and_again(work) -> None:
        for _ in range(40):
            try:
                await TASKS[work.task](rig.services, work)
            except Later:
                await asyncio.sleep(0)

    await asyncio.gather(*(again_and_again(work) for work in [*works, *works]))
    rig.move(timedelta(minutes=1))
    ledger = await rig.work(push)
    assert ledger.sent == 150
    assert await rig.got() == dict.fromkeys(openids, 1)
