"""What serve and worker share: a loop, signals, logging, and the check that they may start."""

import asyncio
import logging
import signal
import sys
from collections.abc import Callable, Coroutine
from typing import Any

import structlog
import uvloop

from app.processes import python_command, python_environment
from app.settings import BadSetting, Settings, as_environment, require, serving_names
from app.supervisor import Program, Supervisor, show, until_told_to_stop
from domain.errors import StoreAway
from storage.bootstrap import prepare_schema
from storage.migrations import SchemaTooNew
from storage.mongo import open_mongo

PATIENCE_SECONDS = 60.0


def set_logging(settings: Settings) -> None:
    """One JSON line an event on standard error, from `settings.log_level` up; libraries' own from warnings up."""
    level = logging.getLevelNamesMapping()[settings.log_level.upper()]
    logging.basicConfig(
        level=max(level, logging.WARNING), stream=sys.stderr, format="%(levelname)s %(name)s %(message)s"
    )
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )


def run_async(body: Callable[[], Coroutine[Any, Any, int]]) -> int:
    """Run `body` on uvloop; what it answers."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(body())


def stop_on_signals() -> asyncio.Event:
    """An event that SIGINT, SIGTERM and SIGHUP set."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is not signal.SIG_IGN:
            loop.add_signal_handler(number, stop.set)
    return stop


async def prepare_to_serve(settings: Settings) -> None:
    """
    Bring the schema to this release's, waiting up to a minute for MongoDB.

    Raises BadSetting when a setting is missing or the database is newer than this release, StoreAway.
    """
    require(settings, *serving_names(settings))
    end = asyncio.get_running_loop().time() + PATIENCE_SECONDS
    async with open_mongo(settings.mongo_url, settings.mongo_database) as db:
        while True:
            try:
                await prepare_schema(db)
            except SchemaTooNew as problem:
                raise BadSetting(f"{problem}; start the newer release, or restore a backup of this one") from None
            except StoreAway:
                if asyncio.get_running_loop().time() > end:
                    raise
                show("xinqiao: MongoDB does not answer yet; waiting")
                await asyncio.sleep(1)
            else:
                return


async def run_many(command: str, settings: Settings, *arguments: str, processes: int) -> int:
    """Keep `processes` children of a command running until told to stop; the exit code."""
    supervisor = Supervisor(say=lambda line: show(f"xinqiao: {line}"))
    environment = python_environment(as_environment(settings))
    stopped = asyncio.create_task(until_told_to_stop())
    try:
        for number in range(1, processes + 1):
            child = python_command("app", command, "--child", *arguments)
            await supervisor.start(Program(f"{command} {number}", child, environment))
        await stopped
    finally:
        await supervisor.stop()
    return 0
