"""The control API: faults, the clock, many followers, the log, and a start after a kill."""

import asyncio
import json

import pytest
from aiohttp import ClientConnectionError

SERVICE, MINI = "wx0000000000000001", "wx0000000000000003"
IPS = "/cgi-bin/getcallbackip"


async def fault(simulator, kind, path=IPS, **more):
    return await simulator.post("/control/faults", {"path": path, "fault": kind, **more})


async def raw(simulator, path=IPS):
    url = f"{simulator.url}{path}"
    async with simulator.http.get(url, params={"access_token": await simulator.token()}) as answer:
        return answer.status, await answer.read(), answer.content_type


async def test_each_fault_strikes_as_often_as_asked(simulator):
    await fault(simulator, "busy", times=2)
    found = [(await simulator.ask(IPS)).get("errcode", 0) for _ in range(3)]
    assert found == [-1, -1, 0]


async def test_a_fault_strikes_its_own_path_until_it_is_removed(simulator):
    made = await fault(simulator, "quota")
    assert (await simulator.ask(IPS))["errcode"] == 45009
    assert "errcode" not in await simulator.ask("/cgi-bin/user/get")
    await simulator.http.delete(f"{simulator.url}/control/faults", params={"id": made["id"]})
    assert "errcode" not in await simulator.ask(IPS)


async def test_broken_answers(simulator):
    await fault(simulator, "5xx", times=1)
    assert (await raw(simulator))[0] == 502
    await fault(simulator, "truncated", times=1)
    with pytest.raises(json.JSONDecodeError):
        json.loads((await raw(simulator))[1])
    await fault(simulator, "odd_json", times=1)
    assert (await raw(simulator))[2] == "text/plain"
    await fault(simulator, "token_revoked", times=1)
    assert (await simulator.ask(IPS))["errcode"] == 40001


@pytest.mark.parametrize(("kind", "made"), [("drop_before", 0), ("drop_after", 1)])
async def test_a_dropped_connection_may_have_had_its_effect(simulator, kind, made):
    await simulator.token()
    await fault(simulator, kind, "/cgi-bin/tags/create", times=1)
    with pytest.raises(ClientConnectionError):
        await simulator.call("/cgi-bin/tags/create", {"tag": {"name": "家长"}})
    assert len((await simulator.ask("/cgi-bin/tags/get"))["tags"]) == made


@pytest.mark.parametrize(
    "body", [{"fault": "odd"}, {"fault": "slow", "seconds": "x"}, {"fault": "5xx", "errcode": 200}]
)
async def test_a_fault_that_makes_no_sense_is_refused(simulator, body):
    assert "error" in await simulator.post("/control/faults", body)


async def test_the_clock_is_set_moved_and_put_back(simulator):
    assert (await simulator.post("/control/clock", {"at": "2031-05-05T08:00:00+08:00"}))["now"].startswith(
        "2031-05-05T00"
    )
    assert (await simulator.post("/control/clock", {"advance": 86_400}))["now"].startswith("2031-05-06T00")
    assert (await simulator.post("/control/clock", {"reset": True}))["offset"] == 0
    assert "error" in await simulator.post("/control/clock", {"at": "soon"})


async def test_many_followers_come_with_their_pushes_or_without(simulator, server):
    made = await simulator.post("/control/followers", {"app_id": SERVICE, "count": 30, "deliver": False})
    assert (made["made"], len(server.pushes)) == (30, 0)
    made = await simulator.post("/control/followers", {"app_id": SERVICE, "count": 30, "deliver": True})
    assert (made["failed"], made["following"], len(server.pushes)) == (0, 60, 30)


async def test_people_are_listed_page_by_page_those_made_by_hand_first(simulator):
    await simulator.post("/control/followers", {"app_id": SERVICE, "count": 3})
    openid = await simulator.person()
    first = await simulator.get("/control/people", app_id=SERVICE, limit=2)
    second = await simulator.get("/control/people", app_id=SERVICE, limit=2, after=first["next"])
    people = [*first["people"], *second["people"]]
    assert people[0]["openid"] == openid
    assert [each["following"] for each in people] == [False, True, True, True]
    assert second["next"] is None


async def test_the_log_counts_who_has_what_how_often(simulator):
    one, other = [await simulator.follower() for _ in range(2)]
    for openid, content in ((one, "甲"), (one, "甲"), (other, "甲"), (other, "乙")):
        assert await simulator.write(openid, content) == 0
    found = await simulator.get("/control/log/summary", app_id=SERVICE)
    assert [each["times"] for each in found["messages"]] == [{"1": 1, "2": 1}, {"1": 1}]
    assert found["received"] == 4
    by_openid = await simulator.get("/control/log/summary", app_id=SERVICE, by="openid")
    assert by_openid["openids"] == {one: {"received": 2, "different": 1}, other: {"received": 2, "different": 2}}
    lines = await simulator.get("/control/log", app_id=SERVICE, openid=other, channel="custom")
    assert [each["text"] for each in lines["entries"]] == ["甲", "乙"]
    page = await simulator.get("/control/log", app_id=SERVICE, limit=3)
    rest = await simulator.get("/control/log", app_id=SERVICE, limit=3, after=page["next"])
    assert (len(page["entries"]), len(rest["entries"]), rest["next"]) == (3, 1, None)


async def test_the_stream_tells_what_was_and_what_comes(simulator):
    openid = await simulator.follower()
    await simulator.write(openid, "甲")
    url = f"{simulator.url}/control/chat/stream"
    async with simulator.http.get(url, params={"app_id": SERVICE, "openid": openid}) as stream:
        lines = (line async for line in stream.content)

        async def following():
            async for line in lines:
                if line.startswith(b"data:"):
                    return json.loads(line[5:])
            raise AssertionError

        assert (await following())["text"] == "甲"
        await simulator.write(openid, "乙")
        assert (await asyncio.wait_for(following(), 10))["text"] == "乙"


async def test_any_event_can_be_pushed(simulator, server):
    fields = {"PublishEventInfo": {"publish_id": "1"}}
    found = await simulator.post("/control/push", {"event": "PUBLISHJOBFINISH", "fields": fields})
    assert found["delivery"] == "answered"
    assert b"<publish_id><![CDATA[1]]>" in server.pushes[-1][1]


async def test_a_reset_leaves_the_accounts_alone(simulator):
    openid = await simulator.follower()
    await simulator.post("/control/reset", {})
    assert "error" in await simulator.get("/control/chat", app_id=SERVICE, openid=openid)
    state = await simulator.get("/control/state")
    assert (len(state["accounts"]), state["people"]) == (3, 0)
    simulator.tokens.clear()
    assert (await simulator.ask("/cgi-bin/user/get"))["total"] == 0


async def test_all_that_was_is_there_after_a_start(accounts, simulator, tmp_path):
    openid = await simulator.follower()
    await simulator.write(openid, "甲")
    await simulator.call("/cgi-bin/menu/create", {"button": [{"type": "click", "name": "看", "key": "k"}]})
    await simulator.post("/control/followers", {"app_id": SERVICE, "count": 5})
    await simulator.advance(3600)
    await simulator.platform.store.flush()
    async with type(simulator).run(accounts, tmp_path) as again:
        again.tokens.update(simulator.tokens)
        assert (await again.ask("/cgi-bin/user/get"))["total"] == 6
        assert (await again.ask("/cgi-bin/menu/get"))["menu"]["button"][0]["name"] == "看"
        assert [each["text"] for each in await again.chat(openid)] == ["甲"]
        assert (await again.get("/control/state"))["clock_offset"] == 3600
        assert (await again.get("/control/state"))["accounts"][0]["sent"] == {"custom": 1}


async def test_no_other_site_drives_the_phones(simulator):
    headers = {"Origin": "https://example.org"}
    async with simulator.http.post(f"{simulator.url}/control/reset", headers=headers) as answer:
        assert answer.status == 403


async def test_secrets_are_not_told(simulator):
    text = json.dumps(await simulator.get("/control/state"))
    assert "TokenOfTests" not in text
    assert "app_secret" not in text


@pytest.mark.parametrize(
    "body",
    [
        {"action": "odd"},
        {"action": "text"},
        {"action": "text", "text": ["x"]},
        {"action": "image", "media": "???"},
        {"action": "image", "media": "aGFsbG8="},
        {"action": "location", "latitude": "north"},
        {"action": "text", "text": "x", "duplicate": "many"},
        {"action": "follow"},
        {"action": "login"},
        {"action": "enter"},
    ],
)
async def test_an_act_that_makes_no_sense_is_refused(simulator, body):
    openid = await simulator.follower()
    assert "error" in await simulator.post("/control/act", {"app_id": SERVICE, "openid": openid, **body})
