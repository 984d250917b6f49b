"""The ledger of notices that people have allowed: it adds up, whatever happens at once or breaks on the way."""

import asyncio
from collections import Counter

import pytest

from domain.pushes import Channel
from services.pushes.allowed import answered_in_mini
from simulator.subscribe import grant
from storage.grants import EntryKind
from tests.joined import APP
from tests.rig import MINI_APP, Rig

TEMPLATE = "template-of-tests"
SUBSCRIBE = "/cgi-bin/message/subscribe/bizsend"
CHANGES = {EntryKind.EARNED: 1, EntryKind.RETURNED: 1, EntryKind.SPENT: -1}


async def allow(rig: Rig, openid: str, key: str, *, really: bool = True) -> bool:
    account = rig.platform.accounts[APP]
    if really:
        grant(rig.platform, account, account.followers[openid], TEMPLATE, 1)
    return await rig.services.pushes.grants.allow(
        APP, openid, TEMPLATE, fields={"thing1": "title"}, key=key, now=rig.clock()
    )


async def adds_up(rig: Rig, openid: str) -> tuple[int, Counter[str]]:
    """How many are left, which the ledger must say as well; and its lines by kind."""
    (held,) = await rig.services.pushes.grants.of(APP, openid)
    lines = (await rig.services.pushes.grants.story(APP, openid, most=100))[::-1]
    left = 0
    for line in lines:
        left = 0 if line.kind in {EntryKind.REFUSED, EntryKind.VOID} else left + CHANGES[line.kind]
    assert left == held.left >= 0
    return left, Counter(str(line.kind) for line in lines)


async def test_answers_at_once_are_each_counted_once(rig: Rig) -> None:
    (openid,) = await rig.people(1)
    counted = await asyncio.gather(*(allow(rig, openid, f"k{number % 4}") for number in range(12)))
    assert sum(counted) == 4
    assert await adds_up(rig, openid) == (4, Counter(earned=4))


async def test_a_notice_is_spent_with_its_delivery_and_once_a_push(rig: Rig) -> None:
    openids = await rig.people(2)
    for number in range(2):
        await allow(rig, openids[0], f"k{number}")
    push = await rig.push(Channel.SUBSCRIBE)
    await rig.work(push)
    assert await adds_up(rig, openids[0]) == (1, Counter(earned=2, spent=1))
    row = await rig.services.db["deliveries"].find_one({"push": push.id, "state": "sent"})
    spent = (await rig.services.pushes.grants.story(APP, openids[0], most=1))[0]
    assert (row["grant"], spent.row) == (f"{APP}:{openids[0]}:{TEMPLATE}", row["_id"])


async def test_a_busy_platform_gives_it_back_and_it_is_spent_later(rig: Rig) -> None:
    (openid,) = await rig.people(1)
    await allow(rig, openid, "k")
    rig.fault(SUBSCRIBE, "quota", errcode=45011, times=12)
    ledger = await rig.work(await rig.push(Channel.SUBSCRIBE))
    assert ledger.sent == 1
    left, lines = await adds_up(rig, openid)
    assert (left, lines["spent"] - lines["returned"]) == (0, 1)
    assert lines["returned"] > 0


async def test_an_answer_that_was_lost_is_neither_given_back_nor_called_again(rig: Rig) -> None:
    (openid,) = await rig.people(1)
    await allow(rig, openid, "k")
    rig.fault(SUBSCRIBE, "drop_after", times=1)
    ledger = await rig.work(await rig.push(Channel.SUBSCRIBE))
    assert ledger.unconfirmed == 1
    assert await adds_up(rig, openid) == (0, Counter(earned=1, spent=1))
    assert await rig.got() == {openid: 1}


async def test_what_the_platform_knows_nothing_of_is_void(rig: Rig) -> None:
    (openid,) = await rig.people(1)
    for number in range(3):
        await allow(rig, openid, f"k{number}", really=False)
    await rig.work(await rig.push(Channel.SUBSCRIBE))
    assert await adds_up(rig, openid) == (0, Counter(earned=3, spent=1, void=1))


async def test_one_notice_for_two_pushes_at_once_goes_to_one_of_them(rig: Rig) -> None:
    (openid,) = await rig.people(1)
    await allow(rig, openid, "k")
    rows, grants = rig.services.db["deliveries"], rig.services.pushes.grants
    for number in range(4):
        await rows.insert_one({"_id": f"p{number}:x", "state": "sending", "lease_owner": "me", "push": f"p{number}"})
    taken = await asyncio.gather(
        *(grants.use(APP, openid, row=f"p{number}:x", owner="me", now=rig.clock()) for number in range(4))
    )
    assert sum(each is not None for each in taken) == 1
    assert await rows.count_documents({"grant": {"$ne": None}}) == 1
    assert await adds_up(rig, openid) == (0, Counter(earned=1, spent=1))


async def test_nothing_is_spent_for_a_delivery_that_another_worker_has(rig: Rig) -> None:
    (openid,) = await rig.people(1)
    await allow(rig, openid, "k")
    await rig.services.db["deliveries"].insert_one({"_id": "p:x", "state": "sending", "lease_owner": "other"})
    grants = rig.services.pushes.grants
    assert await grants.use(APP, openid, row="p:x", owner="me", now=rig.clock()) is None
    assert await adds_up(rig, openid) == (1, Counter(earned=1))


@pytest.mark.parametrize(
    ("answer", "lines"),
    [
        ("accept", Counter(earned=1)),
        ("acceptWithAudio", Counter(earned=1)),
        ("reject", Counter(refused=1)),
        ("ban", Counter(refused=1)),
        ("filter", Counter()),
    ],
)
async def test_the_mini_programs_answers_are_counted_by_what_they_say(
    rig: Rig, answer: str, lines: Counter[str]
) -> None:
    for _ in range(2):
        await answered_in_mini(rig.services, openid="m", answers={TEMPLATE: answer}, key="once")
    found = await rig.services.pushes.grants.story(MINI_APP, "m", most=9)
    assert Counter(str(each.kind) for each in found) == lines
