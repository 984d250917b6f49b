"""
What calls that create something were answered, so that a repeat gets the same answer and creates nothing.

An answer may tell of a child, so it lies sealed, beside whose call it was and which things it names: who erases, withdraws
or empties one of them finds it by that. What is left of a call whose answer was forgotten only refuses its repeat.
"""

from collections.abc import Collection as Several
from dataclasses import dataclass
from datetime import datetime, timedelta

from bson.binary import Binary
from pymongo.errors import DuplicateKeyError

from domain.errors import Conflict, Invalid
from storage.mongo import Collection, Database, Document, Session, store_errors

KEPT = timedelta(hours=24)
LEASE = timedelta(seconds=30)  # longer than any call takes; past it the one who held it is dead
# Where an answer lies: sealed under the master key, and under the family's data key where it is about a person's own things.
_SEALED = ("sealed_work", "sealed")
_OPEN: Document = {**dict.fromkeys(_SEALED), "forgotten": False}  # not answered yet


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """
    A call under an idempotency key: `made` is the id of what it creates, the same at each try; `person` whose call it is,
    empty for one of staff; `sealed` the answer, None while there is none yet.
    """

    key: str
    made: str
    person: str
    lease_until: datetime
    status: int = 0
    etag: str = ""
    sealed: Binary | None = None


class ApiAnswerStore:
    """The collection `api_answers`; `_id` is made of the caller and her key."""

    def __init__(self, db: Database) -> None:
        self._answers: Collection = db["api_answers"]

    async def begin(self, key: str, *, request: str, made: str, person: str, now: datetime) -> KeptAnswer:
        """
        Take up a call; `request` is a digest of what is asked. An earlier call with its answer where there is one.

        Raises Invalid("Idempotency-Key", "reused") where the key stands for something else and ("Idempotency-Key", "gone")
        where what it made is gone, Conflict while the first call with it is under way, StoreAway.
        """
        new: Document = {
            "_id": key,
            "request": request,
            "made": made,
            "person": person,
            "about": [made],
            "lease_until": now + LEASE,
            "forgotten": False,
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
        if found["forgotten"]:
            raise Invalid("Idempotency-Key", "gone")
        if _sealed(found) is not None:
            return _to_answer(found)
        taken = await self._answers.find_one_and_update(
            {"_id": key, **_OPEN, "lease_until": found["lease_until"], "$expr": {"$lte": ["$lease_until", now]}},
            {"$set": {"lease_until": now + LEASE}},
        )
        if taken is None:
            raise Conflict
        return _to_answer({**taken, "lease_until": now + LEASE})

    async def keep(self, call: KeptAnswer, *, status: int, etag: str, sealed: Binary, about: Several[str] = ()) -> None:
        """The call is answered; `about` are ids of what the answer names. Nothing where it was forgotten meanwhile."""
        answer = {"status": status, "etag": etag, _SEALED[bool(call.person)]: sealed}
        async with store_errors():
            await self._answers.update_one(
                {"_id": call.key, **_OPEN}, {"$set": {**answer, "about": sorted({call.made, *about})}}
            )

    async def forget(
        self, *, about: Several[str] = (), persons: Several[str] = (), session: Session | None = None
    ) -> None:
        """
        What these things and these persons' own calls were answered goes, as what they tell of has gone: of a call stays that
        it was made, so that its repeat is refused and creates nothing.
        """
        left: Document = {"person": "", "about": [], "forgotten": True}
        async with store_errors():
            for name, ids in (("about", about), ("person", persons)):
                if ids:
                    await self._answers.update_many(
                        {name: {"$in": sorted(ids)}},
                        {"$set": left, "$unset": dict.fromkeys(_SEALED, "")},
                        session=session,
                    )

    async def drop(self, call: KeptAnswer) -> None:
        """The call has failed: the key may be used again."""
        async with store_errors():
            await self._answers.delete_one({"_id": call.key, **_OPEN})


def _sealed(document: Document) -> Binary | None:
    found = next((document[name] for name in _SEALED if document.get(name) is not None), None)
    return None if found is None else Binary(bytes(found), 6 if document["person"] else 0)


def _to_answer(document: Document) -> KeptAnswer:
    return KeptAnswer(
        key=document["_id"],
        made=document["made"],
        person=document["person"],
        lease_until=document["lease_until"],
        status=document.get("status", 0),
        etag=document.get("etag", ""),
        sealed=_sealed(document),
    )
