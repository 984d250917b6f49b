"""Entering wishes by a sheet: tried dry, confirmed, watched, the families' slips, and the rows to mend."""

import asyncio
from collections.abc import Mapping, Sequence
from types import ModuleType
from typing import Any, ClassVar

from domain.staff import Permission
from handlers.access import requires
from handlers.console.sheet_pages import OneSheet, RowsToMend, TemplatePage
from handlers.console.staff import ID
from handlers.console.staff_import import BeginImport, ImportPage
from handlers.console.wish_entry import show_slips
from handlers.sheet_import import WISHES, filled_rows
from services.wishes import sheets
from services.wishes.entering import PAPER_TEXTS
from services.wishes.sheets import MOST_ROWS
from storage.staff_imports import ImportRow, StaffImport
from wording import wish_entry as said
from wording import wish_import as words

ADDRESS = "/console/wishes/import"


@requires(Permission.WISH_ENTER)
class Begin(BeginImport):
    """Choosing the file."""

    SECTION = "wishes"
    PROBLEMS = words.FILE_PROBLEMS

    async def tried(self, content: bytes) -> StaffImport:
        """The sheet, tried."""
        rows = await asyncio.to_thread(filled_rows, content, WISHES, most_rows=MOST_ROWS)
        return await sheets.try_out(self.services, rows, by=self.staff)

    def form(self, problem: str) -> None:
        """As it is drawn."""
        self.show("wishes/import.html", file_problem=problem, most=MOST_ROWS)


@requires(Permission.WISH_ENTER)
class Template(TemplatePage):
    """An empty sheet, with what each column takes."""

    SECTION = "wishes"
    WORDS: ClassVar[ModuleType] = words

    def values(self) -> Mapping[str, Sequence[str]]:
        """Whose child it is, which kind of wish, which consent."""
        kinds = [text for _, text in self.services.facts.wish.kinds]
        return {"relation": list(said.RELATIONS.values()), "kind": kinds, "text_version": list(PAPER_TEXTS)}


@requires(Permission.WISH_ENTER)
class Import(OneSheet):
    """A sheet: what would happen, how far it is, what came of it."""

    SECTION = "wishes"
    WORDS: ClassVar[ModuleType] = words
    KIND = sheets.SHEET
    TEMPLATE = "wishes/import_one.html"

    async def about(self, rows: Sequence[ImportRow]) -> Mapping[str, Any]:
        """Why a row looks like another wish."""
        del rows
        return {"why": said.WHY}


@requires(Permission.WISH_ENTER)
class ToMend(RowsToMend):
    """The rows that weren't taken, to mend and upload again."""

    SECTION = "wishes"
    WORDS: ClassVar[ModuleType] = words
    KIND = sheets.SHEET


@requires(Permission.WISH_ENTER)
class Slips(ImportPage):
    """The numbers of all wishes of a sheet, a slip each, to print and cut."""

    SECTION = "wishes"

    async def get(self, import_id: str) -> None:
        """The page to print."""
        one = await sheets.look(self.services, import_id, by=self.staff)
        wishes = await sheets.made_of(self.services, one, by=self.staff)
        show_slips(self, wishes, back=f"{ADDRESS}/{import_id}")


ROUTES = [
    (ADDRESS, Begin),
    (rf"{ADDRESS}/template.xlsx", Template),
    (rf"{ADDRESS}/{ID}", Import),
    (rf"{ADDRESS}/{ID}/mend.xlsx", ToMend),
    (rf"{ADDRESS}/{ID}/slips", Slips),
]
