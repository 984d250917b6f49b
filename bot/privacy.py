"""我的授权 and 我的数据: what she agreed to and what is held of her, and the way out of both."""

from bot.cards import numbered, tap
from bot.session import Option
from bot.turn import Answer, Turn
from domain.calendar import CHINA
from domain.consents import How, Purpose
from domain.errors import NotFound, StoreAway
from domain.people import Person
from domain.receipts import format_receipt
from services.privacy.consenting import Standing, standing, withdraw
from services.privacy.erasing import consequences, erase_person, told_before
from services.privacy.her_data import make_link
from wechat.messages import TextReply
from wording import chat
from wording import privacy as say

CONSENTS, DATA = "g:", "d:"
SURE_SECONDS = 600  # a tap on an old message withdraws and erases nothing


async def consents(turn: Turn, rest: str) -> Answer:
    """我的授权: what she agreed to. `rest` is a purpose to withdraw, with a moment behind it once she is sure."""
    name, _, moment = rest.partition(".")
    try:
        if not name or name not in {str(each) for each in Purpose}:
            return await _listed(turn)
        if not moment:
            return _asked(turn, Purpose(name))
        if not _fresh(turn, moment):
            return Answer(TextReply(say.TOO_OLD))
        done = await withdraw(turn.services, (await turn.person()).id, Purpose(name), how=How.CHAT, now=turn.now)
    except StoreAway:
        return Answer(TextReply(say.NOT_NOW))
    words = say.WITHDRAWN.format(purpose=say.PURPOSES[name]) if done else say.NOTHING_TO_WITHDRAW
    return Answer(TextReply(words), options=(), lasting=True)


async def _listed(turn: Turn) -> Answer:
    base = turn.services.facts.public_url
    lines = [line for each in await standing(turn.services, (await turn.person()).id) for line in _lines(each, base)]
    return Answer(TextReply("\n".join((say.CONSENTS, *lines)) if lines else say.CONSENTS_NONE))


def _lines(found: Standing, base: str) -> list[str]:
    purpose = say.PURPOSES[found.purpose]
    if found.consent is not None:
        day = f"{found.consent.given_at.astimezone(CHINA):%Y-%m-%d} "
        url = f"{base}/h5/consents/{found.consent.text}"
        undo = tap(say.WITHDRAW, f"{CONSENTS}{found.purpose}")
        return [say.CONSENT_HOLDS.format(purpose=purpose, day=day, withdraw=undo, url=url)]
    if found.withdrawn_at is not None:
        return [say.CONSENT_GONE.format(purpose=purpose, day=f"{found.withdrawn_at.astimezone(CHINA):%Y-%m-%d} ")]
    return []


def _asked(turn: Turn, purpose: Purpose) -> Answer:
    """What a withdrawal does, told before; the second step."""
    moment = int(turn.now.timestamp())
    options = (
        Option(say.WITHDRAW_SURE, f"{CONSENTS}{purpose}.{moment}"),
        Option(say.WITHDRAW_NOT, CONSENTS),
    )
    return Answer(TextReply(f"{say.WITHDRAW_WHAT[purpose]}\n{numbered(options)}"), options=options)


async def data(turn: Turn, rest: str) -> Answer:
    """我的数据: what is held of her. `rest` is "file" for a link to all of it, "erase" to have it erased."""
    what, _, moment = rest.partition(".")
    try:
        person = await turn.services.people.find(turn.app, turn.openid)
        if person is None:
            return Answer(TextReply(say.NOTHING_HELD))
        if what == "file":
            url = await make_link(turn.services, person.id, now=turn.now)
            return Answer(TextReply(say.DATA_LINK.format(url=url)), lasting=True)
        if what == "erase":
            return await (_erased(turn, person.id, moment) if moment else _told(turn, person))
        return await _held(turn, person.id)
    except StoreAway:
        return Answer(TextReply(say.NOT_NOW))


async def _erased(turn: Turn, person_id: str, moment: str) -> Answer:
    if not _fresh(turn, moment):
        return Answer(TextReply(say.TOO_OLD))
    try:
        done = await erase_person(turn.services, person_id, how=How.CHAT, now=turn.now, in_turn=True)
    except NotFound:
        return Answer(TextReply(say.NOTHING_HELD))
    return Answer(TextReply(say.ERASED.format(receipt=format_receipt(done.receipt))), lasting=True, forgets=True)


async def _held(turn: Turn, person_id: str) -> Answer:
    found = await consequences(turn.services, person_id)
    lines = [say.DATA_ACCOUNT]
    lines += [say.DATA_WISHES.format(count=found.wishes)] if found.wishes else []
    lines += [say.DATA_QUESTIONS.format(count=found.questions)] if found.questions else []
    lines += [say.DATA_MESSAGES.format(count=found.messages)] if found.messages else []
    words = say.DATA.format(
        lines="\n".join(lines),
        file=tap(say.DATA_FILE, f"{DATA}file"),
        erase=tap(say.DATA_ERASE, f"{DATA}erase"),
    )
    return Answer(
        TextReply(words), options=(Option(say.DATA_FILE, f"{DATA}file"), Option(say.DATA_ERASE, f"{DATA}erase"))
    )


async def _told(turn: Turn, person: Person) -> Answer:
    """What goes and can't be had back; the second step."""
    words, _ = await told_before(turn.services, person)
    moment = int(turn.now.timestamp())
    options = (Option(say.ERASE_SURE, f"{DATA}erase.{moment}"), Option(say.ERASE_NOT, DATA))
    return Answer(TextReply(f"{words}{numbered(options)}"), options=options)


def _fresh(turn: Turn, moment: str) -> bool:
    return moment.isdecimal() and 0 <= turn.now.timestamp() - int(moment) <= SURE_SECONDS


def below_mine() -> str:
    """What stands at the end of 我的."""
    return say.ME_DATA.format(consents=tap(chat.ME_CONSENTS), data=tap(chat.ME_DATA))
