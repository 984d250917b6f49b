"""Alerts: somebody wrote in danger."""

from domain.staff import Permission
from handlers.access import requires
from handlers.base import PAGE_ROWS
from handlers.console.page import ConsolePage, first_part
from services.safeguarding.follow_up import acknowledge, read


@requires(Permission.ALERT_READ)
class Alerts(ConsolePage):
    """The newest first; those that somebody has taken up only where asked for."""

    SECTION = "alerts"

    async def get(self) -> None:
        """The list."""
        everything = self.text_argument("all", most=1) == "1"
        rows = await self.services.alerts.page(
            scope=self.staff.scope(Permission.ALERT_READ),
            open_only=not everything,
            after=self.after_argument(),
            most=PAGE_ROWS + 1,
        )
        alerts, more = first_part(rows)
        names = await self.services.staff.names(each.acknowledged_by for each in alerts if each.acknowledged_by)
        self.show("alerts/list.html", alerts=alerts, more=more, everything=everything, names=names)


@requires(Permission.ALERT_READ)
class AlertText(ConsolePage):
    """What was written."""

    SECTION = "alerts"

    async def post(self, alert_id: str) -> None:
        """The text; kept as an event first."""
        alert = await read(self.services, alert_id, by=self.staff)
        self.part_or_page("alerts/_text.html", "alerts/detail.html", alert=alert)


@requires(Permission.ALERT_ACKNOWLEDGE)
class AlertAcknowledge(ConsolePage):
    """She takes it up."""

    SECTION = "alerts"

    async def post(self, alert_id: str) -> None:
        """Taken up; the first one stays."""
        alert = await acknowledge(self.services, alert_id, by=self.staff)
        if not self.is_htmx:
            self.redirect("/console/alerts", status=303)
            return
        names = await self.services.staff.names([alert.acknowledged_by])
        self.page("alerts/_row.html", alert=alert, names=names)


ROUTES = [
    (r"/console/alerts", Alerts),
    (r"/console/alerts/([0-9a-z]{26})/text", AlertText),
    (r"/console/alerts/([0-9a-z]{26})/acknowledge", AlertAcknowledge),
]
