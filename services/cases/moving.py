"""What staff do with a case: take it up, tick off steps, plan, close it by two, or say that it was no danger."""

import re
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta

from domain.calendar import day_in_china
from domain.cases import Case, CaseMove, moved, with_report_due
from domain.errors import Invalid, MoveNotPossible
from domain.regions import Scope
from domain.staff import Permission, StaffMember
from services.cases.access import need_near
from services.cases.guide import guide
from services.cases.steps import step
from services.context import Services
from storage.mongo import Session
from storage.safe_words import FalseAlarm
from wording import cases as words

FURTHEST = timedelta(days=366)
WORDING_MOST = 500
_NUMBERS = re.compile(rf"[0-9０-９{words.NUMERALS}]{{3,}}|[0-9A-Za-z_@.-]{{6,}}")
KINDS = {
    CaseMove.ACKNOWLEDGE: "case_acknowledged",
    CaseMove.HAND_BACK: "case_handed_back",
    CaseMove.REACH: "case_reached",
    CaseMove.FOLLOW_UP: "case_followed_up",
    CaseMove.PROPOSE_CLOSING: "case_closing_proposed",
    CaseMove.KEEP_OPEN: "case_kept_open",
    CaseMove.CLOSE: "case_closed",
    CaseMove.REOPEN: "case_reopened",
    CaseMove.FALSE_ALARM: "case_false_alarm",
}


async def move(services: Services, case_id: str, what: CaseMove, *, by: StaffMember, seen: int | None = None) -> Case:
    """
    Make a move; what the case is already stays. Whoever takes it up takes up all that was written in it. `seen` is the
    `seq` of the case that she has read.

    Raises NotAllowed (also to whoever would close what she proposed), NotFound, MoveNotPossible, Conflict where it isn't
    as she has read it, StoreAway.
    """
    by.need(Permission.ALERT_ACKNOWLEDGE)
    await need_near(services, case_id, by=by)
    now = services.now()

    def change(case: Case) -> Case:
        if what is CaseMove.ACKNOWLEDGE and case.is_open and case.owner and case.answer_by is None:
            return case  # somebody was first, or asks twice
        return moved(case, what, by=by.id, now=now)

    async def write(case: Case, session: Session) -> None:
        if what is CaseMove.ACKNOWLEDGE:
            await services.alerts.take_up(case.id, by=by.id, now=now, session=session)

    return await step(services, case_id, KINDS[what], change, scope=_scope(by), by=by.id, write=write, seen=seen)


async def follow_alert(services: Services, case_id: str, what: CaseMove, *, by: StaffMember) -> None:
    """Her tap on one message counts for its case; one that is past that stays as it is. Raises NotFound, StoreAway."""
    now, takes = services.now(), what is CaseMove.ACKNOWLEDGE

    def change(case: Case) -> Case:
        if (takes and case.answer_by is None) or (not takes and case.owner != by.id):
            return case
        try:
            return moved(case, what, by=by.id, now=now)
        except MoveNotPossible:
            return case

    async def write(case: Case, session: Session) -> None:
        if takes:
            await services.alerts.take_up(case.id, by=by.id, now=now, session=session)

    await step(services, case_id, KINDS[what], change, scope=_scope(by), by=by.id, write=write)


async def tick(
    services: Services, case_id: str, ticked: Collection[str], *, by: StaffMember, seen: int | None = None
) -> Case:
    """
    These steps of its list are done, and no others; what isn't on the list counts for nothing. Raises NotAllowed,
    NotFound, MoveNotPossible, Conflict where it isn't as she has read it, StoreAway.
    """
    open_case = await _need_open(services, case_id, by)
    listed = guide().steps(open_case.danger, minor=open_case.minor)
    done = tuple(each.id for each in listed if each.id in ticked)

    def change(case: Case) -> Case:
        return case if set(done) == set(case.done) else replace(case, done=done, seq=case.seq + 1)

    return await step(
        services, case_id, "case_ticked", change, scope=_scope(by), by=by.id, data={"done": list(done)}, seen=seen
    )


async def mark_minor(services: Services, case_id: str, *, by: StaffMember) -> Case:
    """Somebody under eighteen is concerned: then it has to be reported. Raises as `tick`."""
    await _need_open(services, case_id, by)
    now = services.now()

    def change(case: Case) -> Case:
        marked = replace(case, minor=True, ask_minor=False, seq=case.seq + 1)
        return case if case.minor else with_report_due(marked, now)

    return await step(services, case_id, "case_minor", change, scope=_scope(by), by=by.id)


async def mark_adult(services: Services, case_id: str, *, by: StaffMember) -> Case:
    """
    Nobody under eighteen is concerned, though her words may have spoken of one. Where one is concerned already, that
    isn't taken back: MoveNotPossible. Raises as `tick`.
    """
    await _need_open(services, case_id, by)

    def change(case: Case) -> Case:
        if case.minor:
            raise MoveNotPossible
        return replace(case, ask_minor=False, seq=case.seq + 1) if case.ask_minor else case

    return await step(services, case_id, "case_adult", change, scope=_scope(by), by=by.id)


async def plan(services: Services, case_id: str, at: datetime, *, by: StaffMember, seen: int | None = None) -> Case:
    """When she is to be spoken to next; the owner is reminded then. Raises Invalid("at") and as `tick`."""
    now = services.now()
    if not now < at < now + FURTHEST:
        raise Invalid("at", "out_of_range")
    await _need_open(services, case_id, by)

    def change(case: Case) -> Case:
        return replace(case, next_contact_at=at, reminded=False, seq=case.seq + 1)

    return await step(services, case_id, "case_planned", change, scope=_scope(by), by=by.id, seen=seen)


async def false_alarm(
    services: Services, case_id: str, alert_id: str, wording: str, *, by: StaffMember, seen: int | None = None
) -> Case:
    """
    It was no danger. `wording`, as she left it after taking names out, is kept for the screen's tests, with nothing that
    leads back to anybody; empty keeps none. Raises Invalid("wording") and as `move`.
    """
    wording = masked(wording.strip())
    if len(wording) > WORDING_MOST:
        raise Invalid("wording", "too_long")
    alerts = await services.alerts.of_case((await _need_open(services, case_id, by)).id)
    alert = next((each for each in alerts if each.id == alert_id), None)
    if wording and alert is None:
        raise Invalid("wording", "unknown")
    case = await move(services, case_id, CaseMove.FALSE_ALARM, by=by, seen=seen)
    if wording and alert is not None:
        day = day_in_china(services.now()).isoformat()
        await services.false_alarms.add(FalseAlarm(wording, alert.danger, alert.matched, day))
    return case


def masked(text: str) -> str:
    """The text without numbers and addresses that could be somebody's."""
    return _NUMBERS.sub("…", text)


async def _need_open(services: Services, case_id: str, by: StaffMember) -> Case:
    by.need(Permission.ALERT_ACKNOWLEDGE)
    case = await need_near(services, case_id, by=by)
    if not case.is_open:
        raise MoveNotPossible
    return case


def _scope(by: StaffMember) -> Scope:
    return by.scope(Permission.ALERT_READ)
