"""
Changing the tree: rename, add, move, merge, close.

The tree changes at once, with its history; documents that lie in it follow by a task (`follow.py`). Events keep the
path of their day, so that old figures stay true.
"""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import date, datetime

from domain.audit import Act
from domain.calendar import day_in_china
from domain.errors import Invalid, NotFound
from domain.regions import Region, RegionLevel
from domain.staff import Permission, StaffMember
from services.context import Services
from storage.mongo import Session, in_transaction
from storage.region_changes import RegionChange

LEVELS = tuple(RegionLevel)
MOST_NAME, MOST_REASON = 40, 200
KINDS = {
    "renamed": "region_renamed",
    "added": "region_added",
    "moved": "region_moved",
    "merged": "region_merged",
    "closed": "region_closed",
}
_CODE = re.compile(r"[0-9]{6,15}")


@dataclass(frozen=True, slots=True)
class Order:
    """What makes a change one change: its id, drawn by the form; the day from which it counts; why; who asks."""

    id: str
    day: date
    reason: str
    by: StaffMember


Write = Callable[[Session, Region], Awaitable[RegionChange]]


async def rename(services: Services, code: str, *, name: str, order: Order) -> RegionChange:
    """A new name. Raises as `_change` does, Invalid("name")."""
    name = _name(name)

    async def write(session: Session, region: Region) -> RegionChange:
        await services.regions.change(region, {"name": name}, now=services.now(), session=session)
        return _made(services, order, "renamed", region, replace(region, name=name))

    return await _change(services, code, order, write)


async def add(services: Services, parent: str, *, code: str, name: str, order: Order) -> RegionChange:
    """A new region below `parent`. Raises as `_change` does, Invalid("name", "code" or "region")."""
    name = _name(name)
    if _CODE.fullmatch(code) is None:
        raise Invalid("code")

    async def write(session: Session, above: Region) -> RegionChange:
        if above.level is LEVELS[-1]:
            raise Invalid("region", "too_deep")
        level = LEVELS[LEVELS.index(above.level) + 1]
        made = Region(code, name, level, f"{above.path}{code}/")
        await services.regions.hold(above, now=services.now(), session=session)
        await services.regions.insert(made, now=services.now(), session=session)
        return replace(_made(services, order, "added", made, made), name_before="", path_before="")

    return await _change(services, parent, order, write)


async def move(services: Services, code: str, *, parent: str, order: Order) -> RegionChange:
    """Another parent, of the same level as the present one. Raises as `_change` does, Invalid("parent")."""

    async def write(session: Session, region: Region) -> RegionChange:
        above = await _other(services, parent, order, session)
        if LEVELS.index(above.level) + 1 != LEVELS.index(region.level) or above.code in region.parents:
            raise Invalid("parent", "not_there")
        now, path = services.now(), f"{above.path}{code}/"
        _below_city(services, region)
        await services.regions.hold(above, now=now, session=session)
        await services.regions.change(region, {"path": path, "parent": above.code}, now=now, session=session)
        await services.regions.move_below(region.path, path, now=now, session=session)
        return _made(services, order, "moved", region, replace(region, path=path))

    return await _change(services, code, order, write)


async def merge(services: Services, code: str, *, into: str, order: Order) -> RegionChange:
    """
    It is taken in by another of its level, with all below it; its code is still found. Raises as `_change` does,
    Invalid("parent").
    """

    async def write(session: Session, region: Region) -> RegionChange:
        taking = await _other(services, into, order, session)
        if taking.level is not region.level or taking.code == region.code:
            raise Invalid("parent", "not_there")
        _below_city(services, region)
        now = services.now()
        await services.regions.hold(taking, now=now, session=session)
        await services.regions.change(region, {"closed_at": now, "into": into}, now=now, session=session)
        await services.regions.move_below(region.path, taking.path, now=now, session=session)
        await services.regions.adopt(code, into, session=session)
        return replace(_made(services, order, "merged", region, taking), into=into)

    return await _change(services, code, order, write)


async def close(services: Services, code: str, *, order: Order) -> RegionChange:
    """
    There is no such place any more. Raises as `_change` does, Invalid("region", "not_empty") where regions lie below it
    or colleagues work for it.
    """

    async def write(session: Session, region: Region) -> RegionChange:
        _below_city(services, region)
        if await services.regions.below(code, session=session) or await services.staff.under(region.path, most=1):
            raise Invalid("region", "not_empty")
        await services.regions.change(region, {"closed_at": services.now()}, now=services.now(), session=session)
        return _made(services, order, "closed", region, region)

    return await _change(services, code, order, write)


async def _change(services: Services, code: str, order: Order, write: Write) -> RegionChange:
    """
    Let `write` change an open region, with what is kept of it. The same order twice is one change.

    Raises Invalid("day" or "reason"), NotAllowed, NotFound, Conflict, StoreAway.
    """
    order.by.need(Permission.REGION_CHANGE)
    _check(services.now(), order)

    async def body(session: Session) -> RegionChange:
        done = await services.region_changes.get(order.id, session=session)
        if done is not None:
            return done
        region = await services.regions.get(code, session=session)
        order.by.need(Permission.REGION_CHANGE, region.path)
        if region.closed:
            raise NotFound
        change = await write(session, region)
        await services.region_changes.insert(change, session=session)
        about = {"change": change.id, "into": change.into}
        act = Act(KINDS[change.kind], about=change.region, region_path=change.path_after, data=about)
        await services.audit.add(act, by=order.by.id, now=change.at, session=session)
        if change.done_at is None:
            await services.outbox.add(
                _row(change), "region_repath", {"change": change.id}, due_at=change.at, session=session
            )
        return change

    change = await in_transaction(services.db, body)
    if change.done_at is None:
        await services.wake(_row(change))
    return change


def _row(change: RegionChange) -> str:
    return f"region_repath:{change.id}"


async def _other(services: Services, code: str, order: Order, session: Session) -> Region:
    """The other region that a change needs. Raises Invalid("parent"), NotAllowed."""
    try:
        other = await services.regions.get(code, session=session)
    except NotFound:
        raise Invalid("parent", "unknown") from None
    if other.closed:
        raise Invalid("parent", "unknown")
    order.by.need(Permission.REGION_CHANGE, other.path)
    return other


def _below_city(services: Services, region: Region) -> None:
    """The city itself, and what lies above, stay where they are: all that isn't tied to a place belongs to it."""
    if services.facts.city_path.startswith(region.path):
        raise Invalid("region", "city")


def _made(services: Services, order: Order, kind: str, before: Region, after: Region) -> RegionChange:
    now = services.now()
    return RegionChange(
        id=order.id,
        region=before.code,
        kind=kind,
        name_before=before.name,
        name_after=after.name,
        path_before=before.path,
        path_after=after.path,
        into="",
        day=order.day.isoformat(),
        reason=order.reason.strip(),
        by=order.by.id,
        at=now,
        done_at=None if before.path != after.path else now,
    )


def _name(name: str) -> str:
    name = " ".join(name.split())
    if not 0 < len(name) <= MOST_NAME:
        raise Invalid("name", "missing" if not name else "too_long")
    return name


def _check(now: datetime, order: Order) -> None:
    if not 0 < len(order.reason.strip()) <= MOST_REASON:
        raise Invalid("reason", "missing" if not order.reason.strip() else "too_long")
    if order.day > day_in_china(now):
        raise Invalid("day", "out_of_range")
