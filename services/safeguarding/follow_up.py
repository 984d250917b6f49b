"""Staff take up an alert. Reading what was written is written down."""

from datetime import datetime

from domain.audit import Act
from domain.cases import CaseMove
from domain.staff import Permission, StaffMember
from services.cases.access import need_near
from services.cases.moving import follow_alert
from services.context import Services
from storage.alerts import Alert
from storage.events import Event
from storage.mongo import Session, in_transaction


async def read(services: Services, alert_id: str, *, by: StaffMember) -> Alert:
    """
    The alert with what was written. The event that she read it is kept first.

    Raises NotAllowed (also to whoever would have to say why before she looks into its case), NotFound (also for an alert
    of another region), StoreAway.
    """
    by.need(Permission.ALERT_READ)
    alert = await services.alerts.get(alert_id, scope=by.scope(Permission.ALERT_READ))
    if alert.case_id:
        await need_near(services, alert.case_id, by=by)
    await _note(services, alert, "alert_read", by)
    return alert


async def acknowledge(services: Services, alert_id: str, *, by: StaffMember) -> Alert:
    """
    She takes it up; the first one stays. Asking again is the same as asking once.

    Raises NotAllowed, NotFound, StoreAway.
    """
    by.need(Permission.ALERT_ACKNOWLEDGE)
    now = services.now()
    scope = by.scope(Permission.ALERT_ACKNOWLEDGE)
    before = await services.alerts.get(alert_id, scope=scope)
    alert = await services.alerts.acknowledge(alert_id, by=by.id, scope=scope, now=now)
    if before.acknowledged_at is None and alert.acknowledged_by == by.id:
        await _note(services, alert, "alert_acknowledged", by)
    if alert.case_id:
        await follow_alert(services, alert.case_id, CaseMove.ACKNOWLEDGE, by=by)
    return alert


async def release(services: Services, alert_id: str, *, by: StaffMember, taken_at: datetime) -> None:
    """
    She has not taken it up after all: it waits for somebody again. Only her own tap, the one of `taken_at`.

    Raises NotAllowed, NotFound, Conflict when it doesn't stand so any more, StoreAway.
    """
    by.need(Permission.ALERT_ACKNOWLEDGE)
    scope = by.scope(Permission.ALERT_ACKNOWLEDGE)
    alert = await services.alerts.get(alert_id, scope=scope)
    now = services.now()

    async def change(session: Session) -> None:
        seq = await services.alerts.release(alert.id, by=by.id, taken_at=taken_at, scope=scope, session=session)
        path = alert.region_path
        event = Event(about=alert.id, seq=seq, kind="alert_released", actor=by.id, at=now, region_path=path)
        await services.events.add(event, session=session)
        act = Act("undone", about=alert.id, region_path=path, data={"move": "acknowledge"})
        await services.audit.add(act, by=by.id, now=now, session=session)

    await in_transaction(services.db, change)
    if alert.case_id:
        await follow_alert(services, alert.case_id, CaseMove.HAND_BACK, by=by)


async def _note(services: Services, alert: Alert, kind: str, by: StaffMember) -> None:
    async def note(session: Session) -> None:
        event = Event(
            about=alert.id,
            seq=await services.alerts.note(alert.id, session=session),
            kind=kind,
            actor=by.id,
            at=services.now(),
            region_path=alert.region_path,
        )
        await services.events.add(event, session=session)
        act = Act(kind, about=alert.id, region_path=alert.region_path)
        await services.audit.add(act, by=by.id, now=services.now(), session=session)

    await in_transaction(services.db, note)
