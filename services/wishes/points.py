"""Collection points: kept by staff, with what lies there and what came and went."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from domain.audit import Act
from domain.errors import Conflict, Invalid, NotFound
from domain.parcels import Parcel, Point, Step, problems
from domain.staff import Permission, StaffMember
from services.context import Services
from storage.mongo import Session, in_transaction

KEEP, READ = Permission.WISH_APPROVE, Permission.WISH_READ
WRITTEN = ("name", "address", "hours", "closed")


@dataclass(frozen=True, slots=True)
class Stock:
    """A point with what lies there now, what came and went lately, and the parcels that those steps are of."""

    point: Point
    stock: Sequence[Parcel]
    steps: Sequence[Step]
    parcels: Mapping[str, Parcel]


async def points(services: Services, *, by: StaffMember) -> list[tuple[Point, int]]:
    """The points of her regions, each with how many parcels lie there. Raises NotAllowed, StoreAway."""
    by.need(READ)
    found = await services.points.of(scope=by.scope(READ))
    counts = await services.parcels.counts([each.id for each in found])
    return [(each, counts.get(each.id, 0)) for each in found]


async def get(services: Services, point_id: str, *, by: StaffMember) -> Point:
    """One of her regions'. Raises NotAllowed, NotFound, StoreAway."""
    by.need(READ)
    return await services.points.get(point_id, scope=by.scope(READ))


async def look(services: Services, point_id: str, *, by: StaffMember) -> Stock:
    """A point of her regions. Raises NotAllowed, NotFound, StoreAway."""
    point = await get(services, point_id, by=by)
    stock = await services.parcels.stock(point.id)
    steps = await services.parcels.in_and_out(point.id)
    return Stock(point, stock, steps, await services.parcels.of_ids(each.parcel_id for each in steps))


async def keep(services: Services, point: Point, *, by: StaffMember) -> Point:
    """
    Keep a point: a new one (version 0) under its id, or a change to the one that was seen; its place stays. What is there
    already changes nothing. One that still holds parcels or lots can't be closed.

    Raises NotAllowed, NotFound, Invalid for the first field that can't be taken, Conflict, StoreAway.
    """
    by.need(KEEP)
    for field, problem in problems(point).items():
        raise Invalid(field, problem)
    try:
        kept = await services.points.get(point.id, scope=by.scope(KEEP))
    except NotFound:
        if point.version:
            raise
        return await _insert(services, point, by)
    wanted = {name: getattr(point, name) for name in WRITTEN}
    if all(getattr(kept, name) == value for name, value in wanted.items()):
        return kept
    if point.version != kept.version:
        raise Conflict
    if point.closed and (await services.parcels.counts([point.id])).get(point.id):
        raise Invalid("closed", "not_empty")

    async def body(session: Session) -> Point:
        if point.closed and await services.lots.at_points([point.id], session=session):
            raise Invalid("closed", "lots_there")
        changed = await services.points.change(kept, wanted, session=session)
        await _note(services, changed, by, session)
        return changed

    return await in_transaction(services.db, body)


async def _insert(services: Services, point: Point, by: StaffMember) -> Point:
    try:
        region = await services.regions.get(point.region)
    except NotFound:
        raise Invalid("region", "unknown") from None
    by.need(KEEP, region.path)
    made = replace(point, region=region.code, region_path=region.path, closed=False)

    async def body(session: Session) -> None:
        await services.points.insert(made, by=by.id, now=services.now(), session=session)
        await _note(services, made, by, session)

    await in_transaction(services.db, body)
    return replace(made, version=1)


async def _note(services: Services, point: Point, by: StaffMember, session: Session) -> None:
    act = Act("point_saved", about=point.id, region_path=point.region_path, data={"closed": point.closed})
    await services.audit.add(act, by=by.id, now=services.now(), session=session)
