"""The message log: from the inbox streams in Redis to MongoDB, in bulk. What people wrote stays sealed on the way."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson
from bson.binary import Binary
from pymongo import InsertOne
from pymongo.errors import BulkWriteError
from redis.exceptions import ResponseError

from storage.encryption import Seal
from storage.mongo import Collection, Database, store_errors
from storage.people import DUPLICATE
from storage.redis import Patience, Redis, partitions

GROUP = "copy"


@dataclass(frozen=True, slots=True)
class Logged:
    """
    A message or event as the log keeps it. `kind` is the platform's type ("text", "event:click" …), `action` what it
    opens a window for ("message", "click", "follow", "scan" or ""), `text` what was written.
    """

    app: str
    openid: str
    key: str
    kind: str
    action: str
    text: str
    at_ms: int

    @property
    def at(self) -> datetime:
        """When it came, aware UTC."""
        return datetime.fromtimestamp(self.at_ms / 1000, UTC)

    def to_bytes(self) -> bytes:
        """For the inbox stream, to be sealed."""
        return orjson.dumps([self.app, self.openid, self.key, self.kind, self.action, self.text, self.at_ms])

    @staticmethod
    def from_bytes(plain: bytes) -> "Logged":
        """The reverse of `to_bytes`."""
        return Logged(*orjson.loads(plain))


@dataclass(frozen=True, slots=True)
class Batch:
    """Entries of one stream: to be copied, then confirmed."""

    stream: str
    ids: Sequence[bytes]
    messages: Sequence[Logged]


class Inbox:
    """The streams `inbox:{00}` … `inbox:{15}`, read by one group."""

    def __init__(self, redis: Redis, patience: Patience, seal: Seal) -> None:
        self._redis = redis
        self._patience = patience
        self._seal = seal

    async def prepare(self) -> None:
        """Make the group on each stream, once."""
        for tag in partitions():
            try:
                await self._patience.ask(
                    lambda tag=tag: self._redis.xgroup_create(f"inbox:{tag}", GROUP, id="0", mkstream=True)  # type: ignore[misc]
                )
            except ResponseError as error:
                if "BUSYGROUP" not in str(error):
                    raise

    async def read(self, consumer: str, *, most: int = 500, idle_ms: int = 30_000) -> list[Batch]:
        """What nobody has copied yet, and what a reader that died has left behind for `idle_ms`."""
        batches = []
        for tag in partitions():
            stream = f"inbox:{tag}"
            entries = await self._patience.ask(lambda s=stream: self._entries(s, consumer, most, idle_ms))  # type: ignore[misc]
            if entries:
                ids, messages = [], []
                for entry_id, fields in entries:
                    ids.append(entry_id)
                    plain = self._seal.open(fields[b"m"]) if fields else None
                    if plain is not None:
                        messages.append(Logged.from_bytes(plain))
                batches.append(Batch(stream=stream, ids=ids, messages=messages))
        return batches

    async def _entries(self, stream: str, consumer: str, most: int, idle_ms: int) -> list[Any]:
        fresh: Any = await self._redis.xreadgroup(GROUP, consumer, {stream: ">"}, count=most)
        entries = list(fresh[0][1]) if fresh else []
        if len(entries) < most:
            left: Any = await self._redis.xautoclaim(stream, GROUP, consumer, idle_ms, "0-0", count=most - len(entries))
            entries += left[1]
        return entries

    async def confirm(self, batch: Batch) -> None:
        """The entries are in MongoDB: take them out of the stream."""

        async def call() -> None:
            async with self._redis.pipeline(transaction=True) as pipe:
                pipe.xack(batch.stream, GROUP, *batch.ids)
                pipe.xdel(batch.stream, *batch.ids)
                await pipe.execute()

        await self._patience.ask(call)

    async def last(self) -> datetime | None:
        """
        When the last message came; None where none has since Redis began. A stream remembers the time of its newest
        entry when that has been taken out, so that a turn writes nothing for it. Raises StoreAway.
        """

        async def call() -> list[Any]:
            async with self._redis.pipeline(transaction=False) as pipe:
                for tag in partitions():
                    pipe.xinfo_stream(f"inbox:{tag}")
                return list(await pipe.execute(raise_on_error=False))

        known = [each for each in await self._patience.ask(call) if not isinstance(each, Exception)]
        newest = max((int(bytes(each["last-generated-id"]).split(b"-")[0]) for each in known), default=0)
        return datetime.fromtimestamp(newest / 1000, UTC) if newest else None

    async def waiting(self) -> int:
        """How many entries wait to be copied."""

        async def call() -> int:
            return sum([await self._redis.xlen(f"inbox:{tag}") for tag in partitions()])

        return await self._patience.ask(call)


class MessageStore:
    """The collection `messages`, one document a message, its text sealed; `_id` is app and message key."""

    def __init__(self, db: Database, seal: Seal) -> None:
        self._messages: Collection = db["messages"]
        self._seal = seal

    async def insert(self, messages: Sequence[Logged]) -> int:
        """Copy messages; how many were new. A repeat does no harm."""
        if not messages:
            return 0
        writes = [
            InsertOne(
                {
                    "_id": f"{each.app}:{each.key}",
                    "app": each.app,
                    "openid": each.openid,
                    "kind": each.kind,
                    "sealed": Binary(self._seal.close(each.text.encode())) if each.text else None,
                    "at": each.at,
                }
            )
            for each in messages
        ]
        async with store_errors():
            try:
                result = await self._messages.bulk_write(writes, ordered=False)
            except BulkWriteError as error:
                if any(problem["code"] != DUPLICATE for problem in error.details["writeErrors"]):
                    raise
                return int(error.details["nInserted"])
        return result.inserted_count

    async def of(self, app: str, openid: str, *, most: int) -> list[tuple[datetime, str]]:
        """What she wrote, the newest first; events and what no key opens any more are left out. Raises StoreAway."""
        which = {"app": app, "openid": openid}
        async with store_errors():
            rows = await self._messages.find(which).sort("at", -1).limit(most).to_list(None)
        opened = [(row["at"], self._seal.open(bytes(row["sealed"]))) for row in rows if row["sealed"]]
        return [(at, plain.decode()) for at, plain in opened if plain is not None]

    async def forget(self, app: str, openid: str) -> int:
        """Delete her chat (platform: the unsubscribe event asks for it); how many messages."""
        async with store_errors():
            result = await self._messages.delete_many({"app": app, "openid": openid})
        return result.deleted_count
