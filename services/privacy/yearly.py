"""
The yearly audit of minors' data (Regulations on the Protection of Minors Online art. 37): what was held, on which consent,
who read it, what was erased in time, and whether the log of it holds.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from domain import personal_kinds
from domain.calendar import CHINA, day_in_china
from domain.consents import Purpose
from domain.errors import Invalid
from domain.personal import FIELDS
from domain.personal_kinds import Held, Whose
from domain.staff import Permission, StaffMember
from services.audit import verify
from services.context import Services
from services.wishes.written import unmasked
from storage.minors import MinorsFigures
from storage.retention import Retention

FIRST_YEAR = 2020


@dataclass(frozen=True, slots=True)
class Finding:
    """A line of the report: what was looked at, the figure, and whether it is as it should be (None: only a figure)."""

    what: str
    figure: int
    well: bool | None = None


@dataclass(frozen=True, slots=True)
class YearReport:
    """The audit of one year; `readings` are counts of looks at a child's name by the county it lies in."""

    year: int
    made_at: datetime
    findings: tuple[Finding, ...]
    readings: tuple[tuple[str, int], ...]

    @property
    def holds(self) -> bool:
        """Whether nothing is wrong."""
        return all(each.well is not False for each in self.findings)


async def report(services: Services, year: int, *, by: StaffMember) -> YearReport:
    """The audit of a year, made now. Raises NotAllowed for whoever may not read the whole city's log, Invalid, StoreAway."""
    by.need(Permission.AUDIT_READ, services.facts.city_path)
    now = services.now()
    this_year = day_in_china(now).year
    if not FIRST_YEAR <= year <= this_year:
        raise Invalid("year", "out_of_range")
    begin, end = datetime(year, 1, 1, tzinfo=CHINA), datetime(year + 1, 1, 1, tzinfo=CHINA)
    figures, verdict = MinorsFigures(services.db), await verify(services)
    without = await figures.without_consent()
    late = await figures.past_term(now - timedelta(days=personal_kinds.WISH_DAYS + 2))
    nights = [
        each
        for each in await Retention(services.db, services.vault).reports(since=f"{year}-01-01", most=400)
        if each.day < f"{year + 1}"
    ]
    open_fields = sum(each.whose is Whose.CHILD and each.held is Held.CLEAR and "name" in each.what for each in FIELDS)
    open_fields += await unmasked(services)
    foreign = await services.vault.foreign()
    findings = (
        Finding("wishes", await figures.wishes(begin, end)),
        Finding("families", await figures.families()),
        *[Finding(f"given.{each}", await figures.given(each, begin, end)) for each in Purpose],
        *[Finding(f"withdrawn.{each}", await figures.withdrawn(each, begin, end)) for each in Purpose],
        Finding("without_consent", without, well=not without),
        Finding("in_clear", open_fields, well=not open_fields),
        Finding("erased", len([each for each in await services.vault.erasures() if begin <= each.at < end])),
        Finding("past_term", late, well=not late),
        Finding("nights", len(nights), well=bool(nights) or year < this_year),
        Finding("readings", await figures.readings(begin, end)),
        Finding("may_read", await figures.may_read(now)),
        Finding("log_broken", len(verdict.broken), well=verdict.holds),
        Finding("keys_foreign", foreign, well=not foreign),
    )
    return YearReport(year, now, findings, tuple(await figures.readings_by_county(begin, end)))
