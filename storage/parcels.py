"""Parcels, their hand-overs from hand to hand, and the points where they are collected."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from pymongo import ReturnDocument
from pymongo.errors import DuplicateKeyError

from domain.errors import Conflict, NotFound
from domain.parcels import Parcel, Place, Point, Step
from domain.regions import Scope
from storage.mongo import Collection, Database, Document, Duplicate, Session, store_errors
from storage.paging import NEWEST, Part
from storage.scoped import listed, placed, within
from storage.seen import change_seen


class ParcelStore:
    """
    The collections `parcels`, unique on `code` and on the wish while it is the wish's (`wish_open`), and `parcel_steps`,
    where `_id` is "parcel:seq" and nothing is ever changed.
    """

    def __init__(self, db: Database) -> None:
        self._parcels: Collection = db["parcels"]
        self._steps: Collection = db["parcel_steps"]

    async def insert(self, parcel: Parcel, *, session: Session) -> None:
        """A new one. Raises Duplicate for a code in use, or where its wish has one."""
        document = {
            "_id": parcel.id,
            "code": parcel.code,
            "wish": parcel.wish_id,
            "wish_open": parcel.wish_id,
            "region": parcel.region,
            **placed(parcel.region_path),
            "place": str(parcel.place),
            "point": "",
            "seq": 0,
            "at": parcel.at,
            "made_at": parcel.made_at,
        }
        try:
            await self._parcels.insert_one(document, session=session)
        except DuplicateKeyError as error:
            raise Duplicate(error) from error

    async def by_code(self, code: str, *, scope: Scope) -> Parcel:
        """The parcel under this label; raises NotFound."""
        async with store_errors():
            document = await self._parcels.find_one({"$and": [{"code": code}, within(scope)]})
        if document is None:
            raise NotFound
        return _to_parcel(document)

    async def of_wish(self, wish_id: str) -> Parcel | None:
        """The parcel that is this wish's now, or None."""
        return (await self.of_wishes([wish_id])).get(wish_id)

    async def of_wishes(self, wish_ids: Iterable[str]) -> dict[str, Parcel]:
        """The parcels that are these wishes' now, by the wish's id."""
        async with store_errors():
            cursor = self._parcels.find({"wish_open": {"$in": sorted(set(wish_ids) - {""})}})
            return {each["wish"]: _to_parcel(each) async for each in cursor}

    async def page(self, *, scope: Scope, part: Part = NEWEST, most: int = 50) -> list[Parcel]:
        """Those of a scope, the newest first unless `part` says otherwise."""
        async with store_errors():
            which = {"$and": [listed(scope), part.condition]}
            cursor = self._parcels.find(which).sort("_id", part.direction).limit(most)
            return part.in_order([_to_parcel(each) async for each in cursor])

    async def step(self, parcel: Parcel, step: Step, *, session: Session) -> Parcel | None:
        """Keep a step if nothing has happened to the parcel since it was read; None if something has."""
        document = await self._parcels.find_one_and_update(
            {"_id": parcel.id, "seq": parcel.seq},
            {"$set": {"place": str(step.place), "point": step.point, "at": step.at}, "$inc": {"seq": 1}},
            return_document=ReturnDocument.AFTER,
            session=session,
        )
        if document is None:
            return None
        await self._steps.insert_one(
            {
                "_id": f"{parcel.id}:{document['seq']}",
                "parcel": parcel.id,
                "seq": document["seq"],
                "place": str(step.place),
                "point": step.point,
                "left": parcel.point,
                "back": step.back,
                "by": step.by,
                "at": step.at,
                "region_path": document["region_path"],
            },
            session=session,
        )
        return _to_parcel(document)

    async def arrive(self, wish_id: str, *, by: str, now: datetime, session: Session) -> None:
        """The wish's parcel is with the family, where it has one: part of the wish's own move."""
        document = await self._parcels.find_one({"wish_open": wish_id}, session=session)
        if document is None or document["place"] == Place.GIVEN:
            return
        parcel = _to_parcel(document)
        made = Step(parcel.id, 0, Place.GIVEN, by, now, parcel.region_path)
        await self.step(parcel, made, session=session)

    async def loosen(self, wish_id: str, *, session: Session) -> None:
        """The wish went back in line: the parcel that was brought for it isn't its own any more."""
        await self._parcels.update_one({"wish_open": wish_id}, {"$set": {"wish_open": ""}}, session=session)

    async def steps(self, parcel_ids: Sequence[str]) -> list[Step]:
        """All hand-overs of these parcels, the oldest first."""
        async with store_errors():
            cursor = self._steps.find({"parcel": {"$in": list(parcel_ids)}}).sort([("at", 1), ("seq", 1)])
            return [_to_step(each) async for each in cursor]

    async def in_and_out(self, point_id: str, *, most: int = 50) -> list[Step]:
        """What came to a collection point and what left it, the newest first."""
        async with store_errors():
            which = {"$or": [{"point": point_id}, {"left": point_id}]}
            cursor = self._steps.find(which).sort([("at", -1), ("_id", -1)]).limit(most)
            return [_to_step(each) async for each in cursor]

    async def stock(self, point_id: str, *, most: int = 200) -> list[Parcel]:
        """What lies at a collection point now, the longest first."""
        async with store_errors():
            which = {"point": point_id, "place": str(Place.AT_POINT)}
            return [_to_parcel(each) async for each in self._parcels.find(which).sort("at", 1).limit(most)]

    async def counts(self, point_ids: Sequence[str]) -> dict[str, int]:
        """How many parcels lie at each of these points."""
        which = {"point": {"$in": list(point_ids)}, "place": str(Place.AT_POINT)}
        async with store_errors():
            cursor = self._parcels.aggregate([{"$match": which}, {"$group": {"_id": "$point", "many": {"$sum": 1}}}])
            return {each["_id"]: each["many"] async for each in cursor}

    async def of_ids(self, parcel_ids: Iterable[str]) -> dict[str, Parcel]:
        """These parcels, by id."""
        async with store_errors():
            cursor = self._parcels.find({"_id": {"$in": sorted(set(parcel_ids))}})
            return {each["_id"]: _to_parcel(each) async for each in cursor}

    async def get(self, parcel_id: str, *, scope: Scope) -> Parcel:
        """The parcel; raises NotFound."""
        async with store_errors():
            document = await self._parcels.find_one({"$and": [{"_id": parcel_id}, within(scope)]})
        if document is None:
            raise NotFound
        return _to_parcel(document)

    async def last_step(self, parcel: Parcel) -> Step | None:
        """The step that brought it where it is, or None before the first."""
        async with store_errors():
            document = await self._steps.find_one({"_id": f"{parcel.id}:{parcel.seq}"})
        return _to_step(document) if document else None


class PointStore:
    """The collection `collection_points`."""

    def __init__(self, db: Database) -> None:
        self._points: Collection = db["collection_points"]

    async def get(self, point_id: str, *, scope: Scope) -> Point:
        """The point; raises NotFound."""
        async with store_errors():
            document = await self._points.find_one({"$and": [{"_id": point_id}, within(scope)]})
        if document is None:
            raise NotFound
        return _to_point(document)

    async def of(self, *, scope: Scope, most: int = 200) -> list[Point]:
        """Those of a scope, the oldest first."""
        async with store_errors():
            return [_to_point(each) async for each in self._points.find(listed(scope)).sort("_id", 1).limit(most)]

    async def serving(self, county_path: str, *, most: int = 200) -> list[Point]:
        """Open ones in a county, and those of the places that it lies in."""
        above = county_path.rstrip("/").split("/")[:-1]
        paths = ["".join(f"{code}/" for code in above[: end + 1]) for end in range(len(above))]
        which = {"$or": [within(Scope.of(county_path)), {"region_path": {"$in": paths}}], "closed": False}
        async with store_errors():
            return [_to_point(each) async for each in self._points.find(which).sort("_id", 1).limit(most)]

    async def named(self, point_ids: Iterable[str]) -> dict[str, str]:
        """The names of these points, closed ones too."""
        async with store_errors():
            cursor = self._points.find({"_id": {"$in": sorted(set(point_ids) - {""})}}, {"name": 1})
            return {each["_id"]: each["name"] async for each in cursor}

    async def insert(self, point: Point, *, by: str, now: datetime, session: Session) -> None:
        """A new one. Raises Conflict where its id is taken."""
        words = {name: getattr(point, name) for name in ("name", "region", "address", "hours")}
        document = {"_id": point.id, **words, **placed(point.region_path), "version": 1, "closed": False}
        async with store_errors():
            try:
                await self._points.insert_one({**document, "made_by": by, "made_at": now}, session=session)
            except DuplicateKeyError:
                raise Conflict from None

    async def hold(self, point_id: str, *, scope: Scope, session: Session) -> Point:
        """An open point at which something is laid down in this transaction: it can't be closed meanwhile. Raises NotFound."""
        document = await self._points.find_one_and_update(
            {"$and": [{"_id": point_id, "closed": False}, within(scope)]}, {"$inc": {"held": 1}}, session=session
        )
        if document is None:
            raise NotFound
        return _to_point(document)

    async def change(self, point: Point, changes: Mapping[str, Any], *, session: Session) -> Point:
        """Change it if nobody has since it was read. Raises Conflict where somebody has."""
        async with store_errors():
            return _to_point(await change_seen(self._points, point.id, point.version, changes, session=session))


def _to_parcel(document: Document) -> Parcel:
    return Parcel(
        id=document["_id"],
        code=document["code"],
        wish_id=document["wish"],
        region=document["region"],
        region_path=document["region_path"],
        place=Place(document["place"]),
        at=document["at"],
        made_at=document["made_at"],
        is_open=bool(document["wish_open"]),
        point=document["point"],
        seq=document["seq"],
    )


def _to_step(document: Document) -> Step:
    return Step(
        parcel_id=document["parcel"],
        seq=document["seq"],
        place=Place(document["place"]),
        by=document["by"],
        at=document["at"],
        region_path=document["region_path"],
        point=document["point"],
        left=document["left"],
        back=document["back"],
    )


def _to_point(document: Document) -> Point:
    return Point(
        id=document["_id"],
        name=document["name"],
        region=document["region"],
        region_path=document["region_path"],
        address=document["address"],
        hours=document["hours"],
        version=document["version"],
        closed=document["closed"],
    )
