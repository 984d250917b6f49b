"""The audit log: who did or read what, and whether the log holds."""

from collections.abc import Sequence
from typing import Any

from domain.audit import SYSTEM, AuditRow
from domain.staff import Permission
from handlers.access import requires
from handlers.console.audit_table import LOG, codes_of
from handlers.console.list_page import TablePage
from handlers.console.page import ConsolePage
from handlers.console.table import About, Asked, Table
from services.audit import look
from services.audit.look import check
from wording import audit as acts


class _Log(ConsolePage):
    SECTION = "audit"

    async def _chain(self) -> dict[str, Any]:
        """How far the log is sealed, and whether she may look through it."""
        return {
            "sealed": await self.services.audit.last_seal(),
            "verdict": None,
            "may_check": self.staff.may_in(Permission.AUDIT_READ, self.services.facts.city_path),
            "acts": acts,
        }


@requires(Permission.AUDIT_READ)
class Log(_Log, TablePage[AuditRow]):
    """The newest first."""

    TEMPLATE = "audit/list.html"

    def table(self) -> Table[AuditRow]:
        """The list."""
        return LOG

    async def rows(self, asked: Asked, most: int) -> Sequence[AuditRow]:
        """Those of her regions that are asked for."""
        wanted = look.Asked(**asked.filters, part=asked.part)
        return await look.page(self.services, wanted, by=self.staff, most=most)

    async def about(self, rows: Sequence[AuditRow]) -> About:
        """The names of those who did it, of those it was done to, and of the places."""
        named = {one for each in rows for one in (each.actor, each.about) if one}
        names = {SYSTEM: acts.SYSTEM} | await self.services.staff.names(named)
        places = await self.services.regions.names(codes_of(rows))
        return {"names": names, "places": places, **await self._chain()}


@requires(Permission.AUDIT_READ)
class LogCheck(_Log):
    """Whether the log still says what it said."""

    async def post(self) -> None:
        """Look through it and tell."""
        chain = await self._chain() | {"verdict": await check(self.services, by=self.staff)}
        self.show("audit/list.html", table=None, **chain)


ROUTES = [(r"/console/audit", Log), (r"/console/audit/check", LogCheck)]
