"""Regions as documents: the tree is data."""

import re
from collections.abc import Iterable

from pymongo import ReplaceOne

from domain.errors import NotFound
from domain.regions import Region, RegionLevel
from storage.mongo import Collection, Database, Document, store_errors


class RegionStore:
    """The collection `regions`; `_id` is the region's code."""

    def __init__(self, db: Database) -> None:
        self._regions: Collection = db["regions"]

    async def put(self, regions: Iterable[Region]) -> None:
        """Write regions as they are in the content."""
        writes = [
            ReplaceOne(
                {"_id": each.code},
                {"name": each.name, "level": each.level, "path": each.path, "parent": (each.parents or ("",))[-1]},
                upsert=True,
            )
            for each in regions
        ]
        if writes:
            async with store_errors():
                await self._regions.bulk_write(writes)

    async def get(self, code: str) -> Region:
        """The region; raises NotFound."""
        async with store_errors():
            document = await self._regions.find_one({"_id": code})
        if document is None:
            raise NotFound
        return _to_region(document)

    async def names(self, codes: Iterable[str]) -> dict[str, str]:
        """The names of these regions, by code; what is not there is left out."""
        async with store_errors():
            cursor = self._regions.find({"_id": {"$in": sorted(set(codes))}}, {"name": 1})
            return {each["_id"]: each["name"] async for each in cursor}

    async def named(self, words: str, *, most: int) -> list[Region]:
        """Regions whose name begins with these words, in the order of their codes as far as they go."""
        async with store_errors():
            cursor = self._regions.find({"name": {"$regex": f"^{re.escape(words)}"}}).limit(most)
            return [_to_region(each) async for each in cursor]

    async def below(self, parent: str) -> list[Region]:
        """The regions right below `parent`, in the official order of their codes."""
        async with store_errors():
            return [_to_region(each) async for each in self._regions.find({"parent": parent}).sort("_id", 1)]

    async def of_level(self, level: RegionLevel) -> list[Region]:
        """All regions of one level, in the official order of their codes."""
        async with store_errors():
            return [_to_region(each) async for each in self._regions.find({"level": level}).sort("_id", 1)]


def _to_region(document: Document) -> Region:
    return Region(
        code=document["_id"], name=document["name"], level=RegionLevel(document["level"]), path=document["path"]
    )
