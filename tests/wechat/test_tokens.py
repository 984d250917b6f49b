"""One access token for all processes: who asks for it, when, and what happens when it is refused."""

import asyncio

import pytest

from storage.redis import Redis, open_redis
from storage.tokens import RedisTokenStore
from tests.joined import NOWHERE_REDIS
from tests.simulator.conftest import SERVICE, Simulator
from tests.wechat.conftest import TOKEN_PATH, Asked, Clients, fault
from wechat.client import WeChatClient
from wechat.errors import Busy, NotGranted, TokenRefused, WeChatError

PATH = "/cgi-bin/getcallbackip"
LASTS = 7200


async def test_many_processes_at_once_ask_for_one_token(client_of: Clients, asked: Asked) -> None:
    clients = [await client_of() for _ in range(12)]
    await asyncio.gather(*(each.server_addresses() for each in clients for _ in range(3)))
    assert asked.counts[TOKEN_PATH] == 1
    assert len({each["access_token"] for each in asked.queries if each}) == 1


async def test_each_account_has_a_token_of_its_own(client_of: Clients, asked: Asked) -> None:
    for kind in ("service", "mini"):
        await (await client_of(kind)).server_addresses()
    assert asked.counts[TOKEN_PATH] == 2
    assert len({each["access_token"] for each in asked.queries if each}) == 2


async def test_a_process_that_comes_later_finds_the_token(client_of: Clients, asked: Asked) -> None:
    for _ in range(3):
        await (await client_of()).server_addresses()
    assert asked.counts[TOKEN_PATH] == 1


async def test_a_token_is_renewed_ahead_of_its_end_by_one_of_all(
    client_of: Clients, simulator: Simulator, asked: Asked
) -> None:
    clients = [await client_of() for _ in range(6)]
    await asyncio.gather(*(each.server_addresses() for each in clients))
    await simulator.advance(LASTS - 301)
    await asyncio.gather(*(each.server_addresses() for each in clients))
    assert asked.counts[TOKEN_PATH] == 1
    await simulator.advance(2)
    await asyncio.gather(*(each.server_addresses() for each in clients))
    assert asked.counts[TOKEN_PATH] == 2
    await simulator.advance(10)
    asked.queries.clear()
    await asyncio.gather(*(each.server_addresses() for each in clients))
    assert asked.counts[TOKEN_PATH] == 2
    assert len({each["access_token"] for each in asked.queries}) == 1


async def test_no_call_fails_or_is_refused_while_a_token_is_changed(
    client_of: Clients, simulator: Simulator, asked: Asked
) -> None:
    clients = [await client_of() for _ in range(3)]
    await asyncio.gather(*(each.server_addresses() for each in clients))
    asked.forget()
    for _ in range(30):
        await simulator.advance(299)
        await asyncio.gather(*(each.server_addresses() for each in clients))
    assert asked.counts[PATH] == 90
    assert asked.waits == []
    assert asked.counts[TOKEN_PATH] == 1


async def test_a_token_that_is_still_good_is_used_on_while_no_new_one_can_be_had(
    client: WeChatClient, simulator: Simulator, asked: Asked
) -> None:
    await client.server_addresses()
    await simulator.advance(LASTS - 200)
    await fault(simulator, "5xx", TOKEN_PATH)
    await client.server_addresses()
    assert asked.counts[TOKEN_PATH] > 1


@pytest.mark.parametrize("errcode", [40001, 42001, 40014])
async def test_a_refused_token_is_renewed_and_the_call_made_once_more(
    client: WeChatClient, simulator: Simulator, asked: Asked, errcode: int
) -> None:
    await client.server_addresses()
    await simulator.advance(2)
    asked.forget()
    await fault(simulator, "busy", PATH, times=1, errcode=errcode)
    await client.server_addresses()
    assert asked.paths == [PATH, TOKEN_PATH, PATH]


@pytest.mark.parametrize("errcode", [40001, 42001, 40014])
async def test_a_token_that_is_refused_again_ends_the_call(
    client: WeChatClient, simulator: Simulator, asked: Asked, her: str, errcode: int
) -> None:
    await client.server_addresses()
    asked.forget()
    await fault(simulator, "busy", PATH, errcode=errcode)
    await fault(simulator, "busy", "/cgi-bin/message/custom/send", errcode=errcode)
    with pytest.raises(TokenRefused):
        await client.server_addresses()
    assert asked.counts[PATH] == 2
    with pytest.raises(TokenRefused):
        await client.send_text(her, "您好")
    assert asked.counts["/cgi-bin/message/custom/send"] == 2


async def test_a_token_that_the_platform_forgot_costs_one_renewal_for_all(
    client_of: Clients, simulator: Simulator, asked: Asked, her: str
) -> None:
    clients = [await client_of() for _ in range(5)]
    await asyncio.gather(*(each.server_addresses() for each in clients))
    await simulator.advance(2)
    asked.forget()
    simulator.platform.tokens.clear()
    await asyncio.gather(*(each.send_text(her, "您好") for each in clients))
    assert asked.counts[TOKEN_PATH] == 1
    assert asked.counts["/cgi-bin/message/custom/send"] <= 10
    assert len([each for each in await simulator.chat(her) if each["side"] == "account"]) == 5


async def test_another_processes_newer_token_is_taken_instead_of_asking(
    client_of: Clients, simulator: Simulator, asked: Asked
) -> None:
    first, second = await client_of(), await client_of()
    await asyncio.gather(first.server_addresses(), second.server_addresses())
    await simulator.advance(2)
    simulator.platform.tokens.clear()
    await first.server_addresses()
    asked.forget()
    await second.server_addresses()
    assert asked.paths == [PATH, PATH]


@pytest.mark.parametrize("errcode", [40001, 40013, 40125, 40164, 40243, 48001, 50004, 50007, 89503])
async def test_what_only_staff_can_mend_stops_at_once(
    client: WeChatClient, simulator: Simulator, asked: Asked, errcode: int
) -> None:
    await fault(simulator, "busy", TOKEN_PATH, errcode=errcode)
    with pytest.raises(NotGranted) as stopped:
        await client.server_addresses()
    assert stopped.value.errcode == errcode
    assert asked.paths == [TOKEN_PATH]
    assert asked.waits == []


async def test_a_wrong_secret_stops_at_once(client_of: Clients, asked: Asked) -> None:
    client = await client_of(app_secret="Another0Secret0")
    with pytest.raises(NotGranted) as stopped:
        await client.server_addresses()
    assert stopped.value.errcode == 40125
    assert "Another0Secret0" not in str(stopped.value)
    assert asked.paths == [TOKEN_PATH]


@pytest.mark.parametrize("kind", ["5xx", "drop_before", "drop_after", "truncated", "busy"])
async def test_a_token_is_asked_for_again_after_a_fault(
    client: WeChatClient, simulator: Simulator, asked: Asked, kind: str
) -> None:
    await fault(simulator, kind, TOKEN_PATH, times=2)
    await client.server_addresses()
    assert asked.counts[TOKEN_PATH] == 3
    await fault(simulator, "odd_json", TOKEN_PATH)
    await simulator.advance(LASTS + 1)
    await client.server_addresses()


async def test_without_a_token_no_call_is_made(client: WeChatClient, simulator: Simulator, asked: Asked) -> None:
    await fault(simulator, "5xx", TOKEN_PATH)
    with pytest.raises(Busy):
        await client.server_addresses()
    assert set(asked.paths) == {TOKEN_PATH}
    assert asked.counts[TOKEN_PATH] == 4


async def test_a_refresher_that_died_holds_nobody_up_for_long(client: WeChatClient, redis: Redis, asked: Asked) -> None:
    store = RedisTokenStore(redis)
    assert await store.lock(SERVICE, seconds=60)
    with pytest.raises(WeChatError):
        await client.server_addresses()
    assert asked.counts[TOKEN_PATH] == 0
    assert sum(asked.waits) < 60
    await redis.delete(f"token:{{{SERVICE}}}:lock")
    await client.server_addresses()


async def test_a_lock_is_given_back_only_by_who_holds_it(redis: Redis) -> None:
    store = RedisTokenStore(redis)
    ticket = await store.lock(SERVICE, seconds=15)
    assert ticket
    await store.unlock(SERVICE, "somebody else's")
    assert await store.lock(SERVICE, seconds=15) is None
    await store.unlock(SERVICE, ticket)
    assert await store.lock(SERVICE, seconds=15)


async def test_calls_work_while_redis_is_away(client_of: Clients, simulator: Simulator, asked: Asked) -> None:
    async with open_redis(NOWHERE_REDIS) as away:
        clients = [await client_of(tokens=RedisTokenStore(away)) for _ in range(2)]
        for each in clients:
            await each.server_addresses()
            await each.server_addresses()
        assert asked.counts[TOKEN_PATH] == 2
        await simulator.advance(2)
        simulator.platform.tokens.clear()
        await clients[0].server_addresses()


@pytest.mark.parametrize("kept", [b"", b"{}", b"[]", b"null", b'{"v":1}', b'{"v":"x","e":1e99,"r":0}', b"\xff"])
async def test_what_cant_be_read_in_redis_is_replaced(
    client: WeChatClient, redis: Redis, asked: Asked, kept: bytes
) -> None:
    await redis.set(f"token:{{{SERVICE}}}", kept)
    await client.server_addresses()
    assert asked.counts[TOKEN_PATH] == 1


async def test_a_short_token_is_used_without_asking_at_every_call(
    client: WeChatClient, simulator: Simulator, asked: Asked
) -> None:
    await client.server_addresses()
    await simulator.advance(LASTS - 299)
    for _ in range(5):
        await client.server_addresses()
    assert asked.counts[TOKEN_PATH] == 2
