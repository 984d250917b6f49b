"""
TaskIQ over a stream in Redis, as an alarm bell.

A message names a row of the outbox and nothing else. The row is the truth: a message that is lost, doubled or late
changes nothing but the moment at which a worker looks.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing

import structlog
from taskiq import AckableMessage, AsyncBroker, TaskiqMessage
from taskiq_redis import RedisStreamBroker

from domain.errors import StoreAway
from domain.ids import new_id
from storage.redis import Patience, Redis

log = structlog.get_logger()

STREAM = "work"
GROUP = "workers"
TASK = "work"
READ_COUNT = 1  # so that rings are shared out among the workers that wait
BLOCK_MS = 1000  # shorter than the client's socket timeout
IDLE_MS = 30_000
AWAY_SECONDS = 1.0


class WakeBroker(RedisStreamBroker):
    """
    The stream broker over the connections that the rest of the process uses.

    All workers read as one consumer of one group: a stream hands each new entry out once whatever the reader's name,
    and names of dead processes would pile up. Entries go once they are acknowledged, since a length limit would also
    trim those that nobody has read yet.
    """

    def __init__(self, redis: Redis) -> None:
        super().__init__(
            url="redis://",
            queue_name=STREAM,
            consumer_group_name=GROUP,
            consumer_name="worker",
            consumer_id="0",
            xread_block=BLOCK_MS,
            xread_count=READ_COUNT,
            idle_timeout=IDLE_MS,
            unacknowledged_lock_timeout=5.0,
        )
        self._redis = redis
        self.connection_pool = redis.connection_pool  # type: ignore[assignment]

    async def startup(self) -> None:
        """Ready for the others; the group is made when listening begins, so that Redis may still be away."""
        await AsyncBroker.startup(self)

    async def shutdown(self) -> None:
        """Leave the connections to those who opened them."""
        await AsyncBroker.shutdown(self)

    async def listen(self) -> AsyncGenerator[AckableMessage, None]:
        """Messages without end: when Redis goes away or forgets the group, listening begins anew."""
        while True:
            try:
                await self._declare_consumer_group()
                async with aclosing(super().listen()) as messages:
                    async for message in messages:
                        yield message
            except Exception as error:  # noqa: BLE001 whatever it was, the sweep works meanwhile and we listen again
                log.warning("the stream of work does not answer", error=type(error).__name__)
                await asyncio.sleep(AWAY_SECONDS)

    def _ack_generator(self, id: str, queue_name: str) -> Callable[[], Awaitable[None]]:  # noqa: A002 the library's name
        async def acknowledge() -> None:
            async with self._redis.pipeline(transaction=True) as pipe:
                pipe.xack(queue_name, self.consumer_group_name, id)
                pipe.xdel(queue_name, id)
                await pipe.execute()

        return acknowledge


def make_waker(redis: Redis, patience: Patience) -> Callable[[str], Awaitable[None]]:
    """What tells the workers that a row of the outbox is there; it never raises, since a sweep finds the row too."""
    broker = WakeBroker(redis)

    async def wake(key: str) -> None:
        message = TaskiqMessage(task_id=new_id(), task_name=TASK, labels={}, args=[key], kwargs={})
        try:
            await patience.ask(lambda: broker.kick(broker.formatter.dumps(message)))
        except StoreAway:
            return

    return wake
