"""A table as a sheet: all that is filtered, in the columns and the order of the screen, in a file that holds no formula."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from handlers.console.table import MOST_ROWS, Count, Link, Tag, Value, View
from handlers.templates import HERE
from wording import parts as words

COLUMN_WIDTH = 20
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_UNSAID = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def sheet_of(view: View[Any]) -> bytes:
    """The file: a row of headings, a row each, and a sentence where rows were left out."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append([text_cell(sheet, each.words) for each in view.columns])
    for row in view.rows:
        sheet.append([text_cell(sheet, value) for value in row.cells])
    if view.goes_on:
        sheet.append([text_cell(sheet, words.SHEET_CAPPED.format(most=MOST_ROWS))])
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def plain_sheet(headings: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """A file without a table's view: a row of headings, a row each."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in (headings, *rows):
        sheet.append([text_cell(sheet, value) for value in row])
    file = BytesIO()
    book.save(file)
    return file.getvalue()


@dataclass(frozen=True, slots=True)
class Guide:
    """
    What stands beside an empty sheet: rows that explain its columns, and the values among which one chooses, by the
    column's heading.
    """

    names: tuple[str, str, str]
    rows: Sequence[Sequence[str]]
    values: Mapping[str, Sequence[str]]


def guided_sheet(headings: Sequence[str], guide: Guide, *, most_rows: int) -> bytes:
    """An empty sheet to fill in, with a sheet that explains it and one of values, which its cells offer."""
    book = Workbook()
    sheet: Any = book.active
    explained, values = book.create_sheet(guide.names[1]), book.create_sheet(guide.names[2])
    sheet.title = guide.names[0]
    sheet.append(list(headings))
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


def text_cell(sheet: Any, value: Value) -> Any:
    """A cell of plain text or a plain number: text that a program might take for a formula is marked as text."""
    if isinstance(value, Count):
        return value.number
    text = _UNSAID.sub("", said(value))
    cell = WriteOnlyCell(sheet, value=text)
    cell.data_type = "s"
    if text.startswith(_FORMULA):
        cell.quotePrefix = True
    return cell


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
