"""A lot is divided: some of its pieces become a lot of their own, with a label, at a point of the same county."""

from dataclasses import dataclass, replace

from domain.errors import Conflict, Invalid
from domain.ids import new_id
from domain.parcels import new_code
from domain.staff import StaffMember
from domain.stock import PIECES_MOST, WHY, Booked, Lot, LotMove
from services.context import Services
from services.wishes.stock import HAND, TRIES, lay_down, note
from storage.mongo import Duplicate, Session, in_transaction
from storage.wall import county_of

REASONS = WHY[Booked.PARTED]


@dataclass(frozen=True, slots=True)
class Parting:
    """What is asked for, under an id that is drawn with the form: how many pieces go to which point, and why."""

    id: str
    many: int
    point: str
    why: str


async def part(services: Services, lot_id: str, asked: Parting, *, by: StaffMember) -> Lot:
    """
    The new lot. Both movements are one: they name each other, and what one lot loses the other has; asked twice it is one.

    Raises NotAllowed, NotFound, Invalid for what can't be done (`many`: "too_few" where fewer are left; `point`), Conflict
    for an id that names another movement, StoreAway.
    """
    by.need(HAND)
    lot = await services.lots.get(lot_id, scope=by.scope(HAND))
    if asked.why not in REASONS:
        raise Invalid("why", "missing")
    if not 1 <= asked.many <= PIECES_MOST:
        raise Invalid("many", "invalid")
    for _ in range(TRIES):
        before = await services.lots.move_of(asked.id)
        if before is not None:
            return await _made_before(services, lot, before, asked)
        try:
            return await _divide(services, lot, asked, by)
        except Duplicate:
            continue  # asked for meanwhile, or another lot has the code
    raise Conflict


async def _divide(services: Services, lot: Lot, asked: Parting, by: StaffMember) -> Lot:
    made_id, now = new_id(), services.now()
    out = LotMove(asked.id, lot.id, Booked.PARTED, -asked.many, by.id, now, lot.point, asked.why)
    out = replace(out, pair=made_id, pair_lot=made_id)

    async def body(session: Session) -> Lot:
        point = await lay_down(services, asked.point, by, session)
        left = await services.lots.book(lot, out, session=session)
        if left is None:
            raise Invalid("many", "too_few")
        if county_of(point.region_path) != county_of(left.region_path):
            raise Invalid("point", "other_county")
        made = replace(left, id=made_id, code=new_code(), many=asked.many, seq=1, point=point.id)
        made = replace(made, region=point.region, region_path=point.region_path)
        came = LotMove(made_id, made_id, Booked.PART, asked.many, by.id, now, point.id, asked.why)
        came = replace(came, pair=out.id, pair_lot=lot.id)
        await services.lots.insert(made, came, session=session)
        await note(services, left, out, by, session)
        await note(services, made, came, by, session)
        return made

    return await in_transaction(services.db, body)


async def _made_before(services: Services, lot: Lot, made: LotMove, asked: Parting) -> Lot:
    same = (made.lot_id, made.kind, made.change, made.why) == (lot.id, Booked.PARTED, -asked.many, asked.why)
    found = await services.lots.of_ids([made.pair_lot]) if same else {}
    if made.pair_lot not in found:
        raise Conflict
    return found[made.pair_lot]
