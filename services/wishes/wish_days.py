"""A delivery day: made, filled with wishes in hand, checked off at the table, closed."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.audit import Act
from domain.errors import Conflict, Invalid, MoveNotPossible, NotFound
from domain.parcels import Parcel, Place
from domain.regions import Scope
from domain.staff import Permission, StaffMember
from domain.wish_days import WISHES_MOST, Check, DayState, WishDay, problems, tally
from domain.wish_life import HELD
from domain.wishes import Wish
from services.context import Services
from services.wishes.parcels import HandedOn, hand_on, label
from storage.mongo import Duplicate, Session, in_transaction

HAND, READ = Permission.WISH_HAND, Permission.WISH_READ
OFFERED_MOST = 200  # of each state


@dataclass(frozen=True, slots=True)
class Row:
    """A wish of the day, its parcel where it still has one, and how it stands."""

    wish: Wish
    parcel: Parcel | None
    check: Check


@dataclass(frozen=True, slots=True)
class Sheet:
    """A day with its wishes and how many there are of each standing."""

    day: WishDay
    rows: Sequence[Row]
    counts: dict[Check, int]


async def make(services: Services, day: WishDay, *, by: StaffMember) -> WishDay:
    """
    A new day under its id; made twice it is one. Raises NotAllowed where she hands nothing on in that region, Invalid,
    Conflict for an id that names another day, StoreAway.
    """
    for field, problem in problems(day).items():
        raise Invalid(field, problem)
    try:
        region = await services.regions.get(day.region)
    except NotFound:
        raise Invalid("region", "unknown") from None
    by.need(HAND, region.path)
    made = WishDay(day.id, day.on, day.place, region.code, region.path)
    try:
        kept = await services.wish_days.get(day.id, scope=by.scope(HAND))
    except NotFound:
        pass
    else:
        if (kept.on, kept.place, kept.region) != (made.on, made.place, made.region):
            raise Conflict
        return kept

    async def body(session: Session) -> None:
        await services.wish_days.insert(made, by=by.id, now=services.now(), session=session)
        await _note(services, "wish_day_made", made, by, session)

    await in_transaction(services.db, body)
    return await services.wish_days.get(made.id, scope=by.scope(HAND))


async def _note(services: Services, kind: str, day: WishDay, by: StaffMember, session: Session, **facts: int) -> None:
    act = Act(kind, about=day.id, region_path=day.region_path, data=facts)
    await services.audit.add(act, by=by.id, now=services.now(), session=session)


async def look(services: Services, day_id: str, *, by: StaffMember) -> Sheet:
    """A day of her regions. Wishes that lie in none of hers are left out. Raises NotAllowed, NotFound, StoreAway."""
    by.need(READ)
    day = await services.wish_days.get(day_id, scope=by.scope(READ))
    found = {each.id: each for each in await services.wishes.of_ids(day.wishes, scope=by.scope(READ))}
    parcels = await services.parcels.of_wishes(found)
    wishes = [found[each] for each in day.wishes if each in found]
    rows = [Row(each, parcels.get(each.id), day.check_of(each)) for each in wishes]
    return Sheet(day, rows, tally({each.wish.id: each.check for each in rows}))


async def candidates(services: Services, day: WishDay, *, by: StaffMember) -> Sequence[Wish]:
    """Wishes in hand in the day's region that no open day has, the ready ones first. Raises StoreAway."""
    scope = by.scope(HAND).inside(day.region_path)
    found: list[Wish] = []
    for state in sorted(HELD, reverse=True):  # prepared, then claimed
        found += await services.wishes.page(scope=scope, state=state, most=OFFERED_MOST)
    picked = await services.wish_days.picked_for([each.id for each in found])
    return [each for each in found if each.id not in picked]


async def pick(services: Services, day_id: str, wish_ids: Sequence[str], *, by: StaffMember, seen: int) -> WishDay:
    """
    Add wishes to an open day; each has a label then. Raises NotAllowed, NotFound for one that doesn't lie in the day's
    region, MoveNotPossible for one that isn't in hand or a day that is closed, Invalid for too many, Conflict where the
    day has changed, StoreAway.
    """
    day = await _open(services, day_id, by=by)
    new = [each for each in dict.fromkeys(wish_ids) if each not in day.wishes]
    if not wish_ids:
        raise Invalid("wishes", "missing")
    if not new:
        return day
    if len(day.wishes) + len(new) > WISHES_MOST:
        raise Invalid("wishes", "too_many")
    found = await services.wishes.of_ids(new, scope=by.scope(HAND).inside(day.region_path))
    if len(found) != len(new):
        raise NotFound
    if any(each.state not in HELD for each in found):
        raise MoveNotPossible("not in hand")
    for each in found:
        await label(services, each)
    return await _change(services, day, {"wishes": [*day.wishes, *new]}, by=by, seen=seen, many=len(new))


async def leave_out(services: Services, day_id: str, wish_id: str, *, by: StaffMember, seen: int) -> WishDay:
    """Take a wish out of an open day; the wish stays as it is. Raises as `pick`."""
    day = await _open(services, day_id, by=by)
    if wish_id not in day.wishes:
        return day
    left = [each for each in day.wishes if each != wish_id]
    return await _change(services, day, {"wishes": left}, by=by, seen=seen, many=-1)


async def _open(services: Services, day_id: str, *, by: StaffMember) -> WishDay:
    by.need(HAND)
    day = await services.wish_days.get(day_id, scope=by.scope(HAND))
    if not day.is_open:
        raise MoveNotPossible("closed")
    return day


async def _change(
    services: Services, day: WishDay, changes: dict[str, object], *, by: StaffMember, seen: int, many: int
) -> WishDay:
    if day.version != seen:
        raise Conflict

    async def body(session: Session) -> WishDay:
        changed = await services.wish_days.change(day, changes, session=session)
        await _note(services, "wish_day_picked", changed, by, session, many=many)
        return changed

    try:
        return await in_transaction(services.db, body)
    except Duplicate:
        raise Conflict from None  # another open day was first


async def check_off(services: Services, day_id: str, *, by: StaffMember, code: str = "", wish_id: str = "") -> HandedOn:
    """
    One wish of the day is handed over: by its label, or tapped in the list. Twice is the same as once. Raises NotFound for
    what isn't on the day, else as `hand_on`.
    """
    day = await _open(services, day_id, by=by)
    if code:
        parcel = await services.parcels.by_code(code, scope=by.scope(HAND))
    else:
        found = await services.parcels.of_wish(wish_id)
        if found is None:
            raise NotFound
        parcel = found
    if parcel.wish_id not in day.wishes:
        raise NotFound
    return await hand_on(services, parcel.code, Place.GIVEN, by=by)


async def close(services: Services, day_id: str, *, by: StaffMember) -> WishDay:
    """
    The day is over: how it went is kept, and wishes that weren't handed over stay as they are. Twice is the same as once.
    Raises NotAllowed, NotFound, Conflict, StoreAway.
    """
    by.need(HAND)
    day = await services.wish_days.get(day_id, scope=by.scope(HAND))
    if not day.is_open:
        return day
    wishes = await services.wishes.of_ids(day.wishes, scope=Scope.system())
    checks = {each.id: day.check_of(each) for each in wishes}
    ended = {
        "state": str(DayState.CLOSED),
        "handed": [each for each in day.wishes if checks.get(each) is Check.HANDED],
        "missing": [each for each in day.wishes if checks.get(each) is Check.WAITING],
        "closed_at": services.now(),
    }

    async def body(session: Session) -> WishDay:
        closed = await services.wish_days.change(day, ended, session=session)
        facts = {"handed": len(closed.handed), "missing": len(closed.missing)}
        await _note(services, "wish_day_closed", closed, by, session, **facts)
        return closed

    return await in_transaction(services.db, body)
