"""What an expert sees of a question, and what she does with it. Each is written into its story and the audit log."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bson.binary import Binary

from domain.errors import Conflict, Invalid, NotAllowed, NotFound
from domain.ids import new_id
from domain.people import Follower
from domain.questions import KnowledgeEntry, Question, QuestionState
from domain.replies import Then
from domain.staff import Permission, StaffMember
from domain.tickets import Move, moved
from services.context import Services
from services.questions import pictures
from services.questions.moving import move, seal_words
from services.questions.reach import Reach, reach_of
from services.questions.using import Used, answered, as_before, opened_again
from services.settings.current import calendar
from storage.events import Event
from storage.mongo import Session
from storage.threads import Kind, Message, Way
from storage.tickets import LIVE

ANSWER_MOST = 450  # one message of the platform holds 2048 bytes, and what stands around it needs some
NOTE_MOST = 1000
REASON_LEAST = 4
DRAFTS = 3
SECONDS_TO_THINK = timedelta(seconds=15)  # ten, and some for the tap at the last moment on a slow line
SAME_WITHIN = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Said:
    """
    A message with its words; None where they were erased. `small` is its picture as a small one, to stand within a page;
    empty where it has none.
    """

    message: Message
    text: str | None
    small: str = ""


@dataclass(frozen=True, slots=True)
class Thread:
    """
    A question with all that was said. `drafts` are the nearest entries, to begin an answer with; `others` are further
    questions of the same person, not yet over: none that was asked without a name, and none beside one that was.
    """

    question: Question
    text: str | None
    said: Sequence[Said]
    reach: Reach
    drafts: Sequence[KnowledgeEntry]
    others: Sequence[Question]
    story: Sequence[Event]


async def find(
    services: Services, question_id: str, *, by: StaffMember, seen: int | None = None
) -> tuple[Question, Binary]:
    """
    A question that is hers to answer, with what was asked, sealed. `seen` is the `seq` of what she has read. Raises
    NotAllowed, NotFound, Conflict where more has happened since than that somebody read it, StoreAway.
    """
    by.need(Permission.QUESTION_ANSWER)
    everywhere = by.may_in(Permission.QUESTION_ANSWER, services.facts.city_path)
    scope = by.scope(Permission.QUESTION_ANSWER)
    question, sealed = await services.questions.get(question_id, scope=scope, unplaced=everywhere, reader=by.id)
    if seen is not None and seen != question.seq:
        looks = await services.events.count(question.id, "question_read", after=seen)
        if question.seq - seen != looks:
            raise Conflict
    return question, sealed


async def open_thread(services: Services, question_id: str, *, by: StaffMember) -> Thread:
    """The whole; that she read it is kept first. Raises NotAllowed, NotFound, StoreAway."""
    question, sealed = await find(services, question_id, by=by)
    question = await move(services, question, {}, "question_read", by=by)
    near = [entry for entry in map(services.answers.entry, question.suggested) if entry is not None]
    small = await pictures.small_ones(services, question.id)
    others = [] if question.unnamed else await services.tickets.live_of(question.asker_id)
    scope = by.scope(Permission.QUESTION_ANSWER)
    mine = [each for each in others if not each.unnamed and (scope.holds(each.region_path) or by.id in each.readers)]
    return Thread(
        question=question,
        text=await opened(services, sealed),
        said=[
            Said(each, await opened(services, each.sealed), small.get(each.id, ""))
            for each in await services.threads.of(question.id)
        ],
        reach=await reach_of(services, question),
        drafts=near[:DRAFTS],
        others=[each for each in mine if each.id != question.id],
        story=await services.events.of_thing(question.id),
    )


async def opened(services: Services, sealed: Binary) -> str | None:
    """The words; None where they were erased. Raises StoreAway."""
    try:
        return str((await services.vault.unseal(sealed))["text"])
    except NotFound:
        return None


async def answer(
    services: Services,
    question_id: str,
    message_id: str,
    *,
    text: str,
    hold: bool,
    by: StaffMember,
    tapped: bool = False,
    picture: bytes = b"",
    then: Then = Then.ANSWERED,
    used: Used | None = None,
) -> Question:
    """
    Answer her: it goes out at once, or with `hold` when the office works next. The same `message_id` is the same answer.
    Where somebody `tapped` it on a page, it waits for the seconds in which she may take it back, and the same words once
    more, though the form be another, are the same answer. A `picture` follows the words; `then` is what becomes of the
    question, `used` tells in its story of the reply she began with. The question as it is then.

    Raises NotAllowed, NotFound, Invalid("text"), Invalid("picture") as `pictures.prepare`, MoveNotPossible, Conflict where
    somebody was first, StoreAway.
    """
    question, _ = await find(services, question_id, by=by)
    text = _checked(text, ANSWER_MOST)
    if await services.threads.get(message_id) is not None:
        return question
    ready = await pictures.prepare(services, question, picture) if picture else None
    if tapped and await _is_said(services, question, text, ready, by=by):
        return question
    now = services.now()
    due_at = now + SECONDS_TO_THINK if tapped else now
    if hold:
        due_at = max(due_at, calendar(services).next_opening(now).astimezone(UTC))
    message = await _message(services, question, Kind.ANSWER, text, by=by, message_id=message_id, due_at=due_at)
    changes = answered(services, question, then, now)
    before = {name: getattr(question, name) for name in changes if name != "turn"}  # which follows from the others
    message = replace(message, at=now, before=before, left=changes["state"])
    if ready is not None:
        message = replace(message, picture=ready.facts, picture_way=Way.WAITING)

    async def more(session: Session) -> None:
        args, key = {"message": message.id}, f"send_answer:{message.id}"
        await services.outbox.add(key, "send_answer", args, due_at=due_at, session=session)
        if ready is not None:
            await pictures.keep(services, question, message.id, ready, session=session)
            key = f"send_answer_picture:{message.id}"
            await services.outbox.add(key, "send_answer_picture", args, due_at=due_at, session=session)

    told = used.told(then) if used else {}
    after = await move(
        services, question, changes, "question_answered", by=by, message=message, readers=[by.id], more=more, **told
    )
    for task in ("send_answer", "send_answer_picture")[: 2 if ready else 1]:
        await services.wake(f"{task}:{message.id}")
    return after


async def take_back(services: Services, message_id: str, *, by: StaffMember) -> Question:
    """
    An answer of hers that hasn't gone yet doesn't go, its picture is gone for good, and the question is as it was before.
    The question as it is then.

    Raises NotAllowed, NotFound, Conflict where it has gone, isn't hers, or the question moved meanwhile, StoreAway.
    """
    message = await services.threads.get(message_id)
    if message is None:
        raise Conflict
    question, _ = await find(services, message.question, by=by)
    changes: Mapping[str, Any] = {}
    left = message.left or QuestionState.ANSWERED
    if question.state == left and question.answered_at == message.at:
        changes = as_before(question, message)

    async def more(session: Session) -> None:
        if await services.threads.take_back(message_id, by=by.id, now=services.now(), session=session) is None:
            raise Conflict
        await services.thread_pictures.drop(message_id, session=session)

    return await move(services, question, changes, "question_taken_back", by=by, more=more)


async def taken_back(services: Services, question_id: str, message_id: str, *, by: StaffMember) -> Message | None:
    """An answer that she took back, for the box she wrote it in; None where there is none of hers. Raises StoreAway."""
    message = await services.threads.get(message_id)
    if message is None or (message.question, message.by, message.way) != (question_id, by.id, Way.TAKEN_BACK):
        return None
    return message


async def _is_said(
    services: Services, question: Question, text: str, ready: pictures.Prepared | None, *, by: StaffMember
) -> bool:
    """
    Whether her newest words to this person are these very ones with this very picture, said just now, and nothing came back
    since.
    """
    since = services.now() - SAME_WITHIN
    for each in reversed(await services.threads.of(question.id)):
        if each.kind is Kind.REPLY or each.at < since:
            return False
        if each.kind is Kind.ANSWER and each.by == by.id:
            same = each.picture == (ready.facts if ready else None)
            return same and await opened(services, each.sealed) == text
    return False


async def add_note(services: Services, question_id: str, message_id: str, *, text: str, by: StaffMember) -> Question:
    """A note among colleagues; she who asked never sees it. Raises as `answer`."""
    question, _ = await find(services, question_id, by=by)
    message = await _message(services, question, Kind.NOTE, _checked(text, NOTE_MOST), by=by, message_id=message_id)
    return await move(services, question, {}, "question_noted", by=by, message=message)


async def ask_opinion(
    services: Services, question_id: str, message_id: str, *, to: str, text: str, by: StaffMember
) -> Question:
    """Ask a colleague what she thinks: she may read the question from now on. Raises as `answer`, Invalid("to")."""
    question, _ = await find(services, question_id, by=by)
    await need_colleague(services, to, by=by)
    words = _checked(text, NOTE_MOST)
    message = await _message(services, question, Kind.OPINION, words, by=by, message_id=message_id, to=to)
    return await move(services, question, {}, "question_opinion", by=by, message=message, readers=[to], to=to)


async def transfer(
    services: Services, question_id: str, *, to: str, by: StaffMember, seen: int | None = None
) -> Question:
    """
    Give it to a colleague; by when it is due stays, and among what is hers to look after it stands no longer. Raises as
    `answer` and `find`, Invalid("to").
    """
    question, _ = await find(services, question_id, by=by, seen=seen)
    await need_colleague(services, to, by=by)
    readers = sorted({*question.readers, to} - {by.id})
    changes = {"state": moved(question.state, Move.TRANSFER), "owner": to, "readers": readers}
    return await move(services, question, changes, "question_transferred", by=by, to=to)


async def close(services: Services, question_id: str, *, by: StaffMember, seen: int | None = None) -> Question:
    """It is over. Raises as `answer` and `find`."""
    question, _ = await find(services, question_id, by=by, seen=seen)
    changes = {"state": moved(question.state, Move.CLOSE), "raise_at": None}
    return await move(services, question, changes, "question_closed", by=by)


async def reopen(services: Services, question_id: str, *, by: StaffMember, seen: int | None = None) -> Question:
    """It waits again, with whom it was, due anew. Raises as `answer` and `find`."""
    question, _ = await find(services, question_id, by=by, seen=seen)
    return await move(services, question, opened_again(services, question), "question_reopened", by=by)


async def merge(services: Services, question_id: str, *, into: str, by: StaffMember, seen: int | None = None) -> str:
    """
    What was asked and said goes to another question of the same person, which is still open; its id. One that was asked
    without a name stays by itself, since what it is merged with would tell whose it is. Raises as `answer` and `find`,
    Invalid("into"), the same for every reason.
    """
    question, sealed = await find(services, question_id, by=by, seen=seen)
    target = await services.tickets.by_receipt(into)
    if target is None or target.id == question.id or target.asker_id != question.asker_id:
        raise Invalid("into", "unknown")
    if question.unnamed or target.unnamed:
        raise Invalid("into", "unknown")
    await find(services, target.id, by=by)
    if target.state not in LIVE:
        raise Invalid("into", "unknown")
    changes = {"state": moved(question.state, Move.MERGE), "merged_into": target.id, "raise_at": None}
    asked = Message(new_id(), target.id, Kind.REPLY, question.asker_id, question.asked_at, sealed)

    async def more(session: Session) -> None:
        await services.threads.add(asked, session=session)
        await services.threads.move(question.id, target.id, session=session)
        await services.thread_pictures.move(question.id, target.id, session=session)

    await move(services, question, changes, "question_merged", by=by, more=more, into=target.id)
    return target.id


async def who_asks(services: Services, question_id: str, *, reason: str, by: StaffMember) -> Follower:
    """
    Who has asked, for a reason that is kept beside the fact that she looked. Raises NotAllowed (also where no name was
    to be known), NotFound, Invalid("reason"), StoreAway.
    """
    by.need(Permission.QUESTION_PERSON)
    question, _ = await find(services, question_id, by=by)
    if question.unnamed:
        raise NotAllowed
    if len(reason.strip()) < REASON_LEAST:
        raise Invalid("reason", "missing")
    sealed = Message(
        new_id(), question.id, Kind.NOTE, by.id, services.now(), await seal_words(services, question, reason.strip())
    )
    await move(services, question, {}, "question_person", by=by, message=sealed)
    person = await services.people.get(question.asker_id)
    everywhere = by.scope(Permission.QUESTION_ANSWER)
    found = await services.people.find_seen(person.id, services.facts.oa_app, scope=everywhere, unplaced=True)
    if found is None:
        raise NotFound
    return found


async def need_colleague(services: Services, to: str, *, by: StaffMember) -> None:
    """Raises Invalid("to") for who answers no questions, or is herself."""
    try:
        member = (await services.staff.get(to)).member(services.now())
    except NotFound:
        raise Invalid("to", "unknown") from None
    if not member.may(Permission.QUESTION_ANSWER) or member.id == by.id:
        raise Invalid("to", "unknown")


def _checked(text: str, most: int) -> str:
    words = text.strip()
    if not words:
        raise Invalid("text", "missing")
    if len(words) > most:
        raise Invalid("text", "too_long")
    return words


async def _message(
    services: Services,
    question: Question,
    kind: Kind,
    text: str,
    *,
    by: StaffMember,
    message_id: str,
    to: str = "",
    due_at: datetime | None = None,
) -> Message:
    sealed = await seal_words(services, question, text)
    way = Way.WAITING if kind is Kind.ANSWER else Way.NOTHING
    return Message(message_id, question.id, kind, by.id, services.now(), sealed, to, way, due_at)
