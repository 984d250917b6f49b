"""What people asked and nobody had an answer for, grouped by likeness into proposals for new entries."""

import asyncio
import time
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from weakref import WeakKeyDictionary

from bson.binary import Binary

from domain.audit import Act
from domain.errors import Conflict, Invalid, NotFound, StoreAway
from domain.ids import is_id
from domain.knowledge import Draft, Entry, EntryFields, EntryState
from domain.questions import Question
from domain.regions import Scope
from domain.staff import Permission, StaffMember
from services.context import Services
from services.knowledge.checks import QUESTION_MOST, VARIANT_MOST, VARIANTS_MOST
from services.knowledge.grouping import Groups, put_together
from services.knowledge.masking import masked
from services.knowledge.writing import note
from services.questions.search import KnowledgeIndex, Tier
from services.questions.threads import opened
from services.safeguarding.screen import Screen
from storage.kept_counts import KeptCounts
from storage.mongo import Session, in_transaction
from storage.threads import Kind
from storage.tickets import Asked as Sealed

ASKED_WITHIN = timedelta(days=90)
TAKEN_MOST = 200  # questions of a proposal that are settled by one tap
SHOWN, SHOWN_EACH = 30, 20  # groups, and questions of each with their words
READ, PIECE = 200, 20  # that are read at a time, and opened and judged before the loop has its turn
KEPT_SECONDS = (
    60  # who asks the same, and as long again for each second that it took; what was settled is left out at once
)
KEPT_MOST_SECONDS = 3600
TAKEN, DISMISSED = "taken", "dismissed"
_at_work: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Lock] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that somebody asked, without names and places. `answered` says that an expert has written to her."""

    id: str
    text: str
    topic: str
    answered: bool


@dataclass(frozen=True, slots=True)
class Proposal:
    """Questions that ask the same, the newest first; `also` are the ids of further ones, whose words aren't shown."""

    asked: tuple[Asked, ...]
    also: tuple[str, ...] = ()

    @property
    def topic(self) -> str:
        """What most of them are about."""
        topics = [each.topic for each in self.asked if each.topic]
        return max(topics, key=topics.count) if topics else ""

    @property
    def many(self) -> int:
        """How many they are."""
        return len(self.asked) + len(self.also)


@dataclass(frozen=True, slots=True)
class Proposals:
    """The largest groups first; `more` says how many there are behind these."""

    groups: Sequence[Proposal]
    more: int


async def proposals(services: Services, *, by: StaffMember) -> Proposals:
    """
    The groups, the largest first: of her regions, of the last 90 days, what nobody has taken up or passed over and what
    the knowledge base still doesn't answer. What somebody wrote in danger is never among them. That she read is kept.
    Who asks the same is reckoned now and then (see KEPT_SECONDS).

    Raises NotAllowed, StoreAway.
    """
    by.need(Permission.KNOWLEDGE_WRITE)
    scope, unplaced = by.scope(Permission.KNOWLEDGE_WRITE), _everywhere(services, by)
    waiting = await _grouped(services, scope, unplaced=unplaced)
    shown: list[Proposal] = []
    while waiting and len(shown) < SHOWN:
        part, waiting = waiting[: SHOWN - len(shown)], waiting[SHOWN - len(shown) :]
        ids = [each for group in part for each in group[:TAKEN_MOST]]
        found = await services.tickets.still_unproposed(ids, scope=scope, unplaced=unplaced)
        names = await _places(services, [question for question, _ in found.values()])
        groups = [await _shown(services, group[:TAKEN_MOST], found, names) for group in part]
        shown += [each for each in groups if each.asked]
    if shown:
        data = {"questions": sum(len(each.asked) for each in shown)}
        act = Act("proposals_read", region_path=services.facts.city_path, data=data)
        await services.audit.add(act, by=by.id, now=services.now())
    return Proposals(sorted(shown, key=lambda each: each.many, reverse=True), len(waiting))


async def take(
    services: Services, entry_id: str, ids: Sequence[str], *, by: StaffMember, also: Sequence[str] = ()
) -> Entry:
    """
    A draft from these questions: their words are its wordings, and where an expert has answered one, her answer begins it;
    names and places are marked for a person to decide. With it `also` is settled, whose words aren't used. The same
    `entry_id` is the same draft.

    Raises NotAllowed, NotFound for a question that isn't hers to see, Invalid("id"), StoreAway.
    """
    by.need(Permission.KNOWLEDGE_WRITE)
    _checked(entry_id, ids, also)
    with suppress(NotFound):
        return await services.knowledge.get(entry_id)
    await _need(services, also, by)
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
        await services.tickets.propose([*ids, *also], TAKEN, session=session)
        await note(services, entry, "entry_begun", by, session)
        act = Act(
            "proposal_taken", about=entry.id, region_path=services.facts.city_path, data={"questions": [*ids, *also]}
        )
        await services.audit.add(act, by=by.id, now=now, session=session)

    try:
        await in_transaction(services.db, write)
    except Conflict:  # the same tap at the same moment
        return await services.knowledge.get(entry_id)
    return entry


async def dismiss(services: Services, ids: Sequence[str], *, by: StaffMember, also: Sequence[str] = ()) -> None:
    """These need no entry: they are proposed no more. Raises NotAllowed, NotFound, Invalid("id"), StoreAway."""
    by.need(Permission.KNOWLEDGE_WRITE)
    _checked("", ids, also)
    for each in ids:
        await _get(services, each, by, read=False)
    await _need(services, also, by)

    async def write(session: Session) -> None:
        await services.tickets.propose([*ids, *also], DISMISSED, session=session)
        data = {"questions": [*ids, *also]}
        act = Act("proposal_dismissed", region_path=services.facts.city_path, data=data)
        await services.audit.add(act, by=by.id, now=services.now(), session=session)

    await in_transaction(services.db, write)


def _checked(entry_id: str, ids: Sequence[str], also: Sequence[str]) -> None:
    every = [*ids, *also]
    if not ids or len(every) > TAKEN_MOST or not all(map(is_id, [*every, *([entry_id] if entry_id else [])])):
        raise Invalid("id")


async def _need(services: Services, ids: Sequence[str], by: StaffMember) -> None:
    """Raises NotFound for a question that isn't of her regions."""
    scope, unplaced = by.scope(Permission.KNOWLEDGE_WRITE), _everywhere(services, by)
    if ids and not await services.tickets.are_in(ids, scope=scope, unplaced=unplaced):
        raise NotFound


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


async def _grouped(services: Services, scope: Scope, *, unplaced: bool) -> list[list[str]]:
    """The ids of those who ask the same, the largest group first: as they were reckoned last, for so long as that counts."""
    lock = _at_work.setdefault(asyncio.get_running_loop(), asyncio.Lock())
    name = f"proposals:{','.join(sorted(scope.paths)) if scope.paths is not None else '*'}:{int(unplaced)}"
    kept = KeptCounts(services.redis, services.patience)
    async with lock:  # of two who look at once the second finds it reckoned
        with suppress(StoreAway):
            found = await kept.find(name)
            if found is not None:
                return _of_numbers(found)
        began = time.monotonic()
        groups = await _reckoned(services, scope, unplaced=unplaced)
        seconds = KEPT_SECONDS * (1 + int(time.monotonic() - began))
        numbers = {each: number for number, group in enumerate(groups) for each in group}
        with suppress(StoreAway):
            await kept.keep(name, numbers, seconds=min(seconds, KEPT_MOST_SECONDS))
        return groups


def _of_numbers(numbers: Mapping[str, int]) -> list[list[str]]:
    groups: dict[int, list[str]] = {}
    for each, number in numbers.items():
        groups.setdefault(number, []).append(each)
    return list(groups.values())


async def _reckoned(services: Services, scope: Scope, *, unplaced: bool) -> list[list[str]]:
    """Every one of them, read and judged a few at a time in a thread: no more words are at hand than PIECE questions have."""
    index, groups, since = services.answers.index, Groups(), services.now() - ASKED_WITHIN
    last: Sealed | None = None
    while part := await services.tickets.unproposed(since, scope=scope, unplaced=unplaced, after=last, most=READ):
        last = part[-1]
        for start in range(0, len(part), PIECE):
            piece = part[start : start + PIECE]
            opened_all = await services.vault.unseal_all([each.sealed for each in piece])
            texts = [(each.id, str(facts["text"])) for each, facts in zip(piece, opened_all, strict=True) if facts]
            await asyncio.to_thread(_judge, services.screen.screen, index, groups, texts)
    return groups.by_size


def _judge(screen: Screen, index: KnowledgeIndex, groups: Groups, texts: Sequence[tuple[str, str]]) -> None:
    ours = [
        (each, text)
        for each, text in texts
        if screen.check(text) is None and index.answer(text).tier is not Tier.ANSWER
    ]
    put_together(groups, index, ours)


async def _shown(
    services: Services, ids: Sequence[str], found: Mapping[str, tuple[Question, Binary]], names: Collection[str]
) -> Proposal:
    """A group as it is shown: those that are still unsettled, the first with their words, looked at once more."""
    asked: list[Asked] = []
    also: list[str] = []
    there = [found[each] for each in ids if each in found]
    for start in range(0, len(there), SHOWN_EACH):
        part = there[start : start + SHOWN_EACH]
        if len(asked) >= SHOWN_EACH:
            also += [question.id for question, _ in part]
            continue
        opened_all = await services.vault.unseal_all([sealed for _, sealed in part])
        for (question, _), facts in zip(part, opened_all, strict=True):
            text = str(facts["text"]) if facts else ""
            if not text or not await _is_for_us(services, text):
                continue
            if len(asked) < SHOWN_EACH:
                asked.append(Asked(question.id, masked(text, names), question.topic, bool(question.answered_at)))
            else:
                also.append(question.id)
    return Proposal(tuple(asked), tuple(also))


async def _is_for_us(services: Services, text: str) -> bool:
    if await services.screen.check_patiently(text) is not None:
        return False
    return (await asyncio.to_thread(services.answers.index.answer, text)).tier is not Tier.ANSWER


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
