"""Running rows of the outbox: one holder at a time, leases kept alive, failures tried again ever more rarely."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from datetime import timedelta

import structlog

from domain.errors import StoreAway
from services.context import Services
from storage.outbox import MOST_TRIES, Work
from worker.later import Later

log = structlog.get_logger()

Task = Callable[[Services, Work], Awaitable[None]]

SLOTS = 16
LEASE = timedelta(seconds=15)
RING_FIRST = timedelta(seconds=0.3)  # a row that has just come due is left to the worker for whom it rings
EXTEND_SECONDS = 5.0
STEP_SECONDS = 300.0  # a step that takes longer hangs
MOST_BACKOFF = timedelta(minutes=10)
AWAY = timedelta(seconds=1)
UNKNOWN = timedelta(minutes=1)
STOP_SECONDS = 3.0


class Runner:
    """Takes rows and runs their tasks, `SLOTS` side by side."""

    def __init__(self, services: Services, tasks: Mapping[str, Task]) -> None:
        self._services = services
        self._tasks = tasks
        self._slots = asyncio.Semaphore(SLOTS)
        self._running: set[asyncio.Task[None]] = set()
        self._stopping = False

    async def run(self, key: str) -> None:
        """Run the row `key` if it is due and nobody holds it."""
        if self._stopping:
            return
        async with self._slots:
            work = await self._services.outbox.take(key, now=self._services.now(), lease=LEASE)
            if work is not None:
                with suppress(asyncio.CancelledError):
                    await self._begin(work)

    async def sweep(self) -> None:
        """Begin whatever is due, also what a dead worker left behind, for as long as there are slots."""
        while not self._stopping and not self._slots.locked():
            await self._slots.acquire()
            try:
                work = await self._services.outbox.take_next(
                    now=self._services.now() - RING_FIRST, lease=LEASE + RING_FIRST
                )
            except BaseException:
                self._slots.release()
                raise
            if work is None:
                self._slots.release()
                return
            self._begin(work).add_done_callback(lambda _: self._slots.release())

    async def stop(self) -> None:
        """Let steps that run come to their end; those that take too long are cancelled and put back."""
        self._stopping = True
        if self._running:
            _, late = await asyncio.wait(self._running, timeout=STOP_SECONDS)
            for task in late:
                task.cancel()
            if late:
                await asyncio.wait(late, timeout=1.0)

    def _begin(self, work: Work) -> asyncio.Task[None]:
        task = asyncio.create_task(self._perform(work))
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return task

    async def _perform(self, work: Work) -> None:
        """Run a row step by step until it is done, waits for later, fails, or the worker stops."""
        held = asyncio.create_task(self._hold(work))
        try:
            while True:
                later = await self._step(work)
                if later is None:
                    return
                if self._stopping or held.done() or later.at > self._services.now():
                    await self._put_back(work, later)
                    return
                await asyncio.sleep(0)
        except asyncio.CancelledError:
            await self._put_back(work, Later(self._services.now()))
            raise
        finally:
            held.cancel()

    async def _step(self, work: Work) -> Later | None:
        """One step: None when the row is done, or when it goes on."""
        now = self._services.now
        task = self._tasks.get(work.task)
        if task is None:
            log.error("no such task", task=work.task)
            return Later(now() + UNKNOWN)
        try:
            async with asyncio.timeout(STEP_SECONDS):
                await task(self._services, work)
            await self._services.outbox.done(work, now=now())
        except Later as later:
            return later
        except StoreAway:
            return Later(now() + AWAY)
        except Exception as error:  # noqa: BLE001 the worker goes on; the row is tried again or parked
            # What people wrote may stand in the error's text, so only its kind and place are logged.
            parked = work.tries >= MOST_TRIES
            log.error("task failed", task=work.task, tries=work.tries, error=type(error).__name__, at=_place(error))
            if parked:
                log.error("task parked", task=work.task)
            return Later(now() + backoff(work.tries), progress=False)
        return None

    async def _hold(self, work: Work) -> None:
        """Keep the row's lease alive for as long as it runs; ends when another worker has it."""
        while True:
            await asyncio.sleep(EXTEND_SECONDS)
            with suppress(Exception):  # a store that is away for a moment: the lease outlasts three of these
                if not await self._services.outbox.extend(work, until=self._services.now() + LEASE):
                    return

    async def _put_back(self, work: Work, later: Later) -> None:
        """Let the row be taken up again; while MongoDB is away, try until the lease would have run out anyway."""
        for _ in range(int(LEASE.total_seconds())):
            try:
                await self._services.outbox.again(work, due_at=later.at, progress=later.progress)
            except Exception:  # noqa: BLE001 MongoDB is away
                if self._stopping:
                    return
                await asyncio.sleep(1.0)
            else:
                return


def backoff(tries: int) -> timedelta:
    """How long a row waits after `tries` failures in a row: 1 s doubled each time up to ten minutes, with jitter."""
    seconds = min(2.0 ** (tries - 1), MOST_BACKOFF.total_seconds())
    return timedelta(seconds=seconds * random.uniform(0.8, 1.2))  # noqa: S311 jitter


def _place(error: BaseException) -> str:
    """The innermost place an error came from: file name and line."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return ""
    return f"{trace.tb_frame.f_code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno}"
