"""What she who asked does with her questions: looks, adds, says whether it helped."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from domain.errors import Conflict, MoveNotPossible
from domain.people import Person
from domain.questions import Question
from domain.tickets import Move, may
from services.context import Services
from services.questions.giving import note
from services.questions.threads import opened, opened_again
from storage.encryption import family_of
from storage.mongo import Session, in_transaction
from storage.threads import Kind, Message

MOST_TRIES = 5


@dataclass(frozen=True, slots=True)
class Line:
    """Something that was said, as she may read it; None where it was erased."""

    hers: bool
    text: str | None
    at: datetime


async def lines_of(services: Services, question: Question) -> Sequence[Line]:
    """What she and the experts said, without what colleagues noted. Raises StoreAway."""
    messages = [each for each in await services.threads.of(question.id) if each.kind in {Kind.ANSWER, Kind.REPLY}]
    now = services.now()
    told = [each for each in messages if each.due_at is None or each.due_at <= now]
    return [Line(each.kind is Kind.REPLY, await opened(services, each.sealed), each.at) for each in told]


async def to_see(services: Services, question_id: str, person: Person) -> Question | None:
    """One of her own questions, or None. Raises StoreAway."""
    question = await services.tickets.find(question_id)
    return question if question is not None and question.asker_id == person.id else None


async def by_receipt(services: Services, receipt: str, person: Person) -> Question | None:
    """One of her own by its receipt, or one that was asked without a name: its receipt is what opens it, on any phone."""
    question = await services.tickets.by_receipt(receipt)
    if question is not None and (question.unnamed or question.asker_id == person.id):
        return question
    return None


async def add(services: Services, person: Person, text: str, *, key: str) -> Question | None:
    """
    Add words to her newest question that isn't over; one that was answered waits again. None where there is none. The
    same `key` is the same words. Raises StoreAway.
    """
    before = await services.threads.get(key)
    if before is not None:
        return await services.tickets.find(before.question)
    live = await services.tickets.live_of(person.id, most=1)
    if not live:
        return None
    question = live[0]
    sealed = await services.vault.seal(family_of(person.id), {"text": text})
    message = Message(key, question.id, Kind.REPLY, person.id, services.now(), sealed)
    return await _change(services, question, "question_added", by=person.id, message=message, again=True)


async def say_helped(services: Services, person: Person, question_id: str, *, helped: bool) -> Question | None:
    """
    Whether the answer helped, said once; where it didn't the question waits again. None where she has said so before, or
    there is nothing of hers to say it of. Raises StoreAway.
    """
    word = "yes" if helped else "no"
    if not await services.tickets.say_helped(question_id, asker_id=person.id, helped=word):
        return None
    question = await services.tickets.find(question_id)
    if question is None:
        return None
    return await _change(services, question, "question_helped", by=person.id, again=not helped, helped=word)


async def _change(
    services: Services,
    question: Question,
    kind: str,
    *,
    by: str,
    again: bool,
    message: Message | None = None,
    **data: str,
) -> Question:
    """Tell the story, and with `again` open what was answered; once more where a colleague moved it meanwhile."""

    async def write(session: Session) -> Question:
        found = await services.tickets.find(question.id, session=session) or question
        changes: Mapping[str, Any] = {}
        if again and may(found.state, Move.REOPEN):
            changes = {key: value for key, value in opened_again(services, found).items() if key != "helped"}
        if message is not None and not await services.threads.add(message, session=session):
            return found
        after = await services.tickets.change(found, changes, session=session)
        await note(services, after, kind, by=by, session=session, **data)
        return after

    for _ in range(MOST_TRIES):
        try:
            return await in_transaction(services.db, write)
        except (Conflict, MoveNotPossible):
            continue
    raise Conflict
