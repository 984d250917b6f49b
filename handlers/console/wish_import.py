"""Entering wishes by a sheet: tried dry, confirmed, watched, the families' slips, and the rows to mend."""

import asyncio

from tornado.web import HTTPError

from domain.staff import Permission
from handlers.access import requires
from handlers.console.sheet import Guide, guided_sheet, plain_sheet
from handlers.console.staff import ID
from handlers.console.staff_import import BeginImport, ImportPage
from handlers.console.wish_entry import show_slips
from handlers.sheet_import import WISHES, filled_rows, problems_of
from services.wishes import sheets
from services.wishes.entering import PAPER_TEXTS
from services.wishes.sheets import MOST_ROWS
from storage.staff_imports import ImportState, StaffImport
from wording import wish_entry as said
from wording import wish_import as words

ADDRESS = "/console/wishes/import"
ROWS_SHOWN = 100


class _WishSheet(ImportPage):
    """What the pages of a sheet of wishes share."""

    SECTION = "wishes"


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
class Template(_WishSheet):
    """An empty sheet, with what each column takes."""

    async def get(self) -> None:
        """The file."""
        self.file(words.TEMPLATE, await asyncio.to_thread(self._template))

    def _template(self) -> bytes:
        rules, columns = self.services.facts.wish, words.COLUMNS
        explained = [
            (columns[name], words.MAY if name in words.OPTIONAL else words.NEEDED, *words.GUIDE[name])
            for name in columns
        ]
        values = {
            columns["relation"]: list(said.RELATIONS.values()),
            columns["kind"]: [text for _, text in rules.kinds],
            columns["text_version"]: list(PAPER_TEXTS),
        }
        guide = Guide((words.FIRST, words.SECOND, words.THIRD), [words.GUIDE_HEADS, *explained], values)
        return guided_sheet(list(columns.values()), guide, most_rows=MOST_ROWS)


@requires(Permission.WISH_ENTER)
class Import(_WishSheet):
    """A sheet: what would happen, how far it is, what came of it."""

    COUNTS_ANEW = True

    async def get(self, import_id: str) -> None:
        """The page."""
        one = await sheets.look(self.services, import_id, by=self.staff)
        first, wrong = self.first_argument(), problems_of(one)
        bad = {each.number for each in wrong}
        good = sorted((each for each in one.rows if each.number not in bad), key=lambda each: not each.alike)
        rows = [*wrong, *good] if one.state is not ImportState.DONE else wrong
        self.show(
            "wishes/import_one.html",
            one=one,
            rows=rows[first : first + ROWS_SHOWN],
            good=len(good),
            alike=sum(bool(each.alike) for each in good),
            wrong=len(wrong),
            following=first + ROWS_SHOWN if first + ROWS_SHOWN < len(rows) else 0,
            columns=words.COLUMNS,
            problem=words.problem,
            why=said.WHY,
        )

    async def post(self, import_id: str) -> None:
        """Confirm it."""
        if self.text_argument("do", most=10) != "confirm":
            raise HTTPError(400)
        alike = self.text_argument("alike", most=3) == "on"
        await sheets.confirm(self.services, import_id, by=self.staff, alike=alike)
        self.redirect(f"{ADDRESS}/{import_id}", status=303)


@requires(Permission.WISH_ENTER)
class ToMend(_WishSheet):
    """The rows that weren't taken, to mend and upload again."""

    async def get(self, import_id: str) -> None:
        """The file; its last column says what is wrong, and is passed over when it is uploaded."""
        one = await sheets.look(self.services, import_id, by=self.staff)
        rows = [
            [*(each.values.get(name, "") for name in words.COLUMNS), words.trouble(each.column, each.problem)]
            for each in problems_of(one)
        ]
        self.file(words.TO_MEND, plain_sheet([*words.COLUMNS.values(), words.TROUBLE], rows))


@requires(Permission.WISH_ENTER)
class Slips(_WishSheet):
    """The numbers of all wishes of a sheet, a slip each, to print and cut."""

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
