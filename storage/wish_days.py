"""Delivery days."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from pymongo.errors import DuplicateKeyError

from domain.errors import Conflict, NotFound
from domain.regions import Scope
from domain.wish_days import DayState, WishDay
from storage.mongo import Collection, Database, Document, Session, store_errors
from storage.paging import NEWEST, Part
from storage.scoped import listed, placed, within
from storage.seen import change_seen


class WishDayStore:
    """The collection `wish_days`; a wish stands in one open day at most."""

    def __init__(self, db: Database) -> None:
        self._days: Collection = db["wish_days"]

    async def get(self, day_id: str, *, scope: Scope) -> WishDay:
        """The day; raises NotFound."""
        async with store_errors():
            document = await self._days.find_one({"$and": [{"_id": day_id}, within(scope)]})
        if document is None:
            raise NotFound
        return _to_day(document)

    async def page(self, *, scope: Scope, part: Part = NEWEST, most: int = 50) -> list[WishDay]:
        """Those of a scope, the newest first unless `part` says otherwise."""
        async with store_errors():
            which = {"$and": [listed(scope), part.condition]}
            cursor = self._days.find(which).sort("_id", part.direction).limit(most)
            return part.in_order([_to_day(each) async for each in cursor])

    async def picked_for(self, wish_ids: list[str]) -> dict[str, WishDay]:
        """The open days for which these wishes are picked, by the wish's id."""
        async with store_errors():
            cursor = self._days.find({"wishes": {"$in": wish_ids}, "state": str(DayState.OPEN)})
            days = [_to_day(each) async for each in cursor]
        return {wish: day for day in days for wish in day.wishes if wish in wish_ids}

    async def insert(self, day: WishDay, *, by: str, now: datetime, session: Session) -> None:
        """A new one. Raises Conflict where its id is taken."""
        document = {
            "_id": day.id,
            "on": day.on.isoformat(),
            "place": day.place,
            "region": day.region,
            **placed(day.region_path),
            "wishes": [],
            "state": str(DayState.OPEN),
            "handed": [],
            "missing": [],
            "version": 1,
            "closed_at": None,
            "made_by": by,
            "made_at": now,
        }
        async with store_errors():
            try:
                await self._days.insert_one(document, session=session)
            except DuplicateKeyError:
                raise Conflict from None

    async def change(self, day: WishDay, changes: Mapping[str, Any], *, session: Session) -> WishDay:
        """
        Change it if nobody has since it was read. Raises Conflict where somebody has, Duplicate for a wish that stands in
        another open day.
        """
        return _to_day(await change_seen(self._days, day.id, day.version, changes, session=session))


def _to_day(document: Document) -> WishDay:
    return WishDay(
        id=document["_id"],
        on=date.fromisoformat(document["on"]),
        place=document["place"],
        region=document["region"],
        region_path=document["region_path"],
        wishes=tuple(document["wishes"]),
        state=DayState(document["state"]),
        handed=tuple(document["handed"]),
        missing=tuple(document["missing"]),
        version=document["version"],
        closed_at=document["closed_at"],
    )
