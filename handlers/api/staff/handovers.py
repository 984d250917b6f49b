"""Hand-overs for programs of staff: what went to whom, and the successor's own tick."""

from datetime import datetime
from typing import ClassVar

from domain.staff import Permission
from handlers.access import requires
from handlers.api.call import ID
from handlers.api.operation import Model, Operation, Route
from handlers.api.staff.call import StaffCall
from services.staff.handover import key_of
from services.staff.receiving import look, receive
from storage.handovers import Handover


class HandedView(Model):
    """A line of the list; `key` is what ticks it off."""

    key: str
    kind: str
    id: str
    title: str


class HandoverView(Model):
    """`staff_id` left, `successor_id` goes on, `by` signed it off; `received_at` is null until the successor has."""

    id: str
    staff_id: str
    successor_id: str
    region_path: str
    by: str
    at: datetime
    received_at: datetime | None
    things: list[HandedView]


class ReceiveAsk(Model):
    """The `key` of every line."""

    ticks: list[str]


def _view(handover: Handover) -> HandoverView:
    facts = {name: getattr(handover, name) for name in HandoverView.model_fields}
    things = [HandedView(key=key_of(each), kind=each.kind, id=each.id, title=each.title) for each in handover.things]
    return HandoverView.model_validate(facts | {"things": things})


@requires(Permission.SELF)
class HandoverCall(StaffCall):
    """A list that was signed off."""

    OPERATIONS: ClassVar = {
        "get": Operation(
            id="getHandover",
            summary="What was handed over, for who reads colleagues of its region and for the successor",
            answer=HandoverView,
            path={"id": ID},
            problems=(404,),
        )
    }

    async def get(self, handover_id: str) -> None:
        """The list."""
        self.answer(_view(await look(self.services, handover_id, by=self.staff)))


@requires(Permission.SELF)
class ReceivedCall(StaffCall):
    """The successor has it."""

    OPERATIONS: ClassVar = {
        "post": Operation(
            id="receiveHandover",
            summary="The successor ticks every line off; twice is the same as once",
            answer=HandoverView,
            path={"id": ID},
            body=ReceiveAsk,
            problems=(404, 409),
        )
    }

    async def post(self, handover_id: str) -> None:
        """The list as received."""
        given = self.body(ReceiveAsk)
        self.answer(_view(await receive(self.services, handover_id, by=self.staff, seen=given.ticks)))


_BASE, _GAP = "/api/v1/staff/handovers", "([0-9a-z]{26})"
API_ROUTES = [
    Route(f"{_BASE}/{{id}}", f"{_BASE}/{_GAP}", HandoverCall),
    Route(f"{_BASE}/{{id}}/received", f"{_BASE}/{_GAP}/received", ReceivedCall),
]
