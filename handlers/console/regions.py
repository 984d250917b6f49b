"""The tree of regions, a page each."""

from domain.staff import Permission
from handlers.access import requires
from handlers.console.page import ConsolePage
from services.regions.look import look, roots
from wording import colleagues as said

CODE = r"([0-9]{6,15})"


@requires(Permission.REGION_READ)
class Regions(ConsolePage):
    """Where she begins."""

    SECTION = "regions"

    async def get(self) -> None:
        """Her own region, or the choice where she has several."""
        own = await roots(self.services, by=self.staff, permission=Permission.REGION_READ)
        if len(own) == 1:
            self.redirect(f"/console/regions/{own[0].code}")
            return
        self.show("regions/list.html", regions=own, said=said)


@requires(Permission.REGION_READ)
class RegionPage(ConsolePage):
    """One region."""

    SECTION = "regions"

    async def get(self, code: str) -> None:
        """The page; the part with its history alone for htmx."""
        place = await look(self.services, code, by=self.staff)
        may_change = self.staff.may_in(Permission.REGION_CHANGE, place.region.path) and not place.region.closed
        under_way = any(each.done_at is None for each in place.changes)
        self.part_or_page(
            "regions/_changes.html",
            "regions/detail.html",
            place=place,
            region=place.region,
            may_change=may_change,
            under_way=under_way,
            said=said,
        )


ROUTES = [(r"/console/regions", Regions), (rf"/console/regions/{CODE}", RegionPage)]
