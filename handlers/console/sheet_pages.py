"""What the pages of sheets share that look for what is like a row: the template, a sheet of hers, its rows to mend."""

import asyncio
from collections.abc import Mapping, Sequence
from types import ModuleType
from typing import Any, ClassVar

from tornado.web import HTTPError

from handlers.console.sheet import Guide, guided_sheet, plain_sheet
from handlers.console.staff_import import ROWS_SHOWN, ImportPage
from handlers.sheet_import import problems_of
from services.sheets import SheetKind
from storage.staff_imports import ImportRow, ImportState


class _SheetPage(ImportPage):
    """`WORDS` is the module of the sheet's words, `KIND` what is done with it, `TEMPLATE` the page of one."""

    WORDS: ClassVar[ModuleType]
    KIND: ClassVar[SheetKind]
    TEMPLATE: ClassVar[str]


class TemplatePage(ImportPage):
    """An empty sheet, with what each column takes."""

    WORDS: ClassVar[ModuleType]
    MOST_ROWS: ClassVar[int] = 500

    async def get(self) -> None:
        """The file."""
        self.file(self.WORDS.TEMPLATE, await asyncio.to_thread(self._template))

    def values(self) -> Mapping[str, Sequence[str]]:
        """Among what one chooses in a column, by its name."""
        raise NotImplementedError

    def samples(self) -> Sequence[Mapping[str, str]]:
        """Rows that show how it is done, and that aren't taken."""
        return ()

    def _template(self) -> bytes:
        words = self.WORDS
        columns: Mapping[str, str] = words.COLUMNS
        explained = [
            (text, words.MAY if name in words.OPTIONAL else words.NEEDED, *words.GUIDE[name])
            for name, text in columns.items()
        ]
        values = {columns[name]: offered for name, offered in self.values().items()}
        samples = [[each.get(name, "") for name in columns] for each in self.samples()]
        names = (words.FIRST, words.SECOND, words.THIRD)
        guide = Guide(names, [words.GUIDE_HEADS, *explained], values, samples)
        return guided_sheet(list(columns.values()), guide, most_rows=self.MOST_ROWS)


class OneSheet(_SheetPage):
    """A sheet: what would happen, how far it is, what came of it."""

    COUNTS_ANEW = True

    async def get(self, import_id: str) -> None:
        """The page."""
        one = await self.KIND.look(self.services, import_id, by=self.staff)
        first, wrong = self.first_argument(), problems_of(one)
        bad = {each.number for each in wrong}
        good = sorted((each for each in one.rows if each.number not in bad), key=lambda each: not each.alike)
        rows = [*wrong, *good] if one.state is not ImportState.DONE else wrong
        shown = rows[first : first + ROWS_SHOWN]
        self.show(
            self.TEMPLATE,
            one=one,
            rows=shown,
            good=len(good),
            alike=sum(bool(each.alike) for each in good),
            wrong=len(wrong),
            following=first + ROWS_SHOWN if first + ROWS_SHOWN < len(rows) else 0,
            columns=self.WORDS.COLUMNS,
            problem=self.WORDS.problem,
            **await self.about(shown),
        )

    async def post(self, import_id: str) -> None:
        """Confirm it."""
        if self.text_argument("do", most=10) != "confirm":
            raise HTTPError(400)
        alike = self.text_argument("alike", most=3) == "on"
        await self.KIND.confirm(self.services, import_id, by=self.staff, alike=alike)
        self.redirect(self.request.path, status=303)

    async def about(self, rows: Sequence[ImportRow]) -> Mapping[str, Any]:
        """What the page needs besides."""
        raise NotImplementedError


class RowsToMend(_SheetPage):
    """The rows that weren't taken, to mend and upload again."""

    async def get(self, import_id: str) -> None:
        """The file; its last column says what is wrong, and is passed over when it is uploaded."""
        words, one = self.WORDS, await self.KIND.look(self.services, import_id, by=self.staff)
        rows = [
            [*(each.values.get(name, "") for name in words.COLUMNS), words.trouble(each.column, each.problem)]
            for each in problems_of(one)
        ]
        self.file(words.TO_MEND, await asyncio.to_thread(plain_sheet, [*words.COLUMNS.values(), words.TROUBLE], rows))
