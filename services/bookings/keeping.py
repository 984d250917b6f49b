"""Places, a counsellor's hours, and figures without persons."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from domain.audit import Act
from domain.bookings import SMALL, Hours, MeetingPlace, hours_problems, place_problems
from domain.errors import Conflict, Invalid, NotFound
from domain.regions import Scope
from domain.staff import Permission, StaffMember, StaffRole
from services.context import Services
from storage.mongo import Session, in_transaction
from storage.staff import AccountState

READ, OPEN, DESK = Permission.BOOKING_READ, Permission.BOOKING_OPEN, Permission.BOOKING_DESK
YEAR = timedelta(days=366)


async def save_place(services: Services, place: MeetingPlace, *, by: StaffMember) -> MeetingPlace:
    """
    A place of her regions, under its id; `version` is the one that she saw, 0 for a new one, which made twice is one.

    Raises NotAllowed, NotFound, Invalid, Conflict, StoreAway.
    """
    for field, problem in place_problems(place).items():
        raise Invalid(field, problem)
    try:
        region = await services.regions.get(place.region)
    except NotFound:
        raise Invalid("region", "unknown") from None
    if not by.may_in(DESK, region.path):
        raise Invalid("region", "unknown")
    if place.version:
        await services.booking_places.get(place.id, scope=by.scope(DESK))
    kept = replace(place, region=region.code, region_path=region.path)

    async def write(session: Session) -> None:
        await services.booking_places.save(kept, session=session)
        act = Act("booking_place_saved", about=place.id, region_path=region.path)
        await services.audit.add(act, by=by.id, now=services.now(), session=session)

    try:
        await in_transaction(services.db, write)
    except Conflict:
        there = await services.booking_places.get(place.id, scope=by.scope(DESK))
        if place.version or (there.name, there.address, there.region) != (kept.name, kept.address, kept.region):
            raise
    return await services.booking_places.get(place.id, scope=by.scope(DESK))


async def counsellors(services: Services, *, by: StaffMember) -> dict[str, str]:
    """Whose hours she may set: her own, and those of the experts of her regions; names by id. Raises StoreAway."""
    found = {by.id: by.name} if by.may(OPEN) else {}
    if by.may(DESK):
        accounts = await services.staff.visible(
            scope=by.scope(DESK), state=AccountState.ACTIVE, role=StaffRole.EXPERT, most=200
        )
        found |= {each.id: each.name for each in accounts}
    return found


async def places_for(services: Services, *, by: StaffMember) -> list[MeetingPlace]:
    """Where hours may be: places of her regions that are open. Raises StoreAway."""
    paths = [path for each in (OPEN, DESK) for path in by.scope(each).paths or ()]
    found = await services.booking_places.all(scope=Scope.of(*dict.fromkeys(paths)))
    return [each for each in found if each.is_open]


async def hours_of(services: Services, staff_id: str, *, by: StaffMember) -> tuple[Hours, str]:
    """Somebody's hours that she may set, and her name. Raises NotAllowed, NotFound, StoreAway."""
    by.need(READ)
    names = await counsellors(services, by=by)
    if staff_id not in names:
        raise NotFound
    account = await services.staff.get(staff_id)
    kept = await services.booking_hours.of(staff_id)
    return kept or Hours(staff_id, account.region_path), names[staff_id]


async def save_hours(services: Services, hours: Hours, *, by: StaffMember) -> Hours:
    """
    When somebody is there, from now on; `version` is the one that was seen. What is booked stays booked.

    Raises NotAllowed, NotFound, Invalid, Conflict, StoreAway.
    """
    kept, _ = await hours_of(services, hours.counsellor, by=by)
    places = [each.id for each in await places_for(services, by=by)]
    places += [each.place for each in kept.weekly] + [
        each.place for each in kept.singles
    ]  # what somebody else set stays
    known = services.facts.booking.names
    for field, problem in hours_problems(hours, services=known, places=places).items():
        raise Invalid(field, problem)
    changed = replace(hours, region_path=kept.region_path)

    async def write(session: Session) -> None:
        await services.booking_hours.save(changed, session=session)
        act = Act("booking_hours_saved", about=hours.counsellor, region_path=kept.region_path)
        await services.audit.add(act, by=by.id, now=services.now(), session=session)

    await in_transaction(services.db, write)
    return replace(changed, version=hours.version + 1)


@dataclass(frozen=True, slots=True)
class Row:
    """A month and county: how many were booked, took place, weren't come to; None where it is too few to be told."""

    month: str
    county: str
    booked: int | None
    came: int | None
    missed: int | None


async def figures(services: Services, *, by: StaffMember) -> Sequence[Row]:
    """Of the last twelve months, the newest first, without persons. Raises NotAllowed, StoreAway."""
    by.need(DESK)
    rows = await services.bookings.counts(scope=by.scope(DESK), since=services.now() - YEAR)
    sums: dict[tuple[str, str], dict[str, int]] = {}
    for each in rows:
        county = (each["path"].split("/") + [""] * 3)[2] or each["path"].rstrip("/").rsplit("/", 1)[-1]
        cell = sums.setdefault((each["month"], county), {"booked": 0, "came": 0, "missed": 0})
        cell["booked"] += each["many"]
        if each["state"] in {"came", "missed"}:
            cell[each["state"]] += each["many"]
    names = await services.regions.names({county for _, county in sums})

    def shown(many: int) -> int | None:
        return many if many == 0 or many >= SMALL else None

    return [
        Row(month, names.get(county, county), *(shown(cell[name]) for name in ("booked", "came", "missed")))
        for (month, county), cell in sorted(sums.items(), key=lambda each: (each[0][0], each[0][1]), reverse=True)
    ]
