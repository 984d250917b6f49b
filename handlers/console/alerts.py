"""Alerts: somebody wrote in danger."""

from collections.abc import Sequence

from domain.staff import Permission
from handlers.access import requires
from handlers.console.list_page import TablePage
from handlers.console.offers import Offer, offer_undo, shown, token_of
from handlers.console.page import ConsolePage
from handlers.console.table import About, Asked, Cell, Column, Filter, Table
from services.safeguarding.follow_up import acknowledge, read
from storage.alerts import Alert
from wording import console as words
from wording import parts, tables

ALERTS: Table[Alert] = Table(
    name="alerts",
    address="/console/alerts",
    caption=tables.ALERTS,
    key=lambda alert: alert.id,
    sort="-at",
    row_part="alerts/_row.html",
    filters=(Filter("all", tables.WHICH, (("1", tables.ALL),), tables.NOT_TAKEN),),
    empty=tables.NO_ALERTS,
    empty_so=tables.NO_ALERTS_AT_ALL,
    columns=(
        Column("danger", tables.DANGER, lambda alert, _: words.DANGERS.get(alert.danger, words.OTHER)),
        Column("at", tables.AT, lambda alert, _: alert.at, Cell.MOMENT, sortable=True),
        Column("taken_by", tables.TAKEN_BY, lambda alert, about: about["names"].get(alert.acknowledged_by, "")),
        Column("taken_at", tables.TAKEN_AT, lambda alert, _: alert.acknowledged_at, Cell.MOMENT),
    ),
)


@requires(Permission.ALERT_READ)
class Alerts(TablePage[Alert]):
    """The newest first; those that somebody has taken up only where asked for."""

    SECTION = "alerts"
    TEMPLATE = "alerts/list.html"

    def table(self) -> Table[Alert]:
        """The list."""
        return ALERTS

    async def rows(self, asked: Asked, most: int) -> Sequence[Alert]:
        """Those that nobody has taken up, or all."""
        return await self.services.alerts.page(
            scope=self.staff.scope(Permission.ALERT_READ),
            open_only=not asked.filters["all"],
            part=asked.part,
            most=most,
        )

    async def about(self, rows: Sequence[Alert]) -> About:
        """Who took them up."""
        taken = [each.acknowledged_by for each in rows if each.acknowledged_by]
        return {"names": await self.services.staff.names(taken)}


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
        """Taken up; the first one stays. For ten seconds she may take it back."""
        alert = await acknowledge(self.services, alert_id, by=self.staff)
        mine = alert.acknowledged_by == self.staff.id and alert.acknowledged_at is not None
        offer = Offer("alert", alert.id, (alert.acknowledged_at or self.services.now()).isoformat(), parts.TAKEN)
        if not self.is_htmx:
            if mine:
                offer_undo(self, offer)
            self.redirect("/console/alerts", status=303)
            return
        names = await self.services.staff.names([alert.acknowledged_by])
        undo = shown(token_of(self, offer), offer) if mine else None
        self.page("alerts/_taken.html", item=alert, names=names, undo=undo, undo_back="/console/alerts")


ROUTES = [
    (r"/console/alerts", Alerts),
    (r"/console/alerts/([0-9a-z]{26})/text", AlertText),
    (r"/console/alerts/([0-9a-z]{26})/acknowledge", AlertAcknowledge),
]
