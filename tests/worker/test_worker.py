"""A whole worker on the real stores."""

import asyncio
import signal
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from app.processes import ROOT, python_command, python_environment
from services.context import Services
from storage.mongo import Database
from storage.redis import Patience, open_redis
from tests.joined import APP, HER, NOWHERE_REDIS, Clock
from worker import run as module
from worker.broker import GROUP, STREAM, make_waker
from worker.run import run_worker

PATIENCE = 30.0  # how long a test waits for what must come; it asserts no time


@pytest.fixture
def seen(monkeypatch) -> list[str]:
    """The keys of the rows that were run."""
    keys: list[str] = []

    async def task(_services: Services, work) -> None:
        keys.append(work.key)

    monkeypatch.setattr(module, "TASKS", {"task": task})
    monkeypatch.setattr(module, "ask_daily", _nothing)
    return keys


async def _nothing(_services: Services) -> None:
    return


@asynccontextmanager
async def working(services: Services) -> AsyncIterator[None]:
    stop = asyncio.Event()
    worker = asyncio.create_task(run_worker(services, stop))
    try:
        yield
    finally:
        stop.set()
        await asyncio.wait_for(worker, PATIENCE)


async def until(look) -> None:
    async with asyncio.timeout(PATIENCE):
        while not await look():  # noqa: ASYNC110 what comes is in a store
            await asyncio.sleep(0.02)


async def done(services: Services, key: str) -> bool:
    return await services.outbox.state(key) == "done"


async def test_a_ring_alone_gets_a_row_done(services: Services, clock: Clock, seen, monkeypatch) -> None:
    monkeypatch.setattr(module, "SWEEP_SECONDS", 3600.0)
    wake = make_waker(services.redis, Patience())
    async with working(services):
        await until(lambda: services.redis.exists(STREAM))
        for number in range(20):
            await services.outbox.add(f"k{number}", "task", {}, due_at=clock())
            await wake(f"k{number}")
        await until(lambda: done(services, "k19"))
        await until(lambda: _all_seen(seen, 20))
    assert sorted(seen) == sorted(f"k{number}" for number in range(20))


async def _all_seen(seen: list[str], count: int) -> bool:
    return len(seen) >= count


async def test_what_the_stream_lost_is_found_by_the_sweep(services: Services, clock: Clock, seen) -> None:
    wake = make_waker(services.redis, Patience())
    async with working(services):
        await services.outbox.add("first", "task", {}, due_at=clock())
        await wake("first")
        clock.move(seconds=1)
        await until(lambda: done(services, "first"))
        await services.redis.flushall()
        await services.outbox.add("second", "task", {}, due_at=clock())
        clock.move(seconds=1)
        await until(lambda: done(services, "second"))
    assert seen == ["first", "second"]


async def test_after_redis_forgot_everything_rings_are_heard_again(services: Services, seen) -> None:
    async with working(services):
        await until(lambda: services.redis.exists(STREAM))
        await services.redis.flushall()

        async def group_is_back() -> bool:
            return bool(await services.redis.exists(STREAM)) and bool(await services.redis.xinfo_groups(STREAM))

        await until(group_is_back)
        assert (await services.redis.xinfo_groups(STREAM))[0]["name"] in {GROUP, GROUP.encode()}
    assert seen == []


async def test_a_ring_for_a_row_that_is_not_there_harms_nothing(services: Services, clock: Clock, seen) -> None:
    wake = make_waker(services.redis, Patience())
    async with working(services):
        await wake("nobody asked for this")
        await services.outbox.add("real", "task", {}, due_at=clock())
        await wake("real")
        clock.move(seconds=1)
        await until(lambda: done(services, "real"))
    assert seen == ["real"]


async def test_with_redis_away_the_sweep_still_gets_rows_done(services: Services, clock: Clock, seen) -> None:
    async with open_redis(NOWHERE_REDIS) as away:
        patience = Patience()
        without = replace(services, redis=away, patience=patience)
        async with working(without):
            await services.outbox.add("k", "task", {}, due_at=clock())
            await make_waker(away, patience)("k")
            clock.move(seconds=1)
            await until(lambda: done(services, "k"))
    assert seen == ["k"]


async def test_what_a_person_wrote_is_copied_and_opens_her_window(
    services: Services, clock: Clock, seen, phone
) -> None:
    await phone.says("帮助")
    await phone.says("微课堂")
    clock.move(seconds=1)
    async with working(services):

        async def copied() -> bool:
            return await services.db["messages"].count_documents({"app": APP, "openid": HER}) >= 2

        await until(copied)

        async def heard() -> bool:
            found = await services.people.audience(APP, openids=[HER], most=1)
            return bool(found) and "message" in found[0].windows

        await until(heard)
    assert seen == []


@pytest.mark.usefixtures("redis")
def test_a_worker_process_begins_to_work_and_ends_well_at_sigterm(
    mongo_url: str, redis_url: str, database: Database
) -> None:
    environment = {
        "XINQIAO_MONGO_URL": mongo_url,
        "XINQIAO_MONGO_DATABASE": database.name,
        "XINQIAO_REDIS_URL": redis_url,
        "XINQIAO_OA_APP_ID": APP,
        "XINQIAO_OA_APP_SECRET": "secret",
        "XINQIAO_OA_TOKEN": "TokenOfTests",
        "XINQIAO_FIELD_KEY": "QUFB" * 32,
        "XINQIAO_SECRET": "secret-of-these-tests",
        "XINQIAO_WECHAT_API_BASE": "http://127.0.0.1:1",
    }
    process = subprocess.Popen(
        python_command("app", "worker", "--child"),
        cwd=ROOT,
        env=python_environment(environment),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        _await_group(redis_url, process)
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=PATIENCE)
        assert process.returncode == 0, said
        assert "Traceback" not in said
    finally:
        process.kill()
        process.wait()


def _await_group(redis_url: str, process: subprocess.Popen[str]) -> None:
    """Until the worker listens to the stream."""

    async def listening() -> None:
        async with open_redis(redis_url) as redis:
            await until(lambda: _listens(redis, process))

    asyncio.run(listening())


async def _listens(redis, process: subprocess.Popen[str]) -> bool:
    assert process.poll() is None, "the worker ended"
    return bool(await redis.exists(STREAM)) and bool(await redis.xinfo_groups(STREAM))
