"""Regions as documents: the tree is data."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from pymongo import UpdateOne

from domain.errors import Conflict, Invalid, NotFound
from domain.regions import Region, RegionLevel, Scope
from storage.mongo import Collection, Database, Document, Session, store_errors
from storage.scoped import placed, within

MOST_MERGES = 10  # a region taken in by one that was taken in later, and so on
# whose documents follow their region; events keep that of their day
LIVE = (
    *("people", "wishes", "questions", "alerts", "cases", "checks", "blocks"),
    *("parcels", "collection_points", "wish_days", "wish_stories", "campaigns", "lots", "budgets"),
    *("organisations", "gift_batches", "bookings", "booking_places", "booking_hours", "booking_waits"),
)


class RegionStore:
    """
    The collection `regions`; `_id` is the region's code. `changed_at` marks what staff have changed, which the content
    leaves alone from then on. A region that was closed is no longer listed, and still found by its code.
    """

    def __init__(self, db: Database) -> None:
        self._db = db
        self._regions: Collection = db["regions"]

    async def put(self, regions: Iterable[Region]) -> None:
        """Write regions as they are in the content, parents first; what staff have changed stays as it is."""
        async with store_errors():
            changed = {
                each["_id"]: each["path"]
                async for each in self._regions.find({"changed_at": {"$type": "date"}}, {"path": 1})
            }
            writes, paths = [], dict(changed)
            for each in regions:
                parent = (each.parents or ("",))[-1]
                paths.setdefault(each.code, f"{paths.get(parent, '')}{each.code}/" if parent in paths else each.path)
                fields = {"name": each.name, "level": each.level, "path": paths[each.code], "parent": parent}
                writes.append(UpdateOne({"_id": each.code, "changed_at": None}, {"$set": fields}))
                writes.append(UpdateOne({"_id": each.code}, {"$setOnInsert": fields}, upsert=True))
            if writes:
                await self._regions.bulk_write(writes)

    async def get(self, code: str, *, session: Session | None = None) -> Region:
        """The region; raises NotFound."""
        async with store_errors():
            document = await self._regions.find_one({"_id": code}, session=session)
        if document is None:
            raise NotFound
        return _to_region(document)

    async def names(self, codes: Iterable[str]) -> dict[str, str]:
        """The names of these regions, closed ones too, by code; what is not there is left out."""
        async with store_errors():
            cursor = self._regions.find({"_id": {"$in": sorted(set(codes))}}, {"name": 1})
            return {each["_id"]: each["name"] async for each in cursor}

    async def named(self, words: str, *, scope: Scope, most: int) -> list[Region]:
        """Regions of a scope whose name begins with these words, in the order of their codes as far as they go."""
        which = {"name": {"$regex": f"^{re.escape(words)}"}, **within(scope, "path")}
        async with store_errors():
            cursor = self._regions.find(which).limit(most)
            return [_to_region(each) async for each in cursor]

    async def below(self, parent: str, *, session: Session | None = None) -> list[Region]:
        """The open regions right below `parent`, in the official order of their codes."""
        which = {"parent": parent, "closed_at": None}
        async with store_errors():
            return [_to_region(each) async for each in self._regions.find(which, session=session).sort("_id", 1)]

    async def of_level(self, level: RegionLevel) -> list[Region]:
        """All open regions of one level, in the official order of their codes."""
        which = {"level": level, "closed_at": None}
        async with store_errors():
            return [_to_region(each) async for each in self._regions.find(which).sort("_id", 1)]

    async def insert(self, region: Region, *, now: datetime, session: Session) -> None:
        """A new region. Raises Invalid("code", "taken")."""
        parent = (region.parents or ("",))[-1]
        fields = {"name": region.name, "level": region.level, "path": region.path, "parent": parent, "changed_at": now}
        async with store_errors():
            result = await self._regions.update_one(
                {"_id": region.code}, {"$setOnInsert": fields}, upsert=True, session=session
            )
        if result.upserted_id is None:
            raise Invalid("code", "taken")

    async def change(self, region: Region, changes: Mapping[str, Any], *, now: datetime, session: Session) -> None:
        """Change an open region that is as it was read. Raises Conflict when it isn't any more."""
        which = {"_id": region.code, "name": region.name, "path": region.path, "closed_at": None}
        async with store_errors():
            result = await self._regions.update_one(which, {"$set": {**changes, "changed_at": now}}, session=session)
        if result.matched_count == 0:
            raise Conflict

    async def hold(self, region: Region, *, now: datetime, session: Session) -> None:
        """Let the transaction count only if nobody changes this open region meanwhile. Raises Conflict."""
        await self.change(region, {"held_at": now}, now=now, session=session)

    async def move_below(self, path: str, new: str, *, now: datetime, session: Session) -> None:
        """Everything below the region with this path lies below the one with the path `new` from now on."""
        rest = {"$substrBytes": ["$path", len(path.encode()), -1]}
        which = {"$and": [within(Scope.of(path), "path"), {"path": {"$ne": path}}]}
        async with store_errors():
            await self._regions.update_many(
                which, [{"$set": {"path": {"$concat": [new, rest]}, "changed_at": now}}], session=session
            )

    async def adopt(self, parent: str, new: str, *, session: Session) -> None:
        """The regions right below `parent` have the parent `new`."""
        async with store_errors():
            await self._regions.update_many({"parent": parent}, {"$set": {"parent": new}}, session=session)

    async def current(self, code: str) -> Region:
        """The region, or the one that has taken it in. Raises NotFound."""
        region = await self.get(code)
        for _ in range(MOST_MERGES):
            if not region.into:
                break
            region = await self.get(region.into)
        return region

    async def stale(self, collection: str, path: str, *, after: str, most: int) -> list[tuple[str, str]]:
        """Documents of a collection of `LIVE` at or below `path`, from behind the id `after`: their ids and paths."""
        which: Document = {"$and": [within(Scope.of(path)), {"_id": {"$gt": after}}]}
        async with store_errors():
            cursor = self._db[collection].find(which, {"region_path": 1}).sort("_id", 1).limit(most)
            return [(each["_id"], each["region_path"]) async for each in cursor]

    async def follow(self, collection: str, ids: Iterable[str], *, path: str, region: Region) -> int:
        """Those of these documents that still have `path` get that of `region`; how many."""
        gone = path.rstrip("/").rsplit("/", 1)[-1]
        code = {"$cond": [{"$eq": ["$region", gone]}, region.code, "$region"]}
        async with store_errors():
            result = await self._db[collection].update_many(
                {"_id": {"$in": list(ids)}, "region_path": path},
                [{"$set": {**placed(region.path), "region": code}}],
            )
        return result.modified_count


def _to_region(document: Document) -> Region:
    return Region(
        code=document["_id"],
        name=document["name"],
        level=RegionLevel(document["level"]),
        path=document["path"],
        closed=document.get("closed_at") is not None,
        into=document.get("into", ""),
    )
