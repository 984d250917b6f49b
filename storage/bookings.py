"""Hours with a counsellor: who holds one, who has one, and how it went."""

import hashlib
from collections.abc import Collection as Many
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bson.binary import Binary
from pymongo import ReturnDocument
from pymongo.errors import DuplicateKeyError

from domain.bookings import Booking, Slot, State
from domain.errors import Conflict, NotFound
from domain.regions import Scope
from storage.mongo import Collection, Database, Document, Duplicate, Session, store_errors
from storage.scoped import listed, placed, within

MOST = 500


def one_of(person: str, service: str) -> str:
    """What one person can have once of a service; it names nobody."""
    return hashlib.sha256(f"{person}:{service}".encode()).hexdigest()[:32]


class BookingStore:
    """
    The collection `bookings`. `taken` is the time's key and `hers` that of the person and service: each is unique and there
    only while the booking is open, so that the database decides who was first.
    """

    def __init__(self, db: Database) -> None:
        self._bookings: Collection = db["bookings"]

    async def lapse(self, which: Mapping[str, Any], *, now: datetime, session: Session | None = None) -> int:
        """Times among these that were held for too long are free again; how many."""
        over = {**which, "state": State.HELD, "held_until": {"$lte": now}}
        async with store_errors():
            done = await self._bookings.update_many(over, _ended(State.LAPSED, now), session=session)
        return done.modified_count

    async def let_go(self, person: str, service: str, *, now: datetime) -> None:
        """What she holds of a service and hasn't confirmed is free again, unless it was offered to her."""
        which = {"person": person, "service": service, "state": State.HELD, "offered": False}
        async with store_errors():
            await self._bookings.update_many(which, _ended(State.LAPSED, now))

    async def insert(self, booking: Booking, *, now: datetime, session: Session | None = None) -> None:
        """A new one. Raises Duplicate("taken") where the time is another's, Duplicate("hers") where she has one open."""
        slot = Slot(booking.counsellor, booking.at, booking.place)
        document = {
            "_id": booking.id,
            "receipt": booking.receipt,
            "service": booking.service,
            "person": booking.person,
            "counsellor": booking.counsellor,
            "place": booking.place,
            "region": booking.region_path.rstrip("/").rsplit("/", 1)[-1],
            **placed(booking.region_path),
            "at": booking.at,
            "state": booking.state,
            "held_until": booking.held_until,
            "offered": booking.offered,
            "taken": slot.key,
            "hers": one_of(booking.person, booking.service),
            "version": 1,
            "made_at": now,
            "changed_at": now,
        }
        async with store_errors():
            try:
                await self._bookings.insert_one(document, session=session)
            except DuplicateKeyError as error:
                raise Duplicate(error) from error

    async def find(self, booking_id: str) -> Booking | None:
        """It, or None."""
        async with store_errors():
            document = await self._bookings.find_one({"_id": booking_id})
        return to_booking(document) if document else None

    async def get(self, booking_id: str, *, scope: Scope) -> tuple[Booking, Mapping[str, Binary]]:
        """It, and what lies sealed of it by name: "said" is hers, "note" the counsellor's. Raises NotFound."""
        async with store_errors():
            document = await self._bookings.find_one({"$and": [{"_id": booking_id}, within(scope)]})
        if document is None:
            raise NotFound
        sealed = {name: document[name] for name in ("said", "note") if document.get(name)}
        return to_booking(document), sealed

    async def of_person(self, person: str, *, after: str = "", most: int = 20) -> list[Booking]:
        """Hers, the newest first, without those that she never confirmed."""
        which: Document = {"person": person, "state": {"$ne": State.LAPSED}}
        if after:
            which["_id"] = {"$lt": after}
        async with store_errors():
            cursor = self._bookings.find(which).sort("_id", -1).limit(most)
            return [to_booking(each) async for each in cursor]

    async def open_of(self, person: str, service: str, *, now: datetime) -> Booking | None:
        """What she has or holds of a service."""
        mine = [each for each in await self.of_person(person, most=50) if each.service == service]
        return next((each for each in mine if each.is_open(now) and each.at > now), None)

    async def past(self, person: str, service: str, *, now: datetime, session: Session | None = None) -> None:
        """One whose time is over holds up no other of hers, though nobody has said yet how it went."""
        which = {"person": person, "service": service, "state": State.BOOKED, "at": {"$lte": now}}
        async with store_errors():
            await self._bookings.update_many(which, {"$unset": {"hers": ""}}, session=session)

    async def missed_since(self, person: str, since: datetime) -> int:
        """How many times she didn't come."""
        which = {"person": person, "state": State.MISSED, "at": {"$gte": since}}
        async with store_errors():
            return await self._bookings.count_documents(which)

    async def taken(self, counsellors: Many[str], *, first: datetime, last: datetime, now: datetime) -> set[str]:
        """The keys of their times that are somebody's."""
        which = {
            "counsellor": {"$in": sorted(counsellors)},
            "at": {"$gte": first, "$lte": last},
            "$or": [{"state": State.BOOKED}, {"state": State.HELD, "held_until": {"$gt": now}}],
        }
        async with store_errors():
            return {each["taken"] async for each in self._bookings.find(which, {"taken": 1})}

    async def between(
        self, first: datetime, last: datetime, *, scope: Scope, counsellor: str = "", most: int = MOST
    ) -> list[Booking]:
        """What was confirmed of these days, in its order; with `counsellor` hers alone."""
        which: Document = {"at": {"$gte": first, "$lt": last}, "state": {"$nin": [State.HELD, State.LAPSED]}}
        if counsellor:
            which["counsellor"] = counsellor
        async with store_errors():
            cursor = self._bookings.find({"$and": [which, listed(scope)]}).sort([("at", 1), ("_id", 1)]).limit(most)
            return [to_booking(each) async for each in cursor]

    async def change(
        self,
        booking: Booking,
        state: State,
        *,
        now: datetime,
        session: Session,
        sealed: Mapping[str, Binary] | None = None,
    ) -> Booking:
        """It comes to `state` if nobody has changed it since it was read. Raises Conflict."""
        change = _ended(state, now)
        if state is State.BOOKED:
            change = {"$set": {"state": state, "held_until": None, "changed_at": now}, "$inc": {"version": 1}}
        change["$set"] |= dict(sealed or {})
        async with store_errors():
            found = await self._bookings.find_one_and_update(
                {"_id": booking.id, "version": booking.version},
                change,
                session=session,
                return_document=ReturnDocument.AFTER,
            )
        if found is None:
            raise Conflict
        return to_booking(found)

    async def keep(self, booking_id: str, name: str, sealed: Binary, *, session: Session) -> None:
        """What lies sealed of it under this name."""
        which = {"_id": booking_id, "person": {"$gt": ""}}
        async with store_errors():
            await self._bookings.update_one(which, {"$set": {name: sealed}}, session=session)

    async def counts(self, *, scope: Scope, since: datetime) -> list[Document]:
        """How many a month, region and state: rows of {month, path, state, many}."""
        month = {"$dateToString": {"date": "$at", "format": "%Y-%m", "timezone": "Asia/Shanghai"}}
        by = {"month": month, "path": "$region_path", "state": "$state"}
        steps: Sequence[Document] = [
            {"$match": {"$and": [{"at": {"$gte": since}, "state": {"$nin": ["held", "lapsed"]}}, listed(scope)]}},
            {"$group": {"_id": by, "many": {"$sum": 1}}},
        ]
        async with store_errors():
            return [{**each["_id"], "many": each["many"]} async for each in self._bookings.aggregate(steps)]

    async def offers_over(self, *, now: datetime, most: int = 100) -> list[Booking]:
        """Times that were offered to somebody who let them pass, the longest over first."""
        which = {"state": State.HELD, "offered": True, "held_until": {"$lte": now}}
        async with store_errors():
            cursor = self._bookings.find(which).sort("held_until", 1).limit(most)
            return [to_booking(each) async for each in cursor]


def _ended(state: State, now: datetime) -> Document:
    return {
        "$set": {"state": state, "changed_at": now},
        "$unset": {"taken": "", "hers": ""},
        "$inc": {"version": 1},
    }


def to_booking(document: Document) -> Booking:
    """As the domain knows it."""
    return Booking(
        id=document["_id"],
        receipt=document["receipt"],
        service=document["service"],
        person=document["person"],
        counsellor=document["counsellor"],
        place=document["place"],
        region_path=document["region_path"],
        at=document["at"],
        state=State(document["state"]),
        held_until=document["held_until"],
        offered=document["offered"],
        version=document["version"],
    )
