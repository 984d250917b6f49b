"""
The table part: a list is declared here once, and the screen, the address, the choice of columns and the sheet follow.

A page that lists something is a `TablePage` (list_page.py): it says with a `Table` what there is to see, and gets rows
from a service. Filters, order and place stand in the address; which columns she wants stays in a cookie.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from tornado.web import HTTPError

from handlers.base import BaseHandler
from storage.paging import Part
from wording import parts as words

Row = TypeVar("Row")
MOST_ROWS = 5000  # of a sheet
_PLACE = re.compile(r"[A-Za-z0-9_-]{1,64}")


class Cell(StrEnum):
    """What kind of value a column holds; each is shown in its own way."""

    TEXT = "text"
    LINK = "link"
    TAG = "tag"
    MOMENT = "moment"
    COUNT = "count"


@dataclass(frozen=True, slots=True)
class Link:
    """Where the row leads; `under` stands below in small type, the picture with the address `picture` in front."""

    address: str
    text: str
    under: str = ""
    picture: str = ""


@dataclass(frozen=True, slots=True)
class Tag:
    """A state and its words."""

    state: str
    text: str


@dataclass(frozen=True, slots=True)
class Count:
    """A number and what is counted."""

    number: int
    unit: str


Value = str | Link | Tag | Count | datetime | None
About = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """
    A column. `value` gives a row's cell, from the row and what the page looked up for all rows. `sortable` is only for
    what an index serves: `by` is then the stored field, empty where rows stand in the order in which they were made.
    `shown` says whether it is there before she has chosen.
    """

    name: str
    words: str
    value: Callable[[Row, About], Value]
    kind: Cell = Cell.TEXT
    sortable: bool = False
    shown: bool = True
    by: str = ""


@dataclass(frozen=True, slots=True)
class Filter:
    """
    A choice above the table: `options` as (value, words), `otherwise` the words for none of them. `many` are picked from
    a list, since they would fill the screen.
    """

    name: str
    label: str
    options: tuple[tuple[str, str], ...]
    otherwise: str
    many: bool = False


@dataclass(frozen=True, slots=True)
class Typed:
    """A field above the table for what rows are looked for by, of `most` characters."""

    name: str
    label: str
    most: int = 60
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Move:
    """What can be done with all ticked rows: a form is sent to `address`, which asks first."""

    address: str
    name: str
    words: str


@dataclass(frozen=True, slots=True)
class Table(Generic[Row]):
    """
    A list. `key` is a row's id; `sort` the column of its first order, with "-" before it for falling. With `row_part`
    rows are shown by that template, which finds the row as `item`, instead of in columns.
    """

    name: str
    address: str
    caption: str
    columns: tuple[Column[Row], ...]
    key: Callable[[Row], str]
    sort: str
    filters: tuple[Filter, ...] = ()
    typed: tuple[Typed, ...] = ()
    moves: tuple[Move, ...] = ()
    row_part: str = ""
    empty: str = words.EMPTY
    empty_so: str = words.EMPTY_SO

    def shown(self, chosen: Sequence[str]) -> tuple[Column[Row], ...]:
        """The first column and those chosen; without a choice those that are there at first."""
        wanted = [each for each in self.columns[1:] if (each.name in chosen if chosen else each.shown)]
        return (self.columns[0], *wanted)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for: filters, order, the field that carries it, and the row behind or before which to go on."""

    filters: Mapping[str, str] = field(default_factory=dict)
    sort: str = ""
    after: str = ""
    before: str = ""
    by: str = ""

    @property
    def part(self) -> Part:
        """As stores take it."""
        return Part(after=self.after, before=self.before, rising=not self.sort.startswith("-"), by=self.by)


@dataclass(frozen=True, slots=True)
class Shown(Generic[Row]):
    """A row: its id, itself, and its cells."""

    key: str
    item: Row
    cells: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class View(Generic[Row]):
    """All that the template shows of a table."""

    table: Table[Row]
    asked: Asked
    columns: tuple[Column[Row], ...]
    rows: tuple[Shown[Row], ...]
    goes_back: bool
    goes_on: bool

    def address(self, **changes: str) -> str:
        """The address of this table with other filters or order, from its beginning; of the same with "after"."""
        values = {**self.asked.filters, "sort": self.asked.sort if self.asked.sort != self.table.sort else ""}
        query = urlencode({name: value for name, value in (values | changes).items() if value})
        return f"{self.table.address}?{query}" if query else self.table.address

    @property
    def hidden(self) -> dict[str, str]:
        """The address's values as a form carries them."""
        return {name: value for name, value in {**self.asked.filters, "sort": self.asked.sort}.items() if value}

    @property
    def next(self) -> str:
        """The following part's address."""
        return self.address(after=self.rows[-1].key)

    @property
    def previous(self) -> str:
        """The part's address that comes before."""
        return self.address(before=self.rows[0].key)

    def turned(self, column: Column[Row]) -> str:
        """The address with this column's order the other way round; a column that doesn't order yet begins as it would."""
        names = (column.name, f"-{column.name}")
        other = names[self.asked.sort == names[0]] if self.asked.sort in names else names[column.kind is Cell.MOMENT]
        return self.address(sort="" if other == self.table.sort else other)

    def offer(self, column: Column[Row]) -> str:
        """What following `turned` does, in words."""
        orders = words.TIME_ORDERS if column.kind is Cell.MOMENT else words.WORD_ORDERS
        falls = f"sort=-{column.name}" in self.turned(column)
        falls = falls or ("sort=" not in self.turned(column) and self.table.sort == f"-{column.name}")
        return orders[falls].format(column=column.words)

    def order(self, column: Column[Row]) -> str:
        """What a screen reader is told of the column's order."""
        return {column.name: "ascending", f"-{column.name}": "descending"}.get(self.asked.sort, "none")

    @property
    def sheet_most(self) -> int:
        """How many rows a sheet of it holds."""
        return MOST_ROWS

    @property
    def kept(self) -> dict[str, str]:
        """What the form above the table carries besides its own fields."""
        chosen = {each.name for each in self.table.filters if not each.many}
        kept = {name: value for name, value in self.asked.filters.items() if name in chosen and value}
        return kept | ({"sort": self.asked.sort} if self.asked.sort != self.table.sort else {})

    @property
    def filtered(self) -> bool:
        """Whether she narrowed it down."""
        return any(self.asked.filters.values())


def cut(rows: Sequence[Row], part: Part, most: int) -> tuple[list[Row], bool, bool]:
    """The rows to show where one more than `most` was asked for, and whether there are more before and behind them."""
    extra = len(rows) > most
    if part.before:
        return list(rows[-most:]), extra, bool(rows)
    return list(rows[:most]), bool(part.after and rows), extra


def look(
    table: Table[Row], asked: Asked, rows: Sequence[Row], about: About, *, chosen: Sequence[str] = (), most: int
) -> View[Row]:
    """The view of rows, of which one more than `most` was asked for to know whether there are more."""
    kept, back, on = cut(rows, asked.part, most)
    columns = table.shown(chosen)
    shown = tuple(Shown(table.key(row), row, tuple(each.value(row, about) for each in columns)) for row in kept)
    return View(table, asked, columns, shown, goes_back=back, goes_on=on)


def read_asked(page: BaseHandler, table: Table[Any]) -> Asked:
    """What the address asks for. Raises HTTPError 400 for a value that the table doesn't know."""
    filters = {}
    for each in table.filters:
        value = page.text_argument(each.name, most=64)
        if value and value not in dict(each.options):
            raise HTTPError(400)
        filters[each.name] = value
    for field_ in table.typed:
        filters[field_.name] = " ".join(page.text_argument(field_.name, most=field_.most).split())
    sort = page.text_argument("sort", most=40) or table.sort
    column = sort.removeprefix("-")
    fields = {each.name: each.by for each in table.columns if each.sortable}
    if column not in fields and column != table.sort.removeprefix("-"):
        raise HTTPError(400)
    return Asked(filters, sort, *read_places(page), by=fields.get(column, ""))


def read_places(page: BaseHandler) -> tuple[str, str]:
    """The ids behind and before which to go on, or empty. Raises HTTPError 400 for what is no id."""
    after, before = (page.text_argument(name, most=64) for name in ("after", "before"))
    if any(place and not _PLACE.fullmatch(place) for place in (after, before)):
        raise HTTPError(400)
    return after, before
