"""Do what is to be done later: pushes, the message log, late replies."""

import argparse
import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from app.data_folder import settings_here
from app.running import prepare_to_serve, run_async, run_many, set_logging, stop_on_signals
from app.settings import Settings
from app.wiring import open_services
from domain.errors import StoreAway
from services.context import Services
from storage.workers import BEAT_SECONDS, WorkerBeats
from worker.run import run_worker


def register(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--processes", type=int, help="instead of XINQIAO_PROCESSES")
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)


def run(args: argparse.Namespace) -> int:
    """Work until told to stop. Raises BadSetting, StoreAway."""
    settings = settings_here(serving=True, given={"processes": args.processes})
    set_logging(settings)
    if not args.child:
        run_async(lambda: _prepare(settings))
        if settings.processes > 1:
            return run_async(lambda: run_many("worker", settings, processes=settings.processes))
    return run_async(lambda: work(settings))


async def _prepare(settings: Settings) -> int:
    await prepare_to_serve(settings)
    return 0


async def work(settings: Settings) -> int:
    """Work in this process until a signal; what was begun is ended or left to others. The exit code."""
    stop = stop_on_signals()
    async with open_services(settings) as services, _beating(services):
        await run_worker(services, stop)
    return 0


@asynccontextmanager
async def _beating(services: Services) -> AsyncIterator[None]:
    """Tell the others, while inside, that a worker lives."""
    beats, over = WorkerBeats(services.redis, services.patience), asyncio.Event()

    async def go_on() -> None:
        while not over.is_set():
            with suppress(StoreAway):
                await beats.beat()
            with suppress(TimeoutError):
                await asyncio.wait_for(over.wait(), BEAT_SECONDS)

    task = asyncio.create_task(go_on())
    try:
        yield
    finally:
        over.set()  # no cancelling: while it connects, the Redis client swallows that
        await task
        await beats.gone()
