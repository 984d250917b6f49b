"""What happened: one document an event, in the same transaction as the change it tells of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from pymongo import ReturnDocument

from domain.errors import NotFound
from domain.ids import new_id
from domain.regions import Scope
from storage.mongo import Collection, Database, Document, Session, store_errors
from storage.scoped import within


@dataclass(frozen=True, slots=True)
class Event:
    """
    Something that happened to `about` (an id). `seq` counts from 1 for each `about`; `actor` is a person's or staff
    member's id or "system"; `region_path` is that of the day. `data` holds nothing personal.
    """

    about: str
    seq: int
    kind: str
    actor: str
    at: datetime
    region_path: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)


THINGS = (
    "alerts",
    "cases",
    "knowledge",
    "lessons",
    "people",
    "pushes",
    "questions",
    "wishes",
)  # each holds things whose stories are told here


async def next_seq(rows: Collection, thing_id: str, *, session: Session | None = None) -> int:
    """Count something that happened to a thing: its number in the thing's story. Raises NotFound."""
    async with store_errors():
        document = await rows.find_one_and_update(
            {"_id": thing_id}, {"$inc": {"seq": 1}}, {"seq": 1}, return_document=ReturnDocument.AFTER, session=session
        )
    if document is None:
        raise NotFound
    return int(document["seq"])


class EventStore:
    """The collection `events`."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._events: Collection = db["events"]

    async def newest_of(self, collection: str) -> str:
        """The newest id in a collection of things that events tell of, or "": one look at its `_id` index."""
        async with store_errors():
            document = await self._db[collection].find_one({}, {"_id": 1}, sort=[("_id", -1)])
        return str(document["_id"]) if document else ""

    async def is_free(self, about: str, *, kind: str) -> bool:
        """
        Whether an id that a form has drawn for a thing of the collection `kind` names nothing of another kind, whose story
        would go on in the new one's. Raises StoreAway.
        """
        async with store_errors():
            found = [await self._db[name].find_one({"_id": about}, {"_id": 1}) for name in THINGS if name != kind]
        return not any(found)

    async def add(self, event: Event, *, session: Session | None = None) -> None:
        """Write `event`; a repeat of the same (about, seq) raises the driver's DuplicateKeyError."""
        await self._events.insert_one(
            {
                "_id": new_id(),
                "about": event.about,
                "seq": event.seq,
                "kind": event.kind,
                "actor": event.actor,
                "region_path": event.region_path,
                "at": event.at,
                "data": dict(event.data),
            },
            session=session,
        )

    async def of(self, about: str, *, scope: Scope, most: int = 200) -> list[Event]:
        """The story of one thing, oldest first."""
        cursor = self._events.find({"about": about, **within(scope)}).sort("seq", 1).limit(most)
        return [_to_event(document) async for document in cursor]

    async def by_since(self, about: str, kind: str, *, by: str, since: datetime) -> list[Event]:
        """What somebody did of a kind with one thing from a moment on, oldest first."""
        which = {"about": about, "kind": kind, "actor": by, "at": {"$gte": since}}
        async with store_errors():
            return [_to_event(each) async for each in self._events.find(which).sort("seq", 1)]

    async def count(self, about: str, kind: str, *, after: int) -> int:
        """How many events of a kind its story has behind the number `after`."""
        async with store_errors():
            return await self._events.count_documents({"about": about, "seq": {"$gt": after}, "kind": kind})

    async def of_things(self, abouts: Sequence[str]) -> dict[str, list[Event]]:
        """The stories of many things, oldest first, without what they hold besides: whoever reads them may see the things."""
        found: dict[str, list[Event]] = {}
        async with store_errors():
            cursor = self._events.find({"about": {"$in": list(abouts)}}, {"data": 0}).sort([("about", 1), ("seq", 1)])
            async for document in cursor:
                found.setdefault(document["about"], []).append(_to_event({**document, "data": {}}))
        return found

    async def of_thing(self, about: str, *, most: int = 200) -> list[Event]:
        """The story of one thing that may have moved since: whoever shows it has seen to it that she may."""
        async with store_errors():
            cursor = self._events.find({"about": about}).sort("seq", 1).limit(most)
            return [_to_event(document) async for document in cursor]


def _to_event(document: Document) -> Event:
    return Event(
        about=document["about"],
        seq=document["seq"],
        kind=document["kind"],
        actor=document["actor"],
        at=document["at"],
        region_path=document["region_path"],
        data=document["data"],
    )
