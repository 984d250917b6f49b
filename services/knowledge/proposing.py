"""What people asked and nobody had an answer for, grouped by likeness into proposals for new entries."""

import asyncio
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from domain.audit import Act
from domain.errors import Conflict, Invalid, NotFound
from domain.ids import is_id
from domain.knowledge import Draft, Entry, EntryFields, EntryState
from domain.questions import Question
from domain.staff import Permission, StaffMember
from services.context import Services
from services.knowledge.checks import QUESTION_MOST, VARIANT_MOST, VARIANTS_MOST
from services.knowledge.masking import masked
from services.knowledge.writing import note
from services.questions.search import KnowledgeIndex, Meaning, Tier
from services.questions.threads import opened
from storage.mongo import Session, in_transaction
from storage.threads import Kind

ASKED_WITHIN = timedelta(days=90)
READ_MOST = 200
ALIKE = 0.42  # from which likeness on two questions ask the same
TAKEN, DISMISSED = "taken", "dismissed"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that somebody asked, without names and places. `answered` says that an expert has written to her."""

    id: str
    text: str
    topic: str
    answered: bool


@dataclass(frozen=True, slots=True)
class Proposal:
    """Questions that ask the same, the newest first."""

    asked: tuple[Asked, ...]

    @property
    def topic(self) -> str:
        """What most of them are about."""
        topics = [each.topic for each in self.asked if each.topic]
        return max(topics, key=topics.count) if topics else ""


async def proposals(services: Services, *, by: StaffMember) -> list[Proposal]:
    """
    The groups, the largest first: of her regions, of the last 90 days, what nobody has taken up or passed over and what
    the knowledge base still doesn't answer. What somebody wrote in danger is never among them. That she read is kept.

    Raises NotAllowed, StoreAway.
    """
    by.need(Permission.KNOWLEDGE_WRITE)
    since = services.now() - ASKED_WITHIN
    scope = by.scope(Permission.KNOWLEDGE_WRITE)
    found = await services.tickets.unproposed(since, scope=scope, unplaced=_everywhere(services, by), most=READ_MOST)
    if found:
        act = Act("proposals_read", region_path=services.facts.city_path, data={"questions": len(found)})
        await services.audit.add(act, by=by.id, now=services.now())
    names = await _places(services, found)
    asked = []
    for question in found:
        with suppress(NotFound):
            text = await _text(services, question, by)
            if await _is_for_us(services, text):
                asked.append(Asked(question.id, masked(text, names), question.topic, bool(question.answered_at)))
    return await asyncio.to_thread(_grouped, services.answers.index, asked)


async def take(services: Services, entry_id: str, ids: Sequence[str], *, by: StaffMember) -> Entry:
    """
    A draft from these questions: their words are its wordings, and where an expert has answered one, her answer begins it;
    names and places are marked for a person to decide. The same `entry_id` is the same draft.

    Raises NotAllowed, NotFound for a question that isn't hers to see, Invalid("id"), StoreAway.
    """
    by.need(Permission.KNOWLEDGE_WRITE)
    _checked(entry_id, ids)
    with suppress(NotFound):
        return await services.knowledge.get(entry_id)
    read = [await _get(services, each, by) for each in ids]
    names = await _places(services, [question for question, _ in read])
    wordings = list(dict.fromkeys(masked(text, names) for _, text in read))
    fields = EntryFields(
        category=next((question.topic for question, _ in read if question.topic), ""),
        question=wordings[0][:QUESTION_MOST],
        answer=await _answer(services, [question for question, _ in read], names),
        variants=tuple(each[:VARIANT_MOST] for each in wordings[1 : VARIANTS_MOST + 1]),
    )
    now = services.now()
    draft = Draft(fields, (by.id,), by.id, now)
    entry = Entry(id=entry_id, state=EntryState.DRAFT, fields=fields, draft=draft, seq=1, changed_at=now)

    async def write(session: Session) -> None:
        await services.knowledge.insert(entry, now=now, session=session)
        await services.tickets.propose(ids, TAKEN, session=session)
        await note(services, entry, "entry_begun", by, session)
        act = Act("proposal_taken", about=entry.id, region_path=services.facts.city_path, data={"questions": list(ids)})
        await services.audit.add(act, by=by.id, now=now, session=session)

    try:
        await in_transaction(services.db, write)
    except Conflict:  # the same tap at the same moment
        return await services.knowledge.get(entry_id)
    return entry


async def dismiss(services: Services, ids: Sequence[str], *, by: StaffMember) -> None:
    """These need no entry: they are proposed no more. Raises NotAllowed, NotFound, Invalid("id"), StoreAway."""
    by.need(Permission.KNOWLEDGE_WRITE)
    _checked("", ids)
    for each in ids:
        await _get(services, each, by, read=False)

    async def write(session: Session) -> None:
        await services.tickets.propose(ids, DISMISSED, session=session)
        act = Act("proposal_dismissed", region_path=services.facts.city_path, data={"questions": list(ids)})
        await services.audit.add(act, by=by.id, now=services.now(), session=session)

    await in_transaction(services.db, write)


def _checked(entry_id: str, ids: Sequence[str]) -> None:
    if not ids or len(ids) > READ_MOST or not all(map(is_id, [*ids, *([entry_id] if entry_id else [])])):
        raise Invalid("id")


def _everywhere(services: Services, by: StaffMember) -> bool:
    return by.may_in(Permission.KNOWLEDGE_WRITE, services.facts.city_path)


async def _get(services: Services, question_id: str, by: StaffMember, *, read: bool = True) -> tuple[Question, str]:
    scope = by.scope(Permission.KNOWLEDGE_WRITE)
    question, sealed = await services.questions.get(
        question_id, scope=scope, unplaced=_everywhere(services, by), reader=by.id
    )
    text = await opened(services, sealed) if read else ""
    if text is None:
        raise NotFound
    return question, text


async def _text(services: Services, question: Question, by: StaffMember) -> str:
    return (await _get(services, question.id, by))[1]


async def _is_for_us(services: Services, text: str) -> bool:
    return await services.screen.check(text) is None and services.answers.find(text).tier is not Tier.ANSWER


async def _places(services: Services, questions: Collection[Question]) -> list[str]:
    """Names of the townships and villages of those who asked."""
    codes = {code for each in questions for code in each.region_path.split("/")[3:] if code}
    return sorted((await services.regions.names(codes)).values()) if codes else []


async def _answer(services: Services, questions: Sequence[Question], names: Collection[str]) -> str:
    """The newest answer of an expert to one of them, line by line without names and places; empty where there is none."""
    for question in questions:
        if question.answered_at is None:
            continue
        for each in reversed(await services.threads.of(question.id)):
            text = await opened(services, each.sealed) if each.kind is Kind.ANSWER else None
            if text:
                return "\n".join(masked(line, names) for line in text.splitlines())
    return ""


def _grouped(index: KnowledgeIndex, asked: Sequence[Asked]) -> list[Proposal]:
    """Each question joins the group whose first one it is most like, if it is like enough."""
    groups: list[list[Asked]] = []
    firsts: list[Meaning] = []
    for each in asked:
        meant = index.meaning(each.text)
        likeness = [meant.like(other) for other in firsts]
        best = max(range(len(groups)), key=likeness.__getitem__, default=None)
        if best is not None and likeness[best] >= ALIKE:
            groups[best].append(each)
        else:
            groups.append([each])
            firsts.append(meant)
    return [Proposal(tuple(group)) for group in sorted(groups, key=len, reverse=True)]
