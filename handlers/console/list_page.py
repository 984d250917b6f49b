"""Pages that show a table: the screen, the sheet, and the choice of columns."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar, Generic
from urllib.parse import quote

from domain.staff import Permission
from handlers.access import requires
from handlers.base import PAGE_ROWS
from handlers.console.browser import safe_back
from handlers.console.page import ConsolePage
from handlers.console.sheet import plain_sheet, sheet_of
from handlers.console.table import MOST_ROWS, About, Asked, Row, Table, Value, View, look, read_asked
from handlers.sheet_import import XLSX
from handlers.templates import HERE
from services.audit.exporting import note_export
from wording import parts as words

COOKIE_DAYS = 400
TYPED = "*"
Figures = tuple[Sequence[str], Sequence[Sequence[Value]]]  # headings and rows


def columns_cookie(name: str) -> str:
    """The cookie in which her browser keeps the columns of the table `name`."""
    return f"columns_{name}"


class TablePage(ConsolePage, Generic[Row]):
    """Reads what is asked for, gets the rows, shows them or writes them to a sheet. `TEMPLATE` is the page's own."""

    TEMPLATE: ClassVar[str]

    def table(self) -> Table[Row]:
        """What there is to see, for her. A page says it."""
        raise NotImplementedError

    async def rows(self, asked: Asked, most: int) -> Sequence[Row]:
        """At most `most` rows of what is asked for. A page says which."""
        raise NotImplementedError

    async def about(self, rows: Sequence[Row]) -> About:
        """What cells need besides their rows, looked up for all at once."""
        del rows
        return {}

    async def get(self) -> None:
        """The screen, or with `?xlsx=1` the same as a sheet."""
        table = self.table()
        if self.text_argument("xlsx", most=1) == "1":
            await self._send_sheet(table)
            return
        asked = read_asked(self, table)
        view, about = await self._view(table, asked, PAGE_ROWS)
        self.show(self.TEMPLATE, table=view, **about)

    async def _view(self, table: Table[Row], asked: Asked, most: int) -> tuple[View[Row], About]:
        rows = await self.rows(asked, most + 1)
        about = await self.about(rows)
        chosen = (self.get_cookie(columns_cookie(table.name)) or "").split(".")
        return look(table, asked, rows, about, chosen=[each for each in chosen if each], most=most), about

    async def _send_sheet(self, table: Table[Row]) -> None:
        """All that the filters leave, in her order and columns, from the beginning; that it left is written down."""
        asked = replace(read_asked(self, table), after="", before="")
        view, _ = await self._view(table, asked, MOST_ROWS)
        typed = {each.name for each in table.typed}  # may be a name: that it was looked for is enough
        await note_export(
            self.services,
            by=self.staff,
            what=table.name,
            rows=len(view.rows),
            columns=[each.name for each in view.columns],
            filters={name: TYPED if name in typed else value for name, value in asked.filters.items() if value},
        )
        await send_sheet(self, view)


async def send_sheet(page: ConsolePage, view: View[Any]) -> None:
    """Answer with a view as a sheet. Whoever sends more than samples has written it down first."""
    finish_sheet(page, view.table.caption, await asyncio.to_thread(sheet_of, view))


async def send_figures(page: ConsolePage, what: str, caption: str, sheet: Figures, filters: Mapping[str, str]) -> None:
    """Answer with figures as a sheet, and write down that they left."""
    headings, rows = sheet
    columns = list(headings)
    await note_export(page.services, by=page.staff, what=what, rows=len(rows), columns=columns, filters=filters)
    finish_sheet(page, caption, await asyncio.to_thread(plain_sheet, headings, rows))


def finish_sheet(page: ConsolePage, caption: str, content: bytes) -> None:
    """Answer with a file that is called after what it holds and the day."""
    today = page.services.now().astimezone(HERE)
    name = words.SHEET_NAME.format(caption=caption, day=f"{today:%Y-%m-%d}")
    page.set_header("Content-Type", XLSX)
    page.set_header("Content-Disposition", f"attachment; filename*=UTF-8''{quote(name)}")
    page.finish(content)


@requires(Permission.HOME_READ)
class Columns(ConsolePage):
    """Which columns she wants of a table, in this browser."""

    async def post(self, name: str) -> None:
        """Keep the choice and go back to the table. Names that no table has are passed over when it is shown."""
        chosen = [each for each in self.get_arguments("column") if each.isascii() and each.isidentifier()][:40]
        self.set_cookie(columns_cookie(name), ".".join(chosen) or "-", expires_days=COOKIE_DAYS, path="/console")
        self.redirect(safe_back(self.text_argument("back", most=2000)), status=303)


ROUTES: list[Any] = [(r"/console/columns/([a-z_]{1,20})", Columns)]
