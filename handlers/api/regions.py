"""The tree of regions for the mini-program: from the counties down in three taps, or by name."""

from typing import ClassVar

from pydantic import Field

from domain.regions import Region, RegionLevel, Scope
from handlers.access import public
from handlers.api.operation import Model, Operation, Route
from handlers.api.visitor import VisitorCall
from services.regions.look import trail_of

CODE = r"^[0-9]{2,15}$"
FOUND_MOST = 20


class PlaceRow(Model):
    """A region. `path` is the codes from the province down to it."""

    code: str
    name: str
    level: RegionLevel
    path: str


class PlaceList(Model):
    """Regions in the official order of their codes."""

    regions: list[PlaceRow]


class PlaceView(PlaceRow):
    """A region with the way to it, from the province down, and what lies right below it. A closed one has no way in."""

    trail: list[PlaceRow]
    below: list[PlaceRow]
    closed: bool


class PlacesQuery(Model):
    """With `q` regions of the city by how their name begins; else what lies right below `parent`, or the counties."""

    parent: str = Field(default="", pattern=r"^([0-9]{2,15})?$", description="a region's code")
    q: str = Field(default="", max_length=40, description="how the name begins")


def _row(region: Region) -> PlaceRow:
    return PlaceRow(code=region.code, name=region.name, level=region.level, path=region.path)


@public
class RegionsCall(VisitorCall):
    """Regions to choose from."""

    OPERATIONS: ClassVar = {
        "get": Operation(
            id="regions",
            summary="Counties, what lies below a region, or regions by name",
            answer=PlaceList,
            query=PlacesQuery,
        )
    }

    async def get(self) -> None:
        """Open ones."""
        asked, store = self.query(PlacesQuery), self.services.regions
        words = asked.q.strip()
        if words:
            scope = Scope.of(self.services.facts.city_path)
            found = [each for each in await store.named(words, scope=scope, most=FOUND_MOST) if not each.closed]
        elif asked.parent:
            found = await store.below(asked.parent)
        else:
            found = await store.of_level(RegionLevel.COUNTY)
        self.answer(PlaceList(regions=[_row(each) for each in found]))


@public
class RegionCall(VisitorCall):
    """One region."""

    OPERATIONS: ClassVar = {
        "get": Operation(
            id="region",
            summary="A region, the way to it and what lies below",
            answer=PlaceView,
            path={"code": CODE},
            problems=(404,),
        )
    }

    async def get(self, code: str) -> None:
        """It."""
        region = await self.services.regions.get(code)
        trail = [_row(each) for each in await trail_of(self.services, region)]
        below = [_row(each) for each in await self.services.regions.below(code)]
        self.answer(PlaceView(**dict(_row(region)), trail=trail, below=below, closed=region.closed))


API_ROUTES = [
    Route("/api/v1/regions", r"/api/v1/regions", RegionsCall),
    Route("/api/v1/regions/{code}", r"/api/v1/regions/([0-9]{2,15})", RegionCall),
]
