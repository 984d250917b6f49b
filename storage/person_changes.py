"""Changes of a person that are kept in her story: the change and its event are one write or none."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pymongo import ReturnDocument

from storage.events import Event, EventStore
from storage.mongo import Collection, Database, Document, Session, in_transaction, store_errors


class PersonChangeStore:
    """The collection `people`, a change at a time; `seq` numbers the events about her."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._people: Collection = db["people"]
        self._events = EventStore(db)

    async def change(
        self,
        person_id: str,
        update: Document,
        *,
        kind: str,
        actor: str,
        now: datetime,
        which: Document | None = None,
        data: Mapping[str, Any] | None = None,
        session: Session | None = None,
    ) -> bool:
        """
        Change her, and keep that `actor` did. False where `which`, the condition under which there is something to change,
        doesn't hold, or nobody has the id. An id of a record that was joined with another is the other's. Raises StoreAway.
        """

        async def write(inside: Session) -> bool:
            found = await self._people.find_one_and_update(
                {"_id": person_id, "merged_into": None, **(which or {})},
                {**update, "$set": {**update.get("$set", {}), "changed_at": now}, "$inc": {"seq": 1}},
                return_document=ReturnDocument.AFTER,
                session=inside,
            )
            if found is None:
                return False
            event = Event(person_id, found["seq"], kind, actor, now, found.get("region_path", ""), dict(data or {}))
            await self._events.add(event, session=inside)
            return True

        async with store_errors():
            done = await write(session) if session else await in_transaction(self._db, write)
            if done:
                return True
            tombstone = await self._people.find_one(
                {"_id": person_id, "merged_into": {"$gt": ""}}, {"merged_into": 1}, session=session
            )
        if tombstone is None:
            return False
        living = tombstone["merged_into"]
        return await self.change(
            living, update, kind=kind, actor=actor, now=now, which=which, data=data, session=session
        )
