"""Pushes, and beside them their rows, batches and grants."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pymongo import ReturnDocument
from pymongo.errors import BulkWriteError, DuplicateKeyError, PyMongoError

from domain.audit import Act
from domain.errors import MoveNotPossible, NotFound, StoreAway
from domain.pushes import MOVES, Channel, DeliveryState, Ledger, Push, PushState
from storage.audit import AuditStore
from storage.batches import BatchStore
from storage.deliveries import DeliveryStore
from storage.events import Event, EventStore
from storage.grants import GrantStore
from storage.mongo import Collection, Database, Document, Session, store_errors, transaction
from storage.outbox import Outbox
from storage.paging import NEWEST, Part
from storage.people import DUPLICATE

LIST_PART = 1000
TRIES = 5
NOT_OVER = {"state": {"$nin": [PushState.DONE, PushState.STOPPED]}}


@dataclass(frozen=True, slots=True)
class Asked:
    """A row of the outbox to be written together with a move."""

    key: str
    task: str
    args: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Building:
    """
    How far the building of the rows has come. `synced` tells that all followers were asked of the platform, `page`
    where the next page of them begins, `after` the last person (or part of the list) whose row is written.
    `epoch` counts the times that the push was set running; `thumb` is the cover's media id at the platform.
    """

    synced: bool
    page: str
    after: str
    epoch: int
    thumb: str


class PushStore:
    """The collections `pushes` and `push_lists`; `rows`, `batches` and `grants` are the stores of what belongs to it."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._pushes: Collection = db["pushes"]
        self._lists: Collection = db["push_lists"]
        self._events = EventStore(db)
        self._outbox = Outbox(db)
        self._audit = AuditStore(db)
        self.rows = DeliveryStore(db)
        self.batches = BatchStore(db)
        self.grants = GrantStore(db)

    async def create(self, push: Push, *, openids: Sequence[str], asked: Sequence[Asked], act: Act) -> Push:
        """
        Write a push, its list of openids, what is to happen first and the audit's `act`. One with the same id that is there stays as it
        is, and is what this answers with. Raises StoreAway.
        """
        parts = [
            {
                "_id": f"{push.id}:{start // LIST_PART:06d}",
                "push": push.id,
                "openids": openids[start : start + LIST_PART],
            }
            for start in range(0, len(openids), LIST_PART)
        ]
        async with store_errors():
            found = await self._pushes.find_one({"_id": push.id})
            if found is not None:
                return _to_push(found)
            for start in range(0, len(parts), 50):
                try:
                    await self._lists.insert_many(parts[start : start + 50], ordered=False)
                except BulkWriteError as error:
                    if any(problem["code"] != DUPLICATE for problem in error.details["writeErrors"]):
                        raise
        try:
            async with transaction(self._db) as session:
                await self._pushes.insert_one(_to_document(push), session=session)
                await self._events.add(
                    Event(about=push.id, seq=1, kind="created", actor=push.created_by, at=push.created_at),
                    session=session,
                )
                await self._audit.add(act, by=push.created_by, now=push.created_at, session=session)
                for each in asked:
                    await self._outbox.add(each.key, each.task, each.args, due_at=push.created_at, session=session)
        except DuplicateKeyError:
            return await self.get(push.id)
        except PyMongoError as error:
            if not error.has_error_label("TransientTransactionError"):
                raise
            return await self.get(push.id)  # somebody was creating the same push
        return push

    async def get(self, push_id: str) -> Push:
        """The push; raises NotFound."""
        async with store_errors():
            found = await self._pushes.find_one({"_id": push_id})
        if found is None:
            raise NotFound
        return _to_push(found)

    async def page(self, *, part: Part = NEWEST, after: str = "", most: int = 50) -> list[Push]:
        """Pushes, the newest first unless `part` says otherwise; raises NotFound where it names a push that isn't there."""
        part = Part(after=after) if after else part
        way = part.direction
        which: Document = {}
        if edge := part.before or part.after:
            last, beyond = await self.get(edge), "$gt" if way > 0 else "$lt"
            which = {
                "created_at": {"$gte" if way > 0 else "$lte": last.created_at},  # where the index begins; the rest
                "$or": [{"created_at": {beyond: last.created_at}}, {"_id": {beyond: edge}}],  # leaves out what was seen
            }
        async with store_errors():
            cursor = self._pushes.find(which).sort([("created_at", way), ("_id", way)]).limit(most)
            return part.in_order([_to_push(each) async for each in cursor])

    async def titled(self, words: str, *, most: int) -> list[Push]:
        """Pushes of lessons whose title held these words, the newest first."""
        like = {"$regex": re.escape(words), "$options": "i"}
        async with store_errors():
            cursor = self._pushes.find({"title": like}).sort([("created_at", -1), ("_id", -1)]).limit(most)
            return [_to_push(each) async for each in cursor]

    async def titles(self, push_ids: Iterable[str]) -> dict[str, str]:
        """The titles of the lessons that these pushes bring."""
        async with store_errors():
            found = self._pushes.find({"_id": {"$in": list(push_ids)}}, {"title": 1})
            return {each["_id"]: str(each["title"]) async for each in found}

    async def open_of(self, staff_id: str) -> list[Push]:
        """The pushes that this member of staff started and that are not over, the newest first."""
        async with store_errors():
            cursor = self._pushes.find({"created_by": staff_id, **NOT_OVER}).sort("_id", -1)
            return [_to_push(each) async for each in cursor]

    async def hand_over(self, staff_id: str, to: str, *, session: Session) -> None:
        """The open pushes of one who leaves are another's from now on; their events keep who started them."""
        async with store_errors():
            await self._pushes.update_many(
                {"created_by": staff_id, **NOT_OVER}, {"$set": {"created_by": to}}, session=session
            )

    async def count_since(self, since: datetime) -> int:
        """How many were begun since then."""
        async with store_errors():
            return await self._pushes.count_documents({"created_at": {"$gt": since}})

    async def waiting(self, *, most: int = 50) -> list[Push]:
        """Pushes that wait for a second person, the oldest first."""
        async with store_errors():
            cursor = self._pushes.find({"state": PushState.WAITING.value}).sort("created_at", 1).limit(most)
            return [_to_push(each) async for each in cursor]

    async def move(
        self,
        push_id: str,
        move: str,
        *,
        by: str,
        now: datetime,
        asked: Sequence[Asked] = (),
        act: Act | None = None,
        **changes: Any,
    ) -> Push:
        """
        Move a push with its event, the audit's `act` and what is to happen next, all or nothing. `{epoch}` in the key
        of an asked row becomes the number of times that the push was set running; its args get it as "epoch".

        Raises NotFound, MoveNotPossible from a state that `move` doesn't start from, StoreAway.
        """
        for attempt in range(TRIES):
            try:
                return await self._move(push_id, move, by=by, now=now, asked=asked, act=act, changes=changes)
            except PyMongoError as error:
                if attempt == TRIES - 1 or not error.has_error_label("TransientTransactionError"):
                    raise
        raise StoreAway("mongodb")

    async def _move(
        self,
        push_id: str,
        move: str,
        *,
        by: str,
        now: datetime,
        asked: Sequence[Asked],
        act: Act | None,
        changes: dict[str, Any],
    ) -> Push:
        push = await self.get(push_id)
        to = MOVES.get((push.state, move))
        if to is None:
            raise MoveNotPossible
        counted = {"seq": 1, "epoch": 1} if to is PushState.RUNNING else {"seq": 1}
        async with transaction(self._db) as session:
            found = await self._pushes.find_one_and_update(
                {"_id": push_id, "state": push.state},
                {
                    "$set": {"waits_for": "", "waits_until": None, **changes, "state": to, "changed_at": now},
                    "$inc": counted,
                },
                return_document=ReturnDocument.AFTER,
                session=session,
            )
            if found is None:
                raise MoveNotPossible
            await self._events.add(Event(about=push_id, seq=found["seq"], kind=move, actor=by, at=now), session=session)
            if act is not None:
                await self._audit.add(act, by=by, now=now, session=session)
            for each in asked:
                key = each.key.replace("{epoch}", str(found["epoch"]))
                args = {**each.args, "epoch": found["epoch"]}
                await self._outbox.add(key, each.task, args, due_at=now, session=session)
        return _to_push(found)

    async def building(self, push_id: str) -> Building:
        """How far the building of the rows has come; raises NotFound."""
        async with store_errors():
            found = await self._pushes.find_one({"_id": push_id})
        if found is None:
            raise NotFound
        return Building(
            synced=found["synced"],
            page=found["page"],
            after=found["after"],
            epoch=found["epoch"],
            thumb=found["thumb"],
        )

    async def advance(self, push_id: str, **cursor: Any) -> None:
        """Note how far building has come: fields of `Building`."""
        async with store_errors():
            await self._pushes.update_one({"_id": push_id}, {"$set": cursor})

    async def wait(self, push_id: str, *, why: str, until: datetime | None) -> None:
        """Note why a running push doesn't send and until when; nothing, with "" and None."""
        async with store_errors():
            await self._pushes.update_one(
                {"_id": push_id, "waits_for": {"$ne": why}} if not why else {"_id": push_id},
                {"$set": {"waits_for": why, "waits_until": until}},
            )

    async def listed(self, push_id: str, *, after: str) -> tuple[str, list[str]] | None:
        """The part of the list of openids behind the part `after`: its name and the openids; None at the end."""
        async with store_errors():
            found = await self._lists.find_one({"push": push_id, "_id": {"$gt": after}}, sort=[("_id", 1)])
        return (found["_id"], found["openids"]) if found else None

    async def remove_lists(self, *, ended_before: datetime) -> int:
        """Remove the lists of pushes that ended before then; how many parts."""
        async with store_errors():
            ended = {"state": {"$in": [PushState.DONE, PushState.STOPPED]}, "changed_at": {"$lt": ended_before}}
            ids = [each["_id"] async for each in self._pushes.find({"audience": "openids", **ended}, {"_id": 1})]
            result = await self._lists.delete_many({"push": {"$in": ids}})
        return result.deleted_count

    async def ledger(self, push_id: str) -> Ledger:
        """How many rows stand in which state, counted now. A row that is under way counts as pending."""
        counts = await self.rows.counts(push_id)
        return Ledger(
            push=push_id,
            audience=sum(counts.values()),
            sent=counts.get(DeliveryState.SENT, 0),
            unreachable=counts.get(DeliveryState.UNREACHABLE, 0),
            failed=counts.get(DeliveryState.FAILED, 0),
            unconfirmed=counts.get(DeliveryState.UNCONFIRMED, 0),
            pending=counts.get(DeliveryState.PENDING, 0) + counts.get(DeliveryState.SENDING, 0),
        )


def _to_document(push: Push) -> Document:
    return {
        "_id": push.id,
        "lesson": push.lesson_id,
        "lesson_slug": push.lesson_slug,
        "title": push.title,
        "audience": push.audience,
        "channel": push.channel,
        "state": push.state,
        "created_by": push.created_by,
        "created_at": push.created_at,
        "audience_size": push.audience_size,
        "finished_at": push.finished_at,
        "waits_for": push.waits_for,
        "waits_until": push.waits_until,
        "released_by": push.released_by,
        "sent_back": push.sent_back,
        "seq": 1,
        "epoch": 0,
        "synced": False,
        "page": "",
        "after": "",
        "thumb": "",
    }


def _to_push(document: Document) -> Push:
    return Push(
        id=document["_id"],
        lesson_id=document["lesson"],
        lesson_slug=document["lesson_slug"],
        title=document["title"],
        audience=document["audience"],
        channel=Channel(document["channel"]),
        state=PushState(document["state"]),
        created_by=document["created_by"],
        created_at=document["created_at"],
        audience_size=document["audience_size"],
        finished_at=document["finished_at"],
        waits_for=document["waits_for"],
        waits_until=document["waits_until"],
        released_by=document.get("released_by", ""),
        sent_back=document.get("sent_back", ""),
    )
