"""The audit log for programs of staff: read, looked through for what was altered, and the year's report on minors' data."""

from datetime import datetime
from typing import Any, ClassVar

from pydantic import Field

from domain.audit import AuditRow
from domain.calendar import day_in_china
from domain.staff import Permission
from handlers.access import requires
from handlers.api.call import PartQuery
from handlers.api.operation import Model, Operation, Route
from handlers.api.staff.call import StaffCall
from services.audit.look import Asked, check, page
from services.privacy.yearly import FIRST_YEAR, YearReport, report
from storage.paging import Part


class AuditView(Model):
    """Who did or read what."""

    id: str
    at: datetime
    actor: str
    kind: str
    about: str
    region_path: str
    data: dict[str, Any]


class AuditPart(Model):
    """A part of the log, the newest first; `next` is what `after` takes to go on, null at the end."""

    rows: list[AuditView]
    next: str | None


class AuditQuery(PartQuery):
    """Which rows."""

    actor: str = Field(default="", pattern=r"^[0-9a-z_-]{0,64}$", description="only what this one did")
    kind: str = Field(default="", pattern=r"^[a-z_]{0,64}$", description="only what is of this kind")
    about: str = Field(default="", pattern=r"^[0-9A-Za-z_.:-]{0,64}$", description="only what was done with this")


class BrokenDay(Model):
    """A day that doesn't hold: "rows" (altered, removed or added), "chain" (its seal) or "unsealed" (passed over)."""

    day: str
    problem: str


class VerdictView(Model):
    """
    Whether the log says what it said when its days were sealed. `days` and `rows` are sealed ones that hold; `head` is the
    last seal's digest: kept elsewhere, it shows whether the log's end was cut off.
    """

    holds: bool
    days: int
    rows: int
    broken: list[BrokenDay]
    head: str


class MinorsQuery(Model):
    """Of which year; this one without it."""

    year: int = Field(default=0, ge=0, le=9999)


class MinorsFinding(Model):
    """A line of the report: `what` is a stable word, `well` says whether it is as it should be (null: only a figure)."""

    what: str
    figure: int
    well: bool | None


class CountyReadings(Model):
    """How often a child's name was looked at in a county; the code is empty where the thing lies in none."""

    region: str
    readings: int


class MinorsView(Model):
    """The audit of minors' data of one year, made now."""

    year: int
    made_at: datetime
    holds: bool
    findings: list[MinorsFinding]
    readings: list[CountyReadings]


def _row(row: AuditRow) -> AuditView:
    facts = {name: getattr(row, name) for name in AuditView.model_fields}
    return AuditView.model_validate(facts | {"data": dict(row.data)})


@requires(Permission.AUDIT_READ)
class AuditCall(StaffCall):
    """The audit log."""

    OPERATIONS: ClassVar = {
        "get": Operation(
            id="listAudit", summary="Who did or read what in her regions", answer=AuditPart, query=AuditQuery
        )
    }

    async def get(self) -> None:
        """A part of the log."""
        given = self.query(AuditQuery)
        asked = Asked(actor=given.actor, kind=given.kind, about=given.about, part=Part(after=given.after))
        rows = await page(self.services, asked, by=self.staff, most=given.limit + 1)
        shown = rows[: given.limit]
        more = shown[-1].id if len(rows) > given.limit else None
        self.answer(AuditPart(rows=[_row(each) for each in shown], next=more))


@requires(Permission.AUDIT_READ)
class AuditCheckCall(StaffCall):
    """Whether the log holds."""

    OPERATIONS: ClassVar = {
        "post": Operation(
            id="verifyAudit",
            summary="Look through the whole log; that it was asked is written down",
            answer=VerdictView,
        )
    }

    async def post(self) -> None:
        """What was found; for whoever reads the whole city's."""
        found = await check(self.services, by=self.staff)
        broken = [BrokenDay(day=day, problem=problem) for day, problem in found.broken]
        self.answer(VerdictView(holds=found.holds, days=found.days, rows=found.rows, broken=broken, head=found.head))


def _report(found: YearReport) -> MinorsView:
    return MinorsView(
        year=found.year,
        made_at=found.made_at,
        holds=found.holds,
        findings=[MinorsFinding(what=each.what, figure=each.figure, well=each.well) for each in found.findings],
        readings=[CountyReadings(region=code, readings=many) for code, many in found.readings],
    )


@requires(Permission.AUDIT_READ)
class MinorsCall(StaffCall):
    """The yearly audit of minors' data."""

    OPERATIONS: ClassVar = {
        "get": Operation(
            id="getMinorsAudit",
            summary=f"The audit of minors' data of a year, from {FIRST_YEAR} on (未成年人网络保护条例 art. 37)",
            answer=MinorsView,
            query=MinorsQuery,
        )
    }

    async def get(self) -> None:
        """The report; for whoever reads the whole city's log."""
        year = self.query(MinorsQuery).year or day_in_china(self.services.now()).year
        self.answer(_report(await report(self.services, year, by=self.staff)))


_BASE = "/api/v1/staff/audit"
API_ROUTES = [
    Route(_BASE, _BASE, AuditCall),
    Route(f"{_BASE}/verify", f"{_BASE}/verify", AuditCheckCall),
    Route(f"{_BASE}/minors", f"{_BASE}/minors", MinorsCall),
]
