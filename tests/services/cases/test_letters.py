"""Writing to her on a phone that may not be hers alone: neutral words, and the case only after her own word."""

import math
from dataclasses import replace

import pytest

from domain.cases import Case, CaseMove
from domain.errors import Invalid
from domain.ids import new_id
from services.cases import letters
from services.cases.letters import LetterReach, reach, say_hello, write_letter
from services.cases.moving import move
from services.context import Services
from storage.outbox import Work
from tests.joined import APP, HER, Clock, Phone
from tests.services.cases.conftest import ALL, CITY, Officers
from wechat.errors import Unreachable
from wording import cases as words
from wording.safeguarding import CARDS, card
from worker.tasks.cases import call_officer, notice

LETTER = "庇护所留了一个床位，今晚就能去。"
NAMES_NOTHING = ("家暴", "打", "求助", "妇联", "110", "庇护", "危险", "暗号")


class Platform:
    """Takes customer-service messages, or refuses them."""

    def __init__(self, error: Exception | None = None) -> None:
        self.sent: list[tuple[str, str]] = []
        self._error = error

    async def send_text(self, openid: str, text: str) -> None:
        if self._error is not None:
            raise self._error
        self.sent.append((openid, text))


async def noticed(services: Services) -> None:
    """What the worker does with the neutral lines that wait."""
    async for row in services.db["outbox"].find({"task": "case_notice", "done_at": None}):
        await notice(services, Work(row["_id"], row["task"], row["args"], 1, 1))


async def heard_just_now(services: Services) -> None:
    await services.people.heard([{"app": APP, "openid": HER, "action": "message", "at": services.now()}])


async def test_a_letter_is_given_once_and_only_after_her_word(
    case: Case, phone: Phone, services: Services, officer: Officers
) -> None:
    staff = await officer("city", CITY)
    platform = Platform()
    services = replace(services, wechat=platform)  # type: ignore[arg-type]
    with pytest.raises(Invalid):
        await write_letter(services, case.id, new_id(), LETTER, by=staff)
    assert await phone.says("暗号 石榴花", services=services) == words.WORD_KEPT
    await heard_just_now(services)
    letter = new_id()
    await write_letter(services, case.id, letter, LETTER, by=staff)
    await write_letter(services, case.id, letter, LETTER, by=staff)
    await noticed(services)
    assert platform.sent == [(HER, words.NEUTRAL)]
    for other in ("石榴", "石榴花开", "帮助", "孩子写作业磨蹭怎么办"):
        assert LETTER not in await phone.says(other, services=services)
    assert LETTER in await phone.says("石榴花", services=services)
    assert LETTER not in await phone.says("石榴花", services=services)
    story = [each.kind for each in await services.events.of(case.id, scope=ALL)]
    assert story[-3:] == ["case_letter", "case_told_her", "case_letter_read"]
    stored = repr([each async for each in services.db["safe_words"].find()])
    assert "石榴花" not in stored
    assert "argon2id" in stored


async def test_her_word_stands_in_no_log_and_nobody_else_can_choose_one(phone: Phone, services: Services) -> None:
    stranger = Phone(services, "somebody-else")
    assert await stranger.says("暗号 石榴花") != words.WORD_KEPT
    assert await services.db["safe_words"].count_documents({}) == 0
    batches = await _inbox(services)
    assert batches
    assert all("石榴花" not in each.text for each in batches)
    assert phone


async def test_a_word_is_tried_only_so_often(
    case: Case, phone: Phone, officer: Officers, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    staff = await officer("city", CITY)
    services = phone.services
    monkeypatch.setattr(letters, "TRIES_MOST", 2)
    await phone.says("暗号 石榴花")
    await write_letter(services, case.id, new_id(), LETTER, by=staff)
    for guess in ("玫瑰", "牡丹"):
        await phone.says(guess)
    assert LETTER not in await phone.says("石榴花")
    clock.move(hours=1, minutes=1)
    assert LETTER in await phone.says("石榴花")


async def test_where_no_message_reaches_her_the_neutral_line_leads_her_next_reply(
    case: Case, phone: Phone, services: Services, officer: Officers
) -> None:
    staff = await officer("city", CITY)
    services = replace(services, wechat=Platform(Unreachable(45015, "out of window")))  # type: ignore[arg-type]
    assert await reach(services, case) is LetterReach.NEXT_VISIT
    await say_hello(services, case.id, new_id(), by=staff)
    await noticed(services)
    assert words.NEUTRAL in await phone.says("帮助", services=services)
    last = (await services.events.of(case.id, scope=ALL))[-1]
    assert (last.kind, last.data) == ("case_told_her", {"way": "next_visit"})


async def test_where_nothing_reaches_her_the_case_says_so(case: Case, services: Services, officer: Officers) -> None:
    staff = await officer("city", CITY)
    await services.people.left(APP, HER, now=services.now())
    services = replace(services, wechat=Platform())  # type: ignore[arg-type]
    await say_hello(services, case.id, new_id(), by=staff)
    await noticed(services)
    assert services.wechat.sent == []  # type: ignore[attr-defined]
    assert (await services.events.of(case.id, scope=ALL))[-1].data == {"way": "never"}


async def test_her_answer_goes_into_the_case_and_calls_its_owner(
    case: Case, phone: Phone, services: Services, officer: Officers
) -> None:
    staff = await officer("city", CITY)
    await move(services, case.id, CaseMove.ACKNOWLEDGE, by=staff)
    assert await phone.says("回信 好的") != words.ANSWER_KEPT
    await phone.says("暗号 石榴花")
    assert await phone.says("回信 好的") == words.ANSWER_KEPT
    (entry,) = await services.case_entries.of(case.id)
    assert (entry.kind, entry.facts) == ("answer", {"text": "好的"})
    assert await services.db["outbox"].count_documents({"args.why": "answer", "args.staff": staff.id}) == 1
    assert "110" in await phone.says("回信 他又在打我，救命")  # an answer may be in danger too: card, and kept
    assert (await services.case_entries.of(case.id))[0].facts == {"text": "他又在打我，救命"}


async def test_officers_are_told_in_words_that_say_nothing_of_anybody(
    case: Case, services: Services, officer: Officers, clock: Clock
) -> None:
    staff = await officer("city", CITY)
    at_work = await services.people.follows(APP, "openid-of-staff", following=True, now=clock())
    platform = Platform()
    services = replace(services, wechat=platform)  # type: ignore[arg-type]
    work = Work("k", "call_officer", {"staff": staff.id, "case": case.id, "why": "case"}, 1, 1)
    await call_officer(services, work)
    assert platform.sent == []  # her WeChat isn't bound
    await services.bindings.bind(staff.id, at_work.id, now=clock())
    await call_officer(services, work)
    ((openid, text),) = platform.sent
    assert openid == "openid-of-staff"
    assert not any(each in text for each in ("家暴", "求助", "危险", case.id, HER, "峪口"))
    await move(services, case.id, CaseMove.ACKNOWLEDGE, by=staff)
    await call_officer(services, work)
    assert len(platform.sent) == 1  # taken up: she is spared the call


def test_what_we_say_to_her_gives_nothing_away() -> None:
    for text in (words.NEUTRAL, words.WORD_KEPT, words.ANSWER_KEPT, words.AFTER_LETTER, words.NOT_NOW):
        assert not any(each in text for each in NAMES_NOTHING), text
    for text in CARDS.values():
        assert "暗号" in text
        assert "删掉整个对话" in text


def test_a_card_fits_one_screen_of_a_phone_and_names_the_lines_in_their_order() -> None:
    for danger in CARDS:
        text = card(danger, women="12338")
        lines = [sum(0.55 if each < "\x7f" else 1.0 for each in line) for line in text.split("\n")]
        assert sum(max(1, math.ceil(width / 17)) for width in lines) <= 22, danger
        places = [text.index(number) for number in ("110", "120", "12338")]
        assert places == sorted(places), danger
        assert text.index("110") < text.index("12110"), danger
    for danger in ("self_harm", "child_abuse"):
        assert "12355" in CARDS[danger]


async def _inbox(services: Services) -> list:
    await services.inbox.prepare()
    return [each for batch in await services.inbox.read("c", most=50) for each in batch.messages]
