"""The callback by requests signed as WeChat signs them."""

import asyncio
from dataclasses import replace
from typing import Any

import aiohttp
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from domain.regions import Scope
from handlers.wechat import callback
from services.context import Services
from storage.wishes import NewWish, WishStore
from tests.bot.test_flows import WHOLE_WISH
from tests.handlers.conftest import (
    MINI_APP,
    OLD_AES_KEY,
    OLD_TOKEN,
    Answer,
    Platform,
    Serving,
    settings_for,
)
from tests.joined import GH, HER, Clock

LAST = "提交"


@pytest.fixture(params=["plain", "safe"])
def either(request: pytest.FixtureRequest, platform: Platform) -> Platform:
    """The platform in both ways of pushing."""
    platform.safe = request.param == "safe"
    return platform


async def fill_in(platform: Platform, openid: str = HER) -> None:
    """A whole wish but for its last answer."""
    for words in WHOLE_WISH:
        answer = await platform.says(words, openid=openid)
        assert answer.status == 200


async def wishes(services: Services) -> int:
    return len(await services.wishes.page(scope=Scope.system(), state=None, most=10))


async def test_the_address_check_answers_exactly_what_was_asked(platform: Platform) -> None:
    query = platform.signed(echostr="8412345678901234567")
    async with platform.http.get(f"{platform.base}{platform.path}", params=query) as answer:
        assert (answer.status, await answer.read()) == (200, b"8412345678901234567")


@pytest.mark.parametrize("spoilt", ["signature", "timestamp", "nonce"])
async def test_an_address_check_that_isnt_the_platforms_is_refused(platform: Platform, spoilt: str) -> None:
    query = platform.signed(echostr="841") | {spoilt: "1"}
    async with platform.http.get(f"{platform.base}{platform.path}", params=query) as answer:
        assert answer.status == 403
        assert b"841" not in await answer.read()


async def test_a_command_is_answered(either: Platform) -> None:
    answer = await either.says("微课堂")
    assert answer.status == 200
    assert "跳舞前先热身" in answer.clear or "选双合脚的鞋" in answer.clear
    assert f"<ToUserName><![CDATA[{HER}]]></ToUserName>" in answer.clear
    assert f"<FromUserName><![CDATA[{GH}]]></FromUserName>" in answer.clear


async def test_the_key_and_the_token_of_before_are_still_taken_and_answered_with(platform: Platform) -> None:
    platform.safe, platform.aes_key, platform.token = True, OLD_AES_KEY, OLD_TOKEN
    answer = await platform.says("帮助")
    assert "微课堂" in answer.clear


async def test_safe_mode_refuses_what_comes_in_clear(serve: Serving, platform: Platform) -> None:
    platform.base = await serve(settings=settings_for("safe"))
    assert (await platform.says("帮助")).status == 403
    platform.safe = True
    assert "微课堂" in (await platform.says("帮助")).clear


async def test_a_forged_message_runs_nothing(platform: Platform, services: Services) -> None:
    platform.token = "somebodyElse"
    answer = await platform.says("我要自杀")
    assert (answer.status, answer.body) == (403, b"")
    assert await services.alerts.page(scope=Scope.system(), most=5) == []
    assert await services.db["people"].count_documents({}) == 0


async def test_a_push_of_an_hour_ago_is_refused(platform: Platform, services: Services) -> None:
    clock = Clock()
    clock.move(hours=-1)
    platform.clock = clock
    assert (await platform.says("帮助")).status == 403
    assert await services.db["people"].count_documents({}) == 0


async def test_a_wish_comes_through_to_its_receipt(either: Platform, services: Services) -> None:
    await fill_in(either)
    answer = await either.says(LAST)
    assert "已收到，编号" in answer.clear
    assert await wishes(services) == 1


async def test_three_tries_at_once_are_one_wish_and_one_reply(either: Platform, services: Services) -> None:
    await fill_in(either)
    tries = await asyncio.gather(*(either.says(LAST, number=77) for _ in range(3)))
    assert len({_said(each) for each in tries}) == 1
    assert "已收到，编号" in tries[0].clear
    assert await wishes(services) == 1


async def test_a_try_while_the_first_still_runs_in_another_process_gets_its_reply(
    platform: Platform, services: Services, another_process: Services, serve: Serving
) -> None:
    slow = replace(services, wishes=_SlowWishes(services))
    first = replace_base(platform, await serve(slow))
    second = replace_base(platform, await serve(another_process))
    await fill_in(platform)
    running = asyncio.create_task(first.says(LAST, number=78))
    await slow.wishes.begun.wait()  # type: ignore[attr-defined]
    again = await second.says(LAST, number=78)
    assert _said(again) == _said(await running)
    assert "已收到，编号" in again.clear
    assert await wishes(services) == 1


async def test_a_try_after_the_end_in_another_process_gets_the_same_reply(
    platform: Platform, services: Services, another_process: Services, serve: Serving
) -> None:
    await fill_in(platform)
    first = await platform.says(LAST, number=79)
    again = await replace_base(platform, await serve(another_process)).says(LAST, number=79)
    assert _said(again) == _said(first)
    assert await wishes(services) == 1


async def test_a_turn_that_takes_too_long_ends_quietly_and_its_answer_follows(
    platform: Platform, services: Services, serve: Serving, monkeypatch: pytest.MonkeyPatch
) -> None:
    busy = _SlowWishes(services, seconds=None)
    late = replace_base(platform, await serve(replace(services, wishes=busy)))
    await fill_in(platform)
    monkeypatch.setattr(callback, "LATE_SECONDS", 0.05)  # only now: on a busy machine any step takes as long
    assert (await late.says(LAST)).body == b"success"
    busy.on.set()
    assert await late_replies(services) == 1
    assert await wishes(services) == 1


async def late_replies(services: Services) -> int:
    """How many wait to be sent, once there are any."""
    for _ in range(1000):
        if found := await services.db["outbox"].count_documents({"task": "late_reply"}):
            return found
        await asyncio.sleep(0.02)
    return 0


async def test_the_mini_program_is_answered_quietly_and_by_a_message_later(
    platform: Platform, services: Services, serve: Serving
) -> None:
    parts = replace(services, facts=replace(services.facts, mini_app=MINI_APP))
    mini = replace_base(platform, await serve(parts))
    mini.path, mini.app = "/wechat/miniprogram", MINI_APP
    body = '{"ToUserName":"gh_x","FromUserName":"her","CreateTime":1,"MsgType":"text","Content":"帮助","MsgId":9}'
    assert (await mini.posts(body)).body == b"success"
    assert await late_replies(services) == 1


UNREADABLE = (
    b"",
    b"<xml>",
    b"not xml at all",
    b"{}",
    b"{",
    b"[1]",
    b"null",
    b"\x00\xff\xfe",
    b"<xml></xml>",
    b"<xml><MsgType>text</MsgType></xml>",
    b"<xml>" + b"<a>" * 5000,
    b'<!DOCTYPE x [<!ENTITY a "b">]><xml><FromUserName>&a;</FromUserName></xml>',
    b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><xml><Content>&x;</Content></xml>',
    b'{"FromUserName": {"a": [1]}, "MsgType": 7, "CreateTime": "no", "MsgId": -1}',
    b"<xml><FromUserName>her</FromUserName><MsgType>event</MsgType><Event>never_heard_of</Event></xml>",
    b"<xml><FromUserName>her</FromUserName><MsgType>never_heard_of</MsgType><CreateTime>99999999999999</CreateTime></xml>",
    b"<xml><FromUserName>her</FromUserName><MsgType>text</MsgType><Content>" + b"x" * 100_000 + b"</Content></xml>",
)


@pytest.mark.parametrize("body", UNREADABLE, ids=range(len(UNREADABLE)))
async def test_what_cannot_be_read_is_answered_quietly(platform: Platform, body: bytes) -> None:
    answer = await platform.posts(body)
    assert answer.status == 200
    assert answer.body == b"success" or answer.body.startswith(b"<xml>")


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=some.binary(max_size=300) | some.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")))
async def test_no_body_whatever_ends_in_an_error_of_ours(platform: Platform, body: bytes) -> None:
    assert (await platform.posts(body)).status == 200


async def test_a_body_that_is_far_too_long_is_refused_without_being_kept(platform: Platform) -> None:
    answer = await platform.posts(b"<xml>" + b"x" * 3_000_000 + b"</xml>")
    assert answer.status in {200, 413}


@pytest.mark.parametrize("query", ["", "signature=a&timestamp=b&nonce=c", "signature=%ff&timestamp=1&nonce=%00"])
async def test_an_unsigned_push_is_refused(platform: Platform, query: str) -> None:
    async with platform.http.post(f"{platform.base}/wechat/callback?{query}", data=b"<xml/>") as answer:
        assert answer.status == 403


async def test_without_an_account_there_is_no_callback(
    serve: Serving, http: aiohttp.ClientSession, clock: Clock
) -> None:
    base = await serve(settings=settings_for(mini_token="", mini_app_id=""))
    platform = Platform(base, http, clock, path="/wechat/miniprogram")
    assert (await platform.says("帮助")).status == 404


@pytest.mark.parametrize("address", ["/healthz", "/readyz", "/h5/lessons", "/h5/lessons/warm-up"])
async def test_a_head_tells_what_a_get_would_without_its_body(platform: Platform, address: str) -> None:
    async with platform.http.head(f"{platform.base}{address}") as answer:
        assert answer.status == 200
        assert await answer.read() == b""
        assert int(answer.headers["Content-Length"]) > 0


def _said(answer: Answer) -> str:
    """What a person reads of a reply."""
    return answer.clear.split("<Content>")[1].split("</Content>")[0]


def replace_base(platform: Platform, base: str) -> Platform:
    """The same platform pushing to another process."""
    return replace(platform, base=base)


class _SlowWishes(WishStore):
    """Keeps a wish as slowly as a busy database: after `seconds`, or where they are None when the test says so."""

    def __init__(self, services: Services, seconds: float | None = 0.5) -> None:
        super().__init__(services.db, services.events)
        self.begun, self.on = asyncio.Event(), asyncio.Event()
        self._seconds = seconds

    async def insert(self, new: NewWish, *, session: Any = None) -> None:
        self.begun.set()
        await (self.on.wait() if self._seconds is None else asyncio.sleep(self._seconds))
        await super().insert(new, session=session)
