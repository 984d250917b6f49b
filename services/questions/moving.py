"""One step of a question, whole or not at all: what changes, what is said with it, its story, the audit log."""

from collections.abc import Awaitable, Callable, Collection, Mapping
from typing import Any

from bson.binary import Binary

from domain.audit import Act
from domain.questions import Question
from domain.staff import StaffMember
from services.context import Services
from services.questions.calling import call_owner
from services.questions.giving import note
from storage.encryption import family_of
from storage.mongo import Session, in_transaction
from storage.threads import Message

# By these it waits with somebody anew, or can wait less.
GIVES = {"question_transferred", "question_reopened", "question_urgent", "question_topic_given"}


async def move(
    services: Services,
    question: Question,
    changes: Mapping[str, Any],
    kind: str,
    *,
    by: StaffMember,
    message: Message | None = None,
    readers: Collection[str] = (),
    more: Callable[[Session], Awaitable[None]] | None = None,
    **data: Any,
) -> Question:
    """
    Change the question, add a message, tell the story, write the audit log, and do `more`: all or nothing. The question as
    it is then, or as it was where the message is there already. Raises Conflict, StoreAway.
    """

    async def write(session: Session) -> Question:
        if message is not None and not await services.threads.add(message, session=session):
            return question  # the form was sent twice
        after = await services.tickets.change(question, changes, readers=readers, session=session)
        await note(services, after, kind, by=by.id, session=session, **data)
        if kind in GIVES and after.owner != by.id:
            await call_owner(services, after, session=session)
        if more is not None:
            await more(session)
        act = Act(kind, about=question.id, region_path=question.region_path, data=data)
        await services.audit.add(act, by=by.id, now=services.now(), session=session)
        return after

    return await in_transaction(services.db, write)


async def seal_words(services: Services, question: Question, text: str) -> Binary:
    """Words about a question, sealed under the family of whoever asked it. Raises NotFound if that was erased, StoreAway."""
    return await services.vault.seal(family_of(question.asker_id), {"text": text})
