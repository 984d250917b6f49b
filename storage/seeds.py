"""What was seeded from the content, so that a second seed leaves what staff changed."""

from collections.abc import Mapping

from pymongo import ReplaceOne

from storage.mongo import Collection, Database, store_errors


class SeedStore:
    """The collection `seeds`: an item's name and the digest of what was seeded last."""

    def __init__(self, db: Database) -> None:
        self._seeds: Collection = db["seeds"]

    async def all(self) -> dict[str, str]:
        """The digest of everything that was seeded, by its name."""
        async with store_errors():
            return {each["_id"]: each["digest"] async for each in self._seeds.find()}

    async def keep(self, digests: Mapping[str, str]) -> None:
        """Note what was seeded."""
        if digests:
            writes = [ReplaceOne({"_id": name}, {"digest": digest}, upsert=True) for name, digest in digests.items()]
            async with store_errors():
                await self._seeds.bulk_write(writes, ordered=False)
