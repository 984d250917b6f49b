"""A sheet for an inspection: a region, a span of months, one page that prints well and holds no formula."""

from abc import abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
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
from domain.regions import Region
from domain.staff import Permission
from handlers.console.choosing_region import regions_for
from handlers.console.page import ConsolePage
from handlers.months import month_choices, month_span
from handlers.sheet_file import text_cell
from handlers.sheet_import import XLSX
from handlers.templates import HERE

A4 = 9  # as spreadsheets number paper
WIDE, NARROW = 16, 10
PLACES_FROM, PLACES_TO = 2, 4  # county and township on a path
Value = str | int | float | None


@dataclass(frozen=True, slots=True)
class Paper:
    """What stands around the rows: the sheet's name, two lines above, the headings, and those of them that are narrow."""

    sheet: str
    title: str
    span: str
    heads: Mapping[str, str]
    narrow: frozenset[str]


class InspectionPage(ConsolePage):
    """Choose a place and months; take the sheet along."""

    SECTION = "wishes"
    TEMPLATE = ""

    async def get(self) -> None:
        """The form, or with `?xlsx=1` the sheet."""
        months = dict(month_choices(self.services.now()))
        first, last = self._month("from", months), self._month("to", months)
        regions = await regions_for(self, Permission.WISH_READ)
        if self.text_argument("xlsx", most=1) == "1" and first <= last:
            await self._send(first, last, await self._region(regions))
            return
        code = self.text_argument("region", most=15)
        chosen = {"from": first, "to": last, "region": code}
        self.show(self.TEMPLATE, months=months, regions=regions, chosen=chosen, wrong_way=first > last)

    @abstractmethod
    async def sheet(
        self, region: Region, span: tuple[datetime, datetime], months: tuple[str, str]
    ) -> tuple[str, bytes]:
        """The file's name and what is in it; that she takes it along is written down."""

    def today(self) -> str:
        """The day on which it is taken along."""
        return f"{self.services.now().astimezone(HERE):%Y-%m-%d}"

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
        name, content = await self.sheet(region, (begins[0], ends[1]), (first, last))
        self.set_header("Content-Type", XLSX)
        self.set_header("Content-Disposition", f"attachment; filename*=UTF-8''{quote(name)}")
        self.finish(content)


def inspection_sheet(paper: Paper, rows: Iterable[Sequence[Value]], *, note: str = "") -> bytes:
    """The file: title, span, headings, the rows with their totals, and a sentence where rows were left out."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(paper.sheet)
    for place, head in enumerate(paper.heads.values(), 1):
        sheet.column_dimensions[get_column_letter(place)].width = NARROW if head in paper.narrow else WIDE
    sheet.freeze_panes = "C4"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "3:3"
    title = text_cell(sheet, paper.title)
    title.font = Font(bold=True, size=14)
    sheet.append([title])
    sheet.append([text_cell(sheet, paper.span)])
    sheet.append([_head(sheet, each) for each in paper.heads.values()])
    for row in rows:
        sheet.append([_cell(sheet, each) for each in row])
    if note:
        sheet.append([text_cell(sheet, note)])
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def place_names(region_path: str, places: Mapping[str, str]) -> tuple[str, str]:
    """County and township on a path, empty where there is none."""
    codes = [*region_path.split("/")[PLACES_FROM:PLACES_TO], "", ""]
    return places.get(codes[0], ""), places.get(codes[1], "")


def day(moment: datetime | None) -> str:
    """The day in China."""
    return f"{moment.astimezone(HERE):%Y-%m-%d}" if moment else ""


def _head(sheet: Any, text: str) -> Any:
    cell = text_cell(sheet, text)
    cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="center")
    return cell


def _cell(sheet: Any, value: Value) -> Any:
    """Numbers as numbers, so that a program can add them up; everything else as text that is never a formula."""
    if value is None or isinstance(value, str):
        return text_cell(sheet, value or "")
    cell = WriteOnlyCell(sheet, value=value)
    cell.number_format = "0.00" if isinstance(value, float) else "0"
    return cell
