"""The ledger of wishes as an inspection wants it: a region, a span of months, one sheet."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from domain.receipts import format_receipt
from domain.regions import Region
from domain.staff import Permission
from handlers.access import requires
from handlers.console.inspection import InspectionPage, Paper, Value, day, inspection_sheet, place_names
from services.wishes.ledger import ROWS_MOST, STEPS, Row, take_along
from services.wishes.live_figures import DONE
from wording import staff as staff_words
from wording import wish_ledger as words
from wording import wish_life

FEN_A_YUAN = 100


@requires(Permission.WISH_READ)
class Ledger(InspectionPage):
    """A row a wish."""

    TEMPLATE = "wishes/ledger.html"

    async def sheet(
        self, region: Region, span: tuple[datetime, datetime], months: tuple[str, str]
    ) -> tuple[str, bytes]:
        """The wishes that were submitted in the span."""
        first, last = months
        kept, capped = await take_along(
            self.services, region, span, columns=list(words.HEADS), months=months, by=self.staff
        )
        codes = {code for each in kept for code in each.wish.region_path.split("/") if code}
        about = {
            "places": await self.services.regions.names(codes),
            "kinds": dict(self.services.facts.wish.kinds),
        }
        title = words.TITLE.format(institution=self.services.facts.institution, place=region.name)
        dates = words.SPAN.format(first=first, last=last, today=self.today())
        paper = Paper(words.SHEET, title, dates, words.HEADS, words.NARROW)
        note = words.CAPPED.format(most=ROWS_MOST) if capped else ""
        content = await asyncio.to_thread(inspection_sheet, paper, _rows(kept, about), note=note)
        return words.FILE.format(place=region.name, first=first, last=last), content


def _rows(rows: Sequence[Row], about: Mapping[str, Any]) -> Iterator[Sequence[Value]]:
    for number, row in enumerate(rows, 1):
        yield cells_of(number, row, about)
    yield totals_of(rows)


def cells_of(number: int, row: Row, about: Mapping[str, Any]) -> list[Value]:
    """A wish's cells, in the order of the headings."""
    wish = row.wish
    return [
        number,
        format_receipt(wish.receipt),
        *place_names(wish.region_path, about["places"]),
        about["kinds"].get(wish.kind, wish.kind),
        wish.cost_fen / FEN_A_YUAN,
        wish_life.STATES[wish.state],
        day(wish.submitted_at),
        *(row.days.get(name) for name in STEPS),
        role_words(row.verified),
        role_words(row.approved),
        words.GIVEN.get(row.given, ""),
        day(row.delivered_at),
        day(row.confirmed_at),
        wish.certificate,
    ]


def totals_of(rows: Sequence[Row]) -> list[Value]:
    """How many there are, what they cost, how many came and how many families have said so."""
    came = [each for each in rows if each.delivered_at]
    done = [each for each in rows if each.wish.state in DONE]
    fen = sum(each.wish.cost_fen for each in rows)
    cells: dict[str, Value] = dict.fromkeys(words.HEADS)
    cells |= {"number": words.TOTAL, "receipt": words.MANY.format(many=len(rows)), "cost": fen / FEN_A_YUAN}
    cells |= {"delivered": words.MANY.format(many=len(came)), "confirmed": words.MANY.format(many=len(done))}
    return [*cells.values()]


def role_words(role: str) -> str:
    """A role of the ledger in words."""
    return words.LEFT if role == "left" else staff_words.ROLES.get(role, "")


ROUTES: list[Any] = [(r"/console/wishes/ledger", Ledger)]
