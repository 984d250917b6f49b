import asyncio

import pytest

from domain.errors import StoreAway
from storage.redis import Patience, Redis, open_redis
from storage.turns import MarkerState, TurnStore

APP, HER = "wx1", "openid-1"


@pytest.fixture
def turns(redis: Redis) -> TurnStore:
    return TurnStore(redis, Patience())


async def begin(turns: TurnStore, key: str, now_ms: int = 1000):
    return await turns.begin(APP, HER, key, inbox=b"sealed", now_ms=now_ms)


async def test_a_first_message_is_no_repeat_and_its_second_is(turns: TurnStore) -> None:
    first = await begin(turns, "m:1")
    second = await begin(turns, "m:1", 1500)
    assert first.repeat is None
    assert second.repeat is not None
    assert (second.repeat.state, second.repeat.since_ms) == (MarkerState.RUNNING, 1000)


async def test_a_repeat_goes_into_the_inbox_once(turns: TurnStore, redis: Redis) -> None:
    await begin(turns, "m:1")
    await begin(turns, "m:1")
    streams = [await redis.xlen(name) for name in await redis.keys("inbox:*")]
    assert sum(streams) == 1


async def test_a_kept_reply_is_what_a_repeat_finds(turns: TurnStore) -> None:
    await begin(turns, "m:1")
    kept = await turns.commit(APP, HER, "m:1", version=0, session=b"s", reply=b"hello|d", now_ms=1001)
    repeat = (await begin(turns, "m:1")).repeat
    assert kept == 1001
    assert repeat is not None
    assert (repeat.state, repeat.reply) == (MarkerState.DONE, b"hello|d")


async def test_of_two_turns_on_one_session_only_one_replaces_it(turns: TurnStore) -> None:
    await begin(turns, "m:1")
    await begin(turns, "m:2")
    results = await asyncio.gather(
        *(turns.commit(APP, HER, f"m:{n}", version=0, session=b"s%d" % n, reply=b"", now_ms=1001) for n in (1, 2))
    )
    assert sorted(result is None for result in results) == [False, True]


async def test_a_sessions_version_only_grows(turns: TurnStore) -> None:
    await begin(turns, "m:1", 5000)
    first = await turns.commit(APP, HER, "m:1", version=0, session=b"a", reply=b"", now_ms=5000)
    assert first is not None
    second = await turns.commit(APP, HER, "m:1", version=first, session=b"b|c", reply=b"", now_ms=10)
    assert second == first + 1
    assert await turns.session(APP, HER) == (second, b"b|c")


async def test_an_ended_session_is_gone(turns: TurnStore) -> None:
    version = await turns.commit(APP, HER, "m:1", version=0, session=b"a", reply=b"", now_ms=1)
    assert version is not None
    await turns.commit(APP, HER, "m:2", version=version, session=None, reply=b"", now_ms=2)
    assert await turns.session(APP, HER) == (0, None)


async def test_only_one_repeat_takes_over_a_turn_whose_process_died(turns: TurnStore) -> None:
    await begin(turns, "m:1")
    seen = (await begin(turns, "m:1")).repeat
    assert seen is not None
    took = await asyncio.gather(*(turns.take_over(APP, HER, "m:1", seen=seen, now_ms=9000 + n) for n in range(3)))
    assert sorted(took) == [False, False, True]


async def test_a_turn_that_has_ended_is_not_marked_late(turns: TurnStore) -> None:
    await begin(turns, "m:1")
    assert await turns.mark_late(APP, HER, "m:1", now_ms=5000)
    await turns.commit(APP, HER, "m:1", version=0, session=None, reply=b"x", now_ms=6000)
    assert not await turns.mark_late(APP, HER, "m:1", now_ms=7000)


async def test_two_accounts_share_no_session_and_no_dedupe(turns: TurnStore) -> None:
    await begin(turns, "m:1")
    other = await turns.begin("wx2", HER, "m:1", inbox=b"", now_ms=1)
    assert other.repeat is None


async def test_messages_of_a_minute_are_counted(turns: TurnStore) -> None:
    rates = [(await begin(turns, f"m:{n}")).rate for n in range(3)]
    assert rates == [1, 2, 3]


async def test_scripts_work_again_after_the_server_has_forgotten_them(turns: TurnStore, redis: Redis) -> None:
    await begin(turns, "m:1")
    await redis.script_flush()
    assert (await begin(turns, "m:2")).repeat is None


async def test_a_redis_that_is_away_is_told_at_once() -> None:
    async with open_redis("redis://127.0.0.1:1/0") as nowhere:
        turns = TurnStore(nowhere, Patience())
        for number in range(3):
            with pytest.raises(StoreAway):
                await begin(turns, f"m:{number}")
