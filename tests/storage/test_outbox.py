import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from storage.mongo import Database, in_transaction
from storage.outbox import MOST_TRIES, Outbox

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
LEASE = timedelta(seconds=30)


@pytest.fixture
def outbox(database: Database) -> Outbox:
    return Outbox(database)


async def test_a_key_is_asked_for_once(outbox: Outbox) -> None:
    assert await outbox.add("k", "task", {}, due_at=NOW)
    assert not await outbox.add("k", "task", {}, due_at=NOW)


async def test_a_row_in_a_transaction_that_fails_is_not_there(outbox: Outbox, database: Database) -> None:
    async def body(session):
        await outbox.add("k", "task", {}, due_at=NOW, session=session)
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        await in_transaction(database, body)
    assert await outbox.state("k") == "none"


async def test_of_many_workers_one_takes_a_row(outbox: Outbox) -> None:
    await outbox.add("k", "task", {"a": 1}, due_at=NOW)
    taken = await asyncio.gather(*(outbox.take_next(now=NOW, lease=LEASE) for _ in range(8)))
    assert sum(work is not None for work in taken) == 1


async def test_a_row_is_taken_again_when_its_lease_has_run_out(outbox: Outbox) -> None:
    await outbox.add("k", "task", {}, due_at=NOW)
    first = await outbox.take("k", now=NOW, lease=LEASE)
    assert first is not None
    assert await outbox.take("k", now=NOW, lease=LEASE) is None
    second = await outbox.take("k", now=NOW + LEASE, lease=LEASE)
    assert second is not None
    assert second.attempts == 2


async def test_who_has_lost_the_lease_can_neither_end_nor_extend_the_row(outbox: Outbox) -> None:
    await outbox.add("k", "task", {}, due_at=NOW)
    first = await outbox.take("k", now=NOW, lease=LEASE)
    second = await outbox.take("k", now=NOW + LEASE, lease=LEASE)
    assert first is not None
    assert second is not None
    assert not await outbox.extend(first, until=NOW + 3 * LEASE)
    await outbox.done(first, now=NOW)
    assert await outbox.state("k") == "waiting"
    await outbox.done(second, now=NOW)
    assert await outbox.state("k") == "done"


async def test_nothing_is_taken_before_it_is_due(outbox: Outbox) -> None:
    await outbox.add("k", "task", {}, due_at=NOW + LEASE)
    assert await outbox.take_next(now=NOW, lease=LEASE) is None


async def test_a_row_that_always_fails_stops_being_taken(outbox: Outbox) -> None:
    await outbox.add("k", "task", {}, due_at=NOW)
    for _ in range(MOST_TRIES):
        work = await outbox.take_next(now=NOW, lease=LEASE)
        assert work is not None
        await outbox.again(work, due_at=NOW)
    assert await outbox.take_next(now=NOW, lease=LEASE) is None


async def test_progress_lets_a_row_go_on_for_ever(outbox: Outbox) -> None:
    await outbox.add("k", "task", {}, due_at=NOW)
    for _ in range(MOST_TRIES * 2):
        work = await outbox.take_next(now=NOW, lease=LEASE)
        assert work is not None
        await outbox.again(work, due_at=NOW, progress=True)


async def test_a_row_that_is_done_names_no_account_any_more(outbox: Outbox, database: Database) -> None:
    await outbox.add("k", "forget_chat", {"app": "wx1", "openid": "o-1"}, due_at=NOW)
    work = await outbox.take("k", now=NOW, lease=LEASE)
    assert work
    assert work.args["openid"] == "o-1"
    await outbox.done(work, now=NOW)
    assert await outbox.state("k") == "done"
    assert "o-1" not in repr(await database["outbox"].find().to_list(None))
