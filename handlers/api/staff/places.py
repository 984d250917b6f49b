"""
Regions, for programs of staff: looked at, and changed (rename, add below, move, merge, close), each with its day and its
reason.
"""

from collections.abc import Awaitable, Callable
from datetime import date, datetime
from typing import ClassVar

from domain.errors import Invalid, NotFound
from domain.regions import Region, RegionLevel
from domain.staff import Permission
from handlers.access import requires
from handlers.api.operation import Model, Operation, Route
from handlers.api.staff.call import StaffCall
from services.regions import change
from services.regions.look import look, sees
from storage.region_changes import RegionChange

CODE = r"^[0-9]{2,15}$"


class RegionView(Model):
    """A place in the tree; `path` runs from the province to itself."""

    code: str
    name: str
    level: RegionLevel
    path: str


class RegionList(Model):
    """The regions right below one."""

    regions: list[RegionView]


class ChangeView(Model):
    """
    A change of a region. `day` is when it takes effect, `into` the code of the region that took it in, or empty.
    `moved` counts the documents that follow it so far, and `done_at` says when all had.
    """

    id: str
    region: str
    kind: str
    name_before: str
    name_after: str
    path_before: str
    path_after: str
    into: str
    day: date
    reason: str
    by: str
    at: datetime
    moved: int
    done_at: datetime | None


class ChangeList(Model):
    """What has changed of a region, the newest first, fifty at most."""

    changes: list[ChangeView]


class CloseAsk(Model):
    """There is no such place any more: from which day, and why."""

    day: date
    reason: str


class RenameAsk(CloseAsk):
    """A new name."""

    name: str


class AddAsk(RenameAsk):
    """A new region right below: its code of 6 to 15 digits, and its name."""

    code: str


class MoveAsk(CloseAsk):
    """The code of the new parent, of the same level as the present one."""

    parent: str


class MergeAsk(CloseAsk):
    """The code of the region of the same level that takes it in, with all below it."""

    into: str


def _view(made: RegionChange) -> ChangeView:
    return ChangeView.model_validate({name: getattr(made, name) for name in ChangeView.model_fields})


def _operation(name: str, summary: str, body: type[CloseAsk]) -> dict[str, Operation]:
    return {
        "post": Operation(
            id=name,
            summary=f"{summary}; lists follow by and by",
            answer=ChangeView,
            path={"code": CODE},
            body=body,
            once=True,
            problems=(404,),
        )
    }


def region_view(region: Region) -> RegionView:
    """A region as it is answered."""
    return RegionView(code=region.code, name=region.name, level=region.level, path=region.path)


class _RegionCall(StaffCall):
    """Looks at regions in her scope and on the way to it."""

    async def region(self, code: str) -> Region:
        """The region; raises NotFound."""
        region = await self.services.regions.get(code)
        if not sees(self.staff, region):
            raise NotFound
        return region


@requires(Permission.REGION_READ)
class RegionCall(_RegionCall):
    """One region."""

    OPERATIONS: ClassVar = {
        "get": Operation(
            id="getRegion",
            summary="A region of hers, or above hers",
            answer=RegionView,
            path={"code": CODE},
            problems=(404,),
        )
    }

    async def get(self, code: str) -> None:
        """The region."""
        self.answer(region_view(await self.region(code)))


@requires(Permission.REGION_READ)
class RegionChildrenCall(_RegionCall):
    """What lies right below a region."""

    OPERATIONS: ClassVar = {
        "get": Operation(
            id="listRegionChildren",
            summary="The regions right below one, as far as they are hers or above hers",
            answer=RegionList,
            path={"code": CODE},
            problems=(404,),
        )
    }

    async def get(self, code: str) -> None:
        """The regions in the order of their codes."""
        region = await self.region(code)
        below = [each for each in await self.services.regions.below(region.code) if sees(self.staff, each)]
        self.answer(RegionList(regions=[region_view(each) for each in below]))


@requires(Permission.REGION_READ)
class RegionChangesCall(StaffCall):
    """The history of a region."""

    OPERATIONS: ClassVar = {
        "get": Operation(
            id="listRegionChanges",
            summary="What has changed of a region of hers, or above hers",
            answer=ChangeList,
            path={"code": CODE},
            problems=(404,),
        )
    }

    async def get(self, code: str) -> None:
        """The changes."""
        place = await look(self.services, code, by=self.staff)
        self.answer(ChangeList(changes=[_view(each) for each in place.changes]))


class _ChangeCall(StaffCall):
    """Changes a region once for each Idempotency-Key."""

    async def changed(self, given: CloseAsk, make: Callable[[change.Order], Awaitable[RegionChange]]) -> None:
        """The change that `make` makes of an order."""

        async def create(made: str) -> tuple[ChangeView, None]:
            return _view(await make(change.Order(made, given.day, given.reason, self.staff))), None

        await self.once(create)


@requires(Permission.REGION_CHANGE)
class RenameCall(_ChangeCall):
    """Another name."""

    OPERATIONS: ClassVar = _operation("renameRegion", "Give a region another name", RenameAsk)

    async def post(self, code: str) -> None:
        """Renamed."""
        given = self.body(RenameAsk)
        await self.changed(given, lambda order: change.rename(self.services, code, name=given.name, order=order))


@requires(Permission.REGION_CHANGE)
class AddCall(_ChangeCall):
    """A region below."""

    OPERATIONS: ClassVar = _operation("addRegion", "Add a region right below this one", AddAsk)

    async def post(self, code: str) -> None:
        """Added."""
        given = self.body(AddAsk)
        new = {"code": given.code, "name": given.name}
        await self.changed(given, lambda order: change.add(self.services, code, **new, order=order))


@requires(Permission.REGION_CHANGE)
class MoveCall(_ChangeCall):
    """Another parent."""

    OPERATIONS: ClassVar = _operation("moveRegion", "Put a region below another parent", MoveAsk)

    async def post(self, code: str) -> None:
        """Moved."""
        given = self.body(MoveAsk)
        await self.changed(given, lambda order: change.move(self.services, code, parent=given.parent, order=order))


@requires(Permission.REGION_CHANGE)
class MergeCall(_ChangeCall):
    """Taken in by another."""

    OPERATIONS: ClassVar = _operation("mergeRegion", "Let another region take this one in", MergeAsk)

    async def post(self, code: str) -> None:
        """Merged."""
        given = self.body(MergeAsk)

        async def merge(order: change.Order) -> RegionChange:
            try:
                return await change.merge(self.services, code, into=given.into, order=order)
            except Invalid as problem:
                field = "into" if problem.field == "parent" else problem.field
                raise Invalid(field, problem.problem) from None

        await self.changed(given, merge)


@requires(Permission.REGION_CHANGE)
class CloseCall(_ChangeCall):
    """No such place any more."""

    OPERATIONS: ClassVar = _operation("closeRegion", "Close a region with nothing below it", CloseAsk)

    async def post(self, code: str) -> None:
        """Closed."""
        given = self.body(CloseAsk)
        await self.changed(given, lambda order: change.close(self.services, code, order=order))


_BASE, _GAP = "/api/v1/staff/regions", "([0-9]{2,15})"
API_ROUTES = [
    Route(f"{_BASE}/{{code}}", rf"{_BASE}/{_GAP}", RegionCall),
    Route(f"{_BASE}/{{code}}/children", rf"{_BASE}/{_GAP}/children", RegionChildrenCall),
    Route(f"{_BASE}/{{code}}/changes", rf"{_BASE}/{_GAP}/changes", RegionChangesCall),
    Route(f"{_BASE}/{{code}}/rename", rf"{_BASE}/{_GAP}/rename", RenameCall),
    Route(f"{_BASE}/{{code}}/add", rf"{_BASE}/{_GAP}/add", AddCall),
    Route(f"{_BASE}/{{code}}/move", rf"{_BASE}/{_GAP}/move", MoveCall),
    Route(f"{_BASE}/{{code}}/merge", rf"{_BASE}/{_GAP}/merge", MergeCall),
    Route(f"{_BASE}/{{code}}/close", rf"{_BASE}/{_GAP}/close", CloseCall),
]
