"""Collection points for programs of staff: what lies at each, and what stands on their door."""

from typing import ClassVar

from pydantic import Field

from domain.parcels import Point
from domain.staff import Permission
from handlers.access import requires
from handlers.api.call import ID
from handlers.api.operation import Model, Operation, Route
from handlers.api.staff.call import StaffCall
from services.wishes import points

TEXT_MOST = 500  # what may be sent; how long each may be is the service's


class PointWrite(Model):
    """What stands on its door; one that still holds parcels can't be closed."""

    name: str = Field(max_length=TEXT_MOST)
    address: str = Field(max_length=TEXT_MOST)
    hours: str = Field(max_length=TEXT_MOST)
    closed: bool = False


class PointCreate(PointWrite):
    """A new one: the code of the region that it lies in, which stays."""

    region: str = Field(pattern=r"^[0-9]{2,15}$")


class PointView(Model):
    """A collection point, and how many parcels lie there now."""

    id: str
    name: str
    region_path: str
    address: str
    hours: str
    closed: bool
    version: int
    stock: int


class PointList(Model):
    """Those of her regions."""

    points: list[PointView]


_FACTS = [name for name in PointView.model_fields if name != "stock"]


def _view(point: Point, stock: int) -> PointView:
    return PointView.model_validate({name: getattr(point, name) for name in _FACTS} | {"stock": stock})


def _point(point_id: str, given: PointWrite, *, region: str, version: int) -> Point:
    name, address, hours = (" ".join(each.split()) for each in (given.name, given.address, given.hours))
    return Point(point_id, name, region, "", address, hours, version=version, closed=given.closed)


@requires(Permission.WISH_READ, post=Permission.WISH_APPROVE)
class PointsCall(StaffCall):
    """The collection points of her regions."""

    OPERATIONS: ClassVar = {
        "get": Operation(id="listPoints", summary="Collection points, each with its stock", answer=PointList),
        "post": Operation(
            id="createPoint",
            summary="A new collection point",
            answer=PointView,
            body=PointCreate,
            status=201,
            once=True,
            versioned=True,
        ),
    }

    async def get(self) -> None:
        """All of them."""
        found = await points.points(self.services, by=self.staff)
        self.answer(PointList(points=[_view(each, many) for each, many in found]))

    async def post(self) -> None:
        """The point."""
        given = self.body(PointCreate)

        async def create(made: str) -> tuple[PointView, int]:
            point = _point(made, given, region=given.region, version=0)
            kept = await points.keep(self.services, point, by=self.staff)
            return _view(kept, 0), kept.version

        await self.once(create)


@requires(Permission.WISH_READ, put=Permission.WISH_APPROVE)
class PointCall(StaffCall):
    """One point."""

    OPERATIONS: ClassVar = {
        "get": Operation(
            id="getPoint", summary="A collection point", answer=PointView, path={"id": ID}, versioned=True
        ),
        "put": Operation(
            id="changePoint",
            summary="Change what stands on its door, or close it",
            answer=PointView,
            path={"id": ID},
            body=PointWrite,
            seen=True,
            versioned=True,
        ),
    }

    async def get(self, point_id: str) -> None:
        """It."""
        await self._show(point_id)

    async def put(self, point_id: str) -> None:
        """Changed, if it is still as the caller has read it."""
        seen, given = self.seen_version(), self.body(PointWrite)
        found = await self.services.points.get(point_id, scope=self.staff.scope(points.KEEP))
        point = _point(point_id, given, region=found.region, version=seen)
        await self.unless_changed(points.keep(self.services, point, by=self.staff))
        await self._show(point_id)

    async def _show(self, point_id: str) -> None:
        found = await points.look(self.services, point_id, by=self.staff)
        self.versioned(found.point.version, whole=True)  # parcels come and go without it
        self.answer(_view(found.point, len(found.stock)))


_GAP = r"([0-9a-z]{26})"
API_ROUTES = [
    Route("/api/v1/staff/points", r"/api/v1/staff/points", PointsCall),
    Route("/api/v1/staff/points/{id}", rf"/api/v1/staff/points/{_GAP}", PointCall),
]
