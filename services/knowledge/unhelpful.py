"""Entries that don't help, by numbers alone: what people wrote who said so, or took none of what was offered, isn't kept."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.knowledge import EntryState
from domain.staff import Permission, StaffMember
from services.context import Services
from services.knowledge.proposing import ASKED_WITHIN

MOST = 20


@dataclass(frozen=True, slots=True)
class Unhelpful:
    """
    An entry with how many people said that it didn't help (`unsolved`) or did (`useful`), and to how many questions of the
    last 90 days it was nearest that came to staff all the same (`nearest`).
    """

    id: str
    question: str
    unsolved: int
    useful: int
    nearest: int


async def unhelpful(services: Services, *, by: StaffMember) -> Sequence[Unhelpful]:
    """Those of most people and of most questions of her regions, by both. Raises NotAllowed, StoreAway."""
    by.need(Permission.KNOWLEDGE_WRITE)
    since, scope = services.now() - ASKED_WITHIN, by.scope(Permission.KNOWLEDGE_WRITE)
    unplaced = by.may_in(Permission.KNOWLEDGE_WRITE, services.facts.city_path)
    nearest = await services.tickets.nearest_of(since, scope=scope, unplaced=unplaced, most=MOST)
    entries = await services.knowledge.some(nearest)
    entries |= {each.id: each for each in await services.knowledge.unsolved(most=MOST)}
    found = [
        Unhelpful(each.id, each.fields.question, each.unsolved, each.useful, nearest.get(each.id, 0))
        for each in entries.values()
        if each.state is EntryState.PUBLISHED
    ]
    return sorted(found, key=lambda each: (-each.unsolved - each.nearest, each.id))[:MOST]
