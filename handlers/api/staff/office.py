"""Regions and the audit log, for programs of staff."""

from datetime import datetime
from typing import Any, ClassVar

from pydantic import Field

from domain.audit import AuditRow
from domain.errors import NotFound
from domain.regions import Region, RegionLevel
from domain.staff import Permission
from handlers.access import requires
from handlers.api.call import PartQuery
from handlers.api.operation import Model, Operation, Route
from handlers.api.staff.call import StaffCall
from services.regions.look import sees

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


class AuditView(Model):
    """Who did or read what."""

    id: str
    at: datetime
    actor: str
    kind: str
    about: str
    region_path: str
    data: dict[str, Any]


class AuditPart(Model):
    """A part of the log, the newest first; `next` is what `after` takes to go on, null at the end."""

    rows: list[AuditView]
    next: str | None


class AuditQuery(PartQuery):
    """Which rows."""

    actor: str = Field(default="", pattern=r"^[0-9a-z_-]{0,64}$", description="only what this one did")
    about: str = Field(default="", pattern=r"^[0-9A-Za-z_.:-]{0,64}$", description="only what was done with this")


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


def _audit(row: AuditRow) -> AuditView:
    facts = {name: getattr(row, name) for name in AuditView.model_fields}
    return AuditView.model_validate(facts | {"data": dict(row.data)})


@requires(Permission.AUDIT_READ)
class AuditCall(StaffCall):
    """The audit log."""

    OPERATIONS: ClassVar = {
        "get": Operation(
            id="listAudit", summary="Who did or read what in her regions", answer=AuditPart, query=AuditQuery
        )
    }

    async def get(self) -> None:
        """A part of the log."""
        asked, scope = self.query(AuditQuery), self.staff.scope(Permission.AUDIT_READ)
        rows = await self.services.audit.page(
            scope=scope, actor=asked.actor, about=asked.about, after=asked.after, most=asked.limit + 1
        )
        shown = rows[: asked.limit]
        more = shown[-1].id if len(rows) > asked.limit else None
        self.answer(AuditPart(rows=[_audit(each) for each in shown], next=more))


API_ROUTES = [
    Route("/api/v1/staff/regions/{code}", r"/api/v1/staff/regions/([0-9]{2,15})", RegionCall),
    Route("/api/v1/staff/regions/{code}/children", r"/api/v1/staff/regions/([0-9]{2,15})/children", RegionChildrenCall),
    Route("/api/v1/staff/audit", r"/api/v1/staff/audit", AuditCall),
]
