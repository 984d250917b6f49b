"""Phone numbers that people have let the mini-program read: sealed, masked, and as a digest to look for."""

from dataclasses import dataclass
from datetime import datetime

from bson.binary import Binary

from domain.ids import new_id
from storage.mongo import Collection, Database, store_errors


@dataclass(frozen=True, slots=True)
class Phone:
    """Somebody's number as it may be shown (138****1234), and when she gave it."""

    person_id: str
    masked: str
    given_at: datetime


class PhoneStore:
    """The collection `phones`; unique on `person`."""

    def __init__(self, db: Database) -> None:
        self._phones: Collection = db["phones"]

    async def put(self, phone: Phone, *, sealed: Binary, digest: str) -> None:
        """Keep her number in place of an earlier one."""
        fields = {"masked": phone.masked, "at": phone.given_at, "sealed": sealed, "digest": digest}
        async with store_errors():
            await self._phones.update_one(
                {"person": phone.person_id}, {"$set": fields, "$setOnInsert": {"_id": new_id()}}, upsert=True
            )

    async def of(self, person_id: str) -> Phone | None:
        """Her number as it may be shown, or None."""
        async with store_errors():
            document = await self._phones.find_one({"person": person_id}, {"masked": 1, "at": 1})
        return Phone(person_id, document["masked"], document["at"]) if document else None

    async def digest_of(self, person_id: str) -> str:
        """What the same number is found by again; empty where she has given none. Raises StoreAway."""
        async with store_errors():
            document = await self._phones.find_one({"person": person_id}, {"digest": 1})
        return str(document["digest"]) if document else ""

    async def same(self, one: str, other: str) -> bool:
        """Whether both have given the same number. Raises StoreAway."""
        async with store_errors():
            found = [
                each["digest"] async for each in self._phones.find({"person": {"$in": [one, other]}}, {"digest": 1})
            ]
        return len(found) == 2 and found[0] == found[1]

    async def drop(self, person_id: str) -> None:
        """It isn't kept any more."""
        async with store_errors():
            await self._phones.delete_one({"person": person_id})
