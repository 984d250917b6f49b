"""爱心记录: what a donor has made come true."""

from collections.abc import Sequence
from datetime import datetime

from bot.turn import Answer, Turn
from domain.calendar import CHINA
from domain.errors import StoreAway
from domain.people import Person
from domain.wishes import Wish
from services.wishes.cards import address_of, by_year
from services.wishes.own import came_true
from wechat.messages import TextReply
from wording import certificates as words
from wording import chat
from wording.sharing import with_others

SHOWN, CARDS_SHOWN = 8, 3


async def record(turn: Turn, rest: str) -> Answer:
    """爱心记录: the wishes that she made come true, each with its certificate. Never beside anybody else's."""
    del rest
    try:
        return await _told(turn)
    except StoreAway:
        return Answer(TextReply(chat.TRY_LATER))


async def _told(turn: Turn) -> Answer:
    person = await turn.person()
    found = await came_true(turn.services, by=person)
    if not found:
        return Answer(TextReply(words.RECORD_NONE))
    this_year = f"{turn.now.astimezone(CHINA):%Y}"
    days = [(each, (each.since or each.changed_at).astimezone(CHINA)) for each in found]
    lead = words.RECORD.format(all=len(found), year=sum(f"{day:%Y}" == this_year for _, day in days))
    base = turn.services.facts.public_url
    lines = [
        words.RECORD_LINE.format(
            text=wish.public_text, day=_day_and_others(wish, day), url=f"{base}/h5/certificates/{wish.certificate}"
        )
        for wish, day in days[:SHOWN]
    ]
    more = [words.RECORD_MORE.format(more=len(found) - SHOWN)] if len(found) > SHOWN else []
    return Answer(TextReply("\n".join((lead, *lines, *more, _cards(turn, person, found)))))


def _day_and_others(wish: Wish, day: datetime) -> str:
    others = with_others(len(wish.sharers))
    return f"{words.RECORD_DAY.format(day=day)}{f'，{others}' if others else ''}"


def _cards(turn: Turn, person: Person, found: Sequence[Wish]) -> str:
    """Where her cards of the last years are."""
    years = [each.year for each in by_year(turn.services, found)][:CARDS_SHOWN]
    lines = [words.CARD_LINE.format(year=each, url=address_of(turn.services, person, each)) for each in years]
    return words.CARDS.format(cards="\n".join(lines))
