"""
Cases of people in danger, for programs of staff: the list, one case, what she wrote, and numbers without anybody. What
staff noted and what she wrote is read by POST and written down; whoever isn't near a case says why first.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar

from pydantic import Field, JsonValue

from domain.cases import Case, CaseState, Unreached
from domain.safeguarding import Danger
from domain.small_numbers import FEWEST, HIDDEN
from domain.staff import Permission
from handlers.access import requires
from handlers.api.call import ID, PartQuery
from handlers.api.operation import Model, Operation, Route
from handlers.api.staff.call import StaffCall
from handlers.api.staff.told import ToldEvent, actor, told
from services.cases import access, counting, entries, handing, letters, moving
from services.cases.guide import guide
from storage.cases import BY_RANK
from storage.paging import Part


class CaseMissed(Model):
    """A colleague whom the account couldn't tell of a case, and why: she is to be rung up."""

    staff: str
    why: Unreached


class CaseRow(Model):
    """
    A case without any words. `level` is 1 to 3, the gravest. Somebody has to take it up by `answer_by`, null while nobody
    is waited for; `late` says that this or the next contact is overdue. `done` are the steps ticked off,
    `missed` the colleagues who couldn't be told. `ask_minor`: her words may speak of somebody under eighteen, and it is to be answered by
    `minor` or `adult` before closing is proposed. A report that the law asks for, or the first receipt, is waited for until
    `due_at`; `overdue` says that it isn't there.
    """

    id: str
    danger: Danger
    level: int
    state: CaseState
    region_path: str
    opened_at: datetime
    last_at: datetime
    messages: int
    minor: bool
    ask_minor: bool
    owner: str
    answer_by: datetime | None
    late: bool
    proposed_by: str
    reported_at: datetime | None
    next_contact_at: datetime | None
    due_at: datetime | None
    overdue: bool
    done: list[str]
    missed: list[CaseMissed]


class CasePart(Model):
    """
    A part of the list, the gravest and latest first; `next` is what `after` takes to go on, null at the end. `overdue` is
    of how many open ones something is overdue, counted up to 1000.
    """

    cases: list[CaseRow]
    next: str | None
    overdue: int


class CasesQuery(PartQuery):
    """Which cases."""

    ended: bool = Field(default=False, description="those that have ended, and none that is open")
    overdue: bool = Field(
        default=False,
        description="open ones of which a report or a receipt is overdue, for the longest first; `ended` counts for nothing",
    )


class CaseEntryView(Model):
    """
    What somebody noted: `kind` and `about` are stable words, `facts` what was written. What is waited for is due at
    `due_at` and came at `done_at`. Of a `receipt`, `about` is the id of the entry that it answers, and `facts` has `number`,
    `taker` and `text` as far as they are known; of several, the newest counts.
    """

    id: str
    kind: str
    about: str
    by: str
    at: datetime
    facts: dict[str, JsonValue]
    due_at: datetime | None
    done_at: datetime | None
    late: bool


class CaseStepView(Model):
    """A step of the list for this kind of danger; `source` is the law's article or empty."""

    id: str
    text: str
    source: str


class CaseFile(CaseRow):
    """
    A case with its story, and what staff noted, the newest first. `colleagues` has by their ids the names of those who may be handed it. `reach` says whether a letter reaches her now, at her
    next visit or never, `has_word` whether she has chosen a word, without which no letter is given to her.
    """

    story: list[ToldEvent]
    entries: list[CaseEntryView]
    steps: list[CaseStepView]
    colleagues: dict[str, str]
    reach: letters.LetterReach
    has_word: bool


class WhyAsk(Model):
    """Why she has to look into a case that isn't hers; it is kept, and holds for an hour."""

    reason: str = Field(json_schema_extra={"enum": [*access.REASONS]})


class CaseMessage(Model):
    """What she wrote, and what was recognised in it."""

    id: str
    danger: str
    at: datetime
    text: str
    matched: list[str]


class CaseWords(Model):
    """Her messages; `wording` is the first without numbers and addresses, for a false alarm."""

    messages: list[CaseMessage]
    wording: str


class NumbersQuery(Model):
    """Of how many days."""

    days: int = Field(default=counting.PERIODS[1], json_schema_extra={"enum": [*counting.PERIODS]})


class CaseNumbersRow(Model):
    """How many cases of a region were opened, by kind of danger; null where the number is too small to be shown."""

    region_path: str
    opened: dict[Danger, int | None]


class CaseNumbers(Model):
    """
    How many cases were opened in her regions; a number below `fewest`, or from which one could be worked out, is null.
    `false_alarms` is how many of all meant no danger.
    """

    days: int
    fewest: int
    rows: list[CaseNumbersRow]
    totals: dict[Danger, int | None]
    false_alarms: int | None


def case_row(case: Case, now: datetime) -> CaseRow:
    """It as programs read it."""
    return CaseRow(**_facts(case, now))


def _facts(case: Case, now: datetime) -> dict[str, Any]:
    facts = {name: getattr(case, name) for name in CaseRow.model_fields if name not in ("late", "overdue", "missed")}
    facts["missed"] = [CaseMissed(staff=each, why=why) for each, why in case.missed]
    return facts | {"late": case.is_late(now), "overdue": case.is_overdue(now), "done": list(case.done)}


class CaseCall(StaffCall):
    """Answers with a case and how often it was changed."""

    def show(self, case: Case) -> None:
        """It, without any words."""
        self.versioned(case.seq, whole=True)
        self.answer(case_row(case, self.services.now()))


@requires(Permission.ALERT_READ)
class CasesCall(StaffCall):
    """The cases of her regions."""

    OPERATIONS: ClassVar = {
        "get": Operation(
            id="listCases",
            summary="Cases that are open, or that have ended",
            answer=CasePart,
            query=CasesQuery,
            problems=(404,),
        )
    }

    async def get(self) -> None:
        """A part of the list."""
        asked, now = self.query(CasesQuery), self.services.now()
        part, most = Part(after=asked.after, rising=BY_RANK.rising, by=BY_RANK.by), asked.limit + 1
        if asked.overdue:
            rows = await access.overdue(self.services, by=self.staff, part=part, most=most)
        else:
            rows = await access.page(self.services, by=self.staff, ended=asked.ended, part=part, most=most)
        shown = rows[: asked.limit]
        more = shown[-1].id if len(rows) > asked.limit else None
        many = await access.count_overdue(self.services, by=self.staff)
        self.answer(CasePart(cases=[case_row(each, now) for each in shown], next=more, overdue=many))


@requires(Permission.ALERT_READ)
class OneCaseCall(CaseCall):
    """One case, without any words."""

    OPERATIONS: ClassVar = {
        "get": Operation(
            id="getCase", summary="A case without any words", answer=CaseRow, path={"id": ID}, versioned=True
        )
    }

    async def get(self, case_id: str) -> None:
        """It; for everybody who sees the list, so nothing is written down."""
        case, _ = await access.find(self.services, case_id, by=self.staff)
        self.show(case)


@requires(Permission.ALERT_READ)
class CaseFileCall(StaffCall):
    """A case with all that was done in it."""

    OPERATIONS: ClassVar = {
        "post": Operation(
            id="readCase",
            summary="All that was done; that she looked is written down. 403 reason_needed for who isn't near it",
            answer=CaseFile,
            path={"id": ID},
            versioned=True,
        )
    }

    async def post(self, case_id: str) -> None:
        """The whole; its version is for the moves."""
        shown = await access.look(self.services, case_id, by=self.staff)
        case, now = shown.case, self.services.now()
        steps = guide().steps(case.danger, minor=case.minor)
        others = await handing.colleagues(self.services, case, by=self.staff)
        self.versioned(case.seq)
        self.answer(
            CaseFile(
                **_facts(case, now),
                story=[told(each, case.person_id) for each in shown.story],
                entries=_entries(shown, now),
                steps=[CaseStepView(id=each.id, text=each.text, source=each.source) for each in steps],
                colleagues={each.id: each.name for each in others},
                reach=await letters.reach(self.services, case),
                has_word=await letters.has_word(self.services, case),
            )
        )


def _entries(shown: access.Shown, now: datetime) -> Sequence[CaseEntryView]:
    fields, her = ("id", "kind", "about", "at", "due_at", "done_at"), shown.case.person_id
    return [
        CaseEntryView(
            **{name: getattr(each, name) for name in fields},
            by=actor(each.by, her),
            facts=dict(each.facts),
            late=entries.due_by(each, now),
        )
        for each in shown.entries
    ]


@requires(Permission.ALERT_READ)
class CaseWhyCall(CaseCall):
    """Why she has to look into a case that isn't hers."""

    OPERATIONS: ClassVar = {
        "post": Operation(
            id="sayWhyCase",
            summary="Why she has to look into a case that isn't hers; it is kept, and holds for an hour",
            answer=CaseRow,
            path={"id": ID},
            body=WhyAsk,
            problems=(409,),
            versioned=True,
        )
    }

    async def post(self, case_id: str) -> None:
        """Kept; she may open it now."""
        given = self.body(WhyAsk)
        await access.say_why(self.services, case_id, given.reason, by=self.staff)
        case, _ = await access.find(self.services, case_id, by=self.staff)
        self.show(case)


@requires(Permission.ALERT_READ)
class CaseWordsCall(StaffCall):
    """What she wrote."""

    OPERATIONS: ClassVar = {
        "post": Operation(
            id="readCaseWords",
            summary="What she wrote, and what was recognised; that it was read is a step of the case",
            answer=CaseWords,
            path={"id": ID},
            problems=(409,),
            versioned=True,
        )
    }

    async def post(self, case_id: str) -> None:
        """Her messages; the version of the case after this step."""
        case, alerts = await access.read_messages(self.services, case_id, by=self.staff)
        messages = [
            CaseMessage(id=each.id, danger=each.danger, at=each.at, text=each.text, matched=list(each.matched))
            for each in alerts
        ]
        self.versioned(case.seq)
        self.answer(CaseWords(messages=messages, wording=moving.masked(alerts[0].text) if alerts else ""))


@requires(Permission.ALERT_READ)
class CaseNumbersCall(StaffCall):
    """How many there were, without anybody."""

    OPERATIONS: ClassVar = {
        "get": Operation(
            id="countCases",
            summary="How many cases were opened, by region and kind of danger; small numbers are hidden",
            answer=CaseNumbers,
            query=NumbersQuery,
        )
    }

    async def get(self) -> None:
        """Numbers of her regions."""
        found = await counting.count(self.services, self.query(NumbersQuery).days, by=self.staff)
        rows = [
            CaseNumbersRow(region_path=path, opened={kind: _shown(many) for kind, many in row.items()})
            for path, row in found.rows
        ]
        totals = {kind: _shown(many) for kind, many in found.totals.items()}
        wrong = _shown(found.false_alarms)
        self.answer(CaseNumbers(days=found.days, fewest=FEWEST, rows=rows, totals=totals, false_alarms=wrong))


def _shown(many: int) -> int | None:
    return None if many == HIDDEN else many


@requires(Permission.ALERT_ACKNOWLEDGE)
class FalseAlarmsCall(StaffCall):
    """Wordings that meant no danger."""

    OPERATIONS: ClassVar = {
        "post": Operation(
            id="exportFalseAlarms",
            summary="Wordings that meant no danger, a line of JSON each; for the whole city alone, and written down",
            answer=("application/x-ndjson",),
        )
    }

    async def post(self) -> None:
        """The file."""
        lines = await counting.false_alarms(self.services, by=self.staff)
        self.set_header("Content-Type", "application/x-ndjson; charset=utf-8")
        self.finish(lines)


_CASES = "/api/v1/staff/cases"
_AT, _GAP = f"{_CASES}/{{id}}", rf"{_CASES}/([0-9a-z]{{26}})"
API_ROUTES = [
    Route(_CASES, _CASES, CasesCall),
    Route(f"{_CASES}/numbers", rf"{_CASES}/numbers", CaseNumbersCall),
    Route(f"{_CASES}/false-alarms", rf"{_CASES}/false-alarms", FalseAlarmsCall),
    Route(_AT, _GAP, OneCaseCall),
    Route(f"{_AT}/file", rf"{_GAP}/file", CaseFileCall),
    Route(f"{_AT}/why", rf"{_GAP}/why", CaseWhyCall),
    Route(f"{_AT}/text", rf"{_GAP}/text", CaseWordsCall),
]
