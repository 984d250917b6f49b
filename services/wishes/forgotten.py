"""Wishes that wait too long, as staff find them."""

from collections.abc import Sequence

from domain.forgotten import Stall
from domain.regions import Scope
from domain.staff import Permission, StaffMember
from domain.wishes import Wish
from services.context import Services
from storage.paging import OLDEST, Part

READ = Permission.WISH_READ


async def page(
    services: Services,
    *,
    by: StaffMember,
    county: str = "",
    why: Stall | None = None,
    part: Part = OLDEST,
    most: int = 50,
) -> Sequence[Wish]:
    """
    Those of her regions, or of a county among them, for one reason or any; what has waited longest in front. Raises
    NotAllowed, NotFound, StoreAway.
    """
    by.need(READ)
    scope = by.scope(READ)
    inside = scope.inside(county_scope(services, county)) if county else scope
    return await services.forgotten.page(services.now(), scope=inside, why=why, part=part, most=most)


async def count(services: Services, *, by: StaffMember) -> int:
    """How many there are in her regions, as far as anybody counts. Raises NotAllowed, StoreAway."""
    by.need(READ)
    return await services.forgotten.count(services.now(), scope=by.scope(READ))


async def counties_of(services: Services, scope: Scope) -> dict[str, str]:
    """The city's counties of which some lies in the scope, by code, in their own order. Raises StoreAway."""
    known = await services.live_wall.counties()
    return {code: name for code, name in known.items() if scope.inside(county_scope(services, code)).paths}


def county_scope(services: Services, code: str) -> str:
    """The path of one of the city's counties."""
    return f"{services.facts.city_path}{code}/"
