"""Our client against the simulated platform over HTTP, with a log of what reached it."""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from storage.redis import Redis
from storage.tokens import RedisTokenStore
from tests.simulator.conftest import MINI, SERVICE, SUBSCRIPTION, Simulator, account, run_simulator
from wechat.client import AccountKind, WeChatClient

SECRET = "Secret0fTheAccount0123456789abcd"
KINDS: dict[AccountKind, str] = {"service": SERVICE, "subscription": SUBSCRIPTION, "mini": MINI}
TOKEN_PATH = "/cgi-bin/stable_token"


@dataclass
class Asked:
    """What reached the platform, in order, and how long the clients would have waited."""

    paths: list[str] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    queries: list[dict[str, str]] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)

    @property
    def counts(self) -> Counter[str]:
        return Counter(self.paths)

    @web.middleware
    async def note(self, request: web.Request, handler: Any) -> web.StreamResponse:
        if not request.path.startswith("/control/"):
            self.paths.append(request.path)
            self.queries.append(dict(request.query))
            self.bodies.append(await request.read() if request.content_type == "application/json" else b"")
        return await handler(request)

    async def sleep(self, seconds: float) -> None:
        """Instead of waiting; other tasks get their turn."""
        self.waits.append(seconds)
        await asyncio.sleep(random.uniform(0, 0.01))

    def forget(self) -> None:
        for each in (self.paths, self.bodies, self.queries, self.waits):
            each.clear()


@pytest.fixture
def asked() -> Asked:
    return Asked()


@pytest.fixture
async def simulator(tmp_path: Path, asked: Asked) -> AsyncIterator[Simulator]:
    accounts = [account(app_id, kind, app_secret=SECRET) for kind, app_id in KINDS.items()]
    running = run_simulator(accounts, tmp_path)
    running.app.middlewares.insert(0, asked.note)
    async with running as platform:
        yield platform


Clients = Callable[..., Awaitable[WeChatClient]]


@pytest.fixture
async def client_of(simulator: Simulator, redis: Redis, asked: Asked) -> AsyncIterator[Clients]:
    """A client as a process of its own would have it; `changed` goes before."""

    def now() -> datetime:
        return datetime.fromtimestamp(simulator.platform.now(), UTC)

    async with AsyncExitStack() as stack:

        async def make(kind: AccountKind = "service", **changed: Any) -> WeChatClient:
            http = await stack.enter_async_context(aiohttp.ClientSession())
            facts: dict[str, Any] = {
                "app_id": KINDS[kind],
                "app_secret": SECRET,
                "api_base": simulator.url,
                "kind": kind,
                "tokens": RedisTokenStore(redis, now),
                "http": http,
                "now": now,
                "sleep": asked.sleep,
            }
            return WeChatClient(**facts | changed)

        yield make


@pytest.fixture
async def client(client_of: Clients) -> WeChatClient:
    return await client_of()


@pytest.fixture
async def her(simulator: Simulator, asked: Asked) -> str:
    """A follower who has just written."""
    openid = await simulator.follower()
    await simulator.act("text", openid, text="你好")
    asked.forget()
    return openid


async def fault(simulator: Simulator, kind: str, path: str = "*", times: int | None = None, **more: Any) -> None:
    """Switch a fault of the platform on."""
    found = await simulator.post("/control/faults", {"fault": kind, "path": path, "times": times, **more})
    assert "id" in found, found
