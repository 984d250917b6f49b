"""Hand-overs for programs of staff: what went to whom, and the successor's own tick."""

from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar

from pydantic import Field

from domain.staff import Permission
from handlers.access import requires
from handlers.api.call import ID
from handlers.api.operation import Model, Operation, Route
from handlers.api.staff.call import StaffCall
from services.staff.handover import hand_over, key_of, what_moves
from services.staff.receiving import look, receive
from storage.handovers import Handed, Handover


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
    return HandoverView.model_validate(facts | {"things": _things(handover.things)})


def _things(things: Iterable[Handed]) -> list[HandedView]:
    return [HandedView(key=key_of(each), kind=each.kind, id=each.id, title=each.title) for each in things]


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


class LeavingView(Model):
    """Everything that is in a colleague's name."""

    things: list[HandedView]


class LeaveAsk(Model):
    """By which login the successor signs in, and the `key` of every line."""

    successor: str = Field(max_length=100)
    ticks: list[str]


@requires(Permission.STAFF_MANAGE)
class LeavingCall(StaffCall):
    """A colleague who leaves."""

    OPERATIONS: ClassVar = {
        "get": Operation(
            id="whatMoves",
            summary="What is in a colleague's name and goes to a successor when she leaves",
            answer=LeavingView,
            path={"id": ID},
            problems=(404, 409),
        ),
        "post": Operation(
            id="handOverWork",
            summary="Everything of hers goes to the successor, and she has left",
            answer=HandoverView,
            path={"id": ID},
            body=LeaveAsk,
            problems=(404, 409),
            status=201,
            once=True,
        ),
    }

    async def get(self, staff_id: str) -> None:
        """The list."""
        _, things = await what_moves(self.services, staff_id, by=self.staff)
        self.answer(LeavingView(things=_things(things)))

    async def post(self, staff_id: str) -> None:
        """Handed over."""
        given = self.body(LeaveAsk)

        async def create(made: str) -> tuple[HandoverView, None]:
            done = await hand_over(
                self.services, staff_id, made, by=self.staff, successor=given.successor, seen=given.ticks
            )
            return _view(done), None

        await self.once(create)


_BASE, _GAP = "/api/v1/staff/handovers", "([0-9a-z]{26})"
API_ROUTES = [
    Route(f"{_BASE}/{{id}}", f"{_BASE}/{_GAP}", HandoverCall),
    Route("/api/v1/staff/staff/{id}/leaving", f"/api/v1/staff/staff/{_GAP}/leaving", LeavingCall),
    Route(f"{_BASE}/{{id}}/received", f"{_BASE}/{_GAP}/received", ReceivedCall),
]
