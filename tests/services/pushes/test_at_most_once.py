"""Whatever breaks on the way: nobody gets a push twice, and nobody is lost from its ledger."""

from collections import Counter
from datetime import timedelta

import pytest

from domain.pushes import Channel, PushState
from services import pushes
from services.pushes import direct, mass
from storage.batches import BatchState
from storage.deliveries import LANES, NewRow
from storage.outbox import Work
from tests.joined import APP
from tests.rig import LEASE, STAFF, Killed
from wechat.client import WeChatClient
from worker.tasks import TASKS

CUSTOM, MASS = "/cgi-bin/message/custom/send", "/cgi-bin/message/mass/send"


class Deadly:
    """Kills the worker around its `number`th call: then nothing that it had in hand is called or written any more."""

    def __init__(self, monkeypatch, *, name: str, number: int, when: str) -> None:
        self.dead, self.calls = False, 0
        real, record = getattr(WeChatClient, name), direct._record

        async def call(client, *args, **more):
            self.calls += 1
            mine = self.calls == number
            if mine and when == "before the call":
                self.dead = True
            if self.dead:
                raise Killed
            answer = await real(client, *args, **more)
            if mine:
                self.dead = True
            if self.dead:
                raise Killed
            return answer

        async def write(*args):
            if self.dead:
                raise Killed
            await record(*args)

        monkeypatch.setattr(WeChatClient, name, call)
        monkeypatch.setattr(direct, "_record", write)


async def killed_once(rig, push, deadly: Deadly):
    """Work until the worker dies; another one ends it. The ledger."""
    with pytest.raises(Killed):
        await rig.work(push)
    deadly.dead = False
    return await rig.work(push)


def adds_up(states: dict[str, tuple[str, str]], got: Counter[str]) -> None:
    assert max(got.values(), default=0) <= 1
    for openid, (state, _reason) in states.items():
        if state == "sent":
            assert got[openid] == 1
        elif state != "unconfirmed":
            assert got[openid] == 0
    assert set(got) <= set(states)


@pytest.mark.parametrize("when", ["before the call", "after the call, before it is written"])
@pytest.mark.parametrize("number", [1, 9, 33, 60])
async def test_a_worker_killed_around_a_customer_message_makes_nobody_get_two(rig, monkeypatch, number, when) -> None:
    openids = await rig.people(60, wrote=60)
    push = await rig.push(Channel.CUSTOMER)
    deadly = Deadly(monkeypatch, name="send_news", number=number, when=when)
    ledger = await killed_once(rig, push, deadly)
    got, states = await rig.got(), await rig.states(push)
    adds_up(states, got)
    assert ledger.pending == 0
    assert ledger.sent + ledger.unconfirmed == ledger.audience == len(openids)
    assert 1 <= ledger.unconfirmed <= direct.CREWS * direct.WAVE
    assert deadly.calls <= len(openids)  # at most one call a person, whatever became of it
    assert {reason for state, reason in states.values() if state == "unconfirmed"} == {"worker_lost"}


@pytest.mark.parametrize("when", ["before the call", "after the call, before it is written"])
async def test_a_worker_killed_around_a_mass_message_is_followed_by_a_repeat_with_the_same_number(
    rig, monkeypatch, when
) -> None:
    openids = await rig.people(40)
    numbers = []
    real = WeChatClient.mass_send

    async def listen(client, people, content, *, client_msg_id):
        numbers.append(client_msg_id)
        return await real(client, people, content, client_msg_id=client_msg_id)

    monkeypatch.setattr(WeChatClient, "mass_send", listen)
    push = await rig.push(Channel.MASS)
    ledger = await killed_once(rig, push, Deadly(monkeypatch, name="mass_send", number=1, when=when))
    assert ledger.sent == len(openids)
    assert await rig.got() == dict.fromkeys(openids, 1)
    assert len(set(numbers)) == 1


@pytest.mark.parametrize("part", ["fill", "draft", "_submitted"])
async def test_a_worker_killed_between_two_steps_of_a_batch_loses_and_doubles_nobody(rig, monkeypatch, part) -> None:
    openids = await rig.people(25)
    push = await rig.push(Channel.MASS)
    real, calls = getattr(mass, part), []

    async def die_once(*args):
        calls.append(1)
        if len(calls) == 1:
            if part == "fill":
                await real(*args)
            raise Killed
        return await real(*args)

    monkeypatch.setattr(mass, part, die_once)
    with pytest.raises(Killed):
        await rig.work(push)
    ledger = await rig.work(push)
    assert ledger.sent == 25
    assert await rig.got() == dict.fromkeys(openids, 1)


async def test_a_worker_killed_while_the_rows_are_written_leaves_nobody_out(rig, monkeypatch) -> None:
    openids = await rig.people(20)
    push = await rig.push()
    store, calls = rig.services.pushes, []
    real = type(store).advance

    async def die_once(self, push_id, **cursor):
        if "after" in cursor and not calls:
            calls.append(1)
            raise Killed
        await real(self, push_id, **cursor)

    monkeypatch.setattr(type(store), "advance", die_once)
    with pytest.raises(Killed):
        await rig.work(push)
    ledger = await rig.work(push)
    assert ledger.audience == ledger.sent == 20
    assert await rig.got() == dict.fromkeys(openids, 1)


async def test_a_customer_message_whose_answer_is_lost_is_unconfirmed_and_not_sent_again(rig) -> None:
    await rig.people(30, wrote=30)
    rig.fault(CUSTOM, "drop_after", times=3)
    push = await rig.push(Channel.AUTO)
    ledger = await rig.work(push)
    got, states = await rig.got(), await rig.states(push)
    assert (ledger.sent, ledger.unconfirmed, ledger.pending) == (27, 3, 0)
    assert sum(got.values()) == 30
    adds_up(states, got)


async def test_a_mass_message_whose_answer_is_lost_counts_as_sent_once(rig) -> None:
    openids = await rig.people(30)
    rig.fault(MASS, "drop_after", times=1)
    push = await rig.push(Channel.MASS)
    ledger = await rig.work(push)
    assert ledger.sent == 30
    assert await rig.got() == dict.fromkeys(openids, 1)


async def test_a_mass_message_that_never_arrived_is_sent_by_the_repeat(rig) -> None:
    openids = await rig.people(10)
    rig.fault(MASS, "drop_before", times=2)
    ledger = await rig.work(await rig.push(Channel.MASS))
    assert ledger.sent == 10
    assert await rig.got() == dict.fromkeys(openids, 1)


async def test_a_draft_that_vanished_is_made_anew_and_the_batch_goes_out_once(rig) -> None:
    openids = await rig.people(10)
    push = await rig.push(Channel.MASS)

    def drafted() -> bool:
        return bool(rig.platform.accounts[APP].named("drafts"))

    rig.fault(MASS, "quota", errcode=45011, times=5)
    await rig.work(until=drafted)
    account = rig.platform.accounts[APP]
    for name in list(account.named("drafts")):
        rig.platform.drop_document(account, "drafts", name)
    ledger = await rig.work(push)
    assert ledger.sent == 10
    assert await rig.got() == dict.fromkeys(openids, 1)


@pytest.mark.parametrize("times", [0, 1, 2])
async def test_a_closing_event_that_is_lost_or_comes_twice_changes_no_count(rig, times) -> None:
    openids = await rig.people(12)
    rig.closings.times = times
    push = await rig.push(Channel.MASS)
    ledger = await rig.work(push)
    assert ledger.sent == 12
    assert await rig.got() == dict.fromkeys(openids, 1)


async def test_a_closing_event_that_comes_late_corrects_what_was_assumed(rig) -> None:
    await rig.people(4)
    rig.closings.times = 0
    push = await rig.push(Channel.MASS)
    await rig.work(push)
    batch = await rig.services.db["push_batches"].find_one({"push": push.id})
    assert batch["state"] == BatchState.SETTLED
    told = {"msg_id": batch["msg_id"], "status": "send success", "filtered": 0, "errors": 0}
    await pushes.mass_finished(rig.services, **told, total=4, sent=3)
    ledger = await pushes.ledger(rig.services, push.id)
    assert (ledger.sent, ledger.unconfirmed) == (0, 4)  # who of the four it was, the event doesn't tell
    await pushes.mass_finished(rig.services, **told, total=4, sent=3)
    assert await pushes.ledger(rig.services, push.id) == ledger


async def test_a_closing_event_of_somebody_elses_message_changes_nothing(rig) -> None:
    told = {"status": "send success", "total": 1, "filtered": 1, "sent": 1, "errors": 0}
    await pushes.mass_finished(rig.services, msg_id="77", **told)
    assert await rig.services.db["deliveries"].count_documents({}) == 0


async def test_the_same_push_asked_for_twice_is_one_push(rig) -> None:
    openids = await rig.people(6, wrote=3)
    first = await rig.push(push_id="mine")
    again = await rig.push(push_id="mine")
    assert first == again
    await rig.work(first)
    ledger = await rig.work(await rig.push(push_id="mine"))
    assert ledger.sent == 6
    assert await rig.got() == dict.fromkeys(openids, 1)


async def test_a_row_whose_lease_ran_out_while_its_owner_lives_takes_the_owners_word(rig) -> None:
    (openid,) = await rig.people(1, wrote=1)
    push = await rig.push(Channel.CUSTOMER)
    rows = rig.services.pushes.rows
    work = await rig.services.outbox.take_next(now=rig.clock(), lease=timedelta(seconds=15))
    while work.task == "push_build":
        await rig.step(work)
        work = await rig.services.outbox.take_next(now=rig.clock(), lease=timedelta(seconds=15))
    waiting = [row for lane in range(4) for row in await rows.waiting(push.id, lane, most=5, now=rig.clock())]
    until = rig.clock() + timedelta(seconds=1)
    assert [row.openid for row in await rows.claim(waiting, owner="a", now=rig.clock(), until=until)] == [openid]
    assert await rows.lapse(now=until) == 1
    assert await rows.claim(waiting, owner="b", now=until, until=until) == []
    await rows.settle([waiting[0].id], owner="a", state="sent", now=until)
    assert (await rows.of_person(push.id, openid))[0] == "sent"


async def test_who_comes_into_a_batch_after_its_first_call_gets_the_push_with_another(rig) -> None:
    """As when a worker that slept past its lease fills a batch that another has sent already."""
    openids = await rig.people(6)
    rig.fault(MASS, "drop_after", times=1)
    push = await rig.push(Channel.MASS)
    account = rig.platform.accounts[APP]
    await rig.work(until=lambda: bool(account.named("mass_jobs")))
    late = await rig.people(3)
    rows = [NewRow(openid, openid, Channel.MASS) for openid in late]
    await rig.services.pushes.rows.add(push.id, APP, rows, now=rig.clock())
    batch = await rig.services.pushes.batches.open_one(push.id)
    assert batch is not None
    await rig.services.pushes.rows.put_in_batch([f"{push.id}:{openid}" for openid in late], batch.id)
    ledger = await rig.work(push)
    assert (ledger.sent, ledger.pending) == (9, 0)
    assert await rig.got() == dict.fromkeys([*openids, *late], 1)


@pytest.mark.parametrize("task", ["push_mass", "push_lane"])
async def test_work_from_before_a_pause_ends_without_doing_anything(rig, task) -> None:
    await rig.people(6, wrote=3)
    push = await rig.push()
    while (await pushes.get(rig.services, push.id)).state is PushState.BUILDING:
        await rig.step(await rig.services.outbox.take_next(now=rig.clock(), lease=LEASE))
    await pushes.pause(rig.services, push.id, by=STAFF)
    await pushes.resume(rig.services, push.id, by=STAFF)
    for lane in range(LANES):
        work = Work(key="k", task=task, args={"push": push.id, "lane": lane, "epoch": 1}, attempts=1, tries=1)
        await TASKS[task](rig.services, work)  # it doesn't ask to be taken up again
    assert await rig.got() == {}
    assert (await pushes.ledger(rig.services, push.id)).pending == 6
