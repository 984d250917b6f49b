"""A table as a sheet: exactly what is on the screen, in a file that holds no formula."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from handlers.console.table import Count, Link, Tag, Value, View
from handlers.templates import HERE
from wording import parts as words

KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS = 5000
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


def plain_sheet(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A file of plain text: a row of headings, a row each."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in (headings, *rows):
        sheet.append([text_cell(sheet, text) for text in row])
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
