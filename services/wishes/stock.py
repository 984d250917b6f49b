"""The county's stock: lots at its collection points, received, added to, taken from, counted and carried to another point."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from domain.audit import Act
from domain.calendar import day_in_china
from domain.errors import Conflict, Invalid, NotFound
from domain.parcels import Point, new_code
from domain.staff import Permission, StaffMember
from domain.stock import PIECES_MOST, WHY, Booked, Lot, LotMove, correctable, problems
from services.context import Services
from storage.mongo import Duplicate, Session, in_transaction
from storage.wall import county_of

HAND, COUNT, READ = Permission.WISH_HAND, Permission.WISH_APPROVE, Permission.WISH_READ
TRIES = 4
SIGNS = {Booked.IN: 1, Booked.OUT: -1}
ENTERED = frozenset((Booked.IN, Booked.OUT, Booked.COUNTED, Booked.CARRIED))


@dataclass(frozen=True, slots=True)
class Entry:
    """
    A movement that is asked for, under an id that is drawn with the form: `many` pieces in or out, or how many were counted;
    the point to which the lot is carried; `seen` the lot's `seq` as she saw it who counts or carries it.
    """

    id: str
    kind: Booked
    many: int = 0
    why: str = ""
    point: str = ""
    seen: int = 0


@dataclass(frozen=True, slots=True)
class Shown:
    """A lot, its movements, what she may enter now, and which of the movements she may put right."""

    lot: Lot
    moves: Sequence[LotMove]
    offered: tuple[Booked, ...]
    correctable: Sequence[LotMove]


def kinds_of(services: Services) -> dict[str, str]:
    """The kinds of wishes that a thing can be for, with their words."""
    rules = services.facts.wish
    return {kind: words for kind, words in rules.kinds if kind not in rules.company}


async def points_for(services: Services, *, by: StaffMember) -> Sequence[Point]:
    """The open points of a county, and of the places in it, at which she may lay something down. Raises StoreAway."""
    found = await services.points.of(scope=by.scope(HAND))
    return [each for each in found if not each.closed and county_of(each.region_path)]


async def look(services: Services, lot_id: str, *, by: StaffMember) -> Shown:
    """A lot of her regions. Raises NotAllowed, NotFound, StoreAway."""
    by.need(READ)
    lot = await services.lots.get(lot_id, scope=by.scope(READ))
    moves = await services.lots.moves(lot.id)
    righted = correctable(moves) if by.may_in(HAND, lot.region_path) else []
    offered = (each for each in WHY if by.may_in(_needed(each), lot.region_path))
    return Shown(lot, moves, tuple(each for each in offered if righted or each is not Booked.CORRECTED), righted)


def _needed(kind: Booked) -> Permission:
    return COUNT if kind is Booked.COUNTED else HAND


async def receive(services: Services, lot: Lot, *, by: StaffMember) -> Lot:
    """
    Keep a new lot under its id, with a label; received twice it is one. Raises NotAllowed, Invalid for the first field that
    can't be taken, Conflict for an id that names another, StoreAway.
    """
    by.need(HAND)
    today = day_in_china(services.now())
    for field, problem in problems(lot, tuple(kinds_of(services)), today).items():
        raise Invalid(field, problem)
    for _ in range(TRIES):
        try:
            kept = await services.lots.get(lot.id, scope=by.scope(HAND))
        except NotFound:
            pass
        else:
            return _same(kept, lot)
        try:
            return await _insert(services, replace(lot, code=new_code()), by)
        except Duplicate:
            continue  # received meanwhile, or another lot has the code
    raise Conflict


def _same(kept: Lot, lot: Lot) -> Lot:
    names = ("what", "kind", "value_fen", "source", "received_on")
    if any(getattr(kept, name) != getattr(lot, name) for name in names):
        raise Conflict
    return kept


async def _insert(services: Services, lot: Lot, by: StaffMember) -> Lot:
    async def body(session: Session) -> Lot:
        point = await lay_down(services, lot.point, by, session)
        made = replace(lot, region=point.region, region_path=point.region_path, seq=1)
        received = LotMove(lot.id, lot.id, Booked.RECEIVED, lot.many, by.id, services.now(), point.id)
        await services.lots.insert(made, received, session=session)
        await note(services, made, received, by, session)
        return made

    return await in_transaction(services.db, body)


async def lay_down(services: Services, point_id: str, by: StaffMember, session: Session) -> Point:
    """The point, open and of a county of hers, held so that it stays open meanwhile. Raises Invalid("point", …)."""
    if not point_id:
        raise Invalid("point", "missing")
    try:
        point = await services.points.hold(point_id, scope=by.scope(HAND), session=session)
    except NotFound:
        raise Invalid("point", "unknown") from None
    if not county_of(point.region_path):
        raise Invalid("point", "no_county")
    return point


async def book(services: Services, lot_id: str, entry: Entry, *, by: StaffMember) -> Lot:
    """
    Enter a movement; entered twice it is one. No lot goes below nothing: of two who take the last one at once one gets it.

    Raises NotAllowed, NotFound, Invalid for what can't be entered (`many`: "too_few" where fewer are left), Conflict for a count of, or
    a way from, what has changed since she saw it, and for an id that names another movement, StoreAway.
    """
    needed = _needed(entry.kind)
    by.need(needed)
    lot = await services.lots.get(lot_id, scope=by.scope(needed))
    before = await services.lots.move_of(entry.id)
    if before is not None:
        return _made_before(lot, before, entry)
    move = _checked(lot, entry, by.id, services.now())

    async def body(session: Session) -> Lot | None:
        to = await lay_down(services, entry.point, by, session) if entry.kind is Booked.CARRIED else None
        booked = await services.lots.book(lot, move, to=to, session=session)
        if booked is not None:
            await note(services, booked, move, by, session)
        return booked

    try:
        booked = await in_transaction(services.db, body)
    except Duplicate:  # the same form came twice at once
        made = await services.lots.move_of(entry.id)
        return _made_before(await services.lots.get(lot_id, scope=by.scope(needed)), made, entry)
    if booked is not None:
        return booked
    if entry.kind in SIGNS:
        raise Invalid("many", "too_few" if entry.kind is Booked.OUT else "too_many")
    raise Conflict


def _made_before(lot: Lot, made: LotMove | None, entry: Entry) -> Lot:
    same = made is not None and (made.lot_id, made.kind, made.why) == (lot.id, entry.kind, entry.why)
    if not same or (made and entry.kind in SIGNS and made.change != SIGNS[entry.kind] * entry.many):
        raise Conflict
    return lot


def _checked(lot: Lot, entry: Entry, by: str, now: datetime) -> LotMove:
    if entry.kind not in ENTERED or entry.why not in WHY[entry.kind]:
        raise Invalid("why", "missing")
    change = 0
    if entry.kind in SIGNS:
        if not 1 <= entry.many <= PIECES_MOST:
            raise Invalid("many", "invalid")
        change = SIGNS[entry.kind] * entry.many
    elif entry.seen != lot.seq:
        raise Conflict
    elif entry.kind is Booked.COUNTED:
        if not 0 <= entry.many <= PIECES_MOST:
            raise Invalid("many", "invalid")
        change = entry.many - lot.many
    elif entry.point == lot.point:
        raise Invalid("point", "same")
    return LotMove(entry.id, lot.id, entry.kind, change, by, now, lot.point, entry.why)


async def note(services: Services, lot: Lot, move: LotMove, by: StaffMember, session: Session) -> None:
    """Write a movement of hers into the log, with the transaction that makes it."""
    facts = {"kind": str(move.kind), "change": move.change, "why": move.why}
    act = Act("lot_booked", about=lot.id, region_path=lot.region_path, data=facts)
    await services.audit.add(act, by=by.id, now=services.now(), session=session)
