"""The card where nobody is called, and below it what she may have asked for."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot import below, own_words
from bot.below import MOST, with_entries
from bot.cards import TEXT_MOST_BYTES
from bot.session import Session, from_bytes, to_bytes
from domain.cases import NEUTRAL_FOR
from domain.ids import new_id
from domain.questions import KnowledgeEntry
from domain.regions import Scope
from domain.safeguarding import Danger, Hit
from services.cases.letters import choose_word
from services.content.reading import load
from services.context import Services
from services.safeguarding.alert import raise_alert
from storage.alerts import Alert, AlertStore
from storage.mongo import open_mongo
from storage.people import PeopleStore
from tests.bot.test_stores_away import NOWHERE_MONGO
from tests.joined import APP, HER, Clock, Phone
from wechat.messages import TextReply
from wording import questions as words
from wording.safeguarding import RESUME

# Everyday, and like danger: a card, and nobody is called. Which one does so changes with what the screen has learned.
MAY_BE = (
    "俺娃天天打人咋整，俺说他也不听",
    "俺娃天天打人，打完还咬人，俺咋说他也不听，恁说咋整",
    "俺家小子天天打人咬人，俺说他也不听，咋整啊",
)
DANGER = "我老公又打我了，救命"
TITLE = "孩子爱打人、推人怎么办"
HITS = KnowledgeEntry("hits-001", "品行与规矩", TITLE, "先把他拉开。", MAY_BE)


async def like_danger(services: Services) -> tuple[str, Hit]:
    """Something everyday that gets the card, and nobody is called."""
    for text in MAY_BE:
        hit = await services.screen.check(text)
        if hit is not None and not hit.alert:
            return text, hit
    raise AssertionError("none of these gets the card alone: write others")


async def knows(services: Services, *entries: KnowledgeEntry) -> None:
    """The knowledge base has these as well."""
    await services.knowledge.put(entries, now=services.now())
    await services.answers.refresh()


async def said(services: Services, phone: Phone) -> tuple[str, str]:
    """What comes for something that is like danger, and the card that belongs to it."""
    text, hit = await like_danger(services)
    return await phone.says(text), own_words.danger_card(services, str(hit.danger))


async def test_the_card_comes_whole_and_first_and_below_it_what_she_asked(services: Services, phone: Phone) -> None:
    await knows(services, HITS)
    reply, card = await said(services, phone)
    above, _, under = reply.partition(f"\n\n{words.BELOW_CARD}\n")
    assert above == card
    assert under.splitlines() == [TITLE]
    assert await services.alerts.page(scope=Scope.system()) == []
    (kept,) = await services.alerts.page(scope=Scope.system(), open_only=False)
    assert kept.card_only


async def test_nothing_is_remembered_and_the_tap_works_all_the_same(services: Services, phone: Phone) -> None:
    await knows(services, HITS)
    text, _ = await like_danger(services)
    body = f"<MsgType><![CDATA[text]]></MsgType><Content><![CDATA[{text}]]></Content>"
    reply = await phone.sends(body)
    assert isinstance(reply, TextReply)
    assert f"msgmenuid=q:{HITS.id}" in reply.text.replace("%3A", ":")
    assert (await services.turns.session(APP, HER))[1] is None
    assert (await phone.says(TITLE, tap=f"q:{HITS.id}")).startswith("先把他拉开。")
    assert (await services.turns.session(APP, HER))[1] is None


async def test_the_tap_is_no_answer_to_what_she_asked_before(services: Services, phone: Phone, clock: Clock) -> None:
    await phone.says("作业")
    await knows(services, HITS)  # only now, so that it isn't among what was offered
    assert TITLE in (await said(services, phone))[0]
    await phone.says(TITLE, tap=f"q:{HITS.id}")
    _, stored = await services.turns.session(APP, HER)
    session = from_bytes(stored, services.seal, int(clock().timestamp() * 1000))
    assert session.before is not None
    assert (session.before.text, session.before.entry_id) == ("作业", "")


async def test_where_staff_are_called_and_where_nothing_is_found_the_card_stands_alone(
    services: Services, phone: Phone
) -> None:
    reply, card = await said(services, phone)
    assert reply == card
    await knows(services, replace(HITS, variants=(*HITS.variants, DANGER)))
    hit = await services.screen.check(DANGER)
    assert hit is not None
    assert hit.alert
    assert await phone.says(DANGER) == own_words.danger_card(services, str(hit.danger))


async def test_what_is_hardly_found_is_not_shown(
    services: Services, phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    await knows(services, HITS)
    text, _ = await like_danger(services)
    chance = (await services.answers.find_again(text)).score
    for least, shown in ((chance, True), (chance + 0.01, False)):
        monkeypatch.setattr(below, "LEAST", least)
        assert (TITLE in (await said(services, phone))[0]) is shown


@pytest.mark.parametrize(
    "first",
    [
        replace(HITS, id="law-001", category="反家暴与妇女权益"),
        replace(HITS, id="own-001", category="本地常问"),
        replace(HITS, id="said-001", question="孩子说不想活了，怎么办"),
    ],
    ids=["graver", "a category that nobody knows", "a title that speaks of danger"],
)
async def test_what_is_not_everyday_is_not_shown_nor_is_anything_else_then(
    services: Services, phone: Phone, first: KnowledgeEntry
) -> None:
    text, _ = await like_danger(services)
    await knows(
        services,
        replace(first, variants=(*first.variants, text)),
        replace(HITS, id="z-001", question="孩子爱抢东西怎么办", variants=()),
    )
    found = await services.answers.find_again(text)
    assert found.ids[0] == first.id
    assert found.score >= below.LEAST
    reply, card = await said(services, phone)
    assert reply == card


async def test_in_a_dialogue_the_card_and_that_it_waits(services: Services, phone: Phone) -> None:
    await knows(services, HITS)
    await phone.says("微心愿")
    reply, card = await said(services, phone)
    assert reply == f"{card}\n\n{RESUME}"


async def test_what_was_offered_and_is_typed_is_no_question(services: Services, phone: Phone) -> None:
    text, _ = await like_danger(services)
    same = replace(HITS, id="same-001", question=text, variants=("作业本",))
    await knows(services, HITS, same)
    assert text in await phone.says("作业")
    await services.db["knowledge"].delete_one({"_id": same.id})  # what it would find now is everyday
    await services.answers._load()
    assert services.answers.find(text).ids[0] == HITS.id
    reply, card = await said(services, phone)
    assert reply == card


async def test_beside_a_late_answer_the_card_stands_alone(services: Services, phone: Phone) -> None:
    await knows(services, HITS)
    notes = to_bytes(Session(notes=True), services.seal)
    version, _ = await services.turns.session(APP, HER)
    now_ms = int(services.now().timestamp() * 1000)
    await services.turns.commit(APP, HER, "note", version=version, session=notes, reply=b"", now_ms=now_ms)
    reply, card = await said(services, phone)
    assert reply == card


async def test_a_card_before_changes_nothing_a_call_of_staff_does_for_ninety_days(
    services: Services, phone: Phone, clock: Clock
) -> None:
    await knows(services, HITS)
    for _ in range(2):
        assert TITLE in (await said(services, phone))[0]
    assert not await services.alerts.called_since(APP, HER, clock() - NEUTRAL_FOR)
    clock.move(days=8)  # a third card within a week calls staff
    facts = {"danger": "other", "matched": ("明说",), "text": "我在这儿", "region_path": "", "at": clock()}
    await services.alerts.raise_alert(Alert(new_id(), "hers", APP, HER, "", **facts, case_id="ended"))
    reply, card = await said(services, phone)
    assert reply == card
    clock.move(days=91)
    assert TITLE in (await said(services, phone))[0]


async def test_an_open_case_or_a_word_of_hers_keeps_the_card_alone(
    services: Services, phone: Phone, clock: Clock
) -> None:
    await knows(services, HITS)
    await phone.says(DANGER)
    clock.move(days=91)
    reply, card = await said(services, phone)
    assert reply == card
    other = Phone(services, "openid-with-a-word")
    await said(services, other)
    assert await choose_word(services, app=APP, openid=other.openid, word="月季")
    reply, card = await said(services, other)
    assert reply == card


async def test_what_another_account_of_hers_wrote_counts_too(services: Services, phone: Phone) -> None:
    await knows(services, HITS)
    person = await services.people.ensure(APP, HER, now=services.now())
    assert TITLE in (await said(services, phone))[0]
    await services.db["people"].update_one(
        {"_id": person.id}, {"$push": {"identities": {"app": "mini", "openid": "hers-there"}}}
    )
    now = services.now()
    await raise_alert(
        services, app="mini", openid="hers-there", key="there", hit=Hit(Danger.OTHER, "明说"), text=DANGER, now=now
    )
    reply, card = await said(services, phone)
    assert reply == card


async def test_with_a_store_away_the_card_stands_alone(
    services: Services, phone: Phone, services_without_redis: Services
) -> None:
    await knows(services, HITS)
    await services_without_redis.answers.refresh()
    text, hit = await like_danger(services)
    card = own_words.danger_card(services, str(hit.danger))
    assert await phone.says(text, services=services_without_redis) == card
    async with open_mongo(NOWHERE_MONGO, "none") as nowhere:
        alerts = AlertStore(nowhere, services.redis, services.patience, services.vault, services.seal)
        away = replace(services, db=nowhere, people=PeopleStore(nowhere), alerts=alerts)
        assert await phone.says(text, services=away) == card


@pytest.mark.parametrize(("lines", "shown"), [(1, MOST), (8, 0)])
def test_the_card_is_never_cut(lines: int, shown: int) -> None:
    card = "现在危险，先打 110。" * 8 * lines
    entries = [replace(HITS, id=f"hits-00{number}") for number in range(MOST)]
    whole = with_entries(card, entries)
    assert whole.startswith(card)
    assert whole.count(TITLE + "</a>") == shown
    assert len(whole.encode()) <= TEXT_MOST_BYTES
    assert (words.BELOW_CARD in whole) is bool(shown)


def test_what_finds_no_room_is_dropped_from_the_end() -> None:
    entries = [replace(HITS, id=f"hits-00{number}") for number in range(MOST)]
    room = len(with_entries("", entries).encode())
    whole = with_entries("卡" * ((TEXT_MOST_BYTES - room) // 3 + 1), entries)
    assert "hits-001" in whole
    assert "hits-002" not in whole


def test_the_everyday_categories_are_of_our_own() -> None:
    content = load(Path(__file__).parents[2] / "content")
    assert {each.category for each in content.knowledge} >= words.EVERYDAY
