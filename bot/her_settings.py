"""设置: her region, what she is told of, when she is left alone, and whether anything is pushed at all. By taps."""

from datetime import time

from bot.cards import numbered
from bot.session import Option
from bot.turn import Answer, Turn
from domain.calendar import QuietHours
from domain.consents import How
from domain.errors import Invalid, StoreAway
from domain.people import Person
from services.people.choosing import OWN_HOURS, rest, topics, want_topic
from services.people.follow import want_pushes
from wechat.messages import TextReply
from wording import chat
from wording import people as say

PREFIX = "e:"
REGION = "menu:region"
SHOWN_REGIONS = 3


async def settings(turn: Turn, rest_of_tap: str) -> Answer:
    """
    What may be set, as a list to tap. After the prefix stands what was tapped: "t" the topics, "t<slug>" one of them, "h"
    the hours, "h<number>" one of them, "on" and "off" the pushes.
    """
    try:
        return await _answer(turn, rest_of_tap)
    except StoreAway:
        return Answer(TextReply(chat.TRY_LATER))
    except Invalid:
        return await _answer(turn, "")


async def _answer(turn: Turn, tapped: str) -> Answer:
    person = await turn.person()
    if tapped in {"on", "off"}:
        await want_pushes(turn.services, person, wanted=tapped == "on", how=How.CHAT, now=turn.now)
        return await _overview(turn, await _again(turn), lead=say.PUSHES_ON if tapped == "on" else say.PUSHES_OFF)
    if tapped[:1] == "h":
        return await _hours(turn, person, tapped[1:])
    if tapped[:1] == "t":
        return await _topics(turn, person, tapped[1:])
    return await _overview(turn, person)


async def _again(turn: Turn) -> Person:
    """Her, as she is after a change."""
    return await turn.services.people.ensure(turn.app, turn.openid, now=turn.now)


async def _overview(turn: Turn, person: Person, *, lead: str = say.SETTINGS) -> Answer:
    place = await place_of(turn, person) or say.NO_PLACE
    unwanted = [each.name for each in topics(turn.services, person) if not each.wanted]
    options = (
        Option(say.OPTION_REGION.format(place=place), REGION),
        Option(say.option_topics(unwanted), f"{PREFIX}t"),
        Option(say.option_hours(_times(person.quiet)), f"{PREFIX}h"),
        Option(say.OPTION_STOP, f"{PREFIX}off") if person.pushes else Option(say.OPTION_START, f"{PREFIX}on"),
    )
    return _list(lead, options)


async def _topics(turn: Turn, person: Person, slug: str) -> Answer:
    if slug:
        await want_topic(turn.services, person, slug, wanted=slug in person.muted, now=turn.now)
        person = await _again(turn)
    options = tuple(
        Option(say.topic(each.name, wanted=each.wanted), f"{PREFIX}t{each.slug}")
        for each in topics(turn.services, person)
    )
    return _list(say.TOPICS, (*options, Option(say.DONE, PREFIX)))


async def _hours(turn: Turn, person: Person, number: str) -> Answer:
    if not number:
        options = tuple(Option(say.hours(_times(each)), f"{PREFIX}h{at}") for at, each in enumerate(OWN_HOURS))
        return _list(say.HOURS, options)
    if not number.isascii() or not number.isdecimal() or int(number) >= len(OWN_HOURS):
        raise Invalid("hours", "unknown")
    await rest(turn.services, person, OWN_HOURS[int(number)], now=turn.now)
    return await _overview(turn, await _again(turn), lead=say.HOURS_CHOSEN)


def _times(quiet: QuietHours | None) -> tuple[time, time] | None:
    return (quiet.start, quiet.end) if quiet else None


def _list(lead: str, options: tuple[Option, ...]) -> Answer:
    return Answer(TextReply(f"{lead}\n{numbered(options)}"), options=options, lasting=True)


async def place_of(turn: Turn, person: Person) -> str:
    """Where she lives, from the county down; "" where nobody knows. Raises StoreAway."""
    codes = [code for code in person.region_path.split("/") if code]
    names = await turn.services.regions.names(codes) if codes else {}
    return "".join([names[code] for code in codes if code in names][-SHOWN_REGIONS:])
