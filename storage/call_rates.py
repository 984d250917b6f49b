"""How many calls a program has made within the minute, in Redis."""

from datetime import datetime

from storage.redis import Patience, Redis

MINUTE = 60


class CallRates:
    """The keys `calls:{caller}:minute`, each gone after two minutes."""

    def __init__(self, redis: Redis, patience: Patience) -> None:
        self._redis = redis
        self._patience = patience

    async def count(self, caller: str, *, now: datetime) -> tuple[int, int]:
        """Count a call: how many there are in this minute, and the seconds that it still has. Raises StoreAway."""
        minute, second = divmod(int(now.timestamp()), MINUTE)
        key = f"calls:{{{caller}}}:{minute}"

        async def add() -> int:
            async with self._redis.pipeline(transaction=False) as pipe:
                pipe.incr(key)
                pipe.expire(key, 2 * MINUTE)
                counted, _ = await pipe.execute()
            return int(counted)

        return await self._patience.ask(add), MINUTE - second
