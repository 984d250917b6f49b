"""The ledger of wishes as an inspection wants it: a region, a span of months, one sheet."""

import asyncio
from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any
from urllib.parse import quote

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from tornado.web import HTTPError

from domain.errors import NotFound
from domain.receipts import format_receipt
from domain.regions import Region
from domain.staff import Permission
from handlers.access import requires
from handlers.console.choosing_region import regions_for
from handlers.console.page import ConsolePage
from handlers.months import month_choices, month_span
from handlers.sheet_file import text_cell
from handlers.sheet_import import XLSX
from handlers.templates import HERE
from services.wishes.ledger import ROWS_MOST, STEPS, Row, take_along
from services.wishes.live_figures import DONE
from wording import staff as staff_words
from wording import wish_ledger as words
from wording import wish_life

FEN_A_YUAN = 100
A4 = 9  # as spreadsheets number paper
PLACES_FROM, PLACES_TO = 2, 4  # county and township on a path
WIDE, NARROW = 16, 10


@requires(Permission.WISH_READ)
class Ledger(ConsolePage):
    """Choose a place and months; take the sheet along."""

    SECTION = "wishes"

    async def get(self) -> None:
        """The form, or with `?xlsx=1` the sheet."""
        months = dict(month_choices(self.services.now()))
        first = self._month("from", months)
        last = self._month("to", months)
        regions = await regions_for(self, Permission.WISH_READ)
        if self.text_argument("xlsx", most=1) == "1" and first <= last:
            await self._send(first, last, await self._region(regions))
            return
        code = self.text_argument("region", most=15)
        chosen = {"from": first, "to": last, "region": code}
        self.show("wishes/ledger.html", months=months, regions=regions, chosen=chosen, wrong_way=first > last)

    def _month(self, name: str, months: Mapping[str, str]) -> str:
        """The month asked for, this one where none is. Raises HTTPError 400 for one that can't be chosen."""
        month = self.text_argument(name, most=7) or next(iter(months))
        if month not in months:
            raise HTTPError(400)
        return month

    async def _region(self, regions: Sequence[Region]) -> Region:
        """The region asked for, her own first where none is. Raises NotFound for one that isn't hers."""
        code = self.text_argument("region", most=15)
        region = await self.services.regions.get(code) if code else next(iter(regions), None)
        if region is None or not self.staff.may_in(Permission.WISH_READ, region.path):
            raise NotFound
        return region

    async def _send(self, first: str, last: str, region: Region) -> None:
        begins, ends = month_span(first), month_span(last)
        if begins is None or ends is None:
            raise HTTPError(400)
        span, columns = (begins[0], ends[1]), list(words.HEADS)
        kept, capped = await take_along(
            self.services, region, span, columns=columns, months=(first, last), by=self.staff
        )
        codes = {code for each in kept for code in each.wish.region_path.split("/") if code}
        about = {
            "places": await self.services.regions.names(codes),
            "kinds": dict(self.services.facts.wish.kinds),
            "title": words.TITLE.format(institution=self.services.facts.institution, place=region.name),
            "span": words.SPAN.format(first=first, last=last, today=f"{self.services.now().astimezone(HERE):%Y-%m-%d}"),
        }
        content = await asyncio.to_thread(ledger_sheet, kept, about, capped=capped)
        name = words.FILE.format(place=region.name, first=first, last=last)
        self.set_header("Content-Type", XLSX)
        self.set_header("Content-Disposition", f"attachment; filename*=UTF-8''{quote(name)}")
        self.finish(content)


def ledger_sheet(rows: Sequence[Row], about: Mapping[str, Any], *, capped: bool) -> bytes:
    """The file: title, span, headings, a row a wish, totals, and a sentence where rows were left out."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(words.SHEET)
    for place, head in enumerate(words.HEADS.values(), 1):
        sheet.column_dimensions[get_column_letter(place)].width = NARROW if head in words.NARROW else WIDE
    sheet.freeze_panes = "C4"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "3:3"
    title = text_cell(sheet, about["title"])
    title.font = Font(bold=True, size=14)
    sheet.append([title])
    sheet.append([text_cell(sheet, about["span"])])
    sheet.append([_head(sheet, each) for each in words.HEADS.values()])
    for number, row in enumerate(rows, 1):
        sheet.append([_cell(sheet, each) for each in cells_of(number, row, about)])
    sheet.append([_cell(sheet, each) for each in totals_of(rows)])
    if capped:
        sheet.append([text_cell(sheet, words.CAPPED.format(most=ROWS_MOST))])
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def cells_of(number: int, row: Row, about: Mapping[str, Any]) -> list[str | int | float | None]:
    """A wish's cells, in the order of the headings."""
    wish = row.wish
    codes = [*wish.region_path.split("/")[PLACES_FROM:PLACES_TO], "", ""]
    county, township = (about["places"].get(code, "") for code in codes[:2])
    return [
        number,
        format_receipt(wish.receipt),
        county,
        township,
        about["kinds"].get(wish.kind, wish.kind),
        wish.cost_fen / FEN_A_YUAN,
        wish_life.STATES[wish.state],
        _day(wish.submitted_at),
        *(row.days.get(name) for name in STEPS),
        _role(row.verified),
        _role(row.approved),
        words.GIVEN.get(row.given, ""),
        _day(row.delivered_at),
        _day(row.confirmed_at),
        wish.certificate,
    ]


def totals_of(rows: Sequence[Row]) -> list[str | int | float | None]:
    """How many there are, what they cost, how many came and how many families have said so."""
    came = [each for each in rows if each.delivered_at]
    done = [each for each in rows if each.wish.state in DONE]
    fen = sum(each.wish.cost_fen for each in rows)
    cells: dict[str, str | int | float | None] = dict.fromkeys(words.HEADS)
    cells |= {"number": words.TOTAL, "receipt": words.MANY.format(many=len(rows)), "cost": fen / FEN_A_YUAN}
    cells |= {"delivered": words.MANY.format(many=len(came)), "confirmed": words.MANY.format(many=len(done))}
    return [*cells.values()]


def _role(role: str) -> str:
    return words.LEFT if role == "left" else staff_words.ROLES.get(role, "")


def _day(moment: Any) -> str:
    return f"{moment.astimezone(HERE):%Y-%m-%d}" if moment else ""


def _head(sheet: Any, text: str) -> Any:
    cell = text_cell(sheet, text)
    cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="center")
    return cell


def _cell(sheet: Any, value: str | float | None) -> Any:
    """Numbers as numbers, so that a program can add them up; everything else as text that is never a formula."""
    if value is None or isinstance(value, str):
        return text_cell(sheet, value or "")
    cell = WriteOnlyCell(sheet, value=value)
    cell.number_format = "0.00" if isinstance(value, float) else "0"
    return cell


ROUTES: list[Any] = [(r"/console/wishes/ledger", Ledger)]
