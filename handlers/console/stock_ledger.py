"""What came into and went out of the stock, as an inspection wants it: a region, a span of months, one sheet."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from domain.parcels import format_code
from domain.receipts import format_receipt
from domain.regions import Region
from domain.staff import Permission
from handlers.access import requires
from handlers.console.inspection import InspectionPage, Paper, Value, day, inspection_sheet, place_names
from handlers.console.wish_ledger import FEN_A_YUAN, role_words
from services.wishes.stock_ledger import ROWS_MOST, StockRow, take_along
from wording import stock as stock_words
from wording import stock_ledger as words


@requires(Permission.WISH_READ)
class StockLedger(InspectionPage):
    """A row a movement."""

    TEMPLATE = "stock/ledger.html"

    async def sheet(
        self, region: Region, span: tuple[datetime, datetime], months: tuple[str, str]
    ) -> tuple[str, bytes]:
        """What came and went in the span."""
        first, last = months
        kept, capped = await take_along(
            self.services, region, span, columns=list(words.HEADS), months=months, by=self.staff
        )
        places = await self.services.regions.names(
            {code for each in kept for code in each.move.region_path.split("/") if code}
        )
        title = words.TITLE.format(institution=self.services.facts.institution, place=region.name)
        dates = words.SPAN.format(first=first, last=last, today=self.today())
        paper = Paper(words.SHEET, title, dates, words.HEADS, words.NARROW)
        note = words.CAPPED.format(most=ROWS_MOST) if capped else ""
        content = await asyncio.to_thread(inspection_sheet, paper, _rows(kept, places), note=note)
        return words.FILE.format(place=region.name, first=first, last=last), content


def _rows(rows: Sequence[StockRow], places: Mapping[str, str]) -> Iterator[Sequence[Value]]:
    for number, row in enumerate(rows, 1):
        yield _cells(number, row, places)
    cells: dict[str, Value] = dict.fromkeys(words.HEADS)
    cells |= {"number": words.TOTAL, "day": words.MANY.format(many=len(rows))}
    cells["change"] = sum(each.move.change for each in rows)
    yield [*cells.values()]


def _cells(number: int, row: StockRow, places: Mapping[str, str]) -> list[Value]:
    """A movement's cells, in the order of the headings."""
    move, lot = row.move, row.lot
    return [
        number,
        day(move.at),
        *place_names(move.region_path, places),
        row.point,
        format_code(lot.code),
        lot.what,
        stock_words.SOURCES[lot.source],
        stock_words.DONE[move.kind],
        move.change,
        move.left,
        lot.value_fen / FEN_A_YUAN,
        stock_words.WHY.get(move.why, ""),
        _righted(row),
        format_receipt(row.receipt) if row.receipt else "",
        role_words(row.role) if row.role else words.SYSTEM,
    ]


def _righted(row: StockRow) -> str:
    if row.righted is None:
        return ""
    done = stock_words.DONE[row.righted.kind]
    return words.RIGHTED.format(day=day(row.righted.at), done=done, change=row.righted.change)


ROUTES: list[Any] = [(r"/console/stock/moves", StockLedger)]
