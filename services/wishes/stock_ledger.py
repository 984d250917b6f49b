"""
What came into and went out of the stock of a region in a span, as an inspection wants it: a row a movement.

No name stands in it: staff by their role, a wish by its number.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.errors import NotFound
from domain.regions import Region, Scope
from domain.staff import Permission, StaffMember
from domain.stock import Lot, LotMove
from services.audit.exporting import note_export
from services.context import Services
from services.wishes.ledger import members_of, role_of
from services.wishes.stock import HAND

ROWS_MOST = 5000
SYSTEM = "system"
READ = Permission.WISH_READ


@dataclass(frozen=True, slots=True)
class StockRow:
    """
    A movement of the sheet: its lot, the name of the point, in which role it was done ("left" for somebody who has none any
    more, empty for the system), the number of the wish that it was for, and the movement that it puts right.
    """

    move: LotMove
    lot: Lot
    point: str
    role: str
    receipt: str
    righted: LotMove | None


async def take_along(
    services: Services,
    region: Region,
    span: tuple[datetime, datetime],
    *,
    columns: Sequence[str],
    months: tuple[str, str],
    by: StaffMember,
) -> tuple[Sequence[StockRow], bool]:
    """
    The movements in a region of hers, the oldest first, ROWS_MOST at most, and whether there are more; that she takes them
    along is written down, with the months (YYYY-MM) that she named. Raises NotAllowed, NotFound for a region that isn't
    hers, StoreAway.
    """
    by.need(READ)
    if not by.may_in(READ, region.path):
        raise NotFound
    moves = await services.lots.moved(span, scope=by.scope(READ).inside(region.path), most=ROWS_MOST + 1)
    rows = await _rows(services, moves[:ROWS_MOST])
    filters = {"region": region.code, "from": months[0], "to": months[1]}
    await note_export(services, by=by, what="lot_moves", rows=len(rows), columns=columns, filters=filters)
    return rows, len(moves) > ROWS_MOST


async def _rows(services: Services, moves: Sequence[LotMove]) -> list[StockRow]:
    lots = await services.lots.of_ids(each.lot_id for each in moves)
    points = await services.points.named(each.point for each in moves)
    members = await members_of(services, {each.by for each in moves if each.by != SYSTEM})
    wishes = await services.wishes.of_ids([each.wish for each in moves if each.wish], scope=Scope.system())
    receipts = {each.id: each.receipt for each in wishes}
    righted = await services.lots.moves_of(each.rights for each in moves)
    return [
        StockRow(
            move=each,
            lot=lots[each.lot_id],
            point=points.get(each.point, ""),
            role="" if each.by == SYSTEM else role_of(members, each.by, HAND, each.region_path),
            receipt=receipts.get(each.wish, ""),
            righted=righted.get(each.rights),
        )
        for each in moves
    ]
