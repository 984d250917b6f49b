"""How the installation is, for programs of staff: what the status page says, in words that stay the same."""

from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar

from domain.staff import Permission
from handlers.access import requires
from handlers.api.operation import Model, Operation, Route
from handlers.api.staff.call import StaffCall
from handlers.status_board import status_board
from services.status import Finding
from wording import status as words


class FindingView(Model):
    """A part and how it is: `state` is "good" or what is wrong; `says` and `advice` are as staff read them."""

    part: str
    state: str
    says: str
    advice: str
    last: datetime | None


class QuotaView(Model):
    """How often the platform may still be called today."""

    remain: int
    daily_limit: int


class StatusView(Model):
    """What was found within the last half minute, at `at`."""

    at: datetime
    good: bool
    parts: list[FindingView]
    quotas: Mapping[str, QuotaView]


@requires(Permission.STATUS_READ)
class StatusCall(StaffCall):
    """Every part. The process keeps what it found for half a minute, for pages and programs together."""

    OPERATIONS: ClassVar = {
        "get": Operation(id="status", summary="How the platform, stores and workers are, in words", answer=StatusView)
    }

    async def get(self) -> None:
        """How it is."""
        found = await status_board(self.application).look(self.services, by=self.staff)
        quotas = {
            name: QuotaView(remain=each.remain, daily_limit=each.daily_limit) for name, each in found.quotas.items()
        }
        good = all(each.state == "good" for each in found.findings)
        parts = [_view(each) for each in found.findings]
        self.answer(StatusView(at=found.at, good=good, parts=parts, quotas=quotas))


def _view(found: Finding) -> FindingView:
    says = words.says(found.part, found.state).format(**found.facts)
    advice = "" if found.state == "good" else words.advice(found.part, found.state)
    return FindingView(part=found.part, state=found.state, says=says, advice=advice, last=found.when)


API_ROUTES = [Route("/api/v1/staff/status", "/api/v1/staff/status", StatusCall)]
