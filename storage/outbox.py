"""What is to happen: rows that workers take up, one at a time, until each is done."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pymongo import ReturnDocument
from pymongo.errors import DuplicateKeyError

from domain.errors import StoreAway
from storage.mongo import Collection, Database, Document, Session, store_errors

MOST_TRIES = 12  # takings in a row without progress; then the row waits for a person


@dataclass(frozen=True, slots=True)
class Work:
    """
    A row of the outbox as a worker sees it. `attempts` counts every taking, this one included, and so tells this
    holder from an earlier one whose lease ran out; `tries` counts those since the last progress.
    """

    key: str
    task: str
    args: Mapping[str, Any]
    attempts: int
    tries: int


class Outbox:
    """
    The collection `outbox`: `{_id: idempotency key, task, args, due_at, lease_until, attempts, tries, done_at}`.

    The stream in Redis only wakes workers; the truth of a task is its row here.
    """

    def __init__(self, db: Database) -> None:
        self._rows: Collection = db["outbox"]

    async def add(
        self,
        key: str,
        task: str,
        args: Mapping[str, Any],
        *,
        due_at: datetime,
        session: Session | None = None,
    ) -> bool:
        """Ask for `task`, once for each `key`; False when that key was asked for before."""
        row = {
            "_id": key,
            "task": task,
            "args": dict(args),
            "due_at": due_at,
            "lease_until": None,
            "attempts": 0,
            "tries": 0,
            "done_at": None,
        }
        async with store_errors():
            if session is not None:  # an insert that fails would end the transaction
                result = await self._rows.update_one({"_id": key}, {"$setOnInsert": row}, upsert=True, session=session)
                return result.upserted_id is not None
            try:
                await self._rows.insert_one(row)
            except DuplicateKeyError:
                return False
        return True

    async def take(self, key: str, *, now: datetime, lease: timedelta) -> Work | None:
        """Take one row if it is due and nobody holds it."""
        return await self._take({"_id": key}, now=now, lease=lease)

    async def take_next(self, *, now: datetime, lease: timedelta) -> Work | None:
        """Take the row that has been due longest and that nobody holds."""
        return await self._take({}, now=now, lease=lease)

    async def _take(self, which: Document, *, now: datetime, lease: timedelta) -> Work | None:
        row = await self._rows.find_one_and_update(
            {
                **which,
                "done_at": None,
                "due_at": {"$lte": now},
                "tries": {"$lt": MOST_TRIES},
                "$or": [{"lease_until": None}, {"lease_until": {"$lte": now}}],
            },
            {"$set": {"lease_until": now + lease}, "$inc": {"attempts": 1, "tries": 1}},
            sort=[("due_at", 1)],
            return_document=ReturnDocument.AFTER,
        )
        if row is None:
            return None
        return Work(key=row["_id"], task=row["task"], args=row["args"], attempts=row["attempts"], tries=row["tries"])

    async def extend(self, work: Work, *, until: datetime, progress: bool = False) -> bool:
        """Hold the row longer; False when another worker has it by now. With `progress` its tries start anew."""
        change: Document = {"lease_until": until}
        if progress:
            change["tries"] = 0
        result = await self._rows.update_one(
            {"_id": work.key, "attempts": work.attempts, "done_at": None}, {"$set": change}
        )
        return result.matched_count == 1

    async def acting(self, work: Work, *, now: datetime) -> datetime | None:
        """
        Note that the row is about to act where nothing can be taken back: when an earlier taking has noted so and never came
        to an end, or None. Raises StoreAway where the row is another worker's by now.
        """
        async with store_errors():
            before = await self._rows.find_one_and_update(
                {"_id": work.key, "attempts": work.attempts, "done_at": None}, {"$set": {"acted_at": now}}
            )
        if before is None:
            raise StoreAway
        acted_at: datetime | None = before.get("acted_at")
        return acted_at

    async def not_acted(self, work: Work) -> None:
        """Nothing came of it, so the row may act again. Raises StoreAway."""
        async with store_errors():
            await self._rows.update_one({"_id": work.key, "attempts": work.attempts}, {"$set": {"acted_at": None}})

    async def done(self, work: Work, *, now: datetime) -> None:
        """
        The row's work is done; it stays for a while so that the same key isn't taken up again, without the account that it
        was about.
        """
        change = {"$set": {"done_at": now, "lease_until": None}, "$unset": {"args.openid": ""}}
        await self._rows.update_one({"_id": work.key, "attempts": work.attempts}, change)

    async def again(self, work: Work, *, due_at: datetime, progress: bool = False) -> None:
        """Let the row be taken up again at `due_at`; with `progress` its count of tries starts anew."""
        change: Document = {"lease_until": None, "due_at": due_at}
        if progress:
            change["tries"] = 0
        await self._rows.update_one({"_id": work.key, "attempts": work.attempts, "done_at": None}, {"$set": change})

    async def parked(self, *, most: int = 50) -> list[Work]:
        """Rows that were taken too often without progress: nobody takes them up again until a person has looked."""
        which: Document = {"done_at": None, "tries": {"$gte": MOST_TRIES}}
        cursor = self._rows.find(which).sort("due_at", 1).limit(most)
        return [
            Work(key=row["_id"], task=row["task"], args=row["args"], attempts=row["attempts"], tries=row["tries"])
            async for row in cursor
        ]

    async def due(self, *, now: datetime) -> int:
        """How many rows are due at `now` and not done. Raises StoreAway."""
        async with store_errors():
            return await self._rows.count_documents({"done_at": None, "due_at": {"$lte": now}})

    async def last_done(self, task: str) -> datetime | None:
        """When `task` was last done; None where no row of the last week says so. Raises StoreAway."""
        async with store_errors():
            row = await self._rows.find_one({"task": task, "done_at": {"$ne": None}}, sort=[("done_at", -1)])
        return row["done_at"] if row else None

    async def state(self, key: str) -> str:
        """How far a row is, for tests and the console: "none", "waiting" or "done"."""
        row = await self._rows.find_one({"_id": key}, {"done_at": 1})
        if row is None:
            return "none"
        return "done" if row["done_at"] else "waiting"
