"""What is made again after which fault, how long is waited between, and what is never made twice."""

import asyncio
import dataclasses

import aiohttp
import pytest

from tests.simulator.conftest import Simulator
from tests.wechat.calls import CALLS, KEYED, NEVER_REPEATED, Given, prepare
from tests.wechat.conftest import TOKEN_PATH, Asked, Clients, fault
from wechat.calls import BACKOFF_SECONDS, PATIENCE_SECONDS, REPEATS
from wechat.client import MassText, WeChatClient
from wechat.errors import AlreadySent, Busy, NotConnected, OurMistake, QuotaUsedUp, Uncertain, WeChatError

READ, SEND, MASS = "/cgi-bin/getcallbackip", "/cgi-bin/message/custom/send", "/cgi-bin/message/mass/send"
LOSING = ("drop_before", "drop_after", "5xx", "truncated", "busy")
ONCE = {"get_menu", "delete_tag", "download_media", "code_session"}  # a second try meets what the first has left
FREELY = sorted(set(CALLS) - NEVER_REPEATED - KEYED - ONCE)


@pytest.fixture
async def given(simulator: Simulator, client: WeChatClient, asked: Asked, her: str) -> Given:
    made = await prepare(simulator, client, her)
    asked.forget()
    return made


@pytest.mark.parametrize("kind", LOSING)
async def test_what_would_happen_twice_is_asked_for_once(
    simulator: Simulator, client: WeChatClient, asked: Asked, given: Given, kind: str
) -> None:
    await fault(simulator, kind)
    for name in sorted(NEVER_REPEATED):
        asked.forget()
        with pytest.raises(Uncertain) as unknown:
            await CALLS[name](client, given)
        by_aiohttp = name == "code_session"  # a GET, which it makes again at once on a kept connection that was cut
        assert len(asked.paths) in ({1, 2} if by_aiohttp else {1}), name
        assert asked.waits == []
        assert unknown.value.repeatable is False


@pytest.mark.parametrize("kind", LOSING)
async def test_a_message_reaches_her_at_most_once(
    simulator: Simulator, client: WeChatClient, her: str, kind: str
) -> None:
    await client.server_addresses()
    await fault(simulator, kind, SEND, times=1)
    with pytest.raises(Uncertain):
        await client.send_text(her, "您好")
    got = [each for each in await simulator.chat(her) if each["side"] == "account"]
    assert len(got) == (1 if kind in {"drop_after", "truncated"} else 0)


@pytest.mark.parametrize("kind", LOSING)
async def test_what_may_be_done_twice_is_asked_for_again(
    simulator: Simulator, client: WeChatClient, asked: Asked, given: Given, kind: str
) -> None:
    for name in FREELY:
        asked.forget()
        await fault(simulator, kind, times=REPEATS)
        await CALLS[name](client, given)
        assert (name, len(asked.paths)) == (name, REPEATS + 1)
        assert 0 < len(asked.waits) <= REPEATS  # a read on a kept connection is made again by aiohttp, at once


async def test_a_tag_that_is_gone_after_a_lost_try_is_told(
    simulator: Simulator, client: WeChatClient, given: Given
) -> None:
    await fault(simulator, "drop_after", times=1)
    with pytest.raises(OurMistake):
        await client.delete_tag(given.tag_id)


async def test_repeats_end(simulator: Simulator, client: WeChatClient, asked: Asked) -> None:
    await client.server_addresses()
    asked.forget()
    await fault(simulator, "5xx", READ)
    with pytest.raises(Busy):
        await client.server_addresses()
    assert len(asked.paths) == REPEATS + 1


@pytest.mark.parametrize("kind", ["5xx", "busy", "drop_before"])
async def test_each_pause_is_about_twice_the_one_before_and_never_the_same(
    simulator: Simulator, client: WeChatClient, asked: Asked, kind: str
) -> None:
    await client.server_addresses()
    await fault(simulator, kind, READ)
    seen = []
    for _ in range(6):
        asked.forget()
        with pytest.raises(Busy):
            await client.server_addresses()
        seen.append(tuple(asked.waits))
    for waits in seen:
        for number, wait in enumerate(waits):
            assert 0.5 <= wait / (BACKOFF_SECONDS * 2**number) <= 1.5
    assert len(set(seen)) == len(seen)


@pytest.mark.parametrize("errcode", [45011, 44991, 44990])
async def test_a_limit_of_a_minute_is_waited_for_a_little_and_then_told(
    simulator: Simulator, client: WeChatClient, asked: Asked, her: str, errcode: int
) -> None:
    await client.server_addresses()
    asked.forget()
    await fault(simulator, "busy", SEND, errcode=errcode)
    with pytest.raises(Busy) as later:
        await client.send_text(her, "您好")
    assert len(asked.paths) == REPEATS + 1
    assert all(wait <= max(PATIENCE_SECONDS, BACKOFF_SECONDS * 2**REPEATS * 1.5) for wait in asked.waits)
    assert 0 < later.value.retry_after <= 60


async def test_a_refused_send_had_no_effect_and_is_made_again(
    simulator: Simulator, client: WeChatClient, asked: Asked, her: str
) -> None:
    await fault(simulator, "busy", SEND, times=2, errcode=45011)
    await client.send_text(her, "您好")
    assert asked.counts[SEND] == 3
    assert len([each for each in await simulator.chat(her) if each["side"] == "account"]) == 1


async def test_a_used_up_quota_is_not_asked_for_again(
    simulator: Simulator, client: WeChatClient, asked: Asked, her: str
) -> None:
    await fault(simulator, "quota", SEND)
    with pytest.raises(QuotaUsedUp):
        await client.send_text(her, "您好")
    assert asked.counts[SEND] == 1


@pytest.mark.parametrize("kind", ["drop_after", "truncated"])
async def test_a_mass_message_whose_answer_was_lost_is_found_again_by_its_key(
    simulator: Simulator, client: WeChatClient, given: Given, asked: Asked, kind: str
) -> None:
    await fault(simulator, kind, MASS, times=1)
    with pytest.raises(AlreadySent) as sent:
        await client.mass_send([given.her, given.another], MassText("大家好"), client_msg_id="push-1")
    assert asked.counts[MASS] == 2
    await simulator.settled()
    assert await client.mass_status(sent.value.msg_id) == "SEND_SUCCESS"
    texts = [each["text"] for each in await simulator.chat(given.her)]
    assert texts.count("大家好") == 1


@pytest.mark.parametrize("kind", LOSING)
async def test_a_mass_message_that_stays_unanswered_may_be_asked_for_again_later(
    simulator: Simulator, client: WeChatClient, given: Given, asked: Asked, kind: str
) -> None:
    await fault(simulator, kind if kind != "drop_after" else "5xx", MASS)
    with pytest.raises((Uncertain, AlreadySent)) as unknown:
        await client.mass_send([given.her, given.another], MassText("大家好"), client_msg_id="push-1")
    assert asked.counts[MASS] == REPEATS + 1
    assert getattr(unknown.value, "repeatable", True) is True


async def test_after_a_lost_try_a_refusal_doesnt_say_that_nothing_was_sent(
    simulator: Simulator, client: WeChatClient, given: Given
) -> None:
    await fault(simulator, "drop_after", MASS, times=1)
    await fault(simulator, "quota", MASS)
    with pytest.raises(Uncertain) as unknown:
        await client.mass_send([given.her, given.another], MassText("大家好"), client_msg_id="push-1")
    assert unknown.value.repeatable is True


async def test_a_platform_that_cant_be_reached_is_surely_not_asked(client_of: Clients, asked: Asked, her: str) -> None:
    client = await client_of()
    await client.server_addresses()
    nowhere = await client_of(api_base="http://127.0.0.1:1")
    asked.forget()
    with pytest.raises(NotConnected):
        await nowhere.send_text(her, "您好")
    assert asked.paths == []
    assert len(asked.waits) == REPEATS


@pytest.mark.parametrize("base", ["http://", "http://[", "nonsense", "http://127.0.0.1:99999"])
async def test_an_address_that_is_none_is_our_mistake_or_not_connected(client_of: Clients, base: str) -> None:
    client = await client_of(api_base=base)
    with pytest.raises(WeChatError):
        await client.server_addresses()


async def test_a_platform_that_is_too_slow_is_given_up(
    simulator: Simulator, client: WeChatClient, her: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await client.server_addresses()
    monkeypatch.setattr("wechat.wire.TIMES", aiohttp.ClientTimeout(total=0.1))
    await fault(simulator, "slow", SEND, seconds=0.4)
    with pytest.raises(Uncertain):
        await client.send_text(her, "您好")
    await asyncio.sleep(0.5)


@pytest.mark.parametrize("name", CALLS)
async def test_numbers_as_text_unheard_of_fields_and_a_wrong_content_type_do_no_harm(
    simulator: Simulator, client: WeChatClient, asked: Asked, given: Given, name: str
) -> None:
    if name == "get_menu":
        await CALLS["create_menu"](client, given)
    asked.forget()
    await fault(simulator, "odd_json")
    found = await CALLS[name](client, given)
    assert len(asked.paths) == 1
    if found is not None and dataclasses.is_dataclass(found):
        assert repr(found)


async def test_an_answer_that_is_too_large_is_given_up(
    client: WeChatClient, given: Given, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wechat.wire.ANSWER_MOST_BYTES", 20)
    with pytest.raises(Busy):
        await client.download_media(given.media_id)


async def test_a_file_is_uploaded_whole_at_every_try(
    simulator: Simulator, client: WeChatClient, given: Given, asked: Asked
) -> None:
    await fault(simulator, "5xx", "/cgi-bin/media/upload", times=2)
    put = await CALLS["upload_media"](client, given)
    assert asked.counts["/cgi-bin/media/upload"] == 3
    found = await client.download_media(getattr(put, "media_id", ""))
    assert found.content.startswith(b"\x89PNG")
    assert TOKEN_PATH not in asked.paths
