"""Inviting colleagues by a sheet: tried dry, confirmed, watched, printed, and taken back."""

import asyncio
from collections.abc import Mapping
from typing import ClassVar
from urllib.parse import quote

from tornado.web import HTTPError

from domain.errors import Invalid
from domain.staff import Permission, StaffRole
from handlers.access import requires
from handlers.console.sheet import plain_sheet
from handlers.console.staff import ID, StaffPage
from handlers.sheet_import import MOST_BYTES, STAFF, XLSX, filled_rows, problems_of
from services.staff import importing
from services.staff.importing import LINKS_AT_ONCE, MOST_ROWS
from storage.staff_imports import ImportState, StaffImport
from wording import colleagues as said
from wording import staff_import as words

ADDRESS = "/console/staff/import"
ROWS_SHOWN = 100


class ImportPage(StaffPage):
    """What the pages of a sheet share."""

    def file(self, name: str, content: bytes) -> None:
        """Answer with a sheet to download."""
        self.set_header("Content-Type", XLSX)
        self.set_header("Content-Disposition", f"attachment; filename*=UTF-8''{quote(name)}")
        self.set_header("Cache-Control", "no-store")
        self.finish(content)

    def first_argument(self) -> int:
        """From which row on. Raises HTTPError 400."""
        text = self.text_argument("first", "0", most=5) or "0"
        if not (text.isascii() and text.isdigit()):
            raise HTTPError(400)
        return int(text)


class BeginImport(ImportPage):
    """Choosing a file, and trying it dry. A subclass says how that is done, and draws its form."""

    BODY_MOST_BYTES = MOST_BYTES + 64 * 1024
    PROBLEMS: ClassVar[Mapping[str, str]] = words.FILE_PROBLEMS

    async def get(self) -> None:
        """The form."""
        self.form("")

    async def post(self) -> None:
        """Try it dry; what would happen is shown."""
        (given,) = self.request.files.get("file", ())[:1] or (None,)
        try:
            one = await self.tried(given["body"] if given else b"")
        except Invalid as problem:
            self.set_status(400)
            self.form(self.PROBLEMS.get(problem.problem, self.PROBLEMS["not_a_sheet"]))
            return
        self.redirect(f"{self.request.path}/{one.id}", status=303)

    async def tried(self, content: bytes) -> StaffImport:
        """The sheet, tried and kept for her to confirm. Raises Invalid."""
        raise NotImplementedError

    def form(self, problem: str) -> None:
        """The page that asks for the file."""
        raise NotImplementedError


@requires(Permission.STAFF_MANAGE)
class Begin(BeginImport):
    """Choosing the file."""

    async def tried(self, content: bytes) -> StaffImport:
        """The sheet, tried."""
        rows = await asyncio.to_thread(filled_rows, content, STAFF, most_rows=MOST_ROWS)
        return await importing.try_out(self.services, rows, by=self.staff)

    def form(self, problem: str) -> None:
        """As it is drawn."""
        roles = [said.role(each) for each in StaffRole]
        self.show("staff/import.html", file_problem=problem, columns=words.COLUMNS, roles=roles)


@requires(Permission.STAFF_MANAGE)
class Template(ImportPage):
    """An empty sheet with the headings."""

    async def get(self) -> None:
        """The file."""
        self.file(words.TEMPLATE, plain_sheet(list(words.COLUMNS.values()), []))


@requires(Permission.STAFF_MANAGE)
class Import(ImportPage):
    """A sheet: what would happen, how far it is, what came of it."""

    async def get(self, import_id: str) -> None:
        """The page."""
        one = await importing.look(self.services, import_id, by=self.staff)
        first, wrong = self.first_argument(), problems_of(one)
        bad = {each.number for each in wrong}
        rows = [*wrong, *(each for each in one.rows if each.number not in bad)]
        self.show(
            "staff/import_one.html",
            one=one,
            rows=rows[first : first + ROWS_SHOWN],
            whole=len(rows),
            wrong=len(wrong),
            first=first,
            following=first + ROWS_SHOWN if first + ROWS_SHOWN < len(rows) else 0,
            under_way=one.state in {ImportState.RUNNING, ImportState.WITHDRAWING},
            parts=range(0, len(one.made), LINKS_AT_ONCE),
            at_once=LINKS_AT_ONCE,
            columns=words.COLUMNS,
            problem=words.problem,
        )

    async def post(self, import_id: str) -> None:
        """Confirm it, or take the invitations back."""
        match self.text_argument("do", most=10):
            case "confirm":
                await importing.confirm(self.services, import_id, by=self.staff)
            case "withdraw":
                await importing.withdraw(self.services, import_id, by=self.staff)
            case _:
                raise HTTPError(400)
        self.redirect(f"{ADDRESS}/{import_id}", status=303)


@requires(Permission.STAFF_MANAGE)
class ToMend(ImportPage):
    """The rows that weren't taken, to mend and upload again."""

    async def get(self, import_id: str) -> None:
        """The file; its last column says what is wrong, and is passed over when it is uploaded."""
        one = await importing.look(self.services, import_id, by=self.staff)
        rows = [
            [*(each.values.get(name, "") for name in words.COLUMNS), words.trouble(each.column, each.problem)]
            for each in problems_of(one)
        ]
        self.file(words.TO_MEND, plain_sheet([*words.COLUMNS.values(), words.TROUBLE], rows))


@requires(Permission.STAFF_MANAGE)
class Links(ImportPage):
    """The invitations to print and hand out; links are shown once."""

    async def post(self, import_id: str) -> None:
        """Fifty of them."""
        _, given = await importing.links(self.services, import_id, by=self.staff, first=self.first_argument())
        places = await self.places_of(account.region_path for account, _ in given)
        self.set_header("Cache-Control", "no-store")
        cards = [(account, self.link_of(token)) for account, token in given]
        self.show("staff/import_links.html", import_id=import_id, cards=cards, places=places, said=said)


ROUTES = [
    (ADDRESS, Begin),
    (rf"{ADDRESS}/template.xlsx", Template),
    (rf"{ADDRESS}/{ID}", Import),
    (rf"{ADDRESS}/{ID}/mend.xlsx", ToMend),
    (rf"{ADDRESS}/{ID}/links", Links),
]
