"""
From where the county gives what nobody takes up: a lot of its stock, or its budget of the year.

What a wish takes is part of the wish's own move, in the same transaction: exactly once, and back exactly once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from domain.calendar import day_in_china
from domain.errors import Invalid, NotFound
from domain.regions import Scope
from domain.staff import Permission, StaffMember
from domain.stock import Budget, Lot, Source, gives_back
from domain.wish_life import Move
from domain.wishes import Wish
from services.context import Services
from storage.mongo import Session
from storage.wall import county_of, county_path

READ = Permission.WISH_READ
LOTS_MOST = 50
NONE: dict[str, Any] = {"cover_from": "", "cover_of": "", "cover_fen": 0, "cover_held": False}


@dataclass(frozen=True, slots=True)
class Choices:
    """From where a wish may be covered: lots of its county, those for its kind first, and the county's budget of this year."""

    lots: Sequence[Lot]
    budget: Budget | None


async def choices(services: Services, wish: Wish) -> Choices:
    """What there is for a wish. Raises StoreAway."""
    scope = Scope.of(county_path(wish.region_path))
    fitting = await services.lots.page(scope=scope, there=True, kind=wish.kind, most=LOTS_MOST)
    newest = await services.lots.page(scope=scope, there=True, most=LOTS_MOST)
    lots = {each.id: each for each in (*fitting, *newest)}
    return Choices([*lots.values()], await _budget(services, wish))


async def _budget(services: Services, wish: Wish) -> Budget | None:
    return await services.budgets.of_year(county_of(wish.region_path), day_in_china(services.now()).year)


async def source_fields(services: Services, wish: Wish, source: str, lot_id: str) -> dict[str, Any]:
    """
    The fields of a wish that name from where it is covered. Raises Invalid("source", …): "missing" for none, "lot" without a
    lot of that county, "no_budget" where none was put down; StoreAway.
    """
    if source == Source.STOCK:
        try:
            lot = await services.lots.get(lot_id, scope=Scope.of(county_path(wish.region_path)))
        except NotFound:
            raise Invalid("source", "lot") from None
        return {"cover_from": source, "cover_of": lot.id, "cover_fen": lot.value_fen, "cover_held": True}
    if source == Source.BUDGET:
        budget = await _budget(services, wish)
        if budget is None:
            raise Invalid("source", "no_budget")
        return {"cover_from": source, "cover_of": budget.id, "cover_fen": wish.cost_fen, "cover_held": True}
    raise Invalid("source", "missing")


async def settle(services: Services, before: Wish, after: Wish, move: Move, *, by: str, session: Session) -> None:
    """
    Part of a wish's move: what it gives up is back where it was, what it takes is out. Raises Invalid("source", …) where
    others have taken the last one ("used_up"), or less is left than it takes ("over").
    """
    facts = {"wish": after.id, "by": by, "now": services.now(), "session": session}
    if gives_back(before, move):
        await _change(services, before, -1, f"{after.id}:{after.seq}:back", facts)
    if move.name == "cover" and not await _change(services, after, 1, f"{after.id}:{after.seq}", facts):
        raise Invalid("source", "used_up" if after.cover_from == Source.STOCK else "over")


async def _change(services: Services, wish: Wish, pieces: int, move_id: str, facts: dict[str, Any]) -> bool:
    if wish.cover_from == Source.BUDGET:
        return await services.budgets.spend(wish.cover_of, move_id, pieces * wish.cover_fen, **facts)
    return await services.lots.take(wish.cover_of, move_id, -pieces, **facts)


async def source_of(services: Services, wish: Wish, *, by: StaffMember) -> Lot | Budget | None:
    """From where a wish of hers is covered, for staff alone; None where it isn't, or nobody noted it. Raises StoreAway."""
    if not wish.cover_from or not by.may_in(READ, wish.region_path):
        return None
    store = services.lots if wish.cover_from == Source.STOCK else services.budgets
    try:
        return await store.get(wish.cover_of, scope=Scope.system())
    except NotFound:
        return None
