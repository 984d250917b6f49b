"""Content safety: whatever the platform does, nothing is shown unchecked and nothing is stuck."""

import asyncio
import random
from collections.abc import Sequence
from datetime import timedelta

import aiohttp
import pytest

from domain.checks import STAFF_AFTER, CheckState, Why
from domain.errors import Invalid
from services.checking.asking import ask, found, picture_checked
from services.checking.submitting import passed, states_of
from simulator.checking import let_go
from tests.services.checking.conftest import Safe
from worker.tasks import TASKS

WISH = "想要一个书包，上学用"
TEXT, MEDIA = "/wxa/msg_sec_check", "/wxa/media_check_async"


async def test_nothing_is_shown_before_the_platform_has_passed_it(safe: Safe) -> None:
    her = await safe.woman()
    assert not await passed(safe.services, "wish-1")
    await safe.hands_in(her, WISH)
    assert await safe.state() is CheckState.WAITING
    await safe.rig.work()
    assert await passed(safe.services, "wish-1")
    assert await states_of(safe.services, ["wish-1", "wish-2"]) == {
        "wish-1": CheckState.PASSED,
        "wish-2": CheckState.WAITING,
    }


@pytest.mark.parametrize(
    ("text", "state", "why"),
    [
        ("来一起赌博", CheckState.REFUSED, Why.PLATFORM),
        ("评论待审的话", CheckState.HELD, Why.REVIEW),
        ("借 钱 也 行，支·付·宝都可以", CheckState.HELD, Why.WORDS),
        ("好" * 2600 + "赌博", CheckState.REFUSED, Why.PLATFORM),
        ("好" * 2600, CheckState.PASSED, Why.PLATFORM),
    ],
)
async def test_what_the_platform_or_our_own_words_find_is_not_shown(
    safe: Safe, text: str, state: CheckState, why: Why
) -> None:
    check = await safe.hands_in(await safe.woman(), text)
    await safe.rig.work()
    check = await safe.now(check)
    assert (check.state, check.why) == (state, why)


async def test_she_is_told_in_plain_words_once_what_was_refused(safe: Safe) -> None:
    her = await safe.woman()
    check = await safe.hands_in(her, "来一起赌博")
    await safe.rig.work()
    for _ in range(3):
        await found(safe.services, check.id, check.version, "risky", 20006)
    await safe.rig.work()
    assert [text for text in await safe.said_to(her) if "没能公开" in text and "申诉" in text] != []
    assert len(await safe.said_to(her)) == 1


async def test_whom_the_platform_cant_be_asked_about_is_for_staff(safe: Safe) -> None:
    inactive, follower = await safe.woman(), await safe.woman(mini=False)
    safe.rig.move(timedelta(hours=2, minutes=1))
    away = await safe.hands_in(inactive, WISH, about="a")
    none = await safe.hands_in(follower, WISH, about="b")
    await safe.rig.work()
    assert ((await safe.now(away)).why, (await safe.now(none)).why) == (Why.INACTIVE, Why.NO_PLATFORM)
    assert {await safe.state("a"), await safe.state("b")} == {CheckState.HELD}


@pytest.mark.parametrize(
    "fault",
    ["5xx", "truncated", "busy", "drop_before", "drop_after", "quota", pytest.param("slow", marks=pytest.mark.long)],
)
async def test_a_platform_in_trouble_for_an_hour_passes_nothing_and_afterwards_all(
    safe: Safe, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if fault == "slow":
        monkeypatch.setattr("wechat.wire.TIMES", aiohttp.ClientTimeout(total=0.05))
    her = await safe.woman()
    errcode = 44991 if fault == "quota" else None
    safe.rig.fault(TEXT, fault, seconds=0.08, errcode=errcode)
    await safe.hands_in(her, WISH)
    await safe.rig.work(until=lambda: safe.rig.clock().hour >= 10)
    assert await safe.state() is CheckState.WAITING
    safe.rig.platform.faults.remove(None)
    await safe.rig.work()
    assert await safe.state() is CheckState.PASSED


async def test_a_platform_that_stays_away_leaves_it_to_staff_in_time(safe: Safe) -> None:
    her = await safe.woman()
    safe.rig.fault("*", "drop_before")
    check = await safe.hands_in(her, WISH)
    await safe.hours(STAFF_AFTER.total_seconds() / 3600 + 0.5)
    check = await safe.now(check)
    assert (check.state, check.why) == (CheckState.HELD, Why.AWAY)
    assert await safe.services.outbox.parked() == []
    safe.rig.platform.faults.remove(None)
    await safe.hours(1)
    assert (await safe.now(check)).state is CheckState.HELD


async def test_a_lost_row_or_a_worker_that_fails_again_and_again_leaves_nothing_stuck(safe: Safe) -> None:
    check = await safe.hands_in(await safe.woman(), WISH)
    await safe.services.db["outbox"].delete_many({})
    await safe.hours(STAFF_AFTER.total_seconds() / 3600 + 1)
    assert (await safe.now(check)).why == Why.AWAY


async def test_a_changed_text_isnt_passed_by_what_was_found_about_the_older_one(safe: Safe) -> None:
    her = await safe.woman()
    first = await safe.hands_in(her, WISH)
    second = await safe.hands_in(her, "来一起赌博")
    assert (second.id, second.version) == (first.id, 2)
    await found(safe.services, first.id, first.version, "pass", 100)
    assert await ask(safe.services, first.id, first.version) is None
    assert await safe.state() is CheckState.WAITING
    await safe.rig.work()
    assert await safe.state() is CheckState.REFUSED
    again = await safe.hands_in(her, "来一起赌博")
    assert (again.state, again.version) == (CheckState.REFUSED, 2)
    await safe.hands_in(her, WISH)
    await safe.rig.work()
    assert await safe.state() is CheckState.PASSED


async def test_texts_handed_in_at_once_for_one_thing_are_one_check(safe: Safe) -> None:
    her = await safe.woman()
    texts = [WISH, "来一起赌博", WISH, "评论待审"]
    await asyncio.gather(*(safe.hands_in(her, text) for text in texts))
    assert await safe.services.db["checks"].count_documents({}) == 1
    await safe.rig.work()
    assert await safe.state() is not CheckState.WAITING


async def test_results_of_pictures_late_doubled_and_out_of_order_each_reach_their_own(safe: Safe) -> None:
    her, checking = await safe.woman(), safe.rig.platform.checking
    checking.hold = True
    verdicts = {"a": "pass", "b": "risky", "c": "review", "d": "pass"}
    for about, suggest in verdicts.items():
        checking.media = (suggest, 100 if suggest == "pass" else 20002)
        check = await safe.sends_picture(her, b"\xff\xd8\xff" + about.encode(), about=about)
        assert await ask(safe.services, check.id, check.version) is not None
        if jobs := list(safe.rig.platform.jobs):
            await asyncio.wait(jobs)
    assert set((await states_of(safe.services, verdicts)).values()) == {CheckState.WAITING}
    assert await let_go(safe.rig.platform, newest_first=True, times=3) == 4
    whys = {about: each[0].why for about, each in (await safe.services.checks.of(verdicts)).items()}
    assert whys == {
        "a": "faces",
        "b": "platform",
        "c": "review",
        "d": "faces",
    }  # a picture is for a person's eyes in any case
    states = {about: str(state) for about, state in (await states_of(safe.services, verdicts)).items()}
    assert states == {"a": "held", "b": "refused", "c": "held", "d": "held"}


async def test_a_result_that_comes_before_we_know_its_number_is_taken(
    safe: Safe, monkeypatch: pytest.MonkeyPatch
) -> None:
    her = await safe.woman()
    check = await safe.sends_picture(her, b"\xff\xd8\xffa", about="a")
    assert safe.services.mini
    asked = safe.services.mini.check_picture

    async def answered_late(openid: str, url: str, *, scene: object) -> str:
        trace = await asked(openid, url, scene=scene)
        await picture_checked(safe.services, trace, suggest="pass", label=100, errcode=0)
        return trace

    monkeypatch.setattr(safe.services.mini, "check_picture", answered_late)
    safe.rig.platform.checking.hold = True
    assert await ask(safe.services, check.id, check.version) is None
    assert (await safe.now(check)).why == Why.FACES


async def test_a_picture_whose_result_is_lost_is_asked_about_anew_and_then_left_to_staff(safe: Safe) -> None:
    her, checking = await safe.woman(), safe.rig.platform.checking
    checking.hold = True
    lost = await safe.sends_picture(her, b"\xff\xd8\xffa", about="a")
    await safe.hours(0.5)
    first = checking.held.pop()
    checking.hold = False
    await safe.hours(1)
    assert (await safe.now(lost)).why == Why.FACES
    await picture_checked(safe.services, first[1]["trace_id"], suggest="risky", label=20002, errcode=0)
    assert (await safe.now(lost)).why == Why.FACES  # of an asking that was given up
    checking.hold = True
    await safe.active(her)
    check = await safe.sends_picture(her, b"\xff\xd8\xffb", about="b")
    for _ in range(6):
        await safe.active(her)
        await safe.hours(1)
    assert (await safe.now(check)).why == Why.AWAY


async def test_a_picture_that_the_platform_cant_fetch_is_for_staff(safe: Safe) -> None:
    check = await safe.sends_picture(await safe.woman(), b"\xff\xd8\xffa", about="a")
    await picture_checked(safe.services, "", suggest="pass", label=100, errcode=0)
    await picture_checked(safe.services, "unheard-of", suggest="pass", label=100, errcode=0)
    await safe.services.checks.tried(check, trace_id="t1")
    await picture_checked(safe.services, "t1", suggest="pass", label=100, errcode=-1008)
    assert (await safe.now(check)).why == Why.UNREADABLE


@pytest.mark.parametrize("seed", range(4))
async def test_whatever_the_order_of_results_the_worst_counts(safe: Safe, seed: int) -> None:
    her, chance = await safe.woman(), random.Random(seed)
    told: Sequence[str] = ["pass", "pass", *chance.sample(["pass", "review", "risky"], 2)] * 2
    order = chance.sample(told, len(told))
    check = await safe.sends_picture(her, b"\xff\xd8\xffa", about="a")
    await safe.services.checks.tried(check, trace_id="t1")
    for suggest in order:
        await picture_checked(safe.services, "t1", suggest=suggest, label=1, errcode=0)
    state = (await safe.now(check)).state
    assert state in {CheckState.HELD, CheckState.REFUSED}


async def test_in_random_trouble_only_clean_things_pass_and_in_the_end_none_waits(safe: Safe) -> None:
    chance = random.Random(7)
    her = await safe.woman()
    texts = {f"w{number}": chance.choice((WISH, "来一起赌博", "评论待审", "给点钱")) for number in range(12)}
    for about, text in texts.items():
        if chance.random() < 0.7:
            kind = chance.choice(("5xx", "truncated", "busy", "drop_after", "odd_json", "token_revoked"))
            safe.rig.fault(TEXT, kind, times=chance.randint(1, 9))
        await safe.hands_in(her, text, about=about)
    await safe.hours(6)
    states = await states_of(safe.services, texts)
    shown = {about for about, state in states.items() if state is CheckState.PASSED}
    assert shown <= {about for about, text in texts.items() if text == WISH}
    assert CheckState.WAITING not in states.values()


async def test_an_erased_family_leaves_nothing_readable_and_nothing_stuck(safe: Safe) -> None:
    her = await safe.woman()
    check = await safe.hands_in(her, WISH)
    await safe.services.vault.erase(f"family:{her.id}", now=safe.rig.clock())
    await safe.rig.work()
    assert (await safe.now(check)).reason == "erased"
    assert await safe.said_to(her) == []


async def test_what_she_wrote_lies_sealed_and_goes_in_time(safe: Safe) -> None:
    her = await safe.woman()
    await safe.hands_in(her, WISH)
    await safe.rig.work()
    for name in ("checks", "outbox", "events", "audit"):
        async for document in safe.services.db[name].find():
            assert "书包" not in repr(document)
    safe.rig.clock.move(days=31)
    assert await safe.services.checks.forget_before(safe.rig.clock() - timedelta(days=30)) == 1
    assert await passed(safe.services, "wish-1")


@pytest.mark.parametrize("text", ["", "  \n", "好" * 10_001])
async def test_no_text_and_an_endless_one_are_refused_at_once(safe: Safe, text: str) -> None:
    with pytest.raises(Invalid):
        await safe.hands_in(await safe.woman(), text)


def test_the_tasks_are_known_to_the_worker() -> None:
    assert {"check_content", "tell_person", "forget_checks"} <= set(TASKS)
