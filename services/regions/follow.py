"""
What lies in a region that was moved or merged follows it: people, wishes, questions, alerts, and staff.

Each document gets the path that its own region has now, whatever has happened since, so that two changes may be followed
in any order, twice, or from the middle on. Batches are small, and where they have come is kept with the change.
"""

from dataclasses import replace
from datetime import timedelta

from domain.errors import Conflict, NotFound
from domain.regions import Region
from services.context import Services
from storage.region_changes import RegionChange
from storage.regions import LIVE
from storage.staff import StaffAccount

BATCH = 500
STAFF = "staff"
PLACES = (STAFF, *LIVE)
LATER = timedelta(minutes=10)  # what was being written while the tree changed has long been written by then


async def follow(services: Services, change_id: str, *, again: bool) -> bool:
    """
    One batch; whether all is done. With `again` the whole is looked through once more later, for what was written under
    the old path meanwhile. Raises StoreAway.
    """
    change = await services.region_changes.get(change_id)
    if change is None:
        return True
    where, after = change.place
    where = where or PLACES[0]
    last, moved = await _batch(services, change, where, after)
    if last:
        await services.region_changes.advance(change.id, place=(where, last), moved=moved)
        return False
    following = PLACES.index(where) + 1
    if following < len(PLACES):
        await services.region_changes.advance(change.id, place=(PLACES[following], ""), moved=moved)
        return False
    if again:
        due_at = services.now() + LATER
        await services.outbox.add(
            f"region_repath:{change.id}:late", "region_repath", {"change": change.id, "late": 1}, due_at=due_at
        )
    await services.region_changes.finish(change.id, now=services.now())
    return True


async def _batch(services: Services, change: RegionChange, where: str, after: str) -> tuple[str, int]:
    """The id up to which documents follow now, empty at the end, and how many were changed."""
    if where == STAFF:
        accounts = await services.staff.under(change.path_before, after=after, most=BATCH)
        moved = 0
        for account in accounts:
            moved += await _staff(services, account)
        return (accounts[-1].id if accounts else ""), moved
    rows = await services.regions.stale(where, change.path_before, after=after, most=BATCH)
    moved = 0
    for path in sorted({path for _, path in rows}):
        now = await _current(services, path)
        if now is not None and now.path != path:
            ids = [each for each, held in rows if held == path]
            moved += await services.regions.follow(where, ids, path=path, region=now)
    return (rows[-1][0] if rows else ""), moved


async def _staff(services: Services, account: StaffAccount) -> int:
    """One account, its appointments included; read again where somebody changes it meanwhile."""
    while True:
        home = await _path(services, account.region_path)
        held = tuple(
            [replace(each, region_path=await _path(services, each.region_path)) for each in account.appointments]
        )
        if home == account.region_path and held == account.appointments:
            return 0
        try:
            await services.staff.change(
                account, {"region_path": home, "appointments": tuple(dict.fromkeys(held))}, now=services.now()
            )
        except Conflict:
            account = await services.staff.get(account.id)
        else:
            return 1


async def _path(services: Services, path: str) -> str:
    region = await _current(services, path)
    return region.path if region else path


async def _current(services: Services, path: str) -> Region | None:
    """The region that a path means, as it is now; None for one that nobody knows."""
    try:
        return await services.regions.current(path.rstrip("/").rsplit("/", 1)[-1])
    except NotFound:
        return None
