"""A colleague says how urgent a question is, or what it is about; that may hand it on by the rule by which all are given."""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any

from domain.errors import Conflict, Invalid, NotFound, StoreAway
from domain.ids import new_id
from domain.questions import Question
from domain.regions import Scope
from domain.safeguarding import Danger, Hit
from domain.staff import Permission, StaffMember
from domain.tickets import WHYS, Move, WaitWhy, moved, need_waiting, turn_of
from services.context import Services
from services.questions.cadre import cadre_now
from services.questions.giving import count_given
from services.questions.moving import move, seal_words
from services.questions.threads import REASON_LEAST, find, opened
from services.safeguarding.alert import raise_alert
from services.settings.current import calendar
from storage.mongo import Session
from storage.threads import Kind, Message, Way
from wording.experts import READ_BY_EXPERT

REASON_MOST = 200


@dataclass(frozen=True, slots=True)
class Sorted:
    """
    A question as it is now, and by what `undo` takes that back; no mark where nothing was done. `given` is the id of whom it
    went to.
    """

    question: Question
    mark: str = ""
    given: str = ""


async def set_urgent(
    services: Services,
    question_id: str,
    *,
    urgent: bool,
    why: str,
    reason: str,
    by: StaffMember,
    seen: int | None = None,
) -> Sorted:
    """
    It can't wait from now on, or can. By when it is due is reckoned anew, never later than was promised; who has it is told
    at once that it can't wait. `why` is one of WHYS, or OTHER or empty with a `reason` in her words, which becomes a note
    among colleagues. One that is so already stays as it is. Where she says that somebody is in danger, those who look after
    that are called with what was asked, once for each question; undo doesn't call them back.

    Raises as `threads.find`, Invalid("why"), MoveNotPossible where nobody waits, StoreAway.
    """
    known = _why(why, reason.strip(), urgent=urgent)

    async def change(question: Question) -> Sorted:
        now = services.now()
        due_at = services.facts.promise.due_again(question.due_at, now, calendar(services), urgent=urgent)
        changes: dict[str, Any] = {"urgent": urgent, "turn": turn_of(due_at, urgent=urgent)}
        if due_at != question.due_at:  # sooner than was promised, so it isn't late and hasn't gone up
            changes |= {"due_at": due_at, "raise_at": due_at}
        note = None
        if reason.strip():
            words = await seal_words(services, question, reason.strip())
            note = Message(new_id(), question.id, Kind.NOTE, by.id, now, words, way=Way.NOTHING)
        kind = "question_urgent" if urgent else "question_usual"
        after = await move(services, question, changes, kind, by=by, message=note, why=str(known))
        return Sorted(after, _mark(question, after, ("urgent", "due_at", "raise_at")))

    done = await _once(services, question_id, lambda question: question.urgent is urgent, change, by=by, seen=seen)
    if known is WaitWhy.DANGER:
        await _call_help(services, done.question)
    return done


async def _call_help(services: Services, question: Question) -> None:
    """An alert of what was asked, as if she had written it to the account in these words. Raises StoreAway."""
    try:
        person = await services.people.get(question.asker_id)
    except NotFound:  # erased
        return
    account = person.identity(services.facts.oa_app) or person.identity(services.facts.mini_app)
    _, sealed = await services.questions.get(question.id, scope=Scope.system())
    text = await opened(services, sealed)
    if account is None or text is None:  # she left, or it was erased
        return
    kept = await raise_alert(
        services,
        app=account.app,
        openid=account.openid,
        key=f"question:{question.id}",
        hit=Hit(Danger.OTHER, READ_BY_EXPERT),
        text=text,
        now=services.now(),
    )
    if not kept:
        raise StoreAway("mongodb")


async def set_topic(
    services: Services, question_id: str, topic: str, *, hand: bool, by: StaffMember, seen: int | None = None
) -> Sorted:
    """
    It is about something else; with `hand` it goes to whom one about that is given. By when it is due stays. One that is
    about that already stays as it is, and with whom it is.

    Raises as `threads.find`, Invalid("topic"), MoveNotPossible where nobody waits, StoreAway.
    """

    async def change(question: Question) -> Sorted:
        if topic not in await services.knowledge.categories():
            raise Invalid("topic", "unknown")
        topics: Mapping[str, Any] = {"topic": topic, "before": question.topic}
        cadre = await cadre_now(services)
        chosen, pool = cadre.owner_for(replace(question, topic=topic)) if hand else (None, [])
        if chosen is None or chosen.id == question.owner:
            after = await move(services, question, {"topic": topic}, "question_topic", by=by, **topics)
            return Sorted(after, _mark(question, after, ("topic",)))
        changes: dict[str, Any] = {"topic": topic, "owner": chosen.id, "state": moved(question.state, Move.TRANSFER)}
        leave = {by.id, question.owner} - {chosen.id}  # who had it and who hands it on look after it no longer
        changes["readers"] = sorted({*question.readers, chosen.id} - leave)
        more = partial(_served, services, chosen.id)
        after = await move(
            services, question, changes, "question_topic_given", by=by, more=more, to=chosen.id, **topics
        )
        await count_given(services, cadre, chosen, pool)
        return Sorted(after, _mark(question, after, ("topic", "owner", "state")), chosen.id)

    return await _once(services, question_id, lambda question: question.topic == topic, change, by=by, seen=seen)


async def undo(services: Services, question_id: str, *, mark: str, by: StaffMember) -> Question:
    """
    Take back what she has just set, by its mark: it is with whom it was, due as it was. A note with her reason stays. The question as it is then. Raises
    NotAllowed, NotFound, Conflict where more has happened since than that somebody read it, StoreAway.
    """
    by.need(Permission.QUESTION_ANSWER)
    seq, fields, gone, given = json.loads(mark)
    question = await services.tickets.find(question_id)  # perhaps no longer hers, since she handed it on
    if question is None:
        raise NotFound
    if question.seq - seq != await services.events.count(question_id, "question_read", after=seq):
        raise Conflict
    need_waiting(question.state)
    was = replace(question, **{name: _read(name, value) for name, value in fields.items()})
    changes: dict[str, Any] = {name: getattr(was, name) for name in fields}
    changes["readers"] = sorted({*question.readers, *gone} - set(given))
    if was.due_at:
        changes["turn"] = turn_of(was.due_at, urgent=was.urgent)

    async def more(session: Session) -> None:
        if was.owner != question.owner:
            await services.experts.give(question.owner, session=session, back=True)

    return await move(services, question, changes, "question_unsorted", by=by, more=more)


async def _once(
    services: Services,
    question_id: str,
    is_done: Callable[[Question], bool],
    change: Callable[[Question], Awaitable[Sorted]],
    *,
    by: StaffMember,
    seen: int | None,
) -> Sorted:
    """What it is already, whoever set it, is done, though it be at this moment. Raises as `find` and `change`."""
    question, _ = await find(services, question_id, by=by)
    need_waiting(question.state)
    if is_done(question):
        return Sorted(question)
    if seen is not None:
        question, _ = await find(services, question_id, by=by, seen=seen)
    try:
        return await change(question)
    except Conflict:
        question, _ = await find(services, question_id, by=by)
        if not is_done(question):
            raise
        return Sorted(question)


async def _served(services: Services, staff_id: str, session: Session) -> None:
    await services.experts.give(staff_id, session=session)


def _why(why: str, reason: str, *, urgent: bool) -> WaitWhy:
    """Raises Invalid."""
    found = next((each for each in WHYS[urgent] if each == (why or WaitWhy.OTHER)), None)
    if found is None or (found is WaitWhy.OTHER and len(reason) < REASON_LEAST):
        raise Invalid("why", "missing")
    if len(reason) > REASON_MOST:
        raise Invalid("reason", "too_long")
    return found


def _mark(before: Question, after: Question, names: tuple[str, ...]) -> str:
    fields = {name: getattr(before, name) for name in names}
    gone, given = set(before.readers) - set(after.readers), set(after.readers) - set(before.readers)
    return json.dumps([after.seq, fields, sorted(gone), sorted(given)], default=datetime.isoformat)


def _read(name: str, value: Any) -> Any:
    return datetime.fromisoformat(value) if name.endswith("_at") and value else value
