"""Choosing a region step by step, by a form that works without JavaScript; htmx only saves the page's reload."""

from dataclasses import dataclass

from domain.errors import NotFound
from domain.regions import Region
from domain.staff import Permission
from handlers.access import requires
from handlers.console.page import ConsolePage
from services.regions.look import roots, trail_of

MOST_CODE = 15


@dataclass(frozen=True, slots=True)
class Picked:
    """Where the choice stands: the region chosen so far, those above it that she may go back to, those below."""

    here: Region | None
    trail: list[Region]
    below: list[Region]


async def picked(page: ConsolePage, permission: Permission = Permission.STAFF_MANAGE) -> Picked:
    """
    What the form says: "up" goes back to a region, "deeper" one further down, "place" is the one so far. Anything that
    isn't hers begins at her own region.
    """
    scope = page.staff.scope(permission)
    own = await roots(page.services, by=page.staff, permission=permission)
    for name in ("up", "deeper", "place"):
        code = page.text_argument(name, most=MOST_CODE)
        region = await _known(page, code) if code else None
        if region is not None and not region.closed and scope.holds(region.path):
            above = [each for each in await trail_of(page.services, region) if scope.holds(each.path)]
            others = [each for each in own if each not in above and each != region]
            return Picked(region, [*others, *above], await page.services.regions.below(region.code))
    if not own:
        return Picked(None, [], [])
    return Picked(own[0], own[1:], await page.services.regions.below(own[0].code))


def is_picking(page: ConsolePage) -> bool:
    """Whether the form only asks for the next step of the choice."""
    return bool(page.text_argument("up", most=MOST_CODE) or page.text_argument("pick", most=1))


async def _known(page: ConsolePage, code: str) -> Region | None:
    try:
        return await page.services.regions.get(code)
    except NotFound:
        return None


@requires(Permission.STAFF_MANAGE)
class Picker(ConsolePage):
    """The part of a form in which a region is chosen, for htmx."""

    async def post(self) -> None:
        """The next step."""
        self.page("regions/_picker.html", picked=await picked(self))


ROUTES = [(r"/console/pick", Picker)]
