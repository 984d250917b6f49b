"""Sheets that programs bring: of wishes, of colleagues to invite, of knowledge entries. Tried dry first, confirmed, and then watched."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import ClassVar

from pydantic import Field

from domain.knowledge import EntryState
from domain.staff import Permission
from handlers.access import requires
from handlers.api.call import ID
from handlers.api.operation import Model, Operation, Route
from handlers.api.staff.call import StaffCall
from handlers.entry_sheet import entry_sheet
from handlers.sheet_import import ENTRIES, MOST_BYTES, STAFF, WISHES, XLSX, ImportColumn, filled_rows, problems_of
from services.knowledge import sheets as entry_sheets
from services.staff import importing
from services.wishes import sheets
from storage.knowledge import Wanted
from storage.paging import Part
from storage.staff_imports import ImportState, StaffImport

KINDS = (XLSX, "text/csv")


class WrongRow(Model):
    """A row that isn't taken, by its number in the sheet; `column` and `problem` are stable words."""

    row: int
    column: str
    problem: str


class AlikeRow(Model):
    """
    A row that looks like something that is there already. `why` says of wishes what is alike (`name`, `text`, …), of
    knowledge entries the id of the one.
    """

    row: int
    why: str


class SheetView(Model):
    """
    A sheet of hers. `rows` are all of it, `settled` how many of them are done once it is confirmed; `made` are the ids of
    what it has made. It is kept until `expires_at`.
    """

    id: str
    state: ImportState
    at: datetime
    expires_at: datetime
    rows: int
    settled: int
    wrong: list[WrongRow]
    alike: list[AlikeRow]
    made: list[str]


class AlikeAsk(Model):
    """Whether rows that look like another wish or entry are taken too: somebody has looked at them."""

    alike: bool = False


class EntrySheetQuery(Model):
    """Which entries."""

    state: EntryState | None = Field(default=None, description="only those in this state")
    category: str = Field(default="", max_length=30, description="only those of this topic")


def sheet_view(one: StaffImport) -> SheetView:
    """A sheet as programs see it; what stands in its rows isn't told again."""
    wrong = [WrongRow(row=each.number, column=each.column, problem=each.problem) for each in problems_of(one)]
    late = {each.row for each in wrong}
    alike = [AlikeRow(row=each.number, why=each.alike) for each in one.rows if each.alike and each.number not in late]
    return SheetView(
        id=one.id,
        state=one.state,
        at=one.at,
        expires_at=one.expires_at,
        rows=len(one.rows),
        settled=0 if one.state is ImportState.TRIED else one.place,
        wrong=wrong,
        alike=alike,
        made=list(one.made),
    )


def _trying(name: str, summary: str) -> Operation:
    return Operation(id=name, summary=summary, answer=SheetView, body=KINDS, status=201, once=True)


def _one(name: str, summary: str, body: type[Model] | None = None) -> Operation:
    problems = (404,) if name.startswith("get") else (404, 409)
    return Operation(id=name, summary=summary, answer=SheetView, body=body, path={"id": ID}, problems=problems)


class _SheetCall(StaffCall):
    """What all calls about sheets share."""

    BODY_MOST_BYTES = MOST_BYTES

    async def try_out(
        self, columns: Sequence[ImportColumn], most_rows: int, keep: Callable[..., Awaitable[StaffImport]]
    ) -> None:
        """Answer with the sheet that was sent, tried."""

        async def create(made: str) -> tuple[SheetView, None]:
            rows = await asyncio.to_thread(filled_rows, self.file(KINDS), columns, most_rows=most_rows)
            return sheet_view(await keep(self.services, rows, by=self.staff, import_id=made)), None

        await self.once(create)


@requires(Permission.WISH_ENTER)
class WishSheetsCall(_SheetCall):
    """A sheet of wishes, with the headings of the console's template."""

    OPERATIONS: ClassVar = {"post": _trying("tryWishSheet", "Try a sheet of wishes; none is entered yet")}

    async def post(self) -> None:
        """What would happen."""
        await self.try_out(WISHES, sheets.MOST_ROWS, sheets.try_out)


@requires(Permission.WISH_ENTER)
class WishSheetCall(_SheetCall):
    """A sheet of wishes of hers."""

    OPERATIONS: ClassVar = {"get": _one("getWishSheet", "How far a sheet of wishes is, and what came of it")}

    async def get(self, import_id: str) -> None:
        """The sheet."""
        self.answer(sheet_view(await sheets.look(self.services, import_id, by=self.staff)))


@requires(Permission.WISH_ENTER)
class WishSheetConfirmCall(_SheetCall):
    """Have it entered."""

    OPERATIONS: ClassVar = {
        "post": _one("confirmWishSheet", "Have the good rows of a sheet entered; a second time is the first", AlikeAsk)
    }

    async def post(self, import_id: str) -> None:
        """Under way."""
        await sheets.confirm(self.services, import_id, by=self.staff, alike=self.body(AlikeAsk).alike)
        self.answer(sheet_view(await sheets.look(self.services, import_id, by=self.staff)))


@requires(Permission.KNOWLEDGE_WRITE)
class EntrySheetsCall(_SheetCall):
    """A sheet of knowledge entries, with the headings of the console's template."""

    OPERATIONS: ClassVar = {
        "get": Operation(
            id="takeOutEntries",
            summary="Entries' newest texts as a sheet to be changed and brought back: the 500 last changed",
            answer=(XLSX,),
            query=EntrySheetQuery,
        ),
        "post": _trying("tryEntrySheet", "Try a sheet of knowledge entries; none is written yet"),
    }

    async def get(self) -> None:
        """The file; that it left is written down."""
        asked = self.query(EntrySheetQuery)
        wanted, part = Wanted(state=asked.state, category=asked.category), Part(by="changed_at")
        entries = await self.services.knowledge.page(wanted, part=part, most=entry_sheets.MOST_ROWS)
        filters = {name: value for name, value in asked.model_dump(mode="json").items() if value}
        content = await entry_sheet(self.services, entries, by=self.staff, filters=filters)
        self.set_header("Content-Type", XLSX)
        self.set_header("Cache-Control", "no-store")
        self.finish(content)

    async def post(self) -> None:
        """What would happen."""
        await self.try_out(ENTRIES, entry_sheets.MOST_ROWS, entry_sheets.try_out)


@requires(Permission.KNOWLEDGE_WRITE)
class EntrySheetCall(_SheetCall):
    """A sheet of knowledge entries of hers."""

    OPERATIONS: ClassVar = {"get": _one("getEntrySheet", "How far a sheet of entries is, and what came of it")}

    async def get(self, import_id: str) -> None:
        """The sheet."""
        self.answer(sheet_view(await entry_sheets.look(self.services, import_id, by=self.staff)))


@requires(Permission.KNOWLEDGE_WRITE)
class EntrySheetConfirmCall(_SheetCall):
    """Have it written."""

    OPERATIONS: ClassVar = {
        "post": _one("confirmEntrySheet", "Have the good rows written as drafts; a second time is the first", AlikeAsk)
    }

    async def post(self, import_id: str) -> None:
        """Under way."""
        alike = self.body(AlikeAsk).alike
        await entry_sheets.confirm(self.services, import_id, by=self.staff, alike=alike)
        self.answer(sheet_view(await entry_sheets.look(self.services, import_id, by=self.staff)))


@requires(Permission.STAFF_MANAGE)
class StaffSheetsCall(_SheetCall):
    """A sheet of colleagues, with the headings of the console's template."""

    OPERATIONS: ClassVar = {"post": _trying("tryStaffSheet", "Try a sheet of colleagues; nobody is invited yet")}

    async def post(self) -> None:
        """What would happen."""
        await self.try_out(STAFF, importing.MOST_ROWS, importing.try_out)


@requires(Permission.STAFF_MANAGE)
class StaffSheetCall(_SheetCall):
    """A sheet of colleagues of hers."""

    OPERATIONS: ClassVar = {"get": _one("getStaffSheet", "How far a sheet of colleagues is, and what came of it")}

    async def get(self, import_id: str) -> None:
        """The sheet; the link of each account is asked for by itself."""
        self.answer(sheet_view(await importing.look(self.services, import_id, by=self.staff)))


@requires(Permission.STAFF_MANAGE)
class StaffSheetMoveCall(_SheetCall):
    """Have them invited, or the invitations taken back."""

    OPERATIONS: ClassVar = {
        "post": Operation(
            id="moveStaffSheet",
            summary="Have the good rows of a sheet invited, or take back what isn't used; a second time is the first",
            answer=SheetView,
            path={"id": ID, "step": "^(confirm|withdraw)$"},
            problems=(404, 409),
        )
    }

    async def post(self, import_id: str, step: str) -> None:
        """Under way."""
        await {"confirm": importing.confirm, "withdraw": importing.withdraw}[step](
            self.services, import_id, by=self.staff
        )
        self.answer(sheet_view(await importing.look(self.services, import_id, by=self.staff)))


_WISHES, _STAFF, _GAP = "/api/v1/staff/wish-sheets", "/api/v1/staff/staff-sheets", r"([0-9a-z]{26})"
_ENTRIES = "/api/v1/staff/entry-sheets"
API_ROUTES = [
    Route(_WISHES, _WISHES, WishSheetsCall),
    Route(f"{_WISHES}/{{id}}", rf"{_WISHES}/{_GAP}", WishSheetCall),
    Route(f"{_WISHES}/{{id}}/confirm", rf"{_WISHES}/{_GAP}/confirm", WishSheetConfirmCall),
    Route(_ENTRIES, _ENTRIES, EntrySheetsCall),
    Route(f"{_ENTRIES}/{{id}}", rf"{_ENTRIES}/{_GAP}", EntrySheetCall),
    Route(f"{_ENTRIES}/{{id}}/confirm", rf"{_ENTRIES}/{_GAP}/confirm", EntrySheetConfirmCall),
    Route(_STAFF, _STAFF, StaffSheetsCall),
    Route(f"{_STAFF}/{{id}}", rf"{_STAFF}/{_GAP}", StaffSheetCall),
    Route(f"{_STAFF}/{{id}}/{{step}}", rf"{_STAFF}/{_GAP}/(confirm|withdraw)", StaffSheetMoveCall),
]
