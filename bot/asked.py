"""Her questions for experts, in the chat: looking at one, adding to it, and saying whether it helped."""

import re

from bot import wish_taps
from bot.cards import fit, tap
from bot.turn import Answer, Turn
from domain.errors import StoreAway, TooMany
from domain.people import Person
from domain.questions import Question
from domain.receipts import format_receipt, read_receipt
from services.questions import hers
from services.questions.pages import address_of
from wechat.messages import TextReply
from wording import chat
from wording import experts as say
from wording import questions as words
from wording import thread_pictures as pictured

SHOW, HELPED = "t:", "h:"
_BEHIND = re.compile(r"^(编号|查询|查)[：: ]*")
_NEARLY = re.compile(  # called a number; written as receipts are; as many digits, and no telephone number
    r"编号[：: ]*\d[\d 　—－-]{3,}"
    r"|(?:查询|查)[：: ]*(?!1[3-9]\d[ -]?\d{4}[ -]?\d{4}$|0\d{2,3}[ -]?\d{7,8}$)\d[\d 　—－-]{7,}"
    r"|\d{3,4}[ 　]\d{3,4}[ 　]\d{1,3}(?:[—－-]\d{0,2})?|\d{9,10}[—－-]\d|(?!0|1[3-9])\d{11}"
)


def typed_receipt(plain: str) -> str:
    """The receipt that was typed, alone or behind 编号; empty for anything else."""
    return read_receipt(_BEHIND.sub("", plain)) or ""


def mistyped_receipt(plain: str) -> bool:
    """Whether a receipt was meant, of which a digit is missing or wrong."""
    return not typed_receipt(plain) and _NEARLY.fullmatch(plain) is not None


async def mistyped(turn: Turn, rest: str) -> Answer:
    """Such a number opens nothing: she is told to compare it."""
    del turn, rest
    return Answer(TextReply(say.NO_SUCH))


async def show(turn: Turn, rest: str) -> Answer:
    """One of her questions with what was said; `rest` is its id."""
    try:
        question = await hers.to_see(turn.services, rest, await turn.person())
        return await _shown(turn, question) if question else Answer(TextReply(say.NO_SUCH))
    except StoreAway:
        return Answer(TextReply(chat.ME_NOT_NOW))


async def by_receipt(turn: Turn, rest: str) -> Answer:
    """The same by its receipt: hers, or one that was asked without a name; or a wish of hers."""
    try:
        wish = await wish_taps.by_own_receipt(turn, rest)
        if wish is not None:
            return wish
        question = await hers.by_receipt(turn.services, rest, await turn.person())
        return await _shown(turn, question) if question else Answer(TextReply(say.NO_SUCH))
    except TooMany:
        return Answer(TextReply(say.TOO_MANY_RECEIPTS))
    except StoreAway:
        return Answer(TextReply(chat.ME_NOT_NOW))


async def helped(turn: Turn, rest: str) -> Answer:
    """
    有用 or 没解决: `rest` is "y" or "n" and the question's id; without one the question that she has looked at is meant, else
    her newest answered one.
    """
    said = rest[:1]
    try:
        question_id, person, words = await _meant(turn, rest[1:])
        if not question_id:
            return Answer(TextReply(words))
        question = await hers.say_helped(turn.services, person, question_id, helped=said == "y")
    except StoreAway:
        return Answer(TextReply(chat.TRY_LATER))
    if question is None:
        return Answer(TextReply(say.SAID_ALREADY))
    if said == "y":
        return Answer(TextReply(say.THANKS), lasting=True)
    receipt = format_receipt(question.receipt)
    return Answer(TextReply(say.REOPENED.format(receipt=receipt, more=tap(say.ADD_WORD))), lasting=True)


async def yes(turn: Turn, rest: str) -> Answer:
    """有用, typed."""
    return await helped(turn, f"y{rest}")


async def no(turn: Turn, rest: str) -> Answer:
    """没解决, typed."""
    return await helped(turn, f"n{rest}")


async def _meant(turn: Turn, question_id: str) -> tuple[str, Person, str]:
    """The question of which it is said, and who says so; or why there is none: an empty id, and the words for that."""
    person = await turn.person()
    if question_id:
        return question_id, person, ""
    if turn.session.about:
        found = await hers.followed_up(turn.services, turn.session.about, person)
        if found is None:
            return "", person, say.NO_SUCH
        (question,) = await hers.as_told(turn.services, [found[0]])
        return question.id if question.answered_at else "", found[1], say.NO_ANSWER_YET
    live = await hers.as_told(turn.services, await turn.services.tickets.live_of(person.id))
    newest = next((each.id for each in live if each.answered_at and not each.helped), "")
    return newest, person, say.NOTHING_TO_SAY


async def _shown(turn: Turn, question: Question) -> Answer:
    """Of one that was merged, what was said stands with the one that holds it."""
    holds = await hers.standing(turn.services, question)
    head = f"{_state(question)}\n" if holds.id != question.id else ""
    return Answer(TextReply(await _told(turn, holds, head)), about=holds.receipt)


def _state(question: Question) -> str:
    return say.RECEIPT.format(receipt=format_receipt(question.receipt), state=words.STATES[str(question.state)])


async def _told(turn: Turn, question: Question, head: str) -> str:
    """Its state behind `head`, and the newest of what was said that one message holds."""
    (question,) = await hers.as_told(turn.services, [question])
    head = f"{head}{_state(question)}"
    if question.unnamed:
        head = f"{head}\n{say.GOES_ON_UNNAMED.format(more=tap(say.ADD_WORD))}"
    found = await hers.lines_of(turn.services, question)
    if not found:
        return f"{head}\n{say.NO_ANSWER_YET}"
    if any(each.picture for each in found):
        head = f"{head}\n{pictured.ON_PAGE.format(url=address_of(turn.services, question))}"
    kept: list[str] = []
    for line in map(_line, reversed(found)):
        if len("\n\n".join((head, say.HIDDEN, line, *kept)).encode()) > 1900 and kept:
            return fit("\n\n".join((head, say.HIDDEN, *kept)))
        kept.insert(0, line)
    return fit("\n\n".join((head, *kept)))


def _line(each: hers.Line) -> str:
    text = say.ERASED if each.text is None else each.text
    marked = f"{text}{pictured.MARK}" if each.picture else text
    return (say.HER if each.hers else say.TEACHER).format(text=marked)
