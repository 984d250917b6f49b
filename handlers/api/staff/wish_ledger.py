"""The ledger of wishes for programs of staff: what an inspection wants to see of a region and a span of months."""

from datetime import datetime
from typing import ClassVar

from pydantic import Field

from domain.errors import Invalid
from domain.receipts import format_receipt
from domain.staff import Permission
from domain.wishes import WishState
from handlers.access import requires
from handlers.api.operation import Model, Operation, Route
from handlers.api.staff.call import StaffCall
from handlers.api.staff.places import CODE
from handlers.months import month_span
from services.wishes.ledger import Row, take_along

MONTH = r"^20[0-9]{2}-(0[1-9]|1[0-2])$"


class LedgerQuery(Model):
    """A region with all below it, and months, both included."""

    region: str = Field(pattern=CODE)
    first: str = Field(pattern=MONTH, description="YYYY-MM")
    last: str = Field(pattern=MONTH, description="YYYY-MM")

    def span(self) -> tuple[datetime, datetime]:
        """From when to when. Raises Invalid where the months are the wrong way round."""
        begins, ends = month_span(self.first), month_span(self.last)
        if begins is None or ends is None or self.first > self.last:
            raise Invalid("last", "out_of_range")
        return begins[0], ends[1]


class WishLedgerRow(Model):
    """
    A wish, without a name: `days` says how many each step took so far, `verified` and `approved` in which role it was done
    ("left" for somebody who has none there any more), `given` who gave ("donor", "several" together, "stock" or nobody yet).
    """

    receipt: str
    region_path: str
    kind: str
    cost_fen: int
    state: WishState
    submitted_at: datetime
    days: dict[str, float]
    verified: str
    approved: str
    given: str
    delivered_at: datetime | None
    confirmed_at: datetime | None
    certificate: str


class WishLedgerView(Model):
    """The wishes that were submitted in the span, the oldest first; with `more` there are others, left out here."""

    rows: list[WishLedgerRow]
    more: bool


def _row(row: Row) -> WishLedgerRow:
    wish = row.wish
    return WishLedgerRow(
        receipt=format_receipt(wish.receipt),
        region_path=wish.region_path,
        kind=wish.kind,
        cost_fen=wish.cost_fen,
        state=wish.state,
        submitted_at=wish.submitted_at,
        days=dict(row.days),
        verified=row.verified,
        approved=row.approved,
        given=row.given,
        delivered_at=row.delivered_at,
        confirmed_at=row.confirmed_at,
        certificate=wish.certificate,
    )


@requires(Permission.WISH_READ)
class LedgerCall(StaffCall):
    """The ledger."""

    OPERATIONS: ClassVar = {
        "get": Operation(
            id="getWishLedger",
            summary="The ledger of a region's wishes; that it was taken along is written down",
            answer=WishLedgerView,
            query=LedgerQuery,
            problems=(404,),
        )
    }

    async def get(self) -> None:
        """The rows. Raises NotFound for a region that isn't hers."""
        asked = self.query(LedgerQuery)
        span = asked.span()
        region = await self.services.regions.get(asked.region)
        rows, more = await take_along(
            self.services,
            region,
            span,
            columns=list(WishLedgerRow.model_fields),
            months=(asked.first, asked.last),
            by=self.staff,
        )
        self.answer(WishLedgerView(rows=[_row(each) for each in rows], more=more))


API_ROUTES = [Route("/api/v1/staff/wish-ledger", "/api/v1/staff/wish-ledger", LedgerCall)]
