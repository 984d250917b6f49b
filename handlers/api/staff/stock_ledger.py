"""What came into and went out of the stock, for programs of staff: what an inspection wants to see."""

from datetime import datetime
from typing import ClassVar

from domain.staff import Permission
from domain.stock import Booked
from handlers.access import requires
from handlers.api.operation import Model, Operation, Route
from handlers.api.staff.call import StaffCall
from handlers.api.staff.wish_ledger import LedgerQuery
from services.wishes.stock_ledger import StockRow, take_along


class StockLedgerRow(Model):
    """
    A movement, without a name: `role` says as what it was done ("left" for somebody who has none there any more, empty for
    the system), `wish` is the number of the wish that it was for, `rights` the movement that it puts right.
    """

    id: str
    lot: str
    code: str
    what: str
    source: str
    value_fen: int
    region_path: str
    point: str
    kind: Booked
    change: int
    left: int
    why: str
    rights: str
    wish: str
    role: str
    at: datetime


class StockLedgerView(Model):
    """What came and went in the span, the oldest first; with `more` there is other, left out here."""

    rows: list[StockLedgerRow]
    more: bool


def _row(row: StockRow) -> StockLedgerRow:
    same = {
        name: getattr(row.move, name) for name in ("id", "region_path", "kind", "change", "left", "why", "rights", "at")
    }
    lot = {"lot": row.lot.id, "code": row.lot.code, "what": row.lot.what, "source": str(row.lot.source)}
    return StockLedgerRow(**same, **lot, value_fen=row.lot.value_fen, point=row.point, wish=row.receipt, role=row.role)


@requires(Permission.WISH_READ)
class StockLedgerCall(StaffCall):
    """The movements of a region."""

    OPERATIONS: ClassVar = {
        "get": Operation(
            id="getStockLedger",
            summary="What came into and went out of a region's stock; that it was taken along is written down",
            answer=StockLedgerView,
            query=LedgerQuery,
            problems=(404,),
        )
    }

    async def get(self) -> None:
        """The rows. Raises NotFound for a region that isn't hers."""
        asked = self.query(LedgerQuery)
        span = asked.span()
        region = await self.services.regions.get(asked.region)
        columns, months = list(StockLedgerRow.model_fields), (asked.first, asked.last)
        rows, more = await take_along(self.services, region, span, columns=columns, months=months, by=self.staff)
        self.answer(StockLedgerView(rows=[_row(each) for each in rows], more=more))


API_ROUTES = [Route("/api/v1/staff/stock-ledger", "/api/v1/staff/stock-ledger", StockLedgerCall)]
