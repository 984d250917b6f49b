"""What calls that create something were answered, so that a repeat gets the same answer and creates nothing."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bson.binary import Binary
from pymongo.errors import DuplicateKeyError

from domain.errors import Conflict, Invalid
from storage.mongo import Collection, Database, Document, store_errors

KEPT = timedelta(hours=24)
LEASE = timedelta(seconds=30)  # longer than any call takes; past it the one who held it is dead


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """
    A call under an idempotency key: `made` is the id of what it creates, the same at each try; `body` the answer, None
    while there is none yet.
    """

    key: str
    made: str
    lease_until: datetime
    status: int = 0
    etag: str = ""
    body: bytes | None = None


class ApiAnswerStore:
    """The collection `api_answers`; `_id` is made of the caller and her key."""

    def __init__(self, db: Database) -> None:
        self._answers: Collection = db["api_answers"]

    async def begin(self, key: str, *, request: str, made: str, now: datetime) -> KeptAnswer:
        """
        Take up a call; `request` is a digest of what is asked. An earlier call with its answer where there is one.

        Raises Invalid("Idempotency-Key", "reused") where the key stands for something else, Conflict while the first
        call with it is under way, StoreAway.
        """
        new: Document = {
            "_id": key,
            "request": request,
            "made": made,
            "lease_until": now + LEASE,
            "body": None,
            "expires_at": now + KEPT,
        }
        async with store_errors():
            await self._answers.delete_one({"_id": key, "expires_at": {"$lte": now}})
            try:
                await self._answers.insert_one(new)
            except DuplicateKeyError:
                return await self._again(key, request, now)
        return _to_answer(new)

    async def _again(self, key: str, request: str, now: datetime) -> KeptAnswer:
        found = await self._answers.find_one({"_id": key})
        if found is None:
            raise Conflict  # its first call has just failed: she asks again
        if found["request"] != request:
            raise Invalid("Idempotency-Key", "reused")
        if found["body"] is not None:
            return _to_answer(found)
        taken = await self._answers.find_one_and_update(
            {"_id": key, "body": None, "lease_until": found["lease_until"], "$expr": {"$lte": ["$lease_until", now]}},
            {"$set": {"lease_until": now + LEASE}},
        )
        if taken is None:
            raise Conflict
        return _to_answer({**taken, "lease_until": now + LEASE})

    async def keep(self, call: KeptAnswer, *, status: int, etag: str, body: bytes) -> None:
        """The call is answered."""
        async with store_errors():
            await self._answers.update_one(
                {"_id": call.key, "body": None}, {"$set": {"status": status, "etag": etag, "body": Binary(body)}}
            )

    async def forget(self, made: str) -> None:
        """What was created is gone again: its call isn't answered as if it were there."""
        async with store_errors():
            await self._answers.delete_many({"made": made})

    async def drop(self, call: KeptAnswer) -> None:
        """The call has failed: the key may be used again."""
        async with store_errors():
            await self._answers.delete_one({"_id": call.key, "body": None})


def _to_answer(document: Document) -> KeptAnswer:
    body = document["body"]
    return KeptAnswer(
        key=document["_id"],
        made=document["made"],
        lease_until=document["lease_until"],
        status=document.get("status", 0),
        etag=document.get("etag", ""),
        body=None if body is None else bytes(body),
    )
