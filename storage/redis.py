"""Opening Redis, and what "Redis is away" means to the rest."""

import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import BusyLoadingError, ConnectionError, ReadOnlyError, TimeoutError  # noqa: A004 the driver's

from domain.errors import StoreAway

AWAY = (ConnectionError, TimeoutError, BusyLoadingError, ReadOnlyError, OSError)
__all__ = ["AWAY", "PARTITIONS", "Patience", "Redis", "answers", "open_redis", "partition", "partitions"]
PARTITIONS = 16  # the keys of one turn share a hash tag, so that a cluster keeps them together
PAUSE_SECONDS = 1.0

Answer = TypeVar("Answer")


@asynccontextmanager
async def open_redis(url: str) -> AsyncIterator[Redis]:
    """
    A client over one pool, closed at the end. Opening doesn't wait for the server.

    The timeouts are short and nothing is repeated: a turn has four seconds, and goes on without a session instead.
    """
    pool = BlockingConnectionPool.from_url(
        url,
        max_connections=64,
        timeout=1.0,
        socket_timeout=2.0,
        socket_connect_timeout=0.5,
        retry=Retry(NoBackoff(), 0),
        health_check_interval=0,
    )
    client: Redis = Redis.from_pool(pool)
    try:
        yield client
    finally:
        await client.aclose()


class Patience:
    """
    Keeps everybody from waiting for a Redis that is away.

    After a failure, calls fail at once for a second; then one call tries again for all.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._away_until = 0.0

    async def ask(self, call: Callable[[], Awaitable[Answer]]) -> Answer:
        """What `call` answers. Raises StoreAway when Redis doesn't answer, or didn't within the last second."""
        now = self._clock()
        if now < self._away_until:
            raise StoreAway("redis")
        if self._away_until:
            self._away_until = now + PAUSE_SECONDS  # the others wait for this one's luck
        try:
            answer = await call()
        except AWAY as error:
            self._away_until = self._clock() + PAUSE_SECONDS
            raise StoreAway("redis") from error
        self._away_until = 0.0
        return answer


async def answers(client: Redis) -> bool:
    """Whether Redis answers."""
    try:
        return bool(await client.ping())
    except AWAY:
        return False


def partition(openid: str) -> str:
    """The hash tag of a person's keys, "{00}" to "{15}", the same in every process."""
    number = 0
    for byte in openid.encode():
        number = (number * 31 + byte) & 0xFFFFFFFF
    return f"{{{number % PARTITIONS:02d}}}"


def partitions() -> list[str]:
    """All hash tags."""
    return [f"{{{number:02d}}}" for number in range(PARTITIONS)]
