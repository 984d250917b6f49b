"""A table as a sheet: all that is filtered, in the columns and the order of the screen, in a file that holds no formula."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from handlers.console.table import MOST_ROWS, Count, Link, Tag, Value, View
from handlers.sheet_file import sheet_file
from handlers.templates import HERE
from wording import parts as words

COLUMN_WIDTH = 20


def sheet_of(view: View[Any]) -> bytes:
    """The file: a row of headings, a row each, and a sentence where rows were left out."""
    headings = [each.words for each in view.columns]
    capped = [[words.SHEET_CAPPED.format(most=MOST_ROWS)]] if view.goes_on else []
    return plain_sheet(headings, [*(row.cells for row in view.rows), *capped])


def plain_sheet(headings: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """A file without a table's view: a row of headings, a row each."""
    return sheet_file([_plain(value) for value in row] for row in (headings, *rows))


@dataclass(frozen=True, slots=True)
class Guide:
    """
    What stands beside an empty sheet: rows that explain its columns, and the values among which one chooses, by the
    column's heading; and in it, rows that show how it is done.
    """

    names: tuple[str, str, str]
    rows: Sequence[Sequence[str]]
    values: Mapping[str, Sequence[str]]
    samples: Sequence[Sequence[str]] = ()


def guided_sheet(headings: Sequence[str], guide: Guide, *, most_rows: int) -> bytes:
    """An empty sheet to fill in, with a sheet that explains it and one of values, which its cells offer."""
    book = Workbook()
    sheet: Any = book.active
    explained, values = book.create_sheet(guide.names[1]), book.create_sheet(guide.names[2])
    sheet.title = guide.names[0]
    sheet.append(list(headings))
    for row in guide.samples:
        sheet.append(list(row))
    sheet.freeze_panes = "A2"
    for row in guide.rows:
        explained.append(list(row))
    for number, (heading, offered) in enumerate(guide.values.items(), start=1):
        for line, text in enumerate((heading, *offered), start=1):
            values.cell(line, number, text)
        letter, here = get_column_letter(number), get_column_letter(headings.index(heading) + 1)
        choice = DataValidation("list", formula1=f"'{guide.names[2]}'!${letter}$2:${letter}${len(offered) + 1}")
        sheet.add_data_validation(choice)
        choice.add(f"{here}2:{here}{most_rows + 1}")
    for each in (sheet, explained, values):
        for place in range(1, each.max_column + 1):
            each.column_dimensions[get_column_letter(place)].width = COLUMN_WIDTH
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _plain(value: Value) -> str | int:
    """A number as it is, anything else in words."""
    return value.number if isinstance(value, Count) else said(value)


def said(value: Value) -> str:
    """A cell in words."""
    match value:
        case Link(text=text, under=under):
            return f"{text}（{under}）" if under else text
        case Tag(text=text):
            return text
        case Count(number=number, unit=unit):
            return f"{number} {unit}"
        case datetime():
            return f"{value.astimezone(HERE):%Y-%m-%d %H:%M}"
        case None:
            return ""
    return value
