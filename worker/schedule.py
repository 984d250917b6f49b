"""What comes round by the clock. Each job may run in every worker at once: its rows in the outbox are made once."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import time

import structlog

from domain.errors import StoreAway
from services.checking.asking import hold_overdue
from services.context import Services
from services.pushes.hours import today_at

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Daily:
    """A task that is due once a day, at `at` in Asia/Shanghai."""

    task: str
    at: time


DAILY = (
    Daily("clean_personal", time(2, 20)),
    Daily("rewrap_keys", time(2, 40)),
    Daily("clean_pushes", time(3, 30)),
    Daily("sync_followers", time(4, 10)),
    Daily("renew_pictures", time(5, 10)),
    Daily("forget_checks", time(3, 50)),
    Daily("ask_after_questions", time(10, 0)),
    Daily("remind_volunteers", time(10, 20)),
    Daily("seal_audit", time(9, 30)),  # half past one in UTC, by which the log's days go
)


async def ask_daily(services: Services) -> None:
    """Ask for today's tasks, once each."""
    now = services.now()
    for daily in DAILY:
        due_at = today_at(daily.at, now)
        await services.outbox.add(f"{daily.task}:{due_at:%Y-%m-%d}", daily.task, {}, due_at=due_at)


async def lapse(services: Services) -> None:
    """Rows of pushes whose worker died become unconfirmed; what has waited too long for the platform goes to staff."""
    lapsed = await services.pushes.rows.lapse(now=services.now())
    if lapsed:
        log.warning("deliveries unconfirmed after a worker was lost", rows=lapsed)
    held = await hold_overdue(services)
    if held:
        log.warning("checks without an answer of the platform are with staff", checks=held)


async def every(seconds: float, stop: asyncio.Event, name: str, job: Callable[[], Awaitable[object]]) -> None:
    """Run `job` again and again with a pause in between, whatever happens in it, until `stop`."""
    while not stop.is_set():
        try:
            await job()
        except StoreAway as error:
            log.warning("a store is away", job=name, store=error.store)
        except Exception as error:  # noqa: BLE001 the next round may go better, and must come
            log.warning("a round failed", job=name, error=type(error).__name__)
        try:
            await asyncio.wait_for(stop.wait(), seconds)
        except TimeoutError:
            continue
