"""A week after an answer she is asked once how it went; a week after that, silence ends it."""

from datetime import datetime, timedelta

from domain.audit import SYSTEM
from domain.errors import Conflict
from domain.questions import Question, QuestionState
from domain.receipts import format_receipt
from domain.tickets import Move, moved
from services.context import Services
from services.pushes.hours import quiet_until
from services.questions.giving import note
from services.questions.reach import Reach, reach_of
from services.questions.sending import Leave, Words, call
from services.settings.current import quiet_hours
from storage.mongo import Session, in_transaction
from storage.threads import Way
from wechat.errors import Busy, QuotaUsedUp, TokenRefused, Uncertain, WeChatError
from wechat.messages import choice
from wording import experts as say

AFTER = timedelta(days=7)
ENDS = timedelta(days=14)
PART = 500


async def ask_after(services: Services) -> tuple[int, int]:
    """
    Ask for a follow-up for each that was answered a week ago, and close those of two weeks to which nobody came back; how
    many of each. Twice is the same as once. Raises StoreAway.
    """
    now = services.now()
    due = await services.tickets.answered_before(now - AFTER, followed=False, most=PART)
    for each in due:
        row = f"follow_up:{each.id}"
        await services.outbox.add(row, "follow_up_question", {"question": each.id}, due_at=now)
    over = await services.tickets.answered_before(now - ENDS, followed=True, most=PART)
    return len(due), sum([await _end(services, each) for each in over])


async def follow_up(services: Services, question_id: str, *, leave: Leave) -> datetime | None:
    """
    Ask her once how it went: not in quiet hours, not one who wants nothing pushed; neutral for somebody who wrote in
    danger of late. When to try again, or None. Raises StoreAway.
    """
    question = await services.tickets.find(question_id)
    if question is None or question.state is not QuestionState.ANSWERED:
        return None
    held = [each.due_at for each in await services.threads.held([question.id], now=services.now()) if each.due_at]
    if held:
        return max(held) + AFTER  # she doesn't have the answer yet
    quiet = quiet_until(quiet_hours(services), services.now())
    if quiet is not None:
        return quiet
    if not await services.tickets.once(question.id, "followed_at", now=services.now()):
        return None
    reach = await reach_of(services, question)
    if reach.pushes and reach.way in {Way.CUSTOMER, Way.NOTE}:  # a grant for a notice is kept for an answer
        await _ask(services, question, reach, leave)
    return None


async def _ask(services: Services, question: Question, reach: Reach, leave: Leave) -> None:
    """Asked once, or not at all: how it went is worth no second try."""
    words, key = _words(question, reach), f"follow:{question.id}"
    if reach.way is Way.NOTE:
        await leave(key, reach.openid, words.text)
        return
    try:
        await call(services, reach, words)
    except (Busy, TokenRefused, QuotaUsedUp, Uncertain):
        return
    except WeChatError:
        await leave(key, reach.openid, words.text)


def _words(question: Question, reach: Reach) -> Words:
    if reach.neutral:
        return Words(say.FOLLOW_UP_NEUTRAL, say.NEUTRAL_NOTICE)
    yes, no = choice(say.HELPED, f"h:y{question.id}"), choice(say.NOT_HELPED, f"h:n{question.id}")
    return Words(say.FOLLOW_UP.format(receipt=format_receipt(question.receipt), yes=yes, no=no), say.NEUTRAL_NOTICE)


async def _end(services: Services, question: Question) -> bool:
    async def write(session: Session) -> None:
        changes = {"state": moved(question.state, Move.CLOSE)}
        closed = await services.tickets.change(question, changes, session=session)
        await note(services, closed, "question_closed", by=SYSTEM, session=session)

    try:
        await in_transaction(services.db, write)
    except Conflict:
        return False
    return True
