"""Having those who answer told in the account that something waits: rows of the outbox, in the transaction of what is told."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from domain.calendar import CHINA, day_in_china
from domain.errors import NotFound
from domain.questions import Question
from domain.staff import Permission
from domain.tickets import WAITS
from services.context import Services
from services.pushes.hours import quiet_until
from services.settings.current import calendar, quiet_hours
from services.staff.telling import is_reached
from storage.mongo import Session
from storage.outbox import Work
from wording import chat
from wording import experts as say

KEPT = 2  # of the few messages that the platform allows until she writes again: for what is urgent or late
PAUSE = timedelta(hours=1)  # between two messages to her about ordinary ones
AGAIN = timedelta(seconds=1)  # where another row is telling her at this moment
WRITTEN = timedelta(seconds=30)  # by then what was given at a moment can be read


class Call(StrEnum):
    """What she is told of."""

    URGENT = "urgent"
    LATE = "late"
    WAITING = "waiting"


GATHERS = {Call.URGENT: timedelta(), Call.LATE: timedelta(minutes=1), Call.WAITING: timedelta(minutes=5)}


async def call_owner(services: Services, question: Question, *, session: Session) -> None:
    """Have her who has it now told: of an urgent one at once, of others when the office works. Nobody where nobody has it."""
    if question.owner:
        await _ask(services, question, question.owner, Call.URGENT if question.urgent else Call.WAITING, session)


async def call_late(services: Services, question: Question, to: Sequence[str], *, session: Session) -> None:
    """Have these told that a late one has come to them; in the night not before its end."""
    for each in to:
        await _ask(services, question, each, Call.LATE, session)


async def _ask(services: Services, question: Question, staff_id: str, why: Call, session: Session) -> None:
    now = services.now()
    due_at = now + GATHERS[why]
    if why is Call.WAITING:
        due_at = calendar(services).next_opening(due_at).astimezone(UTC)
    elif why is Call.LATE:
        due_at = quiet_until(quiet_hours(services), due_at) or due_at
    args = {"staff": staff_id, "question": question.id, "why": why.value, "at": now}
    key = f"call_expert:{question.id}:{question.seq}:{staff_id}"
    await services.outbox.add(key, "call_expert", args, due_at=due_at, session=session)


async def words_for(services: Services, work: Work) -> str | datetime | None:
    """
    What a row's colleague is to be told now, when to look again, or None where there is nothing to tell any more: it was
    answered, went to somebody else, or was counted in what she was told meanwhile. Raises StoreAway.
    """
    staff_id, why, now = work.args["staff"], Call(work.args["why"]), services.now()
    question = await services.tickets.find(work.args["question"])
    if question is None or not _is_hers(question, staff_id, why) or not await _answers(services, staff_id):
        return None
    if why is Call.URGENT and not question.urgent:  # somebody found meanwhile that it can wait
        why = Call.WAITING
    if why is Call.URGENT:
        return say.CALL_URGENT.format(due=_due(question, now), address=_address(services))
    turn = await _turn(services, work, why, now)
    if turn is None or turn > now:
        return turn
    if why is Call.LATE:
        return say.CALL_LATE.format(address=_address(services))
    return await _waiting(services, staff_id)


async def _turn(services: Services, work: Work, why: Call, now: datetime) -> datetime | None:
    """When this row is the one that tells her: now, later, or never, since another has told her of it too."""
    expert = await services.experts.get(work.args["staff"])
    told = expert.told.get(why)
    if told and told.by == work.key:
        return now
    if told and told.at >= work.args["at"] + WRITTEN:
        return None
    if why is Call.WAITING:
        if expert.untold or expert.is_away(day_in_china(now)) or not await is_reached(services, expert.id, spare=KEPT):
            return None
        free_at = calendar(services).next_opening(max(now, told.at + PAUSE if told else now)).astimezone(UTC)
        if free_at > now:
            return free_at
    mine = await services.experts.tell(expert.id, why, by=work.key, before=told.at if told else None, now=now)
    return now if mine else now + AGAIN


async def _waiting(services: Services, staff_id: str) -> str | None:
    waiting = await services.tickets.waiting_of(staff_id)
    due = [each for each in waiting if each.due_at]
    if not due:
        return None
    first = min(due, key=lambda each: each.due_at or services.now())
    return say.CALL_WAITING.format(many=len(waiting), due=_due(first, services.now()), address=_address(services))


def _is_hers(question: Question, staff_id: str, why: Call) -> bool:
    if question.state not in WAITS:
        return False
    if why is Call.LATE:
        return question.level > 0 and staff_id in question.readers
    return question.owner == staff_id


async def _answers(services: Services, staff_id: str) -> bool:
    try:
        return (await services.staff.get(staff_id)).member(services.now()).may(Permission.QUESTION_ANSWER)
    except NotFound:
        return False


def _due(question: Question, now: datetime) -> str:
    """By when it is due as people say it."""
    due_at = question.due_at
    if due_at is None or due_at <= now:
        return say.DUE_PAST
    day = chat.day(day_in_china(due_at), day_in_china(now))
    return say.DUE_AT.format(day=day, at=f"{due_at.astimezone(CHINA):%H:%M}")


def _address(services: Services) -> str:
    return f"{services.facts.public_url}/console/questions"
