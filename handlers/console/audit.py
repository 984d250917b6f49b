"""The audit log: who did or read what, and whether the log holds."""

from collections.abc import Mapping
from functools import partial
from urllib.parse import urlencode

from tornado.web import HTTPError

from domain.audit import SYSTEM
from domain.staff import Permission
from handlers.access import requires
from handlers.base import PAGE_ROWS
from handlers.console.page import ConsolePage
from handlers.console.table import cut, read_places
from services.audit import Verdict
from services.audit.look import Asked, check, page
from storage.paging import Part
from wording import audit as acts


def _address(asked: Mapping[str, str], sort: str, /, **changes: str) -> str:
    """The address of the log with other values than it was asked for with."""
    values = {**asked, "sort": "" if sort == "-at" else sort} | changes
    query = urlencode({name: value for name, value in values.items() if value})
    return f"/console/audit?{query}" if query else "/console/audit"


class _Log(ConsolePage):
    SECTION = "audit"

    async def _show_log(self, verdict: Verdict | None = None) -> None:
        asked = {name: self.text_argument(name, most=64).strip() for name in ("login", "kind", "about")}
        sort = self.text_argument("sort", most=20) or "-at"
        if sort not in {"at", "-at"}:
            raise HTTPError(400)
        part = Part(*read_places(self), rising=sort == "at")
        rows = await page(self.services, Asked(**asked, part=part), by=self.staff, most=PAGE_ROWS + 1)
        shown, back, on = cut(rows, part, PAGE_ROWS)
        named = {one for each in shown for one in (each.actor, each.about) if one}
        self.show(
            "audit/list.html",
            rows=shown,
            goes_back=back,
            goes_on=on,
            sort=sort,
            here=partial(_address, asked, sort),
            asked=asked,
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
