"""Numbers that cost something to count, kept in Redis for a while."""

from collections.abc import Mapping

import orjson

from storage.redis import Patience, Redis


class KeptCounts:
    """The keys `counts:…`: a few numbers by name each, gone after their time."""

    def __init__(self, redis: Redis, patience: Patience) -> None:
        self._redis = redis
        self._patience = patience

    async def find(self, of: str) -> dict[str, int] | None:
        """What was kept, or None. Raises StoreAway."""
        stored = await self._patience.ask(lambda: self._redis.get(f"counts:{of}"))
        found: dict[str, int] | None = orjson.loads(stored) if stored else None
        return found

    async def keep(self, of: str, counts: Mapping[str, int], *, seconds: int) -> None:
        """Keep them so long. Raises StoreAway."""
        await self._patience.ask(lambda: self._redis.set(f"counts:{of}", orjson.dumps(dict(counts)), ex=seconds))

    async def drop(self, of: str) -> None:
        """Let them be counted anew. Raises StoreAway."""
        await self._patience.ask(lambda: self._redis.delete(f"counts:{of}"))
