"""Batches of mass sending."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from pymongo import ReturnDocument
from pymongo.errors import DuplicateKeyError

from storage.mongo import Collection, Database, Document, store_errors


class BatchState(StrEnum):
    """How far a batch has come."""

    MAKING = "making"  # rows are being put into it
    READY = "ready"  # its rows are fixed; calls with its number may be repeated
    SUBMITTED = "submitted"  # the platform has taken it; how it went comes later
    SETTLED = "settled"


class Way(StrEnum):
    """How a batch names its people to the platform."""

    OPENIDS = "openids"
    TAG = "tag"  # a subscription account can't name openids, and a list of one is refused


@dataclass(frozen=True, slots=True)
class MassBatch:
    """
    A batch of a push. `client_msg_id` is made from the batch's id, so a repeat carries the same. `tried_at` is when
    it was first submitted, `submitted_at` when the platform took it, `counts` what its closing event told.
    """

    id: str
    push: str
    number: int
    way: Way
    state: BatchState
    client_msg_id: str
    media_id: str
    msg_id: str
    tag_id: int
    tried_at: datetime | None
    submitted_at: datetime | None
    counts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class MassResult:
    """How a mass message went, as its closing event tells (platform: MASSSENDJOBFINISH); counts are of people."""

    msg_id: str
    status: str
    total: int
    filtered: int
    sent: int
    errors: int


class BatchStore:
    """The collections `push_batches` and `mass_results`."""

    def __init__(self, db: Database) -> None:
        self._batches: Collection = db["push_batches"]
        self._results: Collection = db["mass_results"]

    async def note_result(self, result: MassResult, *, now: datetime) -> None:
        """Keep what a closing event told; it may come before we know the number that it names."""
        document = {"status": result.status, "total": result.total, "filtered": result.filtered, "sent": result.sent}
        async with store_errors():
            await self._results.update_one(
                {"_id": result.msg_id}, {"$setOnInsert": {**document, "errors": result.errors, "at": now}}, upsert=True
            )

    async def result(self, msg_id: str) -> MassResult | None:
        """What the closing event told, or None while none came."""
        async with store_errors():
            found = await self._results.find_one({"_id": msg_id})
        if found is None:
            return None
        return MassResult(
            msg_id=msg_id,
            status=found["status"],
            total=found["total"],
            filtered=found["filtered"],
            sent=found["sent"],
            errors=found["errors"],
        )

    async def open_one(self, push: str) -> MassBatch | None:
        """The batch that isn't submitted yet, or None; there is at most one at a time."""
        async with store_errors():
            found = await self._batches.find_one(
                {"push": push, "state": {"$in": [BatchState.MAKING, BatchState.READY]}}, sort=[("number", 1)]
            )
        return _to_batch(found) if found else None

    async def begin(self, push: str, *, number: int, way: Way, client_msg_id: str) -> MassBatch:
        """A new batch with this number; where another worker was faster, its batch."""
        batch_id = f"{push}:{number:05d}"
        document: Document = {
            "_id": batch_id,
            "push": push,
            "number": number,
            "way": way,
            "state": BatchState.MAKING,
            "client_msg_id": client_msg_id,
            "media_id": "",
            "msg_id": "",
            "tag_id": 0,
            "tried_at": None,
            "submitted_at": None,
            "counts": {},
        }
        async with store_errors():
            try:
                await self._batches.insert_one(document)
            except DuplicateKeyError:
                found = await self._batches.find_one({"_id": batch_id})
                document = found or document
        return _to_batch(document)

    async def next_number(self, push: str) -> int:
        """The number of the push's next batch, from 1."""
        async with store_errors():
            last = await self._batches.find_one({"push": push}, {"number": 1}, sort=[("number", -1)])
        return last["number"] + 1 if last else 1

    async def change(self, batch: MassBatch, **changes: Any) -> MassBatch | None:
        """Change a batch if it is still in the state it was read in; None if it isn't."""
        async with store_errors():
            found = await self._batches.find_one_and_update(
                {"_id": batch.id, "state": batch.state}, {"$set": changes}, return_document=ReturnDocument.AFTER
            )
        return _to_batch(found) if found else None

    async def remove(self, batch: MassBatch) -> None:
        """Remove a batch to which no row came."""
        async with store_errors():
            await self._batches.delete_one({"_id": batch.id, "state": batch.state})

    async def submitted(self, push: str) -> list[MassBatch]:
        """The push's batches that the platform has taken and of which nobody knows yet how they went."""
        async with store_errors():
            cursor = self._batches.find({"push": push, "state": BatchState.SUBMITTED}).sort("number", 1)
            return [_to_batch(each) async for each in cursor]

    async def by_msg_id(self, msg_id: str) -> MassBatch | None:
        """The batch to which the platform gave this number, or None."""
        async with store_errors():
            found = await self._batches.find_one({"msg_id": msg_id})
        return _to_batch(found) if found else None


def _to_batch(document: Document) -> MassBatch:
    return MassBatch(
        id=document["_id"],
        push=document["push"],
        number=document["number"],
        way=Way(document["way"]),
        state=BatchState(document["state"]),
        client_msg_id=document["client_msg_id"],
        media_id=document["media_id"],
        msg_id=document["msg_id"],
        tag_id=document["tag_id"],
        tried_at=document["tried_at"],
        submitted_at=document["submitted_at"],
        counts=document["counts"],
    )
