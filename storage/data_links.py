"""Links by which a person opens her own data, once."""

from datetime import datetime

from pymongo.errors import DuplicateKeyError

from storage.mongo import Collection, Database, Document, store_errors


class DataLinkStore:
    """The collection `data_links`: `{_id: digest of the token, key, person, expires_at}`; gone once it was used."""

    def __init__(self, db: Database) -> None:
        self._links: Collection = db["data_links"]

    async def put(self, digest: str, *, person_id: str, expires_at: datetime) -> None:
        """A new link; one with the same digest stays. Raises StoreAway."""
        async with store_errors():
            try:
                await self._links.insert_one({"_id": digest, "person": person_id, "expires_at": expires_at})
            except DuplicateKeyError:
                return

    async def look(self, digest: str, *, now: datetime) -> bool:
        """Whether it can still be used. Raises StoreAway."""
        async with store_errors():
            return await self._links.find_one(_living(digest, now), {"_id": 1}) is not None

    async def use(self, digest: str, *, now: datetime) -> str:
        """Whose data it opens; empty where it has been used, or has run out. Raises StoreAway."""
        async with store_errors():
            found = await self._links.find_one_and_delete(_living(digest, now))
        return str(found["person"]) if found else ""


def _living(digest: str, now: datetime) -> Document:
    return {"_id": digest, "expires_at": {"$gt": now}}
