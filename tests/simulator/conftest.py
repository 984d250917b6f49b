"""The simulator in this process, an account's server that answers as a test says, and ways to reach both."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

import orjson
import pytest
from aiohttp import ClientSession, FormData, web
from aiohttp.test_utils import TestServer

from simulator.control import PLATFORM
from simulator.server import make_app
from simulator.state import Platform, Settings

ASSETS = Path(__file__).parents[2] / "node_modules"
KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
SERVICE, SUBSCRIPTION, MINI = "wx0000000000000001", "wx0000000000000002", "wx0000000000000003"
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(64)
THUMB = b"\xff\xd8\xff" + bytes(64)


def account(app_id: str, kind: str, **changed: Any) -> Settings:
    fields = {
        "app_id": app_id,
        "app_secret": "secret",
        "gh_id": f"gh_{app_id[-4:]}",
        "name": "心桥",
        "kind": kind,
        "token": "TokenOfTests",
        "aes_key": KEY,
        "open_platform": True,
    }
    return Settings(**{**fields, **changed})


@dataclass
class AccountServer:
    """What the account's server was told, and what it answers."""

    url: str = ""
    pushes: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    answer: Callable[[dict[str, str], bytes], Any] = lambda _query, _body: "success"

    async def handle(self, request: web.Request) -> web.StreamResponse:
        body = await request.read()
        query = dict(request.query)
        if request.method == "POST":
            self.pushes.append((query, body))
        found = self.answer(query, body)
        found = await found if hasattr(found, "__await__") else found
        return found if isinstance(found, web.StreamResponse) else web.Response(text=found)


@dataclass
class Simulator:
    """The simulated platform as it is reached from outside."""

    url: str
    platform: Platform
    http: ClientSession
    tokens: dict[str, str] = field(default_factory=dict)

    async def get(self, path: str, **query: Any) -> dict[str, Any]:
        async with self.http.get(self.url + path, params=query) as answer:
            return await answer.json(content_type=None)

    async def post(self, path: str, body: Any = None, **query: Any) -> dict[str, Any]:
        raw = {"data": body} if isinstance(body, bytes | FormData) else {"json": body}
        async with self.http.post(self.url + path, params=query, **raw) as answer:
            return await answer.json(content_type=None)

    async def token(self, app_id: str = SERVICE) -> str:
        if app_id not in self.tokens:
            asked = {"grant_type": "client_credential", "appid": app_id, "secret": "secret"}
            self.tokens[app_id] = (await self.get("/cgi-bin/token", **asked))["access_token"]
        return self.tokens[app_id]

    async def call(self, path: str, body: Any, app_id: str = SERVICE, **query: Any) -> dict[str, Any]:
        """A POST to the platform with the account's token."""
        return await self.post(path, body, access_token=await self.token(app_id), **query)

    async def ask(self, path: str, app_id: str = SERVICE, **query: Any) -> dict[str, Any]:
        """A GET to the platform with the account's token."""
        return await self.get(path, access_token=await self.token(app_id), **query)

    async def upload(self, path: str, body: bytes, name: str = "a.png", app_id: str = SERVICE, **more: Any) -> Any:
        form = FormData()
        form.add_field("media", BytesIO(body), filename=name)
        if description := more.pop("description", None):
            form.add_field("description", description)
        return await self.call(path, form, app_id, **more)

    async def person(self, app_id: str = SERVICE) -> str:
        return (await self.post("/control/people", {"name": "小红"}))["openids"][app_id]

    async def follower(self, app_id: str = SERVICE) -> str:
        """Someone who follows, and may be written to no longer for that."""
        openid = await self.person(app_id)
        await self.act("follow", openid, app_id)
        return openid

    async def act(self, action: str, openid: str, app_id: str = SERVICE, **fields: Any) -> dict[str, Any]:
        return await self.post("/control/act", {"app_id": app_id, "openid": openid, "action": action, **fields})

    async def chat(self, openid: str, app_id: str = SERVICE) -> list[dict[str, Any]]:
        return (await self.get("/control/chat", app_id=app_id, openid=openid))["entries"]

    async def advance(self, seconds: float) -> None:
        await self.post("/control/clock", {"advance": seconds})

    async def settled(self) -> None:
        """When no job of the platform is under way."""
        while self.platform.jobs:
            await next(iter(self.platform.jobs))

    async def write(self, openid: str, content: str = "好", app_id: str = SERVICE) -> int:
        body = {"touser": openid, "msgtype": "text", "text": {"content": content}}
        return (await self.call("/cgi-bin/message/custom/send", body, app_id))["errcode"]

    @staticmethod
    def run(accounts: list[Settings], folder: Path) -> "run_simulator":
        """Another one over the same data."""
        return run_simulator(accounts, folder)


@pytest.fixture
async def server() -> AsyncIterator[AccountServer]:
    made = AccountServer()
    app = web.Application()
    app.router.add_route("*", "/{rest:.*}", made.handle)
    async with TestServer(app) as running:
        made.url = str(running.make_url("/callback"))
        yield made


@pytest.fixture
def accounts(server: AccountServer) -> list[Settings]:
    """The accounts of a test; a test may change them before it asks for the simulator."""
    return [
        account(SERVICE, "service", callback_url=server.url),
        account(SUBSCRIPTION, "subscription", callback_url=server.url),
        account(MINI, "mini", callback_url=server.url, format="json"),
    ]


@pytest.fixture
async def simulator(accounts: list[Settings], tmp_path: Path) -> AsyncIterator[Simulator]:
    async with run_simulator(accounts, tmp_path) as running:
        yield running


class run_simulator:  # noqa: N801 it is used like a function
    """The simulator over the data in `folder`, while the block runs."""

    def __init__(self, accounts: list[Settings], folder: Path) -> None:
        self.app = make_app(accounts=accounts, data=folder, base_url="http://127.0.0.1", assets=ASSETS)
        self.server = TestServer(self.app)

    async def __aenter__(self) -> Simulator:
        await self.server.start_server()
        platform = self.app[PLATFORM]
        platform.base_url = str(self.server.make_url("")).rstrip("/")
        self.http = ClientSession(json_serialize=lambda body: orjson.dumps(body).decode())
        return Simulator(platform.base_url, platform, self.http)

    async def __aexit__(self, *_error: object) -> None:
        await self.http.close()
        await self.server.close()
