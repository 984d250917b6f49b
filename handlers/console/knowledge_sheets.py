"""Entries of the knowledge base in a sheet: brought in, tried dry and confirmed; and taken out, to be brought back."""

import asyncio
from collections.abc import Mapping, Sequence
from types import ModuleType
from typing import Any, ClassVar

from domain.calendar import day_in_china
from domain.knowledge import Entry
from domain.staff import Permission
from handlers.access import requires
from handlers.console.knowledge_table import entries_for, wanted
from handlers.console.list_page import finish_sheet
from handlers.console.sheet_pages import OneSheet, RowsToMend, TemplatePage
from handlers.console.staff import ID
from handlers.console.staff_import import BeginImport, ImportPage
from handlers.console.table import read_asked
from handlers.entry_sheet import entry_sheet
from handlers.sheet_import import ENTRIES, filled_rows
from services.knowledge import sheets
from services.knowledge.sheets import MOST_ROWS
from storage.paging import Part
from storage.staff_imports import ImportRow, StaffImport
from wording import entry_sheet as words
from wording.knowledge import AGES

ADDRESS = "/console/knowledge/import"
SECTION = "knowledge"


class _SheetPage(ImportPage):
    """What the pages share that draw the form."""

    SECTION = SECTION

    def form(self, problem: str) -> None:
        """As it is drawn."""
        self.show("knowledge/import.html", file_problem=problem, most=MOST_ROWS)


@requires(Permission.KNOWLEDGE_WRITE)
class Begin(_SheetPage, BeginImport):
    """Choosing the file."""

    PROBLEMS = words.FILE_PROBLEMS

    async def tried(self, content: bytes) -> StaffImport:
        """The sheet, tried."""
        rows = await asyncio.to_thread(filled_rows, content, ENTRIES, most_rows=MOST_ROWS)
        return await sheets.try_out(self.services, rows, by=self.staff)


@requires(Permission.KNOWLEDGE_WRITE)
class Template(TemplatePage):
    """An empty sheet with a sample, and what each column takes."""

    SECTION = SECTION
    WORDS: ClassVar[ModuleType] = words
    MOST_ROWS = MOST_ROWS

    def values(self) -> Mapping[str, Sequence[str]]:
        """The ages."""
        return {"age": list(AGES.values())}

    def samples(self) -> Sequence[Mapping[str, str]]:
        """One."""
        return (words.SAMPLE,)


@requires(Permission.KNOWLEDGE_WRITE)
class Import(OneSheet):
    """A sheet: what would happen, how far it is, what came of it."""

    SECTION = SECTION
    WORDS: ClassVar[ModuleType] = words
    KIND = sheets.SHEET
    TEMPLATE = "knowledge/import_one.html"

    async def about(self, rows: Sequence[ImportRow]) -> Mapping[str, Any]:
        """The entries that rows are like."""
        return {"near": await self.services.knowledge.some(each.alike for each in rows if each.alike)}


@requires(Permission.KNOWLEDGE_WRITE)
class ToMend(RowsToMend):
    """The rows that weren't taken, to mend and upload again."""

    SECTION = SECTION
    WORDS: ClassVar[ModuleType] = words
    KIND = sheets.SHEET


@requires(Permission.KNOWLEDGE_WRITE)
class TakeOut(_SheetPage):
    """Entries as a sheet with the columns of the template, to be changed and brought back."""

    async def get(self) -> None:
        """All that the filters leave, in her order."""
        table = entries_for(await self.services.knowledge.categories())
        asked = read_asked(self, table)
        part = Part(rising=asked.part.rising, by=asked.by)
        which = wanted(asked, day_in_china(self.services.now()))
        filters = {name: value for name, value in asked.filters.items() if value}
        await self._send(await self.services.knowledge.page(which, part=part, most=MOST_ROWS + 1), filters)

    async def post(self) -> None:
        """Those that she ticked."""
        ids = list(dict.fromkeys(self.get_arguments("id")))[: MOST_ROWS + 1]
        found = await self.services.knowledge.some(ids)
        await self._send([found[each] for each in ids if each in found], {})

    async def _send(self, entries: Sequence[Entry], filters: Mapping[str, str]) -> None:
        """The file, written down; or in words why there is none."""
        if not 0 < len(entries) <= MOST_ROWS:
            self.set_status(400)
            self.form(words.EXPORT_MOST if entries else words.EXPORT_NONE)
            return
        content = await entry_sheet(self.services, entries, by=self.staff, filters=filters)
        finish_sheet(self, words.EXPORTED, content)


ROUTES = [
    (ADDRESS, Begin),
    (rf"{ADDRESS}/template.xlsx", Template),
    (rf"{ADDRESS}/{ID}", Import),
    (rf"{ADDRESS}/{ID}/mend.xlsx", ToMend),
    (r"/console/knowledge/sheet.xlsx", TakeOut),
]
