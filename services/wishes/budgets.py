"""What a county may spend in a year on wishes that nobody takes up: put down once, spent by the wishes themselves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from domain.audit import Act
from domain.calendar import day_in_china
from domain.errors import Conflict, Invalid, NotFound
from domain.ids import new_id
from domain.staff import Permission, StaffMember
from domain.stock import FIRST_YEAR, LAST_YEAR, TOTAL_MOST_FEN, Budget, BudgetMove
from domain.wishes import Wish
from services.context import Services
from storage.mongo import Duplicate, Session, in_transaction
from storage.wall import county_of

SYSTEM, SAMPLE_FEN = "system", 500_000
KEEP, READ = Permission.WISH_APPROVE, Permission.WISH_APPROVE


@dataclass(frozen=True, slots=True)
class Shown:
    """A budget, what happened to it, and the wishes that took something, as far as they lie in her regions."""

    budget: Budget
    moves: Sequence[BudgetMove]
    wishes: Mapping[str, Wish]


async def look(services: Services, budget_id: str, *, by: StaffMember) -> Shown:
    """A budget of her regions. Raises NotAllowed, NotFound, StoreAway."""
    by.need(READ)
    budget = await services.budgets.get(budget_id, scope=by.scope(READ))
    moves = await services.budgets.moves(budget.id)
    found = await services.wishes.of_ids([each.wish for each in moves if each.wish], scope=by.scope(READ))
    return Shown(budget, moves, {each.id: each for each in found})


async def put_down(services: Services, budget: Budget, *, by: StaffMember) -> Budget:
    """
    Put down a county's budget of a year under its id (version 0), or another total on top of the one that was seen. What
    stands there already changes nothing.

    Raises NotAllowed, NotFound, Invalid for the first field that can't be taken (`year`: "kept" where the county has one,
    `total`: "spent" where more has gone by now), Conflict where somebody else has put down another, StoreAway.
    """
    by.need(KEEP)
    if not FIRST_YEAR <= budget.year <= LAST_YEAR:
        raise Invalid("year")
    if not 0 <= budget.total_fen <= TOTAL_MOST_FEN:
        raise Invalid("total")
    try:
        kept = await services.budgets.get(budget.id, scope=by.scope(KEEP))
    except NotFound:
        if budget.version:
            raise
        return await _insert(services, budget, by)
    if kept.total_fen == budget.total_fen:
        return kept
    if kept.version != budget.version:
        raise Conflict

    async def body(session: Session) -> Budget | None:
        now = services.now()
        changed = await services.budgets.put_down(kept, budget.total_fen, by=by.id, now=now, session=session)
        if changed is not None:
            await _note(services, changed, by, session)
        return changed

    changed = await in_transaction(services.db, body)
    if changed is None:
        raise Invalid("total", "spent")
    return changed


async def ensure_sample(services: Services) -> None:
    """A budget of this year for the first county, labelled as a sample, in a demo in which that has none yet. Raises StoreAway."""
    counties = await services.regions.below(services.facts.city_path.rstrip("/").rsplit("/", 1)[-1])
    year = day_in_china(services.now()).year
    if not counties or await services.budgets.of_year(counties[0].code, year):
        return
    sample = Budget(new_id(), counties[0].code, counties[0].path, year, SAMPLE_FEN, sample=True)

    async def body(session: Session) -> None:
        await services.budgets.insert(sample, by=SYSTEM, now=services.now(), session=session)

    await in_transaction(services.db, body)


async def _insert(services: Services, budget: Budget, by: StaffMember) -> Budget:
    try:
        region = await services.regions.get(budget.county)
    except NotFound:
        raise Invalid("county", "unknown") from None
    by.need(KEEP, region.path)
    if county_of(region.path) != region.code:
        raise Invalid("county", "unknown")
    made = replace(budget, region_path=region.path, spent_fen=0, version=1, sample=False)

    async def body(session: Session) -> None:
        await services.budgets.insert(made, by=by.id, now=services.now(), session=session)
        await _note(services, made, by, session)

    try:
        await in_transaction(services.db, body)
    except Duplicate:
        raise Invalid("year", "kept") from None
    return made


async def _note(services: Services, budget: Budget, by: StaffMember, session: Session) -> None:
    facts = {"year": budget.year, "total_fen": budget.total_fen}
    act = Act("budget_put_down", about=budget.id, region_path=budget.region_path, data=facts)
    await services.audit.add(act, by=by.id, now=services.now(), session=session)
