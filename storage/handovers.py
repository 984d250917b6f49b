"""Hand-overs: what went from a colleague who left to the one who goes on, as it was ticked off."""

from dataclasses import dataclass
from datetime import datetime

from domain.errors import NotFound
from domain.regions import Scope
from storage.mongo import Collection, Database, Document, Session, store_errors
from storage.scoped import within


@dataclass(frozen=True, slots=True)
class Handed:
    """One line of the list: what kind of thing, its id, and its title as it was on that day."""

    kind: str
    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Handover:
    """
    A list that was signed off: `staff_id` left, `successor_id` goes on, `by` ticked it off. `received_at` is when the
    successor has ticked it off herself, None while she hasn't.
    """

    id: str
    staff_id: str
    successor_id: str
    region_path: str
    by: str
    at: datetime
    things: tuple[Handed, ...]
    received_at: datetime | None = None


class HandoverStore:
    """The collection `handovers`."""

    def __init__(self, db: Database) -> None:
        self._handovers: Collection = db["handovers"]

    async def insert(self, handover: Handover, *, session: Session) -> None:
        """Keep the list."""
        async with store_errors():
            await self._handovers.insert_one(
                {
                    "_id": handover.id,
                    "staff": handover.staff_id,
                    "successor": handover.successor_id,
                    "region_path": handover.region_path,
                    "by": handover.by,
                    "at": handover.at,
                    "things": [{"kind": each.kind, "id": each.id, "title": each.title} for each in handover.things],
                },
                session=session,
            )

    async def get(
        self, handover_id: str, *, scope: Scope, successor: str = "", session: Session | None = None
    ) -> Handover:
        """The list; raises NotFound, also for one of another region where it didn't go to `successor`."""
        seen = {"$or": [within(scope), {"successor": successor}]} if successor else within(scope)
        async with store_errors():
            document = await self._handovers.find_one({"$and": [{"_id": handover_id}, seen]}, session=session)
        if document is None:
            raise NotFound
        return _to_handover(document)

    async def receive(self, handover_id: str, *, successor: str, now: datetime, session: Session) -> bool:
        """The successor has ticked the list off; False where she had before, or where it isn't hers."""
        async with store_errors():
            done = await self._handovers.update_one(
                {"_id": handover_id, "successor": successor, "received_at": None},
                {"$set": {"received_at": now}},
                session=session,
            )
        return done.modified_count == 1

    async def waiting_for(self, successor: str, *, most: int) -> list[Handover]:
        """The lists that a successor has yet to tick off, the oldest first."""
        async with store_errors():
            cursor = self._handovers.find({"successor": successor, "received_at": None}).sort("_id", 1).limit(most)
            return [_to_handover(each) async for each in cursor]

    async def of(self, staff_id: str) -> list[Handover]:
        """The lists of what a colleague handed over, the newest first."""
        async with store_errors():
            cursor = self._handovers.find({"staff": staff_id}).sort("_id", -1).limit(20)
            return [_to_handover(each) async for each in cursor]


def _to_handover(document: Document) -> Handover:
    return Handover(
        id=document["_id"],
        staff_id=document["staff"],
        successor_id=document["successor"],
        region_path=document["region_path"],
        by=document["by"],
        at=document["at"],
        things=tuple(Handed(each["kind"], each["id"], each["title"]) for each in document["things"]),
        received_at=document.get("received_at"),
    )
