"""Wishes: the open part that lists show, and the sealed part that holds the child."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bson.binary import Binary
from pymongo import ReturnDocument
from pymongo.errors import DuplicateKeyError

from domain.errors import NotFound
from domain.regions import Scope
from domain.wishes import ENDED, SHOWN, Wish, WishState
from storage.events import Event, EventStore
from storage.indexes_of_wishes import EPOCH
from storage.mongo import Collection, Database, Document, Duplicate, Session, store_errors
from storage.paging import NEWEST, OLDEST, Part, rows_of
from storage.scoped import COUNTED_MOST, counted, listed, placed, within
from storage.wish_asked import OF_CAMPAIGNS, Asked

LOOKED_THROUGH = 2000  # a search by words: quick however many there are


@dataclass(frozen=True, slots=True)
class NewWish:
    """A wish to be written: what lists show, and the sealed part. `key` makes a repeat the same wish."""

    wish: Wish
    key: str
    sealed: Binary
    consent_id: str
    next_at: datetime


@dataclass(frozen=True, slots=True)
class Change:
    """
    What a move writes: the state it leads to, its event with what is known of it, and the fields that it sets. Fields
    that may stand once only (`child_open`, `code`, `claim_slot`) raise Duplicate.
    """

    to: WishState
    event: str
    by: str
    at: datetime
    fields: Mapping[str, Any] = field(default_factory=dict)
    data: Mapping[str, Any] = field(default_factory=dict)


def stall_fields(stalls: Mapping[str, datetime]) -> Document:
    """Why a wish waits too long, as kept, with the moment from which on a list finds it."""
    return {"stalls": dict(stalls), "stalls_at": min(stalls.values(), default=None)}


class WishStore:
    """The collection `wishes`; unique on `key` and on `receipt`."""

    def __init__(self, db: Database, events: EventStore) -> None:
        self._wishes: Collection = db["wishes"]
        self._events = events

    async def by_key(self, key: str) -> Wish | None:
        """The wish that an earlier try with the same key has made, or None."""
        async with store_errors():
            document = await self._wishes.find_one({"key": key})
        return to_wish(document) if document else None

    async def kept(self, keys: Sequence[str]) -> set[str]:
        """Those of the keys under which a wish was kept. Raises StoreAway."""
        async with store_errors():
            return {each["key"] async for each in self._wishes.find({"key": {"$in": list(keys)}}, {"key": 1})}

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
                    "nature": wish.nature,
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
                    "turn": 1,
                    "desk": wish.desk,
                    "since": wish.since,
                    "reached": {str(wish.state): wish.submitted_at},
                    "due_at": wish.due_at,
                    "next_at": new.next_at,
                    "child_key": wish.child_key,
                    "child_open": wish.child_key,
                    "entered_by": wish.entered_by,
                    "concerns": list(wish.concerns),
                    "written": Binary(wish.written, 6) if wish.written else None,
                    **stall_fields(dict(wish.stalls)),
                },
                session=session,
            )
        except DuplicateKeyError as error:
            raise Duplicate(error) from error
        await self._events.add(
            Event(
                about=wish.id,
                seq=1,
                kind="entered" if wish.entered_by else "submitted",
                actor=wish.entered_by or wish.guardian_id,
                at=wish.submitted_at,
                region_path=wish.region_path,
            ),
            session=session,
        )

    async def get(self, wish_id: str, *, scope: Scope) -> Wish:
        """The wish; raises NotFound when there is none in `scope`."""
        return to_wish(await self._document({"_id": wish_id}, scope))

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
        return to_wish(document) if document else None

    async def of_ids(self, wish_ids: Sequence[str], *, scope: Scope) -> list[Wish]:
        """These wishes, as far as they lie in `scope`, the oldest first."""
        async with store_errors():
            cursor = self._wishes.find({"$and": [{"_id": {"$in": list(wish_ids)}}, within(scope)]}).sort("_id", 1)
            return [to_wish(each) async for each in cursor]

    async def of_guardian(self, guardian_id: str, *, after: str = "", most: int = 5) -> list[Wish]:
        """A guardian's own wishes, the newest first, from behind the id `after`."""
        which: Document = {"$and": [{"guardian": guardian_id}, Part(after=after).condition]}
        async with store_errors():
            cursor = self._wishes.find(which).sort("_id", -1).limit(most)
            return [to_wish(document) async for document in cursor]

    async def page(
        self,
        *,
        scope: Scope,
        state: WishState | None = None,
        asked: Asked | None = None,
        part: Part = NEWEST,
        after: str = "",
        most: int = 50,
    ) -> list[Wish]:
        """
        Wishes of a scope for staff, the newest first unless `part` says otherwise; from behind the id `after`. `asked` narrows
        them down to what a figure counts.
        """
        part = Part(after=after) if after else part
        which: Document = {**listed(scope), **(asked.condition if asked else {})}
        if state:
            which["state"] = state
        async with store_errors():
            cursor = self._wishes.find({"$and": [which, part.condition]}).sort("_id", part.direction).limit(most)
            if scope.paths and asked and asked.on_wall:
                cursor = cursor.hint(OF_CAMPAIGNS)
            elif scope.paths:
                state_first = [("state", 1)] if state else []
                cursor = cursor.hint([*state_first, ("within", 1), ("_id", -1)])
            return part.in_order([to_wish(document) async for document in cursor])

    async def worded(self, words: str, *, kinds: Sequence[str], scope: Scope, most: int) -> list[Wish]:
        """
        Of the newest `LOOKED_THROUGH` of a scope those of these kinds, and of its newest on the wall and past it those whose
        words there hold `words`; the newest first. What nobody has looked over is no part of it.
        """
        like = {"public_text": {"$regex": re.escape(words), "$options": "i"}}
        looks: list[tuple[Document, Document]] = [({"state": {"$in": sorted(SHOWN)}}, like)]
        looks += [({}, {"kind": {"$in": list(kinds)}})] if kinds else []
        found: dict[str, Wish] = {}
        async with store_errors():
            for among, wanted in looks:
                newest: list[Document] = [{"$match": {**among, **listed(scope)}}, {"$sort": {"_id": -1}}]
                steps = [*newest, {"$limit": LOOKED_THROUGH}, {"$match": wanted}, {"$limit": most}]
                index = {**dict.fromkeys(among, 1), "within": 1, "_id": -1}  # whatever plan another place has left
                hint = {"hint": index} if scope.paths else {}
                found |= {each["_id"]: to_wish(each) async for each in self._wishes.aggregate(steps, **hint)}
        return [found[each] for each in sorted(found, reverse=True)][:most]

    async def note(
        self,
        wish_id: str,
        kind: str,
        *,
        by: str,
        at: datetime,
        scope: Scope,
        session: Session,
        data: Mapping[str, Any] | None = None,
        guardian: str = "",
    ) -> str:
        """
        Write down that something happened to the wish which moves nothing; its region's path. With `guardian` only while the
        wish is hers. Raises NotFound.
        """
        which = {"_id": wish_id, **({"guardian": guardian} if guardian else {})}
        document = await self._wishes.find_one_and_update(
            {"$and": [which, within(scope)]},
            {"$inc": {"seq": 1}},
            return_document=ReturnDocument.AFTER,
            session=session,
        )
        if document is None:
            raise NotFound
        path: str = document["region_path"]
        await self._events.add(
            Event(wish_id, document["seq"], kind, by, at, region_path=path, data=data or {}), session=session
        )
        return path

    async def waiting(
        self,
        desks: Sequence[str],
        *,
        scope: Scope,
        late: datetime | None = None,
        part: Part = OLDEST,
        most: int = 50,
    ) -> list[Wish]:
        """
        Wishes whose turn it is at one of these desks, with `late` only those due before it; what is due first in front.
        Raises NotFound, StoreAway.
        """
        which: Document = {**listed(scope), "desk": {"$in": list(desks)}}
        if late:
            which["due_at"] = {"$lt": late}
        by_due = Part(after=part.after, before=part.before, rising=part.rising, by="due_at")
        places = [("within", 1)] if scope.paths else []
        hint = [("desk", 1), *places, ("due_at", 1), ("_id", 1)]
        return [to_wish(each) for each in await rows_of(self._wishes, which, by_due, most, hint=hint)]

    async def count_waiting(self, desks: Sequence[str], *, scope: Scope, late: datetime | None = None) -> int:
        """How many of a scope wait at these desks, with `late` only those due before it; up to COUNTED_MOST."""
        waits: Document = {"desk": {"$in": list(desks)}, **({"due_at": {"$lt": late}} if late else {})}
        async with store_errors():
            many = [await self._wishes.count_documents(waits | each, limit=COUNTED_MOST) for each in counted(scope)]
        return min(sum(many), COUNTED_MOST)

    async def due(self, now: datetime, *, most: int) -> list[Wish]:
        """Wishes about which the clock has something to do, the longest due first."""
        async with store_errors():
            cursor = self._wishes.find({"next_at": {"$gt": EPOCH, "$lte": now}}).sort("next_at", 1).limit(most)
            return [to_wish(each) async for each in cursor]

    async def look_again(self, wish: Wish, *, at: datetime, stalls: Mapping[str, datetime]) -> None:
        """Have the clock look at it then, and keep why it waits too long; nothing where it has moved on."""
        seen = {"_id": wish.id, "turn": wish.turn, "desk": wish.desk}
        async with store_errors():
            await self._wishes.update_one(seen, {"$set": {"next_at": at, **stall_fields(stalls)}})

    async def of_child(self, child_key: str, *, scope: Scope, most: int = 10) -> list[Wish]:
        """A child's wishes in a scope, the newest first."""
        async with store_errors():
            cursor = self._wishes.find({"$and": [{"child_key": child_key}, within(scope)]}).sort("_id", -1).limit(most)
            return [to_wish(each) async for each in cursor]

    async def count_of_child(self, child_key: str, *, since: datetime) -> int:
        """How many wishes of a child were submitted since then and weren't given up on the way."""
        given_up = [str(each) for each in ENDED if each is not WishState.CLOSED]
        which = {"child_key": child_key, "submitted_at": {"$gte": since}, "state": {"$nin": given_up}}
        async with store_errors():
            return await self._wishes.count_documents(which, limit=COUNTED_MOST)

    async def of_donor(self, person_id: str, *, most: int = 10, for_organisations: bool = False) -> list[Wish]:
        """The wishes that a person has taken up in her own name, or for an organisation, the newest first."""
        own = {"$gt": ""} if for_organisations else {"$in": ["", None]}
        async with store_errors():
            cursor = self._wishes.find({"donor_id": person_id, "organisation": own}).sort("_id", -1).limit(most)
            return [to_wish(each) async for each in cursor]

    async def by_invite(self, invite: str) -> Wish | None:
        """The wish to which this code invites a second adult, or None."""
        async with store_errors():
            document = await self._wishes.find_one({"invite": invite}) if invite else None
        return to_wish(document) if document else None

    async def in_hands_of(self, person_ids: Sequence[str]) -> list[Wish]:
        """The wishes that these people have in hand, as the first adult or the second. Raises StoreAway."""
        theirs: Document = {"$or": [{name: {"$in": list(person_ids)}} for name in ("donor_id", "second_id")]}
        async with store_errors():
            cursor = self._wishes.find({**theirs, "state": {"$in": [str(WishState.CLAIMED), str(WishState.PREPARED)]}})
            return [to_wish(each) async for each in cursor]

    async def by_certificate(self, code: str) -> Wish | None:
        """The wish whose certificate has this code, or None."""
        async with store_errors():
            document = await self._wishes.find_one({"certificate": code})
        return to_wish(document) if document else None

    async def count_between(
        self, *, scope: Scope, after: datetime | None = None, before: datetime | None = None
    ) -> int:
        """How many of a scope were submitted then, up to COUNTED_MOST."""
        time = {name: at for name, at in (("$gt", after), ("$lt", before)) if at}
        which: Document = {"submitted_at": time}
        async with store_errors():
            return await self._wishes.count_documents({"$and": [which, within(scope)]}, limit=COUNTED_MOST)

    async def move(self, wish: Wish, change: Change, *, session: Session) -> Wish | None:
        """
        Change `wish` with its event if nothing has happened to it since it was read; None if something has. Raises
        Duplicate for a value that stands elsewhere.
        """
        try:
            document = await self._wishes.find_one_and_update(
                {"_id": wish.id, "seq": wish.seq},
                {"$set": {**change.fields, "state": str(change.to), "changed_at": change.at}, "$inc": {"seq": 1}},
                return_document=ReturnDocument.AFTER,
                session=session,
            )
        except DuplicateKeyError as error:
            raise Duplicate(error) from error
        if document is None:
            return None
        told = Event(
            about=wish.id,
            seq=document["seq"],
            kind=change.event,
            actor=change.by,
            at=change.at,
            region_path=document["region_path"],
            data=change.data,
        )
        await self._events.add(told, session=session)
        return to_wish(document)


_LATER = (
    *("turn", "desk", "since", "due_at", "reminded", "child_key"),
    *("public_text", "code", "published_at", "donor_id", "organisation", "batch", "extended", "covered_by"),
    *("cover_from", "cover_of", "cover_fen", "cover_held"),
    *("entered_by", "corrected_by", "verified_by", "approved_by", "delivered_by", "hardship", "why"),
    *("certificate", "thanked", "written", "nature", "invite", "second_id"),
    *("meet_on", "meet_at", "agreed_at", "attested_at"),
    *("backs", "urged_at", "forwarded_at"),
)  # fields that a wish gets on its way


def to_wish(document: Document) -> Wish:
    """A wish as it is kept."""
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
        seq=document["seq"],
        concerns=tuple(document.get("concerns", ())),
        met=tuple(document.get("met", ())),
        sharers=tuple(document.get("sharers") or ()),
        stalls=tuple((document.get("stalls") or {}).items()),
        **{name: document[name] for name in _LATER if document.get(name) is not None},
    )
