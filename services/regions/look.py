"""The tree as staff see it: a region with the way to it, what lies below, and what has changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from domain.errors import NotFound
from domain.regions import Region
from domain.staff import Permission, StaffMember
from services.context import Services
from storage.region_changes import RegionChange


@dataclass(frozen=True, slots=True)
class Place:
    """
    A region. `trail` runs from the province to the one above it; `staff` counts the colleagues of each region in
    `below` by code; `names` are those of everybody in `changes`.
    """

    region: Region
    trail: Sequence[Region]
    below: Sequence[Region]
    staff: Mapping[str, int]
    changes: Sequence[RegionChange]
    names: Mapping[str, str]
    successor: Region | None


async def roots(services: Services, *, by: StaffMember, permission: Permission) -> list[Region]:
    """The regions that she was appointed for with `permission`, without those below another of them."""
    codes = [path.rstrip("/").rsplit("/", 1)[-1] for path in by.scope(permission).paths or ()]
    found = []
    for code in codes:
        try:
            found.append(await services.regions.get(code))
        except NotFound:
            continue
    return found


async def trail_of(services: Services, region: Region) -> list[Region]:
    """The regions from the province down to the one above."""
    return [await services.regions.get(code) for code in region.parents]


def sees(by: StaffMember, region: Region) -> bool:
    """Whether a region is hers to look at: it lies in one of hers, or on the way to it."""
    scope = by.scope(Permission.REGION_READ)
    return scope.holds(region.path) or any(root.startswith(region.path) for root in scope.paths or ())


async def look(services: Services, code: str, *, by: StaffMember) -> Place:
    """
    A region and what lies right below it, as far as it is hers to see. Raises NotAllowed, NotFound (also for one that lies
    elsewhere), StoreAway.
    """
    by.need(Permission.REGION_READ)
    region = await services.regions.get(code)
    if not sees(by, region):
        raise NotFound
    sees_staff = by.may_in(Permission.STAFF_READ, region.path)
    changes = await services.region_changes.of(code)
    return Place(
        region=region,
        trail=await trail_of(services, region),
        below=[each for each in await services.regions.below(code) if sees(by, each)],
        staff=await services.staff.counts_below(region.path) if sees_staff else {},
        changes=changes,
        names=await services.staff.names(each.by for each in changes),
        successor=await services.regions.current(code) if region.into else None,
    )
