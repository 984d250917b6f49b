"""The places for which she may make something: hers, and those right below."""

from collections.abc import Sequence

from domain.errors import NotFound
from domain.regions import Region
from domain.staff import Permission
from handlers.console.page import ConsolePage


async def regions_for(page: ConsolePage, permission: Permission) -> Sequence[Region]:
    """Where she may do what `permission` names, from the top down: her own places and those right below each."""
    found: list[Region] = []
    for path in page.staff.scope(permission).paths or ():
        try:
            own = await page.services.regions.current(path.rstrip("/").rsplit("/", 1)[-1])
        except NotFound:
            continue
        found += [own, *await page.services.regions.below(own.code)]
    return found
