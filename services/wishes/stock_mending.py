"""A movement that was written down wrongly is put right by another one that names it: once, and with a reason."""

from dataclasses import dataclass

from domain.errors import Conflict, Invalid
from domain.staff import StaffMember
from domain.stock import CORRECTABLE, PIECES_MOST, WHY, Booked, Lot, LotMove
from services.context import Services
from services.wishes.stock import HAND, note
from storage.mongo import Duplicate, Session, in_transaction

REASONS = WHY[Booked.CORRECTED]


@dataclass(frozen=True, slots=True)
class Correction:
    """
    What is asked for, under an id that is drawn with the form: the movement, and how many pieces it should have been, none
    where it never was.
    """

    id: str
    movement: str
    many: int
    why: str


async def correct(services: Services, lot_id: str, asked: Correction, *, by: StaffMember) -> Lot:
    """
    Put a movement of a lot right by another one; asked twice it is one, and of two who do so at once one does.

    Raises NotAllowed, NotFound, Invalid for what can't be done (`many`: "too_few" where fewer are left, "same" for what it
    was; `movement`: "unknown", "corrected" before, "counted" since), Conflict for an id that names another movement, StoreAway.
    """
    by.need(HAND)
    lot = await services.lots.get(lot_id, scope=by.scope(HAND))
    before = await services.lots.move_of(asked.id)
    if before is not None:
        return _made_before(lot, before, asked)
    wrong = await services.lots.move_of(asked.movement)
    if wrong is None or wrong.lot_id != lot.id or wrong.kind not in CORRECTABLE:
        raise Invalid("movement", "unknown")
    move = _righting(lot, wrong, asked, by, services)

    async def body(session: Session) -> Lot | None:
        if await services.lots.counted_after(wrong, session=session):
            raise Invalid("movement", "counted")
        booked = await services.lots.book(lot, move, session=session)  # fails where a count came meanwhile
        if booked is not None:
            await note(services, booked, move, by, session)
        return booked

    try:
        booked = await in_transaction(services.db, body)
    except Duplicate:
        made = await services.lots.move_of(asked.id)
        if made is None:
            raise Invalid("movement", "corrected") from None
        return _made_before(await services.lots.get(lot_id, scope=by.scope(HAND)), made, asked)
    if booked is None:
        raise Invalid("many", "too_few" if move.change < 0 else "too_many")
    return booked


def _righting(lot: Lot, wrong: LotMove, asked: Correction, by: StaffMember, services: Services) -> LotMove:
    if asked.why not in REASONS:
        raise Invalid("why", "missing")
    if not 0 <= asked.many <= PIECES_MOST:
        raise Invalid("many", "invalid")
    change = _right(wrong, asked) - wrong.change
    if not change:
        raise Invalid("many", "same")
    return LotMove(
        asked.id, lot.id, Booked.CORRECTED, change, by.id, services.now(), lot.point, asked.why, rights=wrong.id
    )


def _right(wrong: LotMove, asked: Correction) -> int:
    """By how much the movement should have changed the lot."""
    return asked.many if wrong.change > 0 else -asked.many


def _made_before(lot: Lot, made: LotMove, asked: Correction) -> Lot:
    if (made.lot_id, made.rights, made.why) != (lot.id, asked.movement, asked.why):
        raise Conflict
    return lot
