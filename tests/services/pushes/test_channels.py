"""By which way each person is reached, and who isn't."""

from datetime import timedelta
from typing import get_args

import orjson
import pytest

from domain.pushes import Channel
from simulator.subscribe import grant
from storage.deliveries import NewRow
from tests.joined import APP
from tests.rig import MINI_APP
from wechat.errors import Reason
from wording.cases import LESSON
from wording.console import UNREACHABLE

TEMPLATE = "template-of-tests"
LEASE = timedelta(seconds=15)


async def test_a_push_reaches_everybody_whom_the_platform_lists_though_nobody_told_us_of_them(rig) -> None:
    openids = await rig.people(30, known=False)
    ledger = await rig.work(await rig.push())
    assert ledger.audience == ledger.sent == 30
    assert await rig.got() == dict.fromkeys(openids, 1)


async def test_who_has_just_written_gets_a_customer_message_and_the_others_a_mass_message(rig) -> None:
    await rig.people(20, wrote=8)
    ledger = await rig.work(await rig.push())
    assert ledger.sent == 20
    assert await rig.channels() == {"custom": 8, "mass": 12}


async def test_who_opted_out_left_or_wrote_in_danger_is_not_part_of_a_push_to_all(rig) -> None:
    stays, opted_out, left, in_danger, also = await rig.people(5)
    people = rig.services.people
    await people.want_pushes((await people.find(APP, opted_out)).id, False, now=rig.clock())
    await rig.leaves(left)
    await rig.services.db["alerts"].insert_one({"key": "k", "app": APP, "openid": in_danger, "at": rig.clock()})
    push = await rig.push()
    await rig.work(push)
    assert set(await rig.states(push)) == {stays, also}
    assert set(await rig.got()) == {stays, also}


async def cries(rig, her: str, app: str) -> None:
    """She writes in danger by her account with `app`."""
    there = {"app": MINI_APP, "openid": "hers-there", "following": False}
    await rig.services.db["people"].update_one({"identities.openid": her}, {"$push": {"identities": there}})
    wrote_by = her if app == APP else "hers-there"
    await rig.services.db["alerts"].insert_one({"key": "k", "app": app, "openid": wrote_by, "at": rig.clock()})


@pytest.mark.parametrize("app", [APP, MINI_APP])
@pytest.mark.parametrize("channel", [Channel.AUTO, Channel.CUSTOMER, Channel.MASS, Channel.SUBSCRIBE])
async def test_for_a_day_after_a_message_in_danger_no_channel_reaches_her(rig, channel: Channel, app: str) -> None:
    her, other = await rig.people(2, wrote=2)
    await cries(rig, her, app)
    rig.clock.move(hours=23.9)
    push = await rig.push(channel, audience="openids", openids=[her, other])
    await rig.work(push)
    assert (await rig.states(push))[her] == ("unreachable", "danger")
    assert her not in await rig.got()


@pytest.mark.parametrize("channel", [Channel.CUSTOMER, Channel.MASS])
async def test_who_writes_in_danger_by_the_mini_program_while_a_push_waits_is_spared(rig, channel: Channel) -> None:
    her, other = await rig.people(2, wrote=2)
    push = await rig.push(channel, audience="openids", openids=[her, other])
    while (work := await rig.services.outbox.take_next(now=rig.clock(), lease=LEASE)).task == "push_build":
        await rig.step(work)
    await cries(rig, her, MINI_APP)
    await rig.services.outbox.again(work, due_at=rig.clock(), progress=True)
    await rig.work(push)
    assert await rig.states(push) == {her: ("unreachable", "danger"), other: ("sent", "")}
    assert her not in await rig.got()


@pytest.mark.parametrize("app", [APP, MINI_APP])
async def test_later_messages_to_her_are_neutral_in_title_and_picture(rig, app: str) -> None:
    her, other = await rig.people(2, wrote=2)
    await cries(rig, her, app)
    rig.clock.move(hours=25)
    await rig.work(await rig.push(Channel.CUSTOMER, audience="openids", openids=[her, other]))
    await rig.got()
    rows = await rig.platform.store.read("SELECT openid, entry FROM entries WHERE channel = 'custom'", ())
    shown = {openid: orjson.loads(entry) for openid, entry in rows}
    assert (shown[her]["text"], LESSON in shown[other]["text"]) == (LESSON, False)
    assert "picurl" not in shown[her]["articles"][0] or shown[her]["articles"][0]["picurl"] == ""


async def test_who_is_on_a_list_by_name_gets_a_row_with_the_reason(rig) -> None:
    here, left = await rig.people(2)
    await rig.leaves(left)
    push = await rig.push(Channel.MASS, audience="openids", openids=[here, left, here, "nobody-knows-this-openid"])
    ledger = await rig.work(push)
    assert await rig.states(push) == {
        here: ("sent", ""),
        left: ("unreachable", "not_following"),
        "nobody-knows-this-openid": ("unreachable", "unknown"),
    }
    assert (ledger.audience, ledger.sent, ledger.unreachable) == (3, 1, 2)


async def test_a_tag_reaches_its_people_only(rig) -> None:
    first, second, _ = await rig.people(3)
    for openid in (first, second):
        await rig.services.people.tag((await rig.services.people.find(APP, openid)).id, "舞队")
    await rig.work(await rig.push(audience="tag:舞队"))
    assert set(await rig.got()) == {first, second}


async def test_the_fifth_mass_message_of_a_month_is_not_tried_and_the_console_has_words_for_it(rig) -> None:
    openids = await rig.people(3)
    for number in range(4):
        rows = [NewRow(openid, openid, Channel.MASS, "sent") for openid in openids[:1]]
        await rig.services.pushes.rows.add(f"earlier-{number}", APP, rows, now=rig.clock())
    push = await rig.push()
    await rig.work(push)
    assert (await rig.states(push))[openids[0]] == ("unreachable", "month")
    assert "4" in UNREACHABLE["month"]


async def allows(rig, openid: str, *, really: bool = True) -> None:
    """She allowed a notice; unless `really`, the platform knows better."""
    account = rig.platform.accounts[APP]
    if really:
        grant(rig.platform, account, account.followers[openid], TEMPLATE, 1)
    await rig.services.pushes.grants.allow(
        APP, openid, TEMPLATE, fields={"thing1": "title"}, key=openid, now=rig.clock()
    )


async def test_with_the_month_used_up_a_notice_that_she_allowed_goes_out(rig) -> None:
    openid, *others = await rig.people(3)
    for number in range(4):
        row = NewRow(openid, openid, Channel.MASS, "sent")
        await rig.services.pushes.rows.add(f"earlier-{number}", APP, [row], now=rig.clock())
    await allows(rig, openid)
    ledger = await rig.work(await rig.push())
    assert ledger.sent == 3
    assert await rig.channels() == {"subscribe": 1, "mass": len(others)}


async def test_one_allowed_notice_is_one_notice(rig) -> None:
    openids = await rig.people(2)
    await allows(rig, openids[0])
    for sent in (1, 0):
        push = await rig.push(Channel.SUBSCRIBE)
        ledger = await rig.work(push)
        assert (ledger.sent, ledger.unreachable) == (sent, 2 - sent)
    assert await rig.got() == {openids[0]: 1}
    assert (await rig.states(push))[openids[1]] == ("unreachable", "no_grant")


async def test_an_allowed_notice_that_she_took_back_is_a_reason_and_not_counted_again(rig) -> None:
    (openid,) = await rig.people(1)
    await allows(rig, openid, really=False)
    push = await rig.push(Channel.SUBSCRIBE)
    await rig.work(push)
    assert await rig.states(push) == {openid: ("unreachable", "refused")}
    assert await rig.services.pushes.grants.holders(APP, [openid]) == set()


async def test_a_window_that_the_platform_has_closed_falls_over_to_mass_sending(rig) -> None:
    openids = await rig.people(6, wrote=3)
    for openid in openids[:2]:
        rig.platform.accounts[APP].followers[openid].windows.clear()
    rig.platform.accounts[APP].followers[openids[2]].windows["message"][1] = 0
    ledger = await rig.work(await rig.push())
    assert ledger.sent == 6
    assert await rig.channels() == {"mass": 6}


async def test_asked_for_customer_messages_only_a_closed_window_is_a_reason(rig) -> None:
    closed, opened = await rig.people(2, wrote=1, known=False)
    del closed, opened
    push = await rig.push(Channel.CUSTOMER)
    ledger = await rig.work(push)
    assert (ledger.sent, ledger.unreachable) == (1, 1)
    assert ("unreachable", "window") in (await rig.states(push)).values()


async def test_one_person_alone_is_reached_by_a_tag_since_a_list_of_one_is_refused(rig) -> None:
    (openid,) = await rig.people(1)
    ledger = await rig.work(await rig.push(Channel.MASS))
    assert ledger.sent == 1
    assert await rig.got() == {openid: 1}
    assert [tag for tag in await rig.services.wechat.tags() if tag.name.startswith("xq-")] == []


@pytest.mark.parametrize("kind", ["subscription"])
async def test_a_subscription_account_sends_to_a_tag_of_its_own_and_removes_it(rig) -> None:
    openids = await rig.people(120, wrote=20)
    ledger = await rig.work(await rig.push())
    assert ledger.sent == 120
    assert await rig.got() == dict.fromkeys(openids, 1)
    assert [tag for tag in await rig.services.wechat.tags() if tag.name.startswith("xq-")] == []


@pytest.mark.parametrize("kind", ["subscription"])
async def test_a_subscription_account_that_has_sent_today_waits_for_tomorrow(rig) -> None:
    await rig.people(3)
    await rig.work(await rig.push(Channel.MASS))
    second = await rig.push(Channel.MASS)
    ledger = await rig.work(second)
    now = await rig.services.pushes.get(second.id)
    assert (now.waits_for, ledger.pending) == ("quota", 3)
    rig.move(now.waits_until - rig.clock() + timedelta(hours=9))  # past midnight, and past the night
    ledger = await rig.work(second)
    assert ledger.sent == 3


@pytest.mark.parametrize("kind", ["subscription"])
async def test_somebody_who_left_unnoticed_holds_up_no_tag(rig) -> None:
    openids = await rig.people(5)
    account = rig.platform.accounts[APP]
    push = await rig.push(Channel.MASS)
    await rig.work(until=lambda: bool(account.named("tags")))
    await rig.leaves(openids[0], known=False)
    ledger = await rig.work(push)
    assert (ledger.pending, ledger.audience) == (0, 5)
    assert sorted((await rig.got()).elements()) == sorted(openids[1:])


def test_the_console_has_words_for_every_reason() -> None:
    ours = {"not_following", "opted_out", "topic", "danger", "month", "no_grant", "unknown", "filtered"}
    assert ours | set(get_args(Reason)) <= set(UNREACHABLE)
