"""One page that shows every part of the console with sample rows, and how to use it. Nothing here is kept."""

import asyncio
from datetime import timedelta
from typing import Any

from domain.errors import Invalid
from domain.staff import Permission
from handlers.access import requires
from handlers.console.list_page import columns_cookie, send_sheet
from handlers.console.page import ConsolePage
from handlers.console.table import Asked, Cell, Column, Count, Filter, Link, Table, Tag, View, look, read_asked
from handlers.sheet_import import MOST_BYTES, ImportColumn, Imported, read_sheet
from storage.events import Event
from wording import parts as words

STEPS = ("place", "people", "check")
Sample = tuple[str, str, int, int]
ROWS: tuple[Sample, ...] = tuple((name, state, people, days) for name, state, people, days in words.SAMPLE_ROWS)
SAMPLES: Table[Sample] = Table(
    name="samples",
    address="/console/components",
    caption=words.SAMPLE_CAPTION,
    key=lambda row: row[0],
    sort="-name",
    filters=(Filter("state", words.SAMPLE_FILTER, tuple(words.SAMPLE_STATES.items()), words.SAMPLE_ALL),),
    columns=(
        Column(
            "name",
            words.SAMPLE_NAME,
            lambda r, _: Link("/console/components", r[0], words.SAMPLE_UNDER),
            Cell.LINK,
            sortable=True,
        ),
        Column("state", words.SAMPLE_STATE, lambda r, _: Tag(r[1], words.SAMPLE_STATES[r[1]]), Cell.TAG),
        Column("people", words.SAMPLE_PEOPLE, lambda row, _: Count(row[2], words.PERSON), Cell.COUNT),
        Column(
            "at",
            words.SAMPLE_AT,
            lambda row, about: about["now"] - timedelta(days=row[3]),
            Cell.MOMENT,
            sortable=True,
            by="days",
        ),
    ),
)


def _number(text: str) -> str:
    return "" if text.isascii() and text.isdigit() and len(text) < 6 else "invalid"


IMPORTED = (
    ImportColumn("name", words.IMPORT_NAME),
    ImportColumn("people", words.IMPORT_PEOPLE, check=_number),
    ImportColumn("note", words.IMPORT_NOTE, required=False),
)


class _Shown(ConsolePage):
    """The page, with what was tried on it."""

    SECTION = "components"

    def _page(self, **tried: Any) -> None:
        now = self.services.now()
        story = [
            Event("sample", 1, "submitted", "a", now - timedelta(days=1)),
            Event("sample", 2, "verified", "b", now),
        ]
        values: dict[str, Any] = {
            "table": self._table(),
            "story": story,
            "actors": words.SAMPLE_ACTORS,
            "chart": [(name, people) for name, _, people, _ in ROWS],
            "problems": {},
            "written": {},
            "saved": False,
            "step": STEPS[0],
            "steps": words.STEPS,
            "answers": {},
            "finished": False,
            "imported": None,
            "file_problem": "",
        }
        self.show("components.html", **(values | tried))

    def _table(self) -> View[Sample]:
        asked = read_asked(self, SAMPLES) if self.request.method == "GET" else Asked({"state": ""}, SAMPLES.sort)
        state = asked.filters.get("state", "")
        rows = [row for row in ROWS if state in {"", row[1]}]
        rows.sort(key=lambda row: -row[3] if asked.by else row[0], reverse=asked.sort.startswith("-"))
        chosen = (self.get_cookie(columns_cookie(SAMPLES.name)) or "").split(".")
        about = {"now": self.services.now()}
        return look(SAMPLES, asked, rows, about, chosen=[each for each in chosen if each], most=len(ROWS))


@requires(Permission.HOME_READ)
class Components(_Shown):
    """The page itself."""

    async def get(self) -> None:
        """Every part, or the sample table as a sheet."""
        if self.text_argument("xlsx", most=1) == "1":
            await send_sheet(self, self._table())
            return
        self._page()


@requires(Permission.HOME_READ)
class SampleForm(_Shown):
    """A form that is read, refused beside its fields, and kept nowhere."""

    async def post(self) -> None:
        """What is wrong stands beside each field, and what was written stays."""
        written = {name: self.text_argument(name, most=2000).strip() for name in ("sample-title", "sample-count")}
        problems = {name: "missing" for name, text in written.items() if not text}
        if written["sample-count"] and _number(written["sample-count"]):
            problems["sample-count"] = "invalid"
        if problems:
            self.set_status(400)
        self._page(problems=problems, written=written, saved=not problems)


@requires(Permission.HOME_READ)
class SampleWizard(_Shown):
    """Steps with a way back; the answers so far travel in the form."""

    async def post(self) -> None:
        """The step that follows or comes before."""
        answers = {name: self.text_argument(name, most=200).strip() for name in ("wizard-place", "wizard-people")}
        at = self.text_argument("step", most=20)
        if at not in STEPS:
            raise Invalid("step")
        if self.text_argument("go", most=10) == "back":
            self._page(step=STEPS[max(0, STEPS.index(at) - 1)], answers=answers)
        elif at != STEPS[-1] and not answers[f"wizard-{at}"]:
            self.set_status(400)
            self._page(step=at, answers=answers, problems={f"wizard-{at}": "missing"})
        elif at == STEPS[-1]:
            self._page(step=at, answers=answers, finished=True)
        else:
            self._page(step=STEPS[STEPS.index(at) + 1], answers=answers)


@requires(Permission.HOME_READ)
class SampleImport(_Shown):
    """A sheet, tried dry: how many rows would be taken, and what is wrong with which."""

    BODY_MOST_BYTES = MOST_BYTES + 64 * 1024

    async def post(self) -> None:
        """What the file holds."""
        (given,) = self.request.files.get("file", ())[:1] or (None,)
        try:
            imported: Imported = await asyncio.to_thread(read_sheet, given["body"] if given else b"", IMPORTED)
        except Invalid as problem:
            self.set_status(400)
            self._page(file_problem=words.FILE_PROBLEMS.get(problem.problem, words.FILE_PROBLEMS["not_a_sheet"]))
            return
        self._page(imported=imported)


ROUTES = [
    (r"/console/components", Components),
    (r"/console/components/form", SampleForm),
    (r"/console/components/wizard", SampleWizard),
    (r"/console/components/import", SampleImport),
]
