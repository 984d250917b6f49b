"""Customer-service messages: who may be written to, how often, and what."""

import pytest

SERVICE, MINI = "wx0000000000000001", "wx0000000000000003"
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(64)
CARD = {"title": "一课", "description": "", "url": "https://example.org/", "picurl": ""}
HOURS_48 = 48 * 3600


async def send(simulator, openid, msgtype, part, app_id=SERVICE):
    body = {"touser": openid, "msgtype": msgtype, msgtype: part}
    return (await simulator.call("/cgi-bin/message/custom/send", body, app_id))["errcode"]


async def sent(simulator, openid, times, app_id=SERVICE):
    return [await simulator.write(openid, app_id=app_id) for _ in range(times)]


async def quiet(simulator):
    """Someone who follows, a long time ago."""
    openid = await simulator.follower()
    await simulator.advance(61)
    return openid


@pytest.mark.parametrize(
    ("action", "fields", "allowed", "seconds"),
    [
        ("text", {"text": "你好"}, 5, HOURS_48),
        ("image", {}, 5, HOURS_48),
        ("tap", {"text": "好", "id": "1"}, 5, HOURS_48),
        ("tap", {"text": "好", "id": "1", "source": "msgmenu"}, 3, 60),
        ("menu", {"key": "k"}, 3, 60),
        ("scan", {"scene": "s"}, 3, 60),
    ],
)
async def test_each_action_opens_its_own_window(simulator, action, fields, allowed, seconds):
    openid = await quiet(simulator)
    assert await simulator.write(openid) == 45015
    await simulator.act(action, openid, **fields)
    assert await sent(simulator, openid, allowed + 1) == [0] * allowed + [45047]
    await simulator.act(action, openid, **fields)
    assert await simulator.write(openid) == 0
    await simulator.advance(seconds + 1)
    simulator.tokens.clear()
    assert await simulator.write(openid) == 45015


async def test_following_allows_three_messages(simulator):
    assert await sent(simulator, await simulator.follower(), 4) == [0, 0, 0, 45047]


async def test_a_view_of_the_menu_allows_nothing(simulator):
    openid = await quiet(simulator)
    await simulator.act("view", openid, url="https://example.org/")
    assert await simulator.write(openid) == 45015


async def test_the_window_that_ends_first_is_used_up_first(simulator):
    openid = await quiet(simulator)
    await simulator.act("text", openid, text="你好")
    await simulator.act("menu", openid, key="k")
    assert await sent(simulator, openid, 3) == [0] * 3
    await simulator.advance(61)
    assert await sent(simulator, openid, 6) == [0] * 5 + [45047]


async def test_leaving_closes_everything(simulator):
    openid = await simulator.follower()
    await simulator.act("text", openid, text="你好")
    await simulator.act("unfollow", openid)
    assert await simulator.write(openid) == 43004
    await simulator.act("follow", openid)
    await simulator.advance(61)
    assert await simulator.write(openid) == 45015


async def test_a_mini_program_has_its_own_windows(simulator):
    openid = await simulator.person(MINI)
    assert await simulator.write(openid, app_id=MINI) == 45015
    await simulator.act("enter", openid, MINI)
    assert await sent(simulator, openid, 3, MINI) == [0, 0, 45047]
    await simulator.act("text", openid, MINI, text="你好")
    assert await sent(simulator, openid, 6, MINI) == [0] * 5 + [45047]


@pytest.mark.parametrize(
    ("msgtype", "part", "errcode"),
    [
        ("text", {"content": "字" * 682}, 0),
        ("text", {"content": "字" * 683}, 45002),
        ("text", {"content": ""}, 44004),
        ("text", {"content": 5}, 44004),
        ("text", "x", 44004),
        ("image", {"media_id": "none"}, 40007),
        ("news", {"articles": [CARD]}, 0),
        ("news", {"articles": [CARD, CARD]}, 45008),
        ("news", {"articles": []}, 44003),
        ("news", {"articles": [{**CARD, "title": "t" * 257}]}, 45003),
        ("news", {"articles": [{**CARD, "url": "u" * 1025}]}, 45005),
        ("mpnews", {"media_id": "none"}, 40007),
        ("msgmenu", {"head_content": "", "list": [{"id": "1", "content": "好"}], "tail_content": ""}, 0),
        ("msgmenu", {"list": []}, 44004),
        ("link", CARD, 40008),
        ("odd", {}, 40008),
    ],
)
async def test_each_kind_of_message(simulator, msgtype, part, errcode):
    assert await send(simulator, await simulator.follower(), msgtype, part) == errcode


async def test_only_someone_known_is_written_to(simulator):
    assert await simulator.write("nobody") == 40003
    assert await simulator.write(await simulator.person()) == 43004


async def test_a_refused_message_uses_nothing_up(simulator):
    openid = await simulator.follower()
    for _ in range(5):
        await send(simulator, openid, "text", {"content": ""})
    assert await sent(simulator, openid, 3) == [0] * 3


async def test_a_picture_is_shown_and_runs_out_after_three_days(simulator):
    openid = await simulator.follower()
    media_id = (await simulator.upload("/cgi-bin/media/upload", PICTURE, type="image"))["media_id"]
    assert await send(simulator, openid, "image", {"media_id": media_id}) == 0
    assert (await simulator.chat(openid))[-1]["media_url"] == f"/pictures/{media_id}"
    await simulator.advance(3 * 86_400 + 1)
    simulator.tokens.clear()
    await simulator.act("text", openid, text="你好")
    assert await send(simulator, openid, "image", {"media_id": media_id}) == 40007


async def test_typing_needs_a_fresh_exchange_and_is_shown_once(simulator):
    openid = await quiet(simulator)

    async def typing(command="Typing"):
        body = {"touser": openid, "command": command}
        return (await simulator.call("/cgi-bin/message/custom/typing", body))["errcode"]

    assert await typing() == 45080
    await simulator.act("text", openid, text="你好")
    assert [await typing(), await typing(), await typing("odd")] == [0, 45081, 45072]
    assert [await typing("CancelTyping"), await typing()] == [0, 0]
    await simulator.advance(31)
    assert await typing() == 45080
