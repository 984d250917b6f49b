"""Rows of the outbox: one holder at a time, tried again ever more rarely, put back when the worker stops."""

import ast
import asyncio
from datetime import timedelta

import pytest

from app.processes import ROOT
from domain.errors import StoreAway
from services.context import Services
from storage.outbox import MOST_TRIES, Work
from tests.joined import APP, HER, Clock
from worker import runner as module
from worker.later import Later
from worker.runner import LEASE, MOST_BACKOFF, RING_FIRST, Runner, backoff
from worker.schedule import DAILY, ask_daily
from worker.tasks import TASKS

FOLDERS = ("app", "bot", "handlers", "services", "storage", "worker")


def asked_names() -> set[str]:
    """The name of every task that the product's source asks for."""
    names = {daily.task for daily in DAILY}
    for file in (file for folder in FOLDERS for file in (ROOT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "SheetKind":
                names |= {each.value.value for each in node.keywords if each.arg == "task"}  # of a sheet
            if isinstance(node, ast.Call) and len(node.args) > 1 and _asks(node.func):
                task = node.args[1]
                names |= {task.value} if isinstance(task, ast.Constant) else set()
    return names


def _asks(function: ast.expr) -> bool:
    if isinstance(function, ast.Name):
        return function.id == "Asked"
    if not isinstance(function, ast.Attribute) or function.attr != "add":
        return False
    of = function.value
    if isinstance(of, ast.Call):  # Outbox(db).add of a migration
        return isinstance(of.func, ast.Name) and of.func.id == "Outbox"
    return isinstance(of, ast.Attribute) and of.attr in {"outbox", "_outbox"}


def test_every_task_that_is_asked_for_is_there_and_every_one_there_is_asked_for() -> None:
    assert asked_names() == set(TASKS)


async def row(services: Services, key: str) -> dict:
    return await services.db["outbox"].find_one({"_id": key})


async def ask(services: Services, clock: Clock, key: str = "k") -> None:
    await services.outbox.add(key, "task", {"a": 1}, due_at=clock() - RING_FIRST)


def runner_of(services: Services, task) -> Runner:
    return Runner(services, {"task": task})


async def test_a_row_is_run_and_done(services: Services, clock: Clock) -> None:
    seen = []

    async def task(_services: Services, work: Work) -> None:
        seen.append(work.args)

    await ask(services, clock)
    runner = runner_of(services, task)
    await runner.run("k")
    await runner.run("k")
    assert seen == [{"a": 1}]
    assert await services.outbox.state("k") == "done"


async def test_the_same_key_asked_for_again_after_it_is_done_is_not_run_again(services: Services, clock: Clock) -> None:
    seen = []

    async def task(_services: Services, work: Work) -> None:
        seen.append(work.key)

    for _ in range(3):
        await ask(services, clock)
        await runner_of(services, task).run("k")
    assert seen == ["k"]


async def test_many_workers_that_hear_the_same_ring_run_the_row_once(services: Services, clock: Clock) -> None:
    seen = []

    async def task(_services: Services, work: Work) -> None:
        seen.append(work.key)
        await asyncio.sleep(0)

    await ask(services, clock)
    await asyncio.gather(*(runner_of(services, task).run("k") for _ in range(6)))
    assert seen == ["k"]


async def test_the_sweep_finds_what_nobody_rang_for(services: Services, clock: Clock) -> None:
    seen = []

    async def task(_services: Services, work: Work) -> None:
        seen.append(work.key)

    for number in range(40):
        await ask(services, clock, f"k{number}")
    runner = runner_of(services, task)
    while len(seen) < 40:
        await runner.sweep()
        await asyncio.sleep(0)
    assert sorted(seen) == sorted(f"k{number}" for number in range(40))


async def test_a_row_of_a_worker_that_died_is_taken_up_when_its_lease_has_run_out(
    services: Services, clock: Clock
) -> None:
    seen = []

    async def task(_services: Services, work: Work) -> None:
        seen.append(work.attempts)

    await ask(services, clock)
    await services.outbox.take("k", now=clock(), lease=LEASE)
    await runner_of(services, task).run("k")
    assert seen == []
    clock.move(seconds=LEASE.total_seconds() + 1)
    await runner_of(services, task).run("k")
    assert seen == [2]


async def test_a_task_that_fails_is_tried_again_later_and_parked_at_last(services: Services, clock: Clock) -> None:
    async def task(_services: Services, _work: Work) -> None:
        raise RuntimeError("words of hers")

    await ask(services, clock)
    runner, waits = runner_of(services, task), []
    for _ in range(MOST_TRIES):
        await runner.run("k")
        found = await row(services, "k")
        waits.append(found["due_at"] - clock())
        clock.at = found["due_at"]
    assert all(later > earlier for earlier, later in zip(waits[:8:2], waits[2:8:2], strict=False))
    clock.move(days=30)
    await runner.run("k")
    assert (await row(services, "k"))["attempts"] == MOST_TRIES
    assert [work.key for work in await services.outbox.parked()] == ["k"]


async def test_what_a_failed_task_says_is_not_logged(services: Services, clock: Clock, capsys) -> None:
    async def task(_services: Services, _work: Work) -> None:
        raise RuntimeError("words of hers")

    await ask(services, clock)
    await runner_of(services, task).run("k")
    assert "words of hers" not in "".join(capsys.readouterr())


async def test_a_task_that_makes_progress_is_never_parked(services: Services, clock: Clock) -> None:
    steps = []

    async def task(_services: Services, _work: Work) -> None:
        steps.append(1)
        if len(steps) < 3 * MOST_TRIES:
            raise Later(clock() + timedelta(seconds=1))

    await ask(services, clock)
    while await services.outbox.state("k") != "done":
        await runner_of(services, task).run("k")
        clock.move(seconds=1)
    assert len(steps) == 3 * MOST_TRIES


async def test_steps_that_are_due_at_once_follow_each_other_under_one_lease(services: Services, clock: Clock) -> None:
    steps = []

    async def task(_services: Services, work: Work) -> None:
        steps.append(work.attempts)
        if len(steps) < 5:
            raise Later(clock())

    await ask(services, clock)
    await runner_of(services, task).run("k")
    assert steps == [1] * 5


async def test_while_a_store_is_away_a_row_waits_and_is_not_held_against(services: Services, clock: Clock) -> None:
    away = [True] * (MOST_TRIES + 3)

    async def task(_services: Services, _work: Work) -> None:
        if away:
            away.pop()
            raise StoreAway("redis")

    await ask(services, clock)
    while await services.outbox.state("k") != "done":
        await runner_of(services, task).run("k")
        clock.move(seconds=2)
    assert not away


async def test_a_row_whose_task_this_release_does_not_know_waits_for_one_that_does(
    services: Services, clock: Clock
) -> None:
    await services.outbox.add("k", "task of tomorrow", {}, due_at=clock())
    for _ in range(2 * MOST_TRIES):
        await runner_of(services, None).run("k")
        clock.move(minutes=2)
    found = await row(services, "k")
    assert (found["done_at"], found["tries"]) == (None, 0)


async def test_a_worker_told_to_stop_lets_a_step_end_and_puts_the_rest_back(services: Services, clock: Clock) -> None:
    began, end, steps = asyncio.Event(), asyncio.Event(), []

    async def task(_services: Services, _work: Work) -> None:
        steps.append(1)
        began.set()
        await end.wait()
        raise Later(clock())

    await ask(services, clock)
    runner = runner_of(services, task)
    running = asyncio.create_task(runner.run("k"))
    await began.wait()
    stopping = asyncio.create_task(runner.stop())
    await asyncio.sleep(0)
    end.set()
    await asyncio.gather(stopping, running)
    found = await row(services, "k")
    assert (len(steps), found["lease_until"], found["done_at"]) == (1, None, None)


async def test_a_step_that_takes_too_long_at_the_stop_is_cut_off_and_put_back(
    services: Services, clock: Clock, monkeypatch
) -> None:
    monkeypatch.setattr(module, "STOP_SECONDS", 0.05)
    began = asyncio.Event()

    async def task(_services: Services, _work: Work) -> None:
        began.set()
        await asyncio.Event().wait()

    await ask(services, clock)
    runner = runner_of(services, task)
    running = asyncio.create_task(runner.run("k"))
    await began.wait()
    await runner.stop()
    await running
    found = await row(services, "k")
    assert (found["lease_until"], found["done_at"]) == (None, None)
    assert await services.outbox.take("k", now=clock(), lease=LEASE) is not None


async def test_a_stopped_worker_begins_nothing(services: Services, clock: Clock) -> None:
    async def task(_services: Services, _work: Work) -> None:
        pytest.fail("it was begun")

    await ask(services, clock)
    runner = runner_of(services, task)
    await runner.stop()
    await runner.run("k")
    await runner.sweep()
    assert await services.outbox.state("k") == "waiting"


def test_the_wait_between_tries_grows_and_has_an_end() -> None:
    assert backoff(1) < timedelta(seconds=2)
    assert backoff(40) <= MOST_BACKOFF * 1.2


async def test_the_days_tasks_are_asked_for_once_however_many_workers_ask(services: Services, clock: Clock) -> None:
    await asyncio.gather(*(ask_daily(services) for _ in range(5)))
    assert await services.db["outbox"].count_documents({}) == len(DAILY)
    clock.move(days=1)
    await ask_daily(services)
    assert await services.db["outbox"].count_documents({}) == 2 * len(DAILY)


@pytest.mark.parametrize("task", ["clean_pushes", "forget_chat"])
async def test_a_task_run_twice_is_as_good_as_once(services: Services, clock: Clock, task: str) -> None:
    await services.db["push_lists"].insert_one({"_id": "old:0", "push": "old", "openids": ["o"]})
    await services.db["messages"].insert_one({"_id": "m", "app": APP, "openid": HER, "at": clock()})
    work = Work(key="k", task=task, args={"app": APP, "openid": HER}, attempts=1, tries=1)
    await TASKS[task](services, work)
    first = [await services.db[name].count_documents({}) for name in ("push_lists", "messages", "people")]
    await TASKS[task](services, work)
    assert [await services.db[name].count_documents({}) for name in ("push_lists", "messages", "people")] == first
