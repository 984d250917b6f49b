"""Each question has an owner: given by place, topic and load to those who are there; a late one rises, level by level."""

from collections.abc import Sequence
from datetime import UTC
from typing import Any

from domain.audit import SYSTEM
from domain.errors import Conflict
from domain.questions import Question
from domain.tickets import Candidate, Move, moved, turn_of
from services.context import Services
from services.questions.cadre import Cadre, cadre_now
from services.questions.calling import call_late, call_owner
from services.settings.current import calendar
from storage.events import Event
from storage.mongo import Session, in_transaction

PART = 500


async def look_after(services: Services) -> tuple[int, int]:
    """
    Give what nobody has, and let rise what is late; how many of each. Any number of processes may do so at once, and
    twice is the same as once. Raises StoreAway.
    """
    fresh = await services.tickets.ungiven(most=PART)
    late = await services.tickets.late(now=services.now(), most=PART)
    if not fresh and not late:
        return 0, 0
    cadre = await cadre_now(services)
    given = [await _give(services, each, cadre) for each in fresh]
    risen = [await _rise(services, each, cadre) for each in late]
    return sum(given), sum(risen)


async def note(services: Services, question: Question, kind: str, *, by: str, session: Session, **data: Any) -> None:
    """Write into the story of a question as it stands after a move."""
    event = Event(
        about=question.id,
        seq=question.seq,
        kind=kind,
        actor=by,
        at=services.now(),
        region_path=question.region_path,
        data=data,
    )
    await services.events.add(event, session=session)


async def _give(services: Services, question: Question, cadre: Cadre) -> bool:
    """One question to whom it is for; False where nobody answers questions, or somebody has moved it meanwhile."""
    chosen, pool = cadre.owner_for(question)
    if chosen is None:
        return False
    try:
        await in_transaction(services.db, lambda session: _write_owner(services, question, chosen, session))
    except Conflict:
        return False
    await count_given(services, cadre, chosen, pool)
    return True


async def count_given(services: Services, cadre: Cadre, chosen: Candidate, pool: Sequence[str]) -> None:
    """Let the next choice know of what one of this pool was given, and those keep up who weren't there. Raises StoreAway."""
    cadre.gave(chosen.id)
    behind, least = cadre.keep_up(pool)
    if behind:
        await services.experts.keep_up(behind, least)


async def _write_owner(services: Services, question: Question, chosen: Candidate, session: Session) -> None:
    due_at = question.due_at or services.facts.promise.due(
        question.asked_at, calendar(services), urgent=question.urgent
    )
    changes = {
        "state": moved(question.state, Move.GIVE),
        "owner": chosen.id,
        "due_at": due_at.astimezone(UTC),
        "raise_at": question.raise_at or due_at,
        "turn": turn_of(due_at, urgent=question.urgent),
    }
    given = await services.tickets.change(question, changes, readers=[chosen.id], session=session)
    await note(services, given, "question_given", by=SYSTEM, session=session, to=chosen.id)
    await call_owner(services, given, session=session)
    await services.experts.give(chosen.id, session=session)


async def _rise(services: Services, question: Question, cadre: Cadre) -> bool:
    """A late one goes one level up; past the last it comes back to those of the last, each day that is worked."""
    level, to = cadre.above(question)
    now, office, promise = services.now(), calendar(services), services.facts.promise
    told = [to] if to else cadre.last(question)
    again = promise.rises(now, office) if to else promise.comes_back(now, office)
    event = "question_late" if to else "question_late_again"

    async def write(session: Session) -> None:
        changes = {"level": level, "raised_to": to or question.raised_to, "raise_at": again}
        risen = await services.tickets.change(question, changes, readers=told, session=session)
        await note(services, risen, event, by=SYSTEM, session=session, level=level, to=to)
        await call_late(services, risen, told, session=session)

    try:
        await in_transaction(services.db, write)
    except Conflict:
        return False
    return True
