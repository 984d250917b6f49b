"""Voice messages about wishes, sealed under the guardian's family key."""

from collections.abc import Collection as Ids
from datetime import datetime

from bson.binary import Binary
from pymongo.errors import DuplicateKeyError

from domain.errors import NotFound
from domain.wish_voices import MOST, WishVoice
from storage.indexes_of_wishes import EPOCH
from storage.mongo import Collection, Database, Document, Duplicate, Session, store_errors

_NO_CONTENT = {"sealed": 0}


class WishVoiceStore:
    """
    The collection `wish_voices`; `_id` is the voice's, unique on (wish_key, slot). A row belongs to the wish of its `wish_key`,
    whether that is there yet or not; `until` is set until the clock has seen that it is.
    """

    def __init__(self, db: Database) -> None:
        self._voices: Collection = db["wish_voices"]
        self._wishes: Collection = db["wishes"]

    async def free_slot(self, wish_key: str) -> int | None:
        """The first place among those of a wish that nobody has; None where all are taken."""
        async with store_errors():
            taken = {each["slot"] async for each in self._voices.find({"wish_key": wish_key}, {"slot": 1})}
        return next((slot for slot in range(MOST) if slot not in taken), None)

    async def count(self, wish_key: str) -> int:
        """How many a wish has."""
        async with store_errors():
            return await self._voices.count_documents({"wish_key": wish_key})

    async def insert(
        self, voice: WishVoice, slot: int, sealed: Binary | None, *, until: datetime, session: Session
    ) -> None:
        """Keep a new one in this place. Raises Duplicate where it is kept already, or the place is taken by another."""
        facts: Document = {name: getattr(voice, name) for name in ("wish_key", "at", "seconds", "size")}
        row = {"_id": voice.id, "person": voice.person_id, "slot": slot, **facts, "sealed": sealed, "until": until}
        try:
            await self._voices.insert_one(row, session=session)
        except DuplicateKeyError as error:
            raise Duplicate(error) from error

    async def find(self, voice_id: str) -> WishVoice | None:
        """One, or None."""
        async with store_errors():
            document = await self._voices.find_one({"_id": voice_id}, _NO_CONTENT)
        return _to_voice(document) if document else None

    async def sealed(self, voice_id: str) -> Binary:
        """The sealed content; raises NotFound, also for one that couldn't be opened. Whoever listens writes that down."""
        async with store_errors():
            document = await self._voices.find_one({"_id": voice_id}, {"sealed": 1})
        if document is None or not document["sealed"]:
            raise NotFound
        return Binary(document["sealed"], 6)

    async def key_of(self, wish_id: str) -> str:
        """The key under which a wish was made; raises NotFound."""
        async with store_errors():
            wish = await self._wishes.find_one({"_id": wish_id}, {"key": 1})
        if wish is None:
            raise NotFound
        key: str = wish["key"]
        return key

    async def of_wish(self, wish_id: str) -> list[WishVoice]:
        """Those of a wish, the oldest first; raises NotFound."""
        key = await self.key_of(wish_id)
        async with store_errors():
            found = self._voices.find({"wish_key": key}, _NO_CONTENT).sort("at", 1)
            return [_to_voice(each) async for each in found]

    async def of_people(self, person_ids: Ids[str]) -> list[WishVoice]:
        """All that these have sent, the oldest first, also those whose wish isn't there yet."""
        async with store_errors():
            found = self._voices.find({"person": {"$in": [*person_ids]}}, _NO_CONTENT).sort("at", 1)
            return [_to_voice(each) async for each in found]

    async def settle(self, now: datetime, *, most: int) -> int:
        """
        Those whose time is over: one whose wish is there stays for as long as that, any other goes. How many went. Raises
        StoreAway.
        """
        gone = 0
        async with store_errors():
            due = {"until": {"$gt": EPOCH, "$lte": now}}
            async for each in self._voices.find(due, {"wish_key": 1}).sort("until", 1).limit(most):
                which = {"_id": each["_id"]}
                if await self._wishes.find_one({"key": each["wish_key"]}, {"_id": 1}):
                    await self._voices.update_one(which, {"$unset": {"until": ""}})
                else:
                    gone += (await self._voices.delete_one(which)).deleted_count
        return gone


def _to_voice(document: Document) -> WishVoice:
    return WishVoice(
        id=document["_id"],
        wish_key=document["wish_key"],
        person_id=document["person"],
        at=document["at"],
        seconds=document["seconds"],
        size=document["size"],
    )
