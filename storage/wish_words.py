"""Words of wishes that lie in clear, looked at again."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bson.binary import Binary

from storage.mongo import Collection, Database, Document, store_errors


@dataclass(frozen=True, slots=True)
class Unmasked:
    """A wish whose words lie there as they were written, and what the look at them found."""

    id: str
    guardian_id: str
    text: str
    concerns: tuple[str, ...]
    sealed: Binary


class WishWordsStore:
    """The collection `wishes`, of which this sees the words of families."""

    def __init__(self, db: Database) -> None:
        self._wishes: Collection = db["wishes"]

    async def unmasked(self, *, after: str = "", most: int) -> list[Unmasked]:
        """Wishes of which nothing is masked, from behind the id `after`. Raises StoreAway."""
        which: Document = {"_id": {"$gt": after}, "written": None, "sealed": {"$exists": True}}
        fields = dict.fromkeys(("guardian", "text", "concerns", "sealed"), 1)
        async with store_errors():
            cursor = self._wishes.find(which, fields).sort("_id", 1).limit(most)
            return [_to_unmasked(each) async for each in cursor]

    async def newest(self, *, most: int) -> list[str]:
        """What lies in clear of the newest wishes. Raises StoreAway."""
        async with store_errors():
            cursor = self._wishes.find({}, {"text": 1}).sort("_id", -1).limit(most)
            return [each["text"] async for each in cursor]

    async def flagged(self) -> int:
        """How many wishes lie unmasked although the look at their words found something. Raises StoreAway."""
        which: Document = {"concerns.0": {"$exists": True}, "written": None, "text": {"$gt": ""}}
        async with store_errors():
            return await self._wishes.count_documents(which)

    async def put(self, one: Unmasked, fields: Mapping[str, Any]) -> bool:
        """Put masked words in the place of these; False where they have changed meanwhile. Raises StoreAway."""
        async with store_errors():
            done = await self._wishes.update_one(
                {"_id": one.id, "text": one.text, "written": None}, {"$set": dict(fields)}
            )
        return done.modified_count == 1


def _to_unmasked(document: Document) -> Unmasked:
    return Unmasked(
        id=document["_id"],
        guardian_id=document["guardian"],
        text=document["text"],
        concerns=tuple(document.get("concerns", ())),
        sealed=Binary(document["sealed"], 6),
    )
