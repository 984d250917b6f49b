"""Each call against the simulated platform, and what comes back."""

import ast
import dataclasses
import inspect
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import wechat
from simulator.server import APIS
from storage.redis import Redis
from tests.simulator.conftest import PICTURE, THUMB, Simulator
from tests.wechat.calls import BUTTONS, CALLS, FILE, KEYED, NEVER_REPEATED, TEMPLATE, prepare
from tests.wechat.conftest import TOKEN_PATH, Asked, Clients
from wechat.client import DraftArticle, MassArticles, MassText, MiniProgram, WeChatClient
from wechat.errors import AlreadySent, MediaGone, NotGranted, OurMistake, QuotaUsedUp, Unreachable
from wechat.replies import NewsReply

PREFIXES = ("/cgi-bin/", "/sns/", "/wxa/", "/customservice/", "/datacube/")


def _paths() -> set[str]:
    """Every address of the platform that stands in wechat/."""
    found = set()
    for file in Path(wechat.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.startswith(PREFIXES):
                found.add(node.value)
    return found


def test_every_address_that_the_client_calls_is_one_of_the_simulators() -> None:
    assert _paths() <= set(APIS)
    assert len(_paths()) > 20


def test_every_call_of_the_client_is_tried() -> None:
    methods = {
        name for name, each in inspect.getmembers(MiniProgram, inspect.iscoroutinefunction) if not name.startswith("_")
    }
    assert methods == set(CALLS)
    assert methods >= NEVER_REPEATED | KEYED


@pytest.mark.parametrize("name", CALLS)
async def test_each_call_works(simulator: Simulator, client: WeChatClient, asked: Asked, her: str, name: str) -> None:
    given = await prepare(simulator, client, her)
    asked.forget()
    if name == "get_menu":
        await client.create_menu(BUTTONS)
    await CALLS[name](client, given)
    assert asked.waits == []
    assert TOKEN_PATH not in asked.paths


async def test_words_reach_her_as_they_are(simulator: Simulator, client: WeChatClient, asked: Asked, her: str) -> None:
    text = '新课“先热身”：<a href="https://xinqiao.example/?a=1&b=2">看</a>\n\t好 \U0001f338 \\u4f60'
    await client.send_text(her, text)
    assert (await simulator.chat(her))[-1]["text"] == text
    sent = asked.bodies[asked.paths.index("/cgi-bin/message/custom/send")]
    assert "新课".encode() in sent
    assert json.loads(sent)["text"]["content"] == text


async def test_followers_come_typed(simulator: Simulator, client: WeChatClient, her: str) -> None:
    another = await simulator.follower()
    tag = await client.create_tag("广场舞")
    await client.tag_people(tag.id, [her])
    found = await client.user(her)
    assert (found.openid, found.following, found.tag_ids) == (her, True, (tag.id,))
    assert found.followed_at is not None
    assert abs(found.followed_at - datetime.now(UTC)) < timedelta(hours=1)
    assert {each.openid for each in await client.users([her, another])} == {her, another}
    page = await client.followers()
    assert (page.total, set(page.openids)) == (2, {her, another})
    assert await client.followers(page.openids[-1]) == dataclasses.replace(page, openids=(), next_openid="")
    assert [(each.name, each.count) for each in await client.tags() if each.id == tag.id] == [("广场舞", 1)]
    await client.untag_people(tag.id, [her])
    await client.delete_tag(tag.id)
    assert tag.id not in [each.id for each in await client.tags()]
    await simulator.act("unfollow", her)
    assert (await client.user(her)).following is False


async def test_a_menu_comes_back_as_it_was_set(client: WeChatClient) -> None:
    assert await client.get_menu() is None
    await client.create_menu(BUTTONS)
    menu = await client.get_menu()
    assert menu is not None
    assert [dict(each) | {"sub_button": []} for each in menu.buttons] == [{**BUTTONS[0], "sub_button": []}]
    await client.delete_menu()
    assert await client.get_menu() is None


async def test_codes_tell_how_long_they_last(client: WeChatClient) -> None:
    code = await client.create_qr("login_1", expire_seconds=600)
    assert (code.expires_in, bool(code.ticket), code.url.startswith("http")) == (600, True, True)
    assert (await client.create_permanent_qr("site_1")).expires_in is None


async def test_a_quota_counts_down(client: WeChatClient, her: str) -> None:
    before = await client.quota("/cgi-bin/message/custom/send")
    await client.send_text(her, "您好")
    after = await client.quota("/cgi-bin/message/custom/send")
    assert (after.used - before.used, before.remain - after.remain) == (1, 1)
    assert after.daily_limit == 500_000


async def test_a_file_comes_back_as_it_was_sent_until_three_days_are_over(
    simulator: Simulator, client: WeChatClient
) -> None:
    put = await client.upload_media("image", PICTURE, **FILE)
    found = await client.download_media(put.media_id)
    assert (found.content, found.video_url) == (PICTURE, "")
    film = await client.upload_media(
        "video", bytes(4) + b"ftypmp42" + bytes(64), filename="a.mp4", content_type="video/mp4"
    )
    found = await client.download_media(film.media_id)
    assert found.content == b""
    assert found.video_url.startswith("http")
    await simulator.advance(3 * 86_400 + 60)
    with pytest.raises(MediaGone):
        await client.download_media(put.media_id)


async def test_an_article_goes_to_everybody_once(simulator: Simulator, client: WeChatClient, her: str) -> None:
    thumb = await client.add_material("image", THUMB, **FILE)
    draft = await client.add_draft([DraftArticle("一课", "<p>正文</p>", thumb.media_id)])
    job = await client.mass_send_all(MassArticles(draft), client_msg_id="push-1")
    await simulator.settled()
    assert await client.mass_status(job.msg_id) == "SEND_SUCCESS"
    with pytest.raises(AlreadySent) as again:
        await client.mass_send_all(MassText("另一条"), client_msg_id="push-1")
    assert again.value.msg_id == job.msg_id
    assert len([each for each in await simulator.chat(her) if each.get("side") == "account"]) == 1


async def test_a_mini_programs_messages_have_its_own_forms(simulator: Simulator, client_of: Clients) -> None:
    client = await client_of("mini")
    openid = await simulator.person("wx0000000000000003")
    await simulator.act("text", openid, "wx0000000000000003", text="你好")
    await simulator.act("subscribe", openid, "wx0000000000000003", template_id=TEMPLATE)
    await client.send_news(
        openid, NewsReply("一课", "几分钟", "https://xinqiao.example/", "https://xinqiao.example/1.png")
    )
    await client.send_subscription(openid, TEMPLATE, "pages/index", {"thing1": "新课"})
    kinds = [each["kind"] for each in await simulator.chat(openid, "wx0000000000000003") if each["side"] == "account"]
    assert len(kinds) == 2


async def test_someone_who_cant_be_reached_is_told_apart(simulator: Simulator, client: WeChatClient) -> None:
    silent = await simulator.person()
    with pytest.raises(Unreachable):
        await client.send_text(silent, "您好")
    here = await simulator.follower()
    for _ in range(3):
        await client.send_text(here, "您好")
    with pytest.raises(Unreachable) as used_up:
        await client.send_text(here, "您好")
    assert used_up.value.reason == "count"
    await simulator.advance(61)
    with pytest.raises(Unreachable) as closed:
        await client.send_text(here, "您好")
    assert closed.value.reason == "window"
    with pytest.raises(Unreachable) as refused:
        await client.send_subscription(here, TEMPLATE, "https://xinqiao.example/", {"thing1": "新课"})
    assert refused.value.reason == "refused"


async def test_what_the_account_may_not_do_is_told(client_of: Clients, simulator: Simulator) -> None:
    client = await client_of("subscription")
    first, second = [await simulator.follower("wx0000000000000002") for _ in range(2)]
    with pytest.raises(NotGranted):
        await client.mass_send([first, second], MassText("大家好"), client_msg_id="push-1")


async def test_a_used_up_quota_says_until_when(client_of: Clients) -> None:
    client = await client_of("subscription")
    await client.mass_send_all(MassText("大家好"), client_msg_id="push-1")
    with pytest.raises(QuotaUsedUp) as stopped:
        await client.mass_send_all(MassText("大家晚上好"), client_msg_id="push-2")
    assert stopped.value.until.utcoffset() == timedelta(hours=8)
    assert stopped.value.until.hour == 0


async def test_a_wrong_request_is_ours_and_isnt_repeated(client: WeChatClient, asked: Asked, her: str) -> None:
    with pytest.raises(OurMistake):
        await client.send_text(her, "字" * 700)
    assert asked.counts["/cgi-bin/message/custom/send"] == 1


async def test_typing_that_cant_be_shown_is_no_error(simulator: Simulator, client: WeChatClient, her: str) -> None:
    assert await client.typing(her) is True
    assert await client.typing(her) is False
    await simulator.advance(60)
    assert await client.typing(her) is False


async def test_the_token_that_is_kept_ends_by_itself(client: WeChatClient, redis: Redis) -> None:
    await client.server_addresses()
    keys = [key async for key in redis.scan_iter("token:*")]
    assert len(keys) == 1
    assert 0 < await redis.ttl(keys[0]) <= 7200
