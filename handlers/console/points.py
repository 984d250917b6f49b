"""Collection points: how much lies at each, what came and went, and what stands on their door."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from domain.errors import Conflict, Invalid, NotFound
from domain.ids import is_id, new_id
from domain.parcels import Point, format_code, is_loose
from domain.staff import Permission
from handlers.access import requires
from handlers.console.choosing_region import regions_for
from handlers.console.page import ConsolePage, seen_version
from services.wishes import parcels, points
from wording import parcels as words

ADDRESS = "/console/points"
ID = r"([0-9a-z]{26})"


class _PointPage(ConsolePage):
    """A page of the points."""

    SECTION = "wishes"

    async def places(self, paths: list[str]) -> dict[str, str]:
        """The names of the regions in these paths."""
        return await self.services.regions.names(code for path in paths for code in path.split("/") if code)

    async def form(self, point: Point, problems: Mapping[str, str], *, status: int = 200, notice: str = "") -> None:
        """The form of one that is new or is changed."""
        self.set_status(status)
        self.show(
            "parcels/point_form.html",
            point=point,
            regions=[] if point.version else await regions_for(self, points.KEEP),
            problems=problems,
            notice=notice,
            said=words,
        )

    def read(self, point_id: str) -> Point:
        """What the form holds."""
        text = self.text_argument
        return Point(
            id=point_id,
            name=" ".join(text("name").split()),
            region=text("region", most=15),
            region_path="",
            address=" ".join(text("address").split()),
            hours=" ".join(text("hours").split()),
            version=seen_version(self),
            closed=text("closed", most=3) == "on",
        )


@requires(Permission.WISH_READ)
class Points(_PointPage):
    """The points of her regions."""

    async def get(self) -> None:
        """The list."""
        found = await points.points(self.services, by=self.staff)
        self.show(
            "parcels/points.html",
            points=found,
            places=await self.places([each.region_path for each, _ in found]),
            may_keep=self.staff.may(points.KEEP),
        )


@requires(Permission.WISH_APPROVE)
class PointNew(_PointPage):
    """A new one; the form draws its id, so that a form sent twice is one point."""

    async def get(self) -> None:
        """The empty form."""
        await self.form(Point(new_id(), "", "", "", "", ""), {})


@requires(Permission.WISH_READ)
class PointPage(_PointPage):
    """One point."""

    async def get(self, point_id: str) -> None:
        """What lies there, and what came and went."""
        found = await points.look(self.services, point_id, by=self.staff)
        rows = [*found.stock, *found.parcels.values()]
        wishes = await parcels.page_of(self.services, rows)
        self.show(
            "parcels/point.html",
            **{name: getattr(found, name) for name in ("point", "stock", "steps", "parcels")},
            wishes=wishes,
            loose={each.id for each in found.stock if is_loose(each, wishes[each.wish_id].state)},
            format_code=format_code,
            named=await self.services.points.named(one for each in found.steps for one in (each.point, each.left)),
            places=await self.places([found.point.region_path, *(each.region_path for each in rows)]),
            may_keep=self.staff.may_in(points.KEEP, found.point.region_path),
            said=words,
        )


@requires(Permission.WISH_APPROVE)
class PointEdit(_PointPage):
    """What stands on its door."""

    async def get(self, point_id: str) -> None:
        """The form."""
        await self.form(await self._own(point_id), {})

    async def post(self, point_id: str) -> None:
        """Keep it, or show what to mend."""
        if not is_id(point_id):
            raise NotFound
        given = self.read(point_id)
        try:
            kept = await points.keep(self.services, given, by=self.staff)
        except Invalid as error:
            await self.form(given, {error.field: error.problem}, status=error.status)
            return
        except Conflict:
            now = await self._own(point_id)
            again = replace(given, version=now.version)
            await self.form(again, {}, status=Conflict.status, notice=words.CHANGED_MEANWHILE)
            return
        self.redirect(f"{ADDRESS}/{kept.id}", status=303)

    async def _own(self, point_id: str) -> Point:
        return await self.services.points.get(point_id, scope=self.staff.scope(points.KEEP))


ROUTES: list[Any] = [
    (ADDRESS, Points),
    (rf"{ADDRESS}/new", PointNew),
    (rf"{ADDRESS}/{ID}", PointPage),
    (rf"{ADDRESS}/{ID}/edit", PointEdit),
]
