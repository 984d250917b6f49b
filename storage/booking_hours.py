"""Where one meets a counsellor, when she is there, and who waits for a time to come free."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from pymongo import IndexModel, ReturnDocument
from pymongo.errors import DuplicateKeyError

from domain.bookings import Hours, MeetingPlace, Single, State, Wait, WaitState, Weekly
from domain.errors import Conflict, NotFound
from domain.personal_kinds import WAIT_DAYS
from domain.regions import Scope
from storage.bookings import one_of
from storage.mongo import Collection, Database, Document, Session, store_errors
from storage.scoped import listed, placed, within

MOST = 300
INDEXES: dict[str, list[IndexModel]] = {
    "booking_places": [IndexModel([("within", 1), ("_id", -1)]), IndexModel([("region_path", 1)])],
    "booking_hours": [
        IndexModel([("services", 1), ("_id", 1)]),
        IndexModel([("within", 1), ("_id", 1)]),
        IndexModel([("region_path", 1)]),
    ],
    "bookings": [
        IndexModel([("taken", 1)], unique=True, name="one_taken", partialFilterExpression={"taken": {"$gt": ""}}),
        IndexModel([("hers", 1)], unique=True, name="one_hers", partialFilterExpression={"hers": {"$gt": ""}}),
        IndexModel([("receipt", 1)], unique=True),
        IndexModel([("person", 1), ("_id", -1)]),
        IndexModel([("counsellor", 1), ("at", 1), ("_id", 1)]),
        IndexModel([("within", 1), ("at", 1), ("_id", 1)]),
        IndexModel([("at", 1), ("_id", 1)]),
        IndexModel([("region_path", 1)]),
        IndexModel([("held_until", 1)], name="held", partialFilterExpression={"state": State.HELD.value}),
    ],
    "booking_waits": [
        IndexModel([("service", 1), ("place", 1), ("state", 1), ("since", 1), ("_id", 1)]),
        IndexModel([("state", 1), ("service", 1), ("place", 1)]),
        IndexModel([("person", 1)]),
        IndexModel([("booking", 1)]),
        IndexModel([("region_path", 1)]),
        IndexModel([("since", 1)], expireAfterSeconds=WAIT_DAYS * 24 * 3600),
    ],
}


class MeetingPlaceStore:
    """The collection `booking_places`."""

    def __init__(self, db: Database) -> None:
        self._places: Collection = db["booking_places"]

    async def get(self, place_id: str, *, scope: Scope) -> MeetingPlace:
        """The place. Raises NotFound."""
        async with store_errors():
            document = await self._places.find_one({"$and": [{"_id": place_id}, within(scope)]})
        if document is None:
            raise NotFound
        return _to_place(document)

    async def all(self, *, scope: Scope) -> list[MeetingPlace]:
        """Those of a scope, the newest first."""
        async with store_errors():
            cursor = self._places.find(listed(scope)).sort("_id", -1).limit(MOST)
            return [_to_place(each) async for each in cursor]

    async def save(self, place: MeetingPlace, *, session: Session) -> None:
        """Write it, if nobody has changed it since it was read (`version` 0: a new one). Raises Conflict."""
        facts = {name: getattr(place, name) for name in ("name", "address", "way", "region", "is_open")}
        change: Document = {**facts, **placed(place.region_path), "version": place.version + 1}
        async with store_errors():
            if not place.version:
                try:
                    await self._places.insert_one({"_id": place.id, **change}, session=session)
                except DuplicateKeyError:
                    raise Conflict from None
                return
            which = {"_id": place.id, "version": place.version}
            if not (await self._places.update_one(which, {"$set": change}, session=session)).matched_count:
                raise Conflict


class HoursStore:
    """The collection `booking_hours`, by the id of the counsellor."""

    def __init__(self, db: Database) -> None:
        self._hours: Collection = db["booking_hours"]

    async def of(self, counsellor: str) -> Hours | None:
        """Hers, or None where she has said nothing yet."""
        async with store_errors():
            document = await self._hours.find_one({"_id": counsellor})
        return _to_hours(document) if document else None

    async def offering(self, service: str) -> list[Hours]:
        """Of all who offer a service."""
        async with store_errors():
            return [
                _to_hours(each) async for each in self._hours.find({"services": service}).sort("_id", 1).limit(MOST)
            ]

    async def save(self, hours: Hours, *, session: Session) -> None:
        """Write them, if nobody has changed them since they were read. Raises Conflict."""
        change: Document = {
            **placed(hours.region_path),
            "region": hours.region_path.rstrip("/").rsplit("/", 1)[-1],
            "services": sorted(hours.services),
            "weekly": [{"weekday": each.weekday, **_row(each)} for each in hours.weekly],
            "singles": [{"day": each.day.isoformat(), "opens": each.opens, **_row(each)} for each in hours.singles],
            "version": hours.version + 1,
        }
        async with store_errors():
            if not hours.version:
                try:
                    await self._hours.insert_one({"_id": hours.counsellor, **change}, session=session)
                except DuplicateKeyError:
                    raise Conflict from None
                return
            which = {"_id": hours.counsellor, "version": hours.version}
            if not (await self._hours.update_one(which, {"$set": change}, session=session)).matched_count:
                raise Conflict


class WaitStore:
    """The collection `booking_waits`: one a person and service, there only while she waits."""

    def __init__(self, db: Database) -> None:
        self._waits: Collection = db["booking_waits"]

    async def join(self, wait: Wait) -> None:
        """She waits from now on; twice is once, and at another place she stands at the end there."""
        facts = {"person": wait.person, "service": wait.service, "place": wait.place, **placed(wait.region_path)}
        facts |= {"region": wait.region_path.rstrip("/").rsplit("/", 1)[-1]}
        fresh = {**facts, "since": wait.since, "state": WaitState.WAITING, "booking": ""}
        key = one_of(wait.person, wait.service)
        async with store_errors():
            done = await self._waits.update_one({"_id": key}, {"$setOnInsert": fresh}, upsert=True)
            if done.upserted_id is None:
                elsewhere = {"_id": key, "place": {"$ne": wait.place}, "state": WaitState.WAITING}
                await self._waits.update_one(elsewhere, {"$set": fresh})

    async def of_person(self, person: str) -> list[Wait]:
        """Hers."""
        async with store_errors():
            return [_to_wait(each) async for each in self._waits.find({"person": person}).limit(10)]

    async def waiting(self, service: str, place: str) -> int:
        """How many wait there, and have nothing offered."""
        async with store_errors():
            return await self._waits.count_documents({"service": service, "place": place, "state": WaitState.WAITING})

    async def first(self, service: str, place: str, *, most: int = 5) -> list[Wait]:
        """Who is next there."""
        which = {"service": service, "place": place, "state": WaitState.WAITING}
        async with store_errors():
            cursor = self._waits.find(which).sort([("since", 1), ("_id", 1)]).limit(most)
            return [_to_wait(each) async for each in cursor]

    async def lines(self) -> Sequence[tuple[str, str]]:
        """Where somebody waits: each service and place."""
        steps: Sequence[Document] = [
            {"$match": {"state": WaitState.WAITING}},
            {"$group": {"_id": {"service": "$service", "place": "$place"}}},
        ]
        async with store_errors():
            found = [each["_id"] async for each in self._waits.aggregate(steps)]
        return sorted((each["service"], each["place"]) for each in found)

    async def offer_next(self, service: str, place: str, booking: str, *, session: Session) -> Wait | None:
        """Whoever waits longest there has this one offered from now on; None where nobody waits."""
        which = {"service": service, "place": place, "state": WaitState.WAITING}
        async with store_errors():
            found = await self._waits.find_one_and_update(
                which,
                {"$set": {"state": WaitState.OFFERED, "booking": booking}},
                sort=[("since", 1), ("_id", 1)],
                return_document=ReturnDocument.AFTER,
                session=session,
            )
        return _to_wait(found) if found else None

    async def end(self, which: dict[str, Any], *, session: Session | None = None) -> None:
        """Those who wait so wait no longer: by {"booking": …}, or {"person": …, "service": …}."""
        async with store_errors():
            await self._waits.delete_many(which, session=session)


def _row(each: Weekly | Single) -> Document:
    return {"start": f"{each.start:%H:%M}", "end": f"{each.end:%H:%M}", "place": each.place}


def _to_place(document: Document) -> MeetingPlace:
    names = ("name", "address", "way", "region", "region_path", "is_open", "version")
    return MeetingPlace(document["_id"], **{name: document[name] for name in names})


def _to_hours(document: Document) -> Hours:
    def row(each: Document) -> tuple[time, time, str]:
        return time.fromisoformat(each["start"]), time.fromisoformat(each["end"]), each["place"]

    return Hours(
        counsellor=document["_id"],
        region_path=document["region_path"],
        services=frozenset(document["services"]),
        weekly=tuple(Weekly(each["weekday"], *row(each)) for each in document["weekly"]),
        singles=tuple(
            Single(date.fromisoformat(each["day"]), *row(each), each["opens"]) for each in document["singles"]
        ),
        version=document["version"],
    )


def _to_wait(document: Document) -> Wait:
    since: datetime = document["since"]
    return Wait(
        id=document["_id"],
        person=document["person"],
        service=document["service"],
        place=document["place"],
        region_path=document["region_path"],
        since=since,
        state=WaitState(document["state"]),
        booking=document["booking"],
    )
