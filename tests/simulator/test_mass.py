"""Mass sending: its quotas, its keys, and the event at its end."""

import re

import pytest

SERVICE, SUBSCRIPTION = "wx0000000000000001", "wx0000000000000002"
SEND, SEND_ALL = "/cgi-bin/message/mass/send", "/cgi-bin/message/mass/sendall"
JPEG = b"\xff\xd8\xff" + bytes(64)


async def send(simulator, openids, content="大家好", **more):
    body = {"touser": openids, "msgtype": "text", "text": {"content": content}, **more}
    found = await simulator.call(SEND, body)
    await simulator.settled()
    return found


async def send_all(simulator, content="大家好", app_id=SERVICE, **more):
    body = {"filter": {"is_to_all": True}, "msgtype": "text", "text": {"content": content}, **more}
    found = await simulator.call(SEND_ALL, body, app_id)
    await simulator.settled()
    return found


async def followers(simulator, count=2, app_id=SERVICE):
    return [await simulator.follower(app_id) for _ in range(count)]


async def draft(simulator):
    thumb = await simulator.upload("/cgi-bin/material/add_material", JPEG, type="image")
    article = {"title": "一课", "content": "<p>正文</p>", "thumb_media_id": thumb["media_id"]}
    return (await simulator.call("/cgi-bin/draft/add", {"articles": [article]}))["media_id"]


def told(server):
    """The fields of the last push, as text."""
    return dict(re.findall(r"<(\w+)>(?:<!\[CDATA\[)?([^<\]]*)", server.pushes[-1][1].decode()))


async def test_everyone_gets_it_and_the_end_is_told(simulator, server):
    openids = await followers(simulator)
    found = await send(simulator, openids)
    assert found["errmsg"] == "send job submission success"
    for openid in openids:
        assert [each["text"] for each in await simulator.chat(openid)] == ["大家好"]
    end = told(server)
    assert (end["Event"], end["MsgID"], end["Status"]) == ("MASSSENDJOBFINISH", str(found["msg_id"]), "send success")
    assert [end[name] for name in ("TotalCount", "FilterCount", "SentCount", "ErrorCount")] == ["2", "2", "2", "0"]
    assert (await simulator.call("/cgi-bin/message/mass/get", {"msg_id": found["msg_id"]}))[
        "msg_status"
    ] == "SEND_SUCCESS"


@pytest.mark.parametrize(("count", "errcode"), [(0, 40031), (1, 40031), (10_001, 40032)])
async def test_two_to_ten_thousand_people(simulator, count, errcode):
    assert (await send(simulator, ["x"] * count))["errcode"] == errcode


async def test_someone_who_is_unknown_does_not_stop_the_rest(simulator, server):
    openids = await followers(simulator, 1)
    assert (await send(simulator, [*openids, "nobody"]))["errcode"] == 0
    assert [told(server)[name] for name in ("TotalCount", "SentCount")] == ["2", "1"]


async def test_the_same_clientmsgid_within_a_day_is_the_same_message(simulator):
    openids = await followers(simulator)
    first = await send(simulator, openids, clientmsgid="a")
    again = await send(simulator, openids, "另一句", clientmsgid="a")
    assert (again["errcode"], again["msg_id"]) == (45065, first["msg_id"])
    assert len(await simulator.chat(openids[0])) == 1
    await simulator.advance(86_401)
    simulator.tokens.clear()
    assert (await send(simulator, openids, clientmsgid="a"))["errcode"] == 0


async def test_without_a_clientmsgid_content_and_people_make_one(simulator):
    openids = await followers(simulator)
    found = [(await send(simulator, openids, content))["errcode"] for content in ("一", "一", "二")]
    assert found == [0, 45065, 0]


async def test_a_long_clientmsgid_is_refused(simulator):
    assert (await send(simulator, await followers(simulator), clientmsgid="x" * 65))["errcode"] == 45067


async def test_the_fifth_message_of_a_month_reaches_nobody(simulator, server):
    await simulator.post("/control/clock", {"at": "2030-01-10T00:00:00+08:00"})
    openids = await followers(simulator)
    for number in range(5):
        assert (await send(simulator, openids, str(number)))["errcode"] == 0
    assert (told(server)["SentCount"], len(await simulator.chat(openids[0]))) == ("0", 4)
    await simulator.post("/control/clock", {"at": "2030-02-01T00:00:00+08:00"})
    simulator.tokens.clear()
    await send(simulator, openids, "二月")
    assert told(server)["SentCount"] == "2"


async def test_a_service_account_calls_a_hundred_times_a_day_and_sixty_a_minute(simulator):
    await simulator.post("/control/clock", {"at": "2030-01-10T00:00:00+08:00"})
    openids = await followers(simulator)
    found = [(await simulator.call(SEND, {"touser": openids, "msgtype": "odd"}))["errcode"] for _ in range(61)]
    assert found == [40008] * 60 + [45011]
    await simulator.advance(60)
    found = [(await simulator.call(SEND, {"touser": openids, "msgtype": "odd"}))["errcode"] for _ in range(40)]
    assert found[-1] == 45009
    await simulator.settled()


async def test_a_subscription_account_sends_once_a_day(simulator):
    await simulator.follower(SUBSCRIPTION)
    assert [(await send_all(simulator, each, SUBSCRIPTION))["errcode"] for each in "ab"] == [0, 45028]
    await simulator.advance(86_400)
    simulator.tokens.clear()
    assert (await send_all(simulator, "b", SUBSCRIPTION))["errcode"] == 0


async def test_a_service_account_sends_to_all_four_times_a_month(simulator):
    await simulator.post("/control/clock", {"at": "2030-01-10T00:00:00+08:00"})
    await simulator.follower()
    assert [(await send_all(simulator, each))["errcode"] for each in "abcde"] == [0] * 4 + [45028]


async def test_a_tag_gets_it_alone(simulator):
    one, other = await followers(simulator)
    tag_id = (await simulator.call("/cgi-bin/tags/create", {"tag": {"name": "家长"}}))["tag"]["id"]
    await simulator.call("/cgi-bin/tags/members/batchtagging", {"openid_list": [one], "tagid": tag_id})
    await send_all(simulator, filter={"is_to_all": False, "tag_id": tag_id})
    assert (len(await simulator.chat(one)), len(await simulator.chat(other))) == (1, 0)
    assert (await send_all(simulator, filter={"is_to_all": False, "tag_id": 999}))["errcode"] == 45159


async def test_a_sent_draft_is_gone_and_its_page_is_there(simulator, server):
    openids, media_id = await followers(simulator), await draft(simulator)
    body = {"touser": openids, "msgtype": "mpnews", "mpnews": {"media_id": media_id}}
    assert "msg_data_id" in await simulator.call(SEND, body)
    await simulator.settled()
    assert (await simulator.call("/cgi-bin/draft/get", {"media_id": media_id}))["errcode"] == 40007
    card = (await simulator.chat(openids[0]))[0]["articles"][0]
    assert card["url"] == told(server)["ArticleUrl"]
    async with simulator.http.get(card["url"]) as page:
        assert "正文" in await page.text()


async def test_a_deleted_message_takes_its_page_along(simulator, server):
    openids, media_id = await followers(simulator), await draft(simulator)
    body = {"touser": openids, "msgtype": "mpnews", "mpnews": {"media_id": media_id}}
    msg_id = (await simulator.call(SEND, body))["msg_id"]
    await simulator.settled()
    assert (await simulator.call("/cgi-bin/message/mass/delete", {"msg_id": 1}))["errcode"] == 40059
    assert (await simulator.call("/cgi-bin/message/mass/delete", {"msg_id": msg_id}))["errcode"] == 0
    async with simulator.http.get(told(server)["ArticleUrl"]) as page:
        assert page.status == 404


async def test_a_preview_costs_no_quota(simulator):
    openid, media_id = await simulator.follower(), await draft(simulator)
    body = {"touser": openid, "msgtype": "mpnews", "mpnews": {"media_id": media_id}}
    for _ in range(6):
        assert (await simulator.call("/cgi-bin/message/mass/preview", body))["errcode"] == 0
    assert "news_item" in await simulator.call("/cgi-bin/draft/get", {"media_id": media_id})
    assert len(await simulator.chat(openid)) == 6


@pytest.mark.parametrize(("body", "errcode"), [({}, 45084), ({"speed": 5}, 45083), ({"speed": 4}, 0)])
async def test_the_speed_has_five_steps(simulator, body, errcode):
    assert (await simulator.call("/cgi-bin/message/mass/speed/set", body))["errcode"] == errcode
    assert (await simulator.call("/cgi-bin/message/mass/speed/get", {}))["realspeed"] == (80 if errcode else 10)
