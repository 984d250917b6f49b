"""What the platform thinks of texts and pictures, against the simulated platform, its refusals and faults included."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime

import aiohttp
import orjson
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from storage.redis import Redis
from storage.tokens import RedisTokenStore
from tests.simulator.conftest import MINI, PICTURE, SERVICE, Simulator
from tests.wechat.conftest import SECRET, Asked, fault
from wechat.client import CheckScene, MiniProgram, Verdict
from wechat.errors import Busy, NotGranted, OurMistake, Uncertain, Unreachable, WeChatError
from wechat.messages import MediaChecked, parse

TEXT, MEDIA = "/wxa/msg_sec_check", "/wxa/media_check_async"


@pytest.fixture
async def mini(simulator: Simulator, redis: Redis, asked: Asked) -> AsyncIterator[MiniProgram]:
    async with aiohttp.ClientSession() as http:

        def now() -> datetime:
            return datetime.fromtimestamp(simulator.platform.now(), UTC)

        yield MiniProgram(
            app_id=MINI,
            app_secret=SECRET,
            api_base=simulator.url,
            kind="mini",
            tokens=RedisTokenStore(redis, now),
            http=http,
            now=now,
            sleep=asked.sleep,
        )


@pytest.fixture
async def user(simulator: Simulator) -> str:
    """Somebody who uses the mini-program now."""
    openid = await simulator.person(MINI)
    await simulator.act("login", openid, MINI)
    return openid


async def check(mini: MiniProgram, openid: str, text: str) -> Verdict:
    return await mini.check_text(openid, text, scene=CheckScene.FORUM)


async def test_a_text_is_passed_reviewed_or_risky_with_what_was_found(mini: MiniProgram, user: str) -> None:
    assert await check(mini, user, "想要一个书包") == Verdict("pass", 100)
    assert await check(mini, user, "来赌博") == Verdict("risky", 20006, ("赌博",))
    assert await check(mini, user, "滚蛋") == Verdict("review", 20003, ("滚蛋",))


async def test_who_was_not_there_for_two_hours_cant_be_asked_about(
    simulator: Simulator, mini: MiniProgram, user: str
) -> None:
    await simulator.advance(2 * 3600 + 1)
    with pytest.raises(Unreachable) as inactive:
        await check(mini, user, "想要一个书包")
    assert (inactive.value.errcode, inactive.value.reason) == (61010, "inactive")
    stranger = await simulator.person(SERVICE)
    with pytest.raises(Unreachable) as other:
        await check(mini, stranger, "想要一个书包")
    assert other.value.errcode == 43104


async def test_what_is_too_long_or_of_no_scene_is_our_mistake(
    simulator: Simulator, mini: MiniProgram, user: str
) -> None:
    with pytest.raises(OurMistake):
        await check(mini, user, "字" * 2501)
    await check(mini, user, "字" * 2500)
    simulator.tokens[MINI] = await mini._tokens.get()
    body = {"version": 2, "openid": user, "scene": 5, "content": "好"}
    assert (await simulator.call(TEXT, body, MINI))["errcode"] == 40129
    assert (await simulator.call(TEXT, {"content": "赌博"}, MINI))["errcode"] == 87014


@pytest.mark.parametrize(
    "trouble",
    [
        ("truncated", None, Busy),
        ("5xx", None, Busy),
        ("busy", None, Busy),
        ("busy", 44991, Busy),
        ("quota", 48001, NotGranted),
    ],
)
async def test_no_trouble_is_ever_read_as_a_pass(
    simulator: Simulator, mini: MiniProgram, user: str, trouble: tuple[str, int | None, type[WeChatError]]
) -> None:
    kind, errcode, error = trouble
    for path in (TEXT, MEDIA):
        await fault(simulator, kind, path, errcode=errcode)
    with pytest.raises(error):
        await check(mini, user, "想要一个书包")
    with pytest.raises((error, Uncertain)):
        await mini.check_picture(user, f"{simulator.url}/a.png", scene=CheckScene.FORUM)


async def test_odd_but_readable_answers_are_read(simulator: Simulator, mini: MiniProgram, user: str) -> None:
    await fault(simulator, "odd_json", TEXT)
    assert (await check(mini, user, "来赌博")).suggest == "risky"


async def test_a_picture_is_fetched_and_told_of_by_an_event(simulator: Simulator, mini: MiniProgram, user: str) -> None:
    told: asyncio.Queue[bytes] = asyncio.Queue()

    async def take(request: web.Request) -> web.Response:
        await told.put(await request.read())
        return web.Response(text="success")

    async def picture(_request: web.Request) -> web.Response:
        return web.Response(body=PICTURE, content_type="image/png")

    server = web.Application()
    server.router.add_post("/callback", take)
    server.router.add_get("/{name}.png", picture)
    async with TestServer(server) as running:
        account = simulator.platform.accounts[MINI]
        account.settings = replace(account.settings, callback_url=str(running.make_url("/callback")), format="json")
        url = str(running.make_url("/a.png"))
        trace = await mini.check_picture(user, url, scene=CheckScene.FORUM)
        seen = parse(await told.get())
        assert isinstance(seen, MediaChecked)
        assert (seen.trace_id, seen.suggest, seen.label, seen.errcode, seen.app_id) == (trace, "pass", 100, 0, MINI)
        with pytest.raises(OurMistake) as repeated:
            await mini.check_picture(user, url, scene=CheckScene.FORUM)
        assert repeated.value.errcode == 87020
        await mini.check_picture(user, str(running.make_url("/nowhere/b.png")), scene=CheckScene.FORUM)
        missing = parse(await told.get())
        assert isinstance(missing, MediaChecked)
        assert (missing.suggest, missing.errcode) == ("", -1008)
        await simulator.post("/control/checks", {"hold": True, "media": ["risky", 20002]})
        for name in ("c", "d"):
            await mini.check_picture(user, str(running.make_url(f"/{name}.png")), scene=CheckScene.FORUM)
        await simulator.settled()
        assert told.empty()
        gone = await simulator.post("/control/checks", {"let_go": True, "newest_first": True, "times": 2})
        assert gone == {"held": 0, "gone": 2}
        results = [orjson.loads(told.get_nowait()) for _ in range(4)]
        assert [each["result"]["suggest"] for each in results] == ["risky"] * 4
        assert len({each["trace_id"] for each in results}) == 2
