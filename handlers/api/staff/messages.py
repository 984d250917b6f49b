"""Calls for help, for programs of staff. Reading what was written is written down."""

from datetime import datetime
from typing import ClassVar

from pydantic import Field

from domain.staff import Permission
from handlers.access import requires
from handlers.api.call import ID, PartQuery
from handlers.api.operation import Model, Operation, Route
from handlers.api.staff.call import StaffCall
from services.safeguarding.follow_up import acknowledge
from services.safeguarding.follow_up import read as read_alert
from storage.alerts import Alert


class AlertRow(Model):
    """A call for help, without what was written."""

    id: str
    danger: str
    region_path: str
    at: datetime
    acknowledged_by: str
    acknowledged_at: datetime | None


class AlertPart(Model):
    """A part of the list, the newest first; `next` is what `after` takes to go on, null at the end."""

    alerts: list[AlertRow]
    next: str | None


class AlertView(AlertRow):
    """A call for help with what was written, and what was recognised in it."""

    text: str
    matched: list[str]


class AlertsQuery(PartQuery):
    """Which calls for help."""

    all: bool = Field(default=False, description="also those that somebody has taken up")


def _alert(alert: Alert) -> dict[str, object]:
    return {name: getattr(alert, name) for name in AlertRow.model_fields}


@requires(Permission.ALERT_READ)
class AlertsCall(StaffCall):
    """Calls for help."""

    OPERATIONS: ClassVar = {
        "get": Operation(id="listAlerts", summary="Calls for help", answer=AlertPart, query=AlertsQuery)
    }

    async def get(self) -> None:
        """A part of the list."""
        asked, scope = self.query(AlertsQuery), self.staff.scope(Permission.ALERT_READ)
        rows = await self.services.alerts.page(
            scope=scope, open_only=not asked.all, after=asked.after, most=asked.limit + 1
        )
        shown = rows[: asked.limit]
        more = shown[-1].id if len(rows) > asked.limit else None
        self.answer(AlertPart(alerts=[AlertRow.model_validate(_alert(each)) for each in shown], next=more))


@requires(Permission.ALERT_READ)
class AlertTextCall(StaffCall):
    """What was written."""

    OPERATIONS: ClassVar = {
        "post": Operation(
            id="readAlert",
            summary="What was written; that it was read is written down",
            answer=AlertView,
            path={"id": ID},
            problems=(404,),
        )
    }

    async def post(self, alert_id: str) -> None:
        """The call for help with its text."""
        alert = await read_alert(self.services, alert_id, by=self.staff)
        self.answer(AlertView.model_validate(_alert(alert) | {"text": alert.text, "matched": list(alert.matched)}))


@requires(Permission.ALERT_ACKNOWLEDGE)
class AlertAcknowledgeCall(StaffCall):
    """She takes it up."""

    OPERATIONS: ClassVar = {
        "post": Operation(
            id="acknowledgeAlert",
            summary="Take up a call for help; who was first stays",
            answer=AlertRow,
            path={"id": ID},
            problems=(404,),
        )
    }

    async def post(self, alert_id: str) -> None:
        """The call for help, with who has taken it up."""
        alert = await acknowledge(self.services, alert_id, by=self.staff)
        self.answer(AlertRow.model_validate(_alert(alert)))


_GAP = r"([0-9a-z]{26})"
API_ROUTES = [
    Route("/api/v1/staff/alerts", r"/api/v1/staff/alerts", AlertsCall),
    Route("/api/v1/staff/alerts/{id}/text", rf"/api/v1/staff/alerts/{_GAP}/text", AlertTextCall),
    Route("/api/v1/staff/alerts/{id}/acknowledge", rf"/api/v1/staff/alerts/{_GAP}/acknowledge", AlertAcknowledgeCall),
]
