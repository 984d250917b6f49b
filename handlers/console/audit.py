"""The audit log: who did or read what, and whether the log holds."""

from urllib.parse import urlencode

from domain.audit import SYSTEM
from domain.staff import Permission
from handlers.access import requires
from handlers.base import PAGE_ROWS
from handlers.console.page import ConsolePage, first_part
from services.audit import Verdict
from services.audit.look import Asked, check, page
from wording import audit as acts


class _Log(ConsolePage):
    SECTION = "audit"

    async def _show_log(self, verdict: Verdict | None = None) -> None:
        asked = {name: self.text_argument(name, most=64).strip() for name in ("login", "kind", "about")}
        rows = await page(self.services, Asked(**asked, after=self.after_argument()), by=self.staff, most=PAGE_ROWS + 1)
        shown, more = first_part(rows)
        named = {one for each in shown for one in (each.actor, each.about) if one}
        self.show(
            "audit/list.html",
            rows=shown,
            more=more,
            asked=asked,
            kept=urlencode({name: value for name, value in asked.items() if value}),
            names={SYSTEM: acts.SYSTEM} | await self.services.staff.names(named),
            places=await self.services.regions.names({c for each in shown for c in each.region_path.split("/") if c}),
            sealed=await self.services.audit.last_seal(),
            verdict=verdict,
            may_check=self.staff.may_in(Permission.AUDIT_READ, self.services.facts.city_path),
            acts=acts,
        )


@requires(Permission.AUDIT_READ)
class Log(_Log):
    """The newest first."""

    async def get(self) -> None:
        """The list."""
        await self._show_log()


@requires(Permission.AUDIT_READ)
class LogCheck(_Log):
    """Whether the log still says what it said."""

    async def post(self) -> None:
        """Look through it and tell."""
        await self._show_log(await check(self.services, by=self.staff))


ROUTES = [(r"/console/audit", Log), (r"/console/audit/check", LogCheck)]
