"""
Who may look into a case: its owner and the safeguarding officers of its region's line. Others who may see alerts there say
why first, which is written down and holds for an hour.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from domain.audit import Act
from domain.cases import Case
from domain.errors import Invalid, ReasonNeeded
from domain.ids import new_id
from domain.regions import Scope
from domain.staff import Permission, StaffMember, StaffRole
from services.cases.steps import step
from services.context import Services
from storage.alerts import Alert
from storage.case_entries import CaseEntry
from storage.cases import BY_DUE, BY_RANK
from storage.events import Event
from storage.mongo import Session
from storage.paging import Part

REASONS = ("cover", "supervise", "second_look", "complaint")
REASON_HOLDS = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Shown:
    """A case with its story and what staff noted in it, the newest entry first."""

    case: Case
    story: Sequence[Event]
    entries: Sequence[CaseEntry]


async def page(
    services: Services, *, by: StaffMember, ended: bool = False, part: Part = BY_RANK, most: int = 50
) -> list[Case]:
    """Cases of her regions, the gravest and latest first. Raises NotAllowed, StoreAway."""
    by.need(Permission.ALERT_READ)
    return await services.cases.page(scope=by.scope(Permission.ALERT_READ), ended=ended, part=part, most=most)


async def overdue(services: Services, *, by: StaffMember, part: Part = BY_DUE, most: int = 50) -> list[Case]:
    """Open cases of her regions of which something is overdue, for the longest first. Raises NotAllowed, StoreAway."""
    by.need(Permission.ALERT_READ)
    scope = by.scope(Permission.ALERT_READ)
    return await services.cases.overdue(services.now(), scope=scope, part=part, most=most)


async def count_overdue(services: Services, *, by: StaffMember) -> int:
    """How many there are in her regions, as far as anybody counts. Raises NotAllowed, StoreAway."""
    by.need(Permission.ALERT_READ)
    return await services.cases.count_overdue(services.now(), scope=by.scope(Permission.ALERT_READ))


def is_near(case: Case, by: StaffMember) -> bool:
    """Whether it is hers, or she is a safeguarding officer of its region or of one above."""
    officer = StaffRole.SAFEGUARDING_OFFICER
    held = (each for each in by.appointments if each.role is officer and by.may(Permission.ALERT_READ))
    return case.owner == by.id or any(case.region_path.startswith(each.region_path) for each in held)


async def find(services: Services, case_id: str, *, by: StaffMember) -> tuple[Case, bool]:
    """The case, and whether she may look into it. Raises NotAllowed, NotFound (also in another region), StoreAway."""
    by.need(Permission.ALERT_READ)
    case = await services.cases.get(case_id, scope=by.scope(Permission.ALERT_READ))
    near = is_near(case, by) or await services.case_entries.allowed_in(case.id, by.id, now=services.now())
    return case, near


async def need_near(services: Services, case_id: str, *, by: StaffMember) -> Case:
    """The case that she may look into. Raises ReasonNeeded where she hasn't said why, NotAllowed, NotFound, StoreAway."""
    case, near = await find(services, case_id, by=by)
    if not near:
        raise ReasonNeeded
    return case


async def look(services: Services, case_id: str, *, by: StaffMember) -> Shown:
    """The case; that she looked is written down first. Raises ReasonNeeded, NotAllowed, NotFound, StoreAway."""
    case = await need_near(services, case_id, by=by)
    act = Act("case_read", about=case.id, region_path=case.region_path)
    await services.audit.add(act, by=by.id, now=services.now())
    story = await services.events.of(case.id, scope=Scope.system())
    return Shown(case, story, await services.case_entries.of(case.id))


async def read_messages(services: Services, case_id: str, *, by: StaffMember) -> tuple[Case, list[Alert]]:
    """The case with what she wrote and what the screen matched; kept as a step of it first. Raises as `look`."""
    await need_near(services, case_id, by=by)
    case = await step(services, case_id, "case_text_read", _counted, scope=_scope(by), by=by.id)
    return case, await services.alerts.of_case(case.id)


async def say_why(services: Services, case_id: str, reason: str, *, by: StaffMember) -> None:
    """She says why she has to look into a case that isn't hers. Raises Invalid("reason"), NotAllowed, NotFound."""
    if reason not in REASONS:
        raise Invalid("reason")
    await find(services, case_id, by=by)
    now = services.now()

    async def write(case: Case, session: Session) -> None:
        until = now + REASON_HOLDS
        entry = CaseEntry(new_id(), case.id, "reason", reason, by.id, now, due_at=until)
        await services.case_entries.add(entry, session=session)

    data = {"reason": reason}
    await step(services, case_id, "case_reason_given", _counted, scope=_scope(by), by=by.id, data=data, write=write)


def _counted(case: Case) -> Case:
    return replace(case, seq=case.seq + 1)


def _scope(by: StaffMember) -> Scope:
    return by.scope(Permission.ALERT_READ)
