"""Whatever is sent to any address, the answer is the platform's own."""

import asyncio
import json
import signal
import sys
from pathlib import Path

import pytest
from aiohttp import ClientSession

from simulator.server import APIS

SERVICE, MINI = "wx0000000000000001", "wx0000000000000003"
ROOT = Path(__file__).parents[2]
NAMES = (
    *("touser", "openid", "openid_list", "user_list", "tag", "tagid", "button", "matchrule", "menuid", "command"),
    *("filter", "text", "msgtype", "articles", "media_id", "index", "offset", "count", "data", "type", "images"),
    *("action_info", "action_name", "expire_seconds", "template_id", "msg_id", "speed", "cgi_path", "remark"),
    *("appid", "secret", "grant_type", "publish_id", "article_id"),
)
BODIES = [
    b"",
    b"null",
    b"[]",
    b"{",
    b"\xff\xfe",
    b'{"a":' * 500,
    b"{}",
    json.dumps({name: [{"id": {}}] for name in NAMES}).encode(),
    json.dumps(
        {
            "msgtype": "text",
            "text": {"content": []},
            "touser": {},
            "tag": {"name": 1, "id": 10**30},
            "filter": {"is_to_all": 1, "tag_id": 10**40},
            "button": [{"sub_button": [1]}, None],
            "openid_list": [[], {}],
            "action_name": ["QR_SCENE"],
            "user_list": [{"openid": {}}],
            "offset": -1,
            "count": 10**30,
            "articles": [None],
            "data": {"thing1": None},
            "template_id": "T",
        }
    ).encode(),
]


@pytest.mark.parametrize("path", sorted(APIS))
async def test_no_body_makes_the_platform_stumble(simulator, path, capfd):
    await simulator.follower()
    for app_id in (SERVICE, MINI):
        query = {"access_token": await simulator.token(app_id), "appid": app_id}
        for body in BODIES:
            for method in ("POST", "GET"):
                async with simulator.http.request(method, simulator.url + path, params=query, data=body) as answer:
                    assert answer.status == 200
                    found = json.loads(await answer.read())
                    assert found.get("errcode") != -1
                    assert method == "GET" or body.strip() or found["errcode"] != 0
    assert "Traceback" not in capfd.readouterr().err


@pytest.mark.parametrize(
    ("path", "body", "errcode"),
    [
        ("/cgi-bin/tags/create", b"", 44002),
        ("/cgi-bin/tags/create", b"{", 47001),
        ("/cgi-bin/tags/create", b"[]", 47001),
    ],
)
async def test_a_body_that_is_no_object(simulator, path, body, errcode):
    assert (await simulator.call(path, body))["errcode"] == errcode


@pytest.mark.parametrize("path", ["clock", "people", "followers", "act", "push", "check", "faults"])
async def test_no_body_makes_the_control_api_stumble(simulator, path):
    for body in [b"{", b"[]", b"\xff", b'{"app_id":[],"count":-1,"advance":"x","name":5,"fields":3,"fault":{}}']:
        async with simulator.http.post(f"{simulator.url}/control/{path}", data=body) as answer:
            assert 400 <= answer.status < 500
            assert "error" in await answer.json()


async def test_a_killed_simulator_starts_again_with_its_data(tmp_path):
    config = tmp_path / "config.json"
    account = {"app_id": SERVICE, "app_secret": "secret", "gh_id": "gh_1", "name": "心桥", "kind": "service"}
    config.write_text(json.dumps({"accounts": [account]}))

    async def start():
        command = ["-m", "simulator", "--config", config, "--port", "0", "--data", tmp_path / "data"]
        process = await asyncio.create_subprocess_exec(
            sys.executable, *map(str, command), cwd=ROOT, stdout=asyncio.subprocess.PIPE
        )
        line = (await asyncio.wait_for(process.stdout.readline(), 60)).decode().split()
        assert line[:2] == ["SIMULATOR", "READY"]
        return process, line[2]

    process, url = await start()
    async with ClientSession() as http:
        await http.post(f"{url}/control/followers", json={"count": 25})
        await http.get(f"{url}/control/log")  # it reads what was written, so all is written then
        process.send_signal(signal.SIGKILL)
        await process.wait()
        process, url = await start()
        state = await (await http.get(f"{url}/control/state")).json()
        process.terminate()
        assert (await process.wait(), state["accounts"][0]["following"]) == (0, 25)
