"""Wishes: the open part that lists show, and the sealed part that holds the child."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bson.binary import Binary
from pymongo import ReturnDocument
from pymongo.errors import DuplicateKeyError

from domain.errors import NotFound
from domain.regions import Scope
from domain.wishes import Wish, WishState
from storage.events import Event, EventStore
from storage.mongo import Collection, Database, Document, Duplicate, Session, store_errors
from storage.paging import NEWEST, Part
from storage.scoped import COUNTED_MOST, counted, listed, placed, within


@dataclass(frozen=True, slots=True)
class NewWish:
    """A wish to be written: what lists show, and the sealed part. `key` makes a repeat the same wish."""

    wish: Wish
    key: str
    sealed: Binary
    consent_id: str


class WishStore:
    """The collection `wishes`; unique on `key` and on `receipt`."""

    def __init__(self, db: Database, events: EventStore) -> None:
        self._wishes: Collection = db["wishes"]
        self._events = events

    async def by_key(self, key: str) -> Wish | None:
        """The wish that an earlier try with the same key has made, or None."""
        async with store_errors():
            document = await self._wishes.find_one({"key": key})
        return _to_wish(document) if document else None

    async def insert(self, new: NewWish, *, session: Session) -> None:
        """Write a wish and its first event; raises Duplicate for a key or receipt in use."""
        wish = new.wish
        try:
            await self._wishes.insert_one(
                {
                    "_id": wish.id,
                    "key": new.key,
                    "receipt": wish.receipt,
                    "guardian": wish.guardian_id,
                    "state": wish.state,
                    "kind": wish.kind,
                    "text": wish.text,
                    "cost_fen": wish.cost_fen,
                    "child_masked": wish.child_masked,
                    "age_band": wish.age_band,
                    "region": wish.region,
                    **placed(wish.region_path),
                    "sealed": new.sealed,
                    "consent": new.consent_id,
                    "submitted_at": wish.submitted_at,
                    "changed_at": wish.changed_at,
                    "seq": 1,
                },
                session=session,
            )
        except DuplicateKeyError as error:
            raise Duplicate(error) from error
        await self._events.add(
            Event(
                about=wish.id,
                seq=1,
                kind="submitted",
                actor=wish.guardian_id,
                at=wish.submitted_at,
                region_path=wish.region_path,
            ),
            session=session,
        )

    async def get(self, wish_id: str, *, scope: Scope) -> Wish:
        """The wish; raises NotFound when there is none in `scope`."""
        return _to_wish(await self._document({"_id": wish_id}, scope))

    async def sealed(self, wish_id: str, *, scope: Scope) -> Binary:
        """The sealed part; raises NotFound, also once it was erased. Whoever opens it writes down why."""
        document = await self._document({"_id": wish_id}, scope)
        if not document.get("sealed"):
            raise NotFound
        return Binary(document["sealed"], 6)

    async def _document(self, which: Document, scope: Scope) -> Document:
        async with store_errors():
            document = await self._wishes.find_one({"$and": [which, within(scope)]})
        if document is None:
            raise NotFound
        return document

    async def by_receipt(self, receipt: str, *, scope: Scope) -> Wish | None:
        """The wish with this receipt, or None where there is none in `scope`."""
        async with store_errors():
            document = await self._wishes.find_one({"$and": [{"receipt": receipt}, within(scope)]})
        return _to_wish(document) if document else None

    async def of_guardian(self, guardian_id: str, *, after: str = "", most: int = 5) -> list[Wish]:
        """A guardian's own wishes, the newest first, from behind the id `after`."""
        which: Document = {"$and": [{"guardian": guardian_id}, Part(after=after).condition]}
        async with store_errors():
            cursor = self._wishes.find(which).sort("_id", -1).limit(most)
            return [_to_wish(document) async for document in cursor]

    async def page(
        self, *, scope: Scope, state: WishState | None = None, part: Part = NEWEST, after: str = "", most: int = 50
    ) -> list[Wish]:
        """Wishes of a scope for staff, the newest first unless `part` says otherwise; from behind the id `after`."""
        part = Part(after=after) if after else part
        which: Document = listed(scope)
        if state:
            which["state"] = state
        async with store_errors():
            cursor = self._wishes.find({"$and": [which, part.condition]}).sort("_id", part.direction).limit(most)
            if scope.paths:
                state_first = [("state", 1)] if state else []
                cursor = cursor.hint([*state_first, ("within", 1), ("_id", -1)])
            return part.in_order([_to_wish(document) async for document in cursor])

    async def note(self, wish_id: str, kind: str, *, by: str, at: datetime, scope: Scope, session: Session) -> str:
        """Write down that something happened to the wish which moves nothing; its region's path. Raises NotFound."""
        document = await self._wishes.find_one_and_update(
            {"$and": [{"_id": wish_id}, within(scope)]},
            {"$inc": {"seq": 1}},
            return_document=ReturnDocument.AFTER,
            session=session,
        )
        if document is None:
            raise NotFound
        path: str = document["region_path"]
        await self._events.add(
            Event(about=wish_id, seq=document["seq"], kind=kind, actor=by, at=at, region_path=path), session=session
        )
        return path

    async def count_submitted(self, *, scope: Scope) -> int:
        """How many of a scope wait to be looked at, up to COUNTED_MOST."""
        waits, parts = {"state": WishState.SUBMITTED.value}, counted(scope)
        async with store_errors():
            many = [await self._wishes.count_documents(waits | each, limit=COUNTED_MOST) for each in parts]
        return min(sum(many), COUNTED_MOST)

    async def count_between(
        self, *, scope: Scope, after: datetime | None = None, before: datetime | None = None, waiting: bool = False
    ) -> int:
        """How many of a scope were submitted then, up to COUNTED_MOST; with `waiting` only those that wait for a look."""
        time = {name: at for name, at in (("$gt", after), ("$lt", before)) if at}
        which: Document = {"submitted_at": time, **({"state": WishState.SUBMITTED} if waiting else {})}
        async with store_errors():
            return await self._wishes.count_documents({"$and": [which, within(scope)]}, limit=COUNTED_MOST)

    async def move(
        self, wish: Wish, *, to: WishState, by: str, at: datetime, session: Session, **changes: Any
    ) -> Wish | None:
        """Move `wish` if nobody has moved it since it was read, with its event; None if somebody has."""
        document = await self._wishes.find_one_and_update(
            {"_id": wish.id, "state": wish.state},
            {"$set": {"state": to, "changed_at": at, **changes}, "$inc": {"seq": 1}},
            return_document=ReturnDocument.AFTER,
            session=session,
        )
        if document is None:
            return None
        await self._events.add(
            Event(
                about=wish.id, seq=document["seq"], kind=str(to), actor=by, at=at, region_path=document["region_path"]
            ),
            session=session,
        )
        return _to_wish(document)


def _to_wish(document: Document) -> Wish:
    return Wish(
        id=document["_id"],
        receipt=document["receipt"],
        guardian_id=document["guardian"],
        state=WishState(document["state"]),
        kind=document["kind"],
        text=document["text"],
        cost_fen=document["cost_fen"],
        child_masked=document["child_masked"],
        age_band=document["age_band"],
        region=document["region"],
        region_path=document["region_path"],
        submitted_at=document["submitted_at"],
        changed_at=document["changed_at"],
    )
