"""A sheet of texts and numbers as a file that holds no formula."""

import re
from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_UNSAID = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def sheet_file(rows: Iterable[Sequence[str | int]]) -> bytes:
    """The file, a line each. It is slow: call it in a thread where there are many."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in rows:
        sheet.append([text_cell(sheet, value) for value in row])
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def text_cell(sheet: Any, value: str | int) -> Any:
    """A cell of plain text or a plain number: text that a program might take for a formula is marked as text."""
    if isinstance(value, int):
        return value
    text = _UNSAID.sub("", value)
    cell = WriteOnlyCell(sheet, value=text)
    cell.data_type = "s"
    if text.startswith(_FORMULA):
        cell.quotePrefix = True
    return cell
