"""Which workers live: each says so every few seconds."""

import os
import socket
import time
from datetime import UTC, datetime
from typing import Any

from storage.redis import AWAY, Patience, Redis

KEY = "workers"
BEAT_SECONDS = 3.0
_SILENT_SECONDS = 10.0


class WorkerBeats:
    """The sorted set `workers`: host:pid by the time of its last beat."""

    def __init__(self, redis: Redis, patience: Patience) -> None:
        self._redis = redis
        self._patience = patience
        self._name = f"{socket.gethostname()}:{os.getpid()}"

    async def beat(self) -> None:
        """This worker lives; forget those that have been silent. Raises StoreAway."""
        now = time.time()

        async def write() -> None:
            async with self._redis.pipeline(transaction=False) as pipe:
                pipe.zadd(KEY, {self._name: now})
                pipe.zremrangebyscore(KEY, 0, now - 10 * _SILENT_SECONDS)
                await pipe.execute()

        await self._patience.ask(write)

    async def gone(self) -> None:
        """This worker ends well. Does nothing when Redis is away."""
        try:
            await self._redis.zrem(KEY, self._name)
        except AWAY:
            return

    async def alive(self) -> int:
        """How many workers live. Raises StoreAway."""
        since = time.time() - _SILENT_SECONDS
        return int(await self._patience.ask(lambda: self._redis.zcount(KEY, since, "+inf")))

    async def last(self) -> datetime | None:
        """When one of them last said so; None where none has. Raises StoreAway."""
        newest: Any = await self._patience.ask(lambda: self._redis.zrange(KEY, -1, -1, withscores=True))
        return datetime.fromtimestamp(newest[0][1], UTC) if newest else None

    async def forget_all(self) -> None:
        """Those that lived before are gone. Raises StoreAway."""
        await self._patience.ask(lambda: self._redis.delete(KEY))
