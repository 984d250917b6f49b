"""
Reading a sheet that staff upload: xlsx or csv, tried dry first, with what is wrong row by row.

Nothing of a file is trusted: its size, what it unpacks to, its rows and columns and the length of each cell are bounded
before anything is taken from it, and no formula is computed.
"""

import csv
import io
import zipfile
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from openpyxl import load_workbook

from domain.errors import Invalid
from services.knowledge.sheets import CELLS_MOST
from storage.staff_imports import ImportRow, StaffImport
from wording import entry_sheet, staff_import, wish_import

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_BYTES = 2 * 1024 * 1024
MOST_UNPACKED_BYTES = 30 * 1024 * 1024
MOST_PARTS = 200
MOST_ROWS = 2000
MOST_COLUMNS = 50
MOST_KEPT = 150  # characters of a cell, unless its column says otherwise
MOST_KEPT_BYTES = 8 * 1024 * 1024  # of all cells: a sheet is kept as one document
_ZIP = b"PK\x03\x04"

Check = Callable[[str], str]


def anything(_text: str) -> str:
    """A check that finds nothing wrong."""
    return ""


@dataclass(frozen=True, slots=True)
class ImportColumn:
    """
    A column that a sheet may have, with how many characters of a cell are kept. `check` answers with a stable word for what
    is wrong, or with nothing.
    """

    name: str
    words: str
    required: bool = True
    check: Check = anything
    most: int = MOST_KEPT


def _columns(
    headings: Mapping[str, str], optional: Collection[str], most: Mapping[str, int] | None = None
) -> tuple[ImportColumn, ...]:
    kept = most or {}
    return tuple(
        ImportColumn(name, text, name not in optional, most=kept.get(name, MOST_KEPT))
        for name, text in headings.items()
    )


STAFF = _columns(staff_import.COLUMNS, staff_import.OPTIONAL)
WISHES = _columns(wish_import.COLUMNS, wish_import.OPTIONAL)
ENTRIES = _columns(entry_sheet.COLUMNS, entry_sheet.OPTIONAL, CELLS_MOST)


@dataclass(frozen=True, slots=True)
class RowProblem:
    """What is wrong in the row with this number, as the sheet counts them."""

    row: int
    column: str
    problem: str


@dataclass(frozen=True, slots=True)
class Imported:
    """What a sheet holds: its good rows by column name with their numbers, and what is wrong with the others; `lines` are all."""

    rows: tuple[tuple[int, dict[str, str]], ...]
    problems: tuple[RowProblem, ...]
    lines: tuple[tuple[int, dict[str, str]], ...] = ()


def read_sheet(content: bytes, columns: Sequence[ImportColumn], *, most_rows: int = MOST_ROWS) -> Imported:
    """
    The rows of the first sheet, by its first row's headings; empty rows are passed over. It is slow: call it in a thread.

    Raises Invalid("file") with "missing", "too_large", "not_a_sheet", "too_many_rows", or "headings" where a column
    that is needed isn't there.
    """
    if not content:
        raise Invalid("file", "missing")
    if len(content) > MOST_BYTES:
        raise Invalid("file", "too_large")
    lines = _of_xlsx(content, most_rows) if content.startswith(_ZIP) else _of_csv(content)
    places = _places(next(lines, []), columns)
    rows, problems, every = [], [], []
    for number, line in enumerate(lines, start=2):
        if number > most_rows + 1:
            raise Invalid("file", "too_many_rows")
        values = {each.name: line[place] if place < len(line) else "" for each, place in places}
        if not any(values.values()):
            continue
        every.append((number, values))
        wrong = list(_problems(number, values, columns))
        problems += wrong
        if not wrong:
            rows.append((number, values))
    return Imported(tuple(rows), tuple(problems), tuple(every))


def filled_rows(content: bytes, columns: Sequence[ImportColumn], *, most_rows: int) -> list[ImportRow]:
    """The sheet's rows with what is wrong with how they are filled in. It is slow. Raises Invalid("file")."""
    names, most = {each.words: each.name for each in columns}, {each.name: each.most for each in columns}
    imported = read_sheet(content, columns, most_rows=most_rows)
    wrong = {each.row: (names[each.column], each.problem) for each in reversed(imported.problems)}
    rows, kept = [], 0
    for number, values in imported.lines:
        long = next((name for name, text in values.items() if len(text) > most[name]), "")
        cut = {name: text[: most[name]] for name, text in values.items()}
        kept += sum(len(text.encode()) for text in cut.values())
        if kept > MOST_KEPT_BYTES:
            raise Invalid("file", "too_large")
        rows.append(ImportRow(number, cut, *((long, "too_long") if long else wrong.get(number, ("", "")))))
    return rows


def problems_of(one: StaffImport) -> list[ImportRow]:
    """The rows that weren't taken, or won't be."""
    late = [
        ImportRow(one.rows[place].number, one.rows[place].values, column, problem)
        for place, (column, problem) in one.failed.items()
    ]
    found = {each.number: each for each in [*(each for each in one.rows if each.problem), *late]}
    return sorted(found.values(), key=lambda each: each.number)


def _places(headings: Sequence[str], columns: Sequence[ImportColumn]) -> list[tuple[ImportColumn, int]]:
    found = {heading: place for place, heading in reversed(list(enumerate(headings)))}
    if any(each.required and each.words not in found for each in columns):
        raise Invalid("file", "headings")
    return [(each, found[each.words]) for each in columns if each.words in found]


def _problems(number: int, values: dict[str, str], columns: Iterable[ImportColumn]) -> Iterator[RowProblem]:
    for each in columns:
        text = values.get(each.name, "")
        if len(text) > each.most:
            yield RowProblem(number, each.words, "too_long")
        elif not text:
            if each.required:
                yield RowProblem(number, each.words, "missing")
        elif problem := each.check(text):
            yield RowProblem(number, each.words, problem)


def _of_xlsx(content: bytes, most_rows: int) -> Iterator[list[str]]:
    """The first sheet's rows. What would unpack to more than is allowed is refused before it is unpacked."""
    try:
        _refuse_bombs(content)
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet: Any = book.worksheets[0]
        sheet.reset_dimensions()  # a file may claim any size
        for row in sheet.iter_rows(max_row=most_rows + 2, max_col=MOST_COLUMNS, values_only=True):
            yield [_text(each) for each in row]
    except Invalid:
        raise
    except Exception as error:  # a broken file fails in as many ways as it has parsers
        raise Invalid("file", "not_a_sheet") from error


def _refuse_bombs(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
    if len(parts) > MOST_PARTS or sum(each.file_size for each in parts) > MOST_UNPACKED_BYTES:
        raise Invalid("file", "too_large")


def _of_csv(content: bytes) -> Iterator[list[str]]:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        break
    else:
        raise Invalid("file", "not_a_sheet")
    if "\x00" in text:
        raise Invalid("file", "not_a_sheet")
    try:
        for row in csv.reader(io.StringIO(text, newline="")):
            yield [each.strip() for each in row[:MOST_COLUMNS]]
    except csv.Error as error:
        raise Invalid("file", "not_a_sheet") from error


def _text(value: object) -> str:
    """A cell as it was typed: whole numbers without ".0", dates as 2026-11-28."""
    match value:
        case None:
            return ""
        case float() if value.is_integer():
            return str(int(value))
        case datetime():
            return f"{value:%Y-%m-%d}"
    return str(value).strip()
