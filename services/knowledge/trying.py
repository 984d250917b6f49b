"""What would be asked and answered: the live search with a draft in place. Nothing is kept, and people notice nothing."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.knowledge import EntryFields
from domain.questions import KnowledgeEntry
from services.context import Services
from services.questions.search import Found, KnowledgeIndex, Tier

ALIKE = 0.8  # an entry whose score comes so near to this one's, for this one's own wording, is a neighbour
SHOWN = 8


@dataclass(frozen=True, slots=True)
class Tried:
    """A question with what would come: the entries, best first, and whether the first is given as the answer."""

    text: str
    tier: Tier
    probability: float
    entries: Sequence[KnowledgeEntry]
    won: bool

    @property
    def winner(self) -> KnowledgeEntry | None:
        """What is found first."""
        return self.entries[0] if self.entries else None


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another entry that is too alike: for this one's `wording` it is found first (`wins`), or nearly."""

    entry: KnowledgeEntry
    wording: str
    wins: bool
    share: float


@dataclass(frozen=True, slots=True)
class Lost:
    """A question that another entry has to win, and wouldn't any more with this draft."""

    entry: KnowledgeEntry
    text: str


@dataclass(frozen=True, slots=True)
class Looked:
    """All that stands beside the editor."""

    tests: Sequence[Tried]
    neighbours: Sequence[Neighbour]
    lost: Sequence[Lost]


async def try_question(services: Services, entry_id: str, fields: EntryFields, text: str) -> Tried:
    """What somebody who asks this would be answered, with the draft in place."""
    index = services.answers.with_change(fields.live(entry_id))
    return (await _tried(services, index, entry_id, fields, [text]))[0]


async def tests_of(services: Services, entry_id: str, fields: EntryFields) -> list[Tried]:
    """The questions that the entry has to win, each asked."""
    if not fields.must_win:
        return []
    index = services.answers.with_change(fields.live(entry_id))
    return await _tried(services, index, entry_id, fields, fields.must_win)


async def look(services: Services, entry_id: str, fields: EntryFields) -> Looked:
    """Its own tests, the neighbours that are too alike, and what those would lose. Raises StoreAway."""
    index = services.answers.with_change(fields.live(entry_id))
    tests = await _tried(services, index, entry_id, fields, fields.must_win)
    neighbours = list(_neighbours(services, index, entry_id, fields))
    near = {each.entry.id for each in neighbours} | {each.id for test in tests for each in test.entries}
    stored = await services.knowledge.some(near - {entry_id})
    lost = [
        Lost(other.fields.live(other.id), text)
        for other in stored.values()
        for text in other.fields.must_win
        if index.answer(text).ids[:1] != (other.id,) and services.answers.find(text).ids[:1] == (other.id,)
    ]
    return Looked(tests=tests, neighbours=neighbours[:SHOWN], lost=lost)


async def _tried(
    services: Services, index: KnowledgeIndex, entry_id: str, fields: EntryFields, texts: Sequence[str]
) -> list[Tried]:
    draft = fields.live(entry_id)
    found = await services.answers.try_out(index, draft, texts)
    return [_as_shown(services, draft, each, found[each]) for each in texts]


def _as_shown(services: Services, draft: KnowledgeEntry, text: str, found: Found) -> Tried:
    entries = [
        each for each in (draft if one == draft.id else services.answers.entry(one) for one in found.ids) if each
    ]
    won = found.tier is not Tier.EXPERT and found.ids[:1] == (draft.id,)
    return Tried(text=text, tier=found.tier, probability=found.score, entries=entries, won=won)


def _neighbours(services: Services, index: KnowledgeIndex, entry_id: str, fields: EntryFields) -> Sequence[Neighbour]:
    """Each other entry once, by the wording for which it comes nearest; those that win come first."""
    nearest: dict[str, Neighbour] = {}
    for wording in (fields.question, *fields.variants):
        scores = index.nearest(wording)
        own = max((score for one, score in scores if one == entry_id), default=0.0)
        for place, (one, score) in enumerate(scores):
            entry = services.answers.entry(one)
            if one == entry_id or entry is None or score < own * ALIKE:
                continue
            share = score / own if own else 1.0
            if one not in nearest or share > nearest[one].share:
                nearest[one] = Neighbour(entry, wording, wins=place == 0, share=share)
    return sorted(nearest.values(), key=lambda each: (not each.wins, -each.share))
