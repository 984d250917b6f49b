"""Pushes: how they are signed and sealed, tried again, and what their replies must be."""

import asyncio
import dataclasses
import json
import re

import pytest
from aiohttp import web
from wechatpy.crypto import WeChatCrypto
from wechatpy.utils import check_signature

from simulator import delivery

SERVICE, MINI = "wx0000000000000001", "wx0000000000000003"
TOKEN, KEY = "TokenOfTests", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
FAILED = "该公众号提供的服务出现故障，请稍后再试"


def change(simulator, app_id=SERVICE, **changed):
    account = simulator.platform.accounts[app_id]
    account.settings = dataclasses.replace(account.settings, **changed)


def reply(openid, kind="text", inside="<Content>好的</Content>", *, account="gh_0001", at="1"):
    return (
        f"<xml><ToUserName>{openid}</ToUserName><FromUserName>{account}</FromUserName>"
        f"<CreateTime>{at}</CreateTime><MsgType>{kind}</MsgType>{inside}</xml>"
    )


def field(body, name):
    return re.search(rf"<{name}>(?:<!\[CDATA\[)?([^<\]]*)", body.decode())[1]


async def test_each_push_is_signed(simulator, server):
    openid = await simulator.follower()
    query, body = server.pushes[0]
    check_signature(TOKEN, query["signature"], query["timestamp"], query["nonce"])
    assert query["openid"] == openid == field(body, "FromUserName")
    assert field(body, "ToUserName") == "gh_0001"


async def test_a_good_reply_stands_in_the_chat(simulator, server):
    openid = await simulator.follower()
    server.answer = lambda _query, _body: reply(openid)
    found = await simulator.act("text", openid, text="你好")
    assert (found["delivery"], found["tries"], found["reply"]["text"]) == ("answered", 1, "好的")
    assert [each["text"] for each in await simulator.chat(openid)] == ["你好", "好的"]


@pytest.mark.parametrize("body", ["success", ""])
async def test_success_and_nothing_are_silent(simulator, server, body):
    openid = await simulator.follower()
    server.answer = lambda _query, _body: body
    found = await simulator.act("text", openid, text="你好")
    assert (found["delivery"], found["reply"], found["notice"]) == ("answered", None, "")


async def test_three_tries_with_one_body_each_signed_anew(simulator, server):
    openid = await simulator.follower()
    server.answer = lambda _query, _body: web.Response(status=500)
    server.pushes.clear()
    found = await simulator.act("text", openid, text="你好")
    assert (found["delivery"], found["tries"], found["notice"]) == ("failed", 3, FAILED)
    assert len({body for _query, body in server.pushes}) == 1
    assert len({query["nonce"] for query, _body in server.pushes}) == 3
    assert [each["kind"] for each in await simulator.chat(openid)] == ["text", "notice"]


async def test_a_slow_answer_is_cut_and_the_next_try_counts(simulator, server, monkeypatch):
    assert delivery.PATIENCE == 5.0
    monkeypatch.setattr(delivery, "PATIENCE", 0.2)
    openid = await simulator.follower()
    server.pushes.clear()

    async def answer(_query, _body):
        if len(server.pushes) < 3:
            await asyncio.sleep(3600)
        return reply(openid)

    server.answer = answer
    found = await simulator.act("text", openid, text="你好")
    assert (found["delivery"], found["tries"], found["reply"]["text"]) == ("answered", 3, "好的")


async def test_a_push_is_doubled_with_the_same_id(simulator, server):
    openid = await simulator.follower()
    server.answer = lambda _query, _body: reply(openid)
    server.pushes.clear()
    await simulator.act("text", openid, text="你好", duplicate=2)
    assert len(server.pushes) == 3
    assert len({field(body, "MsgId") for _query, body in server.pushes}) == 1
    assert len(await simulator.chat(openid)) == 2


NEWS = "<ArticleCount>{0}</ArticleCount><Articles>{1}</Articles>"
ITEM = "<item><Title>t</Title><Description>d</Description><PicUrl>p</PicUrl><Url>u</Url></item>"


@pytest.mark.parametrize(
    "make",
    [
        lambda _openid: '{"Content":"x"}',
        lambda _openid: "<html></html>",
        lambda _openid: "<xml><broken>",
        lambda _openid: "好的",
        lambda _openid: reply("someone"),
        lambda openid: reply(openid, account="gh_other"),
        lambda openid: reply(openid, at="soon"),
        lambda openid: reply(openid, "odd"),
        lambda openid: reply(openid, inside=""),
        lambda openid: reply(openid, inside=f"<Content>{'字' * 683}</Content>"),
        lambda openid: reply(openid, "image", "<Image><MediaId>none</MediaId></Image>"),
        lambda openid: reply(openid, "news", NEWS.format(2, ITEM * 2)),
        lambda openid: reply(openid, "news", NEWS.format(2, ITEM)),
        lambda openid: "<!DOCTYPE a>" + reply(openid),
    ],
)
async def test_a_broken_reply_shows_the_notice(simulator, server, make):
    openid = await simulator.follower()
    server.answer = lambda _query, _body: make(openid)
    found = await simulator.act("text", openid, text="你好")
    assert (found["delivery"], found["tries"], found["notice"]) == ("broken", 1, FAILED)


async def test_one_card_for_a_message_eight_for_an_event(simulator, server):
    openid = await simulator.follower()
    server.answer = lambda _query, _body: reply(openid, "news", NEWS.format(8, ITEM * 8))
    assert (await simulator.act("menu", openid, key="k"))["delivery"] == "answered"
    assert (await simulator.act("text", openid, text="x"))["delivery"] == "broken"
    server.answer = lambda _query, _body: reply(openid, "news", NEWS.format(1, ITEM))
    assert (await simulator.act("text", openid, text="x"))["reply"]["articles"][0]["title"] == "t"


async def test_what_is_said_to_one_who_leaves_reaches_nobody(simulator, server):
    openid = await simulator.follower()
    server.answer = lambda _query, _body: web.Response(status=500)
    assert (await simulator.act("unfollow", openid))["notice"] == ""
    assert await simulator.chat(openid) == []


@pytest.mark.parametrize("mode", ["compatible", "safe"])
@pytest.mark.parametrize("form", ["xml", "json"])
async def test_a_sealed_push_opens_and_a_sealed_reply_is_opened(simulator, server, mode, form):
    change(simulator, encryption=mode, format=form)
    crypto = WeChatCrypto(TOKEN, KEY, SERVICE)

    def answer(query, body):
        read = json.loads(body)["Encrypt"] if form == "json" else field(body, "Encrypt")
        wrapped = f"<xml><ToUserName>gh</ToUserName><Encrypt><![CDATA[{read}]]></Encrypt></xml>"
        opened = crypto.decrypt_message(wrapped, query["msg_signature"], query["timestamp"], query["nonce"])
        seen.append(opened)
        plain = reply(query["openid"])
        if form == "json":
            plain = json.dumps(
                {
                    "ToUserName": query["openid"],
                    "FromUserName": "gh_0001",
                    "CreateTime": 1,
                    "MsgType": "text",
                    "Content": "好的",
                }
            )
        sealed = crypto.encrypt_message(plain, query["nonce"], query["timestamp"])
        names = ("Encrypt", "MsgSignature", "TimeStamp", "Nonce")
        parts = {name: field(sealed.encode(), name) for name in names}
        return json.dumps(parts) if form == "json" else sealed

    seen = []
    server.answer = answer
    openid = await simulator.person()
    assert (await simulator.act("follow", openid))["reply"]["text"] == "好的"
    assert "subscribe" in seen[0]
    assert (b"MsgType" in server.pushes[0][1]) is (mode == "compatible")


async def test_in_safe_mode_a_plain_reply_is_broken(simulator, server):
    openid = await simulator.follower()
    server.answer = lambda _query, _body: reply(openid)
    change(simulator, encryption="safe")
    assert (await simulator.act("text", openid, text="x"))["delivery"] == "broken"
    change(simulator, encryption="compatible")
    assert (await simulator.act("text", openid, text="x"))["delivery"] == "answered"


@pytest.mark.parametrize(("token", "app_id"), [("Other", SERVICE), (TOKEN, MINI)])
async def test_a_reply_sealed_by_someone_else_is_broken(simulator, server, token, app_id):
    change(simulator, encryption="safe")
    crypto = WeChatCrypto(token, KEY, app_id)
    server.answer = lambda query, _body: crypto.encrypt_message(reply(query["openid"]), "1", "2")
    assert (await simulator.act("follow", await simulator.person()))["delivery"] == "broken"


async def test_a_mini_program_only_hands_over(simulator, server):
    openid = await simulator.person(MINI)
    fields = {"ToUserName": openid, "FromUserName": "gh_0003", "CreateTime": 1, "MsgType": "text", "Content": "x"}
    server.answer = lambda _query, _body: json.dumps(fields)
    found = await simulator.act("text", openid, MINI, text="你好")
    assert (found["delivery"], found["notice"]) == ("broken", "该小程序客服暂时无法提供服务，请稍后再试")
    fields["MsgType"] = "transfer_customer_service"
    assert (await simulator.act("text", openid, MINI, text="你好"))["delivery"] == "answered"
    assert json.loads(server.pushes[-1][1])["Content"] == "你好"


@pytest.mark.parametrize(
    ("action", "fields", "expected"),
    [
        ("text", {"text": "好"}, {"MsgType": "text", "Content": "好"}),
        ("tap", {"text": "好", "id": "c1"}, {"MsgType": "text", "Content": "好", "bizmsgmenuid": "c1"}),
        ("voice", {}, {"MsgType": "voice", "Format": "amr"}),
        ("video", {}, {"MsgType": "video"}),
        ("location", {"latitude": 35.5, "longitude": 117, "label": "村"}, {"Location_X": "35.5", "Label": "村"}),
        ("link", {"title": "t", "url": "http://x/"}, {"MsgType": "link", "Url": "http://x/"}),
        ("sticker", {}, {"MsgType": "text", "Content": "[收到不支持的消息类型，暂无法显示"}),
        ("position", {}, {"Event": "LOCATION", "Precision": "30.0"}),
        ("view", {"url": "http://x/"}, {"Event": "VIEW", "EventKey": "http://x/"}),
        ("menu", {"key": "k"}, {"Event": "CLICK", "EventKey": "k"}),
        ("subscribe", {"template_id": "T"}, {"Event": "subscribe_msg_popup_event", "SubscribeStatusString": "accept"}),
    ],
)
async def test_each_action_is_told_in_the_platforms_words(simulator, server, action, fields, expected):
    openid = await simulator.follower()
    assert (await simulator.act(action, openid, **fields))["delivery"] == "answered"
    body = server.pushes[-1][1]
    assert {name: field(body, name) for name in expected} == expected


async def test_a_picture_she_sends_can_be_fetched_for_three_days(simulator, server):
    openid = await simulator.follower()
    await simulator.act("image", openid)
    body, token = server.pushes[-1][1], await simulator.token()
    query = {"access_token": token, "media_id": field(body, "MediaId")}
    async with simulator.http.get(f"{simulator.url}/cgi-bin/media/get", params=query) as found:
        assert (await found.read()).startswith(b"\x89PNG")
    async with simulator.http.get(field(body, "PicUrl")) as found:
        assert found.content_type == "image/png"
    await simulator.advance(3 * 86_400 + 1)
    simulator.tokens.clear()
    assert (await simulator.ask("/cgi-bin/media/get", media_id=query["media_id"]))["errcode"] == 40007


async def test_the_check_of_an_address_wants_the_bare_echo(simulator, server):
    server.answer = lambda query, _body: query["echostr"]
    assert (await simulator.post("/control/check", {}))["passed"]
    server.answer = lambda query, _body: f'"{query["echostr"]}"'
    assert not (await simulator.post("/control/check", {}))["passed"]
