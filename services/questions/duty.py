"""What an expert says of herself, and whom she may hand a question to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from domain.audit import Act
from domain.calendar import SPAN_MOST, DaysOff
from domain.errors import Invalid
from domain.questions import Question
from domain.staff import Permission, StaffMember
from services.context import Services
from services.questions.cadre import cadre_now
from storage.experts import Expert

AWAY_MOST = 12
SHOWN = 60


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody to whom a question can go: how many wait with her, and whether she is there."""

    id: str
    name: str
    waiting: int
    away: bool


async def colleagues_for(services: Services, question: Question, *, by: StaffMember) -> Sequence[Colleague]:
    """Those who may be given it, with who is there and has least to do first. Raises NotAllowed, StoreAway."""
    by.need(Permission.QUESTION_ANSWER)
    cadre = await cadre_now(services)
    ids = dict.fromkeys(each for pool in cadre.pools(question)[:4] for each in pool if each != by.id)
    there = set(cadre.present(list(ids)))
    found = [
        Colleague(each, cadre.members[each].name, cadre.waiting.get(each, 0), away=each not in there) for each in ids
    ]
    return sorted(found, key=lambda each: (each.away, each.waiting))[:SHOWN]


async def topics(services: Services) -> Sequence[str]:
    """What questions can be about: the categories of the knowledge base."""
    return sorted({each.category for each in await services.knowledge.published()})


async def save(
    services: Services,
    *,
    topics_known: Iterable[str],
    away: Sequence[DaysOff],
    untold: bool,
    seen: int,
    by: StaffMember,
) -> None:
    """
    What she knows, when she is away, and whether the account is to tell her nothing of ordinary questions, from now on.
    `seen` is the number of what she had before her.

    Raises NotAllowed, Invalid("topics"), Invalid("away"), Conflict where she saved elsewhere meanwhile, StoreAway.
    """
    by.need(Permission.QUESTION_ANSWER)
    chosen = frozenset(topics_known)
    if chosen - set(await topics(services)):
        raise Invalid("topics", "unknown")
    if len(away) > AWAY_MOST or any(not 0 <= (each.last - each.first).days <= SPAN_MOST.days for each in away):
        raise Invalid("away", "invalid")
    kept: Expert = await services.experts.get(by.id)
    await services.experts.save(replace(kept, topics=chosen, away=tuple(away), untold=untold, seq=seen))
    act = Act("duty_saved", about=by.id, region_path=by.region_path)
    await services.audit.add(act, by=by.id, now=services.now())
