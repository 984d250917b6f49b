"""Parcels for programs of staff: a label is scanned at each hand-over."""

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from pydantic import Field

from domain.parcels import STEPS, Parcel, Place, Step, is_loose
from domain.staff import Permission
from domain.wishes import Wish
from handlers.access import requires
from handlers.api.call import ID
from handlers.api.operation import Model, Operation, Route
from handlers.api.staff.call import StaffCall
from services.wishes import parcels

CODE = "^[0-9A-Z]{8}$"


class StepView(Model):
    """One hand-over: where the parcel is since then, and by which member of staff; `back` took the one before back."""

    place: Place
    point: str
    by: str
    at: datetime
    back: bool


class ParcelView(Model):
    """
    A parcel: where it is, at which collection point, and the steps that may be made now. One that is `loose` belongs to
    its wish no longer and is given back.
    """

    code: str
    wish: str
    kind: str
    child_masked: str
    region_path: str
    place: Place
    point: str
    loose: bool
    offered: list[Place]
    steps: list[StepView]


class ParcelAsk(Model):
    """A hand-over. `point` is the id of a collection point, where the parcel comes to one."""

    step: Place = Field(json_schema_extra={"enum": [*map(str, STEPS)]})
    point: str = Field(default="", pattern=rf"^$|{ID}")


class _ParcelCall(StaffCall):
    """Answers with a parcel."""

    async def show(self, code: str) -> None:
        """As it is now."""
        shown = await parcels.look(self.services, code, by=self.staff)
        self.answer(_parcel(shown.parcel, shown.wish, shown.offered, shown.steps))


def _parcel(parcel: Parcel, wish: Wish, offered: tuple[Place, ...], steps: Sequence[Step]) -> ParcelView:
    return ParcelView(
        code=parcel.code,
        wish=wish.id,
        kind=wish.kind,
        child_masked=wish.child_masked,
        region_path=wish.region_path,
        place=parcel.place,
        point=parcel.point,
        loose=is_loose(parcel, wish.state),
        offered=list(offered),
        steps=[StepView(place=e.place, point=e.point, by=e.by, at=e.at, back=e.back) for e in steps],
    )


@requires(Permission.WISH_READ, post=Permission.WISH_HAND)
class ParcelCall(_ParcelCall):
    """A parcel by its label."""

    OPERATIONS: ClassVar = {
        "get": Operation(
            id="getParcel",
            summary="The parcel under a label",
            answer=ParcelView,
            path={"label": CODE},
            problems=(404,),
        ),
        "post": Operation(
            id="handParcelOn",
            summary="Hand it on; the same step twice is once, and to the family is the wish's own delivery",
            answer=ParcelView,
            path={"label": CODE},
            problems=(404, 409),
            body=ParcelAsk,
        ),
    }

    async def get(self, code: str) -> None:
        """It."""
        await self.show(code)

    async def post(self, code: str) -> None:
        """Handed on."""
        given = self.body(ParcelAsk)
        await parcels.hand_on(self.services, code, given.step, by=self.staff, point=given.point)
        await self.show(code)


@requires(Permission.WISH_HAND)
class WishLabelCall(_ParcelCall):
    """The label of a wish that is on its way."""

    OPERATIONS: ClassVar = {
        "post": Operation(
            id="labelWish",
            summary="The label of what is brought for a wish: the same each time",
            answer=ParcelView,
            path={"id": ID},
            problems=(404, 409),
        )
    }

    async def post(self, wish_id: str) -> None:
        """Made, or the one that there is."""
        await self.show((await parcels.label_for(self.services, wish_id, by=self.staff)).code)


_GAP = r"([0-9a-z]{26})"
_PARCELS = "/api/v1/staff/parcels"
API_ROUTES = [
    Route(f"{_PARCELS}/{{label}}", rf"{_PARCELS}/([0-9A-Z]{{8}})", ParcelCall),
    Route(f"{_PARCELS}/of/{{id}}", rf"{_PARCELS}/of/{_GAP}", WishLabelCall),
]
