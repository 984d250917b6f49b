"""What she who asked does with her questions: looks, adds, says whether it helped."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from domain.errors import Conflict, MoveNotPossible, NotFound
from domain.people import Person
from domain.questions import MessagePicture, Question, QuestionState
from domain.tickets import Move, may
from services.context import Services
from services.questions import pictures
from services.questions.calling import call_owner
from services.questions.giving import note
from services.questions.threads import opened
from services.questions.using import opened_again
from services.staff.throttle import count
from storage.encryption import family_of
from storage.mongo import Session, in_transaction
from storage.threads import Kind, Message, Way

MOST_TRIES = 5
RECEIPTS_FREE = 10  # receipts that open nothing; from then on each is waited for
LONGEST_WAIT = timedelta(hours=1)
_SAYS_SO = {QuestionState.ANSWERED, QuestionState.CLOSED}  # a state that tells of an answer


@dataclass(frozen=True, slots=True)
class Line:
    """Something that was said, as she may read it; None where it was erased. `id` is the message's."""

    id: str
    hers: bool
    text: str | None
    at: datetime
    picture: MessagePicture | None = None


async def lines_of(services: Services, question: Question) -> Sequence[Line]:
    """What she and the experts said, without what colleagues noted. Raises StoreAway."""
    now = services.now()
    told = [each for each in await services.threads.of(question.id) if for_her(each, now)]
    return [
        Line(each.id, each.kind is Kind.REPLY, await opened(services, each.sealed), each.at, each.picture)
        for each in told
    ]


def for_her(message: Message, now: datetime) -> bool:
    """Whether she may see it: no note among colleagues, no answer that still waits or was taken back."""
    if message.kind not in {Kind.ANSWER, Kind.REPLY} or message.way is Way.TAKEN_BACK:
        return False
    return message.due_at is None or message.due_at <= now


async def as_told(services: Services, questions: Sequence[Question]) -> list[Question]:
    """
    Her questions as she may know them: one whose newest answer hasn't gone yet stands as before it was written. Raises
    StoreAway.
    """
    told = {each.id: each for each in questions}
    answered = [each.id for each in questions if each.answered_at is not None]
    for message in await services.threads.held(answered, now=services.now()):
        question = told[message.question]
        if message.before and question.answered_at == message.at and question.state in {*_SAYS_SO, message.left}:
            told[question.id] = replace(question, **{**message.before, "state": QuestionState(message.before["state"])})
    return [told[each.id] for each in questions]


async def picture_of(services: Services, message_id: str) -> tuple[Message, bytes]:
    """
    The picture of a message that she may see, for whoever was let in by a link to it. Raises NotFound, also for everything
    else; StoreAway.
    """
    message = await services.threads.get(message_id)
    if message is None or message.picture is None or not for_her(message, services.now()):
        raise NotFound
    return message, await pictures.content_of(services, message.id)


async def to_see(services: Services, question_id: str, person: Person) -> Question | None:
    """One of her own questions, or None. Raises StoreAway."""
    question = await services.tickets.find(question_id)
    return question if question is not None and question.asker_id == person.id else None


async def by_receipt(services: Services, receipt: str, person: Person) -> Question | None:
    """
    One of her own by its receipt, or one that was asked without a name: its receipt is what opens it, on any phone. Those
    that open nothing are counted, so that guessing one takes years. Raises TooMany, StoreAway.
    """
    question = await services.tickets.by_receipt(receipt)
    if question is not None and question.asker_id == person.id:
        return question
    tries, now = services.seal.digest(f"receipts {person.id}"), services.now()
    await count(services, tries, free=RECEIPTS_FREE, now=now, longest=LONGEST_WAIT)
    if question is None or not question.unnamed:
        return None
    await services.staff.take_back_try(tries, now=now, free=RECEIPTS_FREE)
    return question


async def followed_up(services: Services, receipt: str, person: Person) -> tuple[Question, Person] | None:
    """
    The question with a receipt that she has looked up, and who asked it: what is said to it by whoever has the receipt is
    the asker's, and of which phone it came from nothing is kept. None where it isn't hers to follow up. Raises StoreAway.
    """
    question = await services.tickets.by_receipt(receipt)
    if question is None or not (question.unnamed or question.asker_id == person.id):
        return None
    try:
        return question, await services.people.get(question.asker_id)
    except NotFound:  # erased meanwhile
        return None


async def live_one(services: Services, person_id: str) -> Question | None:
    """Of her questions that aren't over the one that was asked or answered last; None where there is none. Raises StoreAway."""
    live = await as_told(services, await services.tickets.live_of(person_id))
    return max(live, key=_touched, default=None)


async def was_unnamed(services: Services, person: Person) -> bool:
    """Whether her last question was one without a name: what grows out of it is so as well. Raises StoreAway."""
    last = max(await services.questions.of_asker(person.id), key=_touched, default=None)
    return last is not None and last.unnamed


def _touched(question: Question) -> datetime:
    return question.answered_at or question.asked_at


async def add(services: Services, person: Person, text: str, *, key: str) -> Question | None:
    """
    Add words to the question of hers that was asked or answered last and isn't over; one that was answered waits again.
    None where there is none. The same `key` is the same words. Raises StoreAway.
    """
    before = await services.threads.get(key)  # it may have been the last that was said before it was over
    if before is not None:
        return await services.tickets.find(before.question)
    live = await live_one(services, person.id)
    return await add_to(services, live, text, by=person, key=key) if live else None


async def add_to(
    services: Services,
    question: Question,
    text: str,
    *,
    by: Person,
    key: str,
    content: bytes = b"",
    over: bool = True,
) -> Question:
    """
    Add words, or with `content` a picture with or without words, to this question of hers, or to the one that it was merged
    into: one that was answered waits again, as does one that is over, if `over`. The same `key` is the same message. The
    question that has it.

    Raises Invalid("picture") as `pictures.prepare`, MoveNotPossible for one that is over without `over`, StoreAway.
    """
    before = await services.threads.get(key)
    if before is not None:
        return await services.tickets.find(before.question) or question
    if not over and (await as_told(services, [question]))[0].state is QuestionState.CLOSED:
        raise MoveNotPossible(f"a message in {question.state}")
    ready = await pictures.prepare(services, question, content) if content else None
    sealed = await services.vault.seal(family_of(by.id), {"text": text})
    facts = ready.facts if ready else None
    message = Message(key, question.id, Kind.REPLY, by.id, services.now(), sealed, picture=facts)
    kind = "question_added" if ready is None else "question_pictured"
    return await _change(services, question, kind, by=by.id, message=message, ready=ready, again=True)


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
    ready: pictures.Prepared | None = None,
    **data: str,
) -> Question:
    """Tell the story, and with `again` open what was answered; once more where a colleague moved it meanwhile."""

    async def write(session: Session) -> Question:
        found = await standing(services, question, session=session)
        changes: Mapping[str, Any] = {}
        if again and may(found.state, Move.REOPEN):
            changes = {key: value for key, value in opened_again(services, found).items() if key != "helped"}
        if message is not None:
            fresh = await services.threads.add(replace(message, question=found.id), session=session)
            if not fresh:
                return found
        after = await services.tickets.change(found, changes, session=session)
        await note(services, after, kind, by=by, session=session, **data)
        if changes:
            await call_owner(services, after, session=session)
        if message is not None and ready is not None:
            await pictures.keep(services, after, message.id, ready, session=session)
        return after

    for _ in range(MOST_TRIES):
        try:
            return await in_transaction(services.db, write)
        except (Conflict, MoveNotPossible):
            continue
    raise Conflict


async def standing(services: Services, question: Question, *, session: Session | None = None) -> Question:
    """As it is now; of one that was merged the one that holds it. Raises StoreAway."""
    found = await services.tickets.find(question.id, session=session) or question
    while found.merged_into:
        found = await services.tickets.find(found.merged_into, session=session) or replace(found, merged_into="")
    return found
