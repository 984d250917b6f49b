"""Staff at their browsers, on the whole application."""

import re
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from typing import Any

import aiohttp
import pytest
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application

from app.settings import load_settings
from app.web import make_app
from domain.staff import StaffRole
from services.context import Services
from services.staff import add

PASSWORD = "一句只在这里用的长口令"
_TOKEN = re.compile(r'name="_xsrf" value="([^"]+)"')
Serving = Callable[[Application], str]


@pytest.fixture
async def serve() -> AsyncIterator[Serving]:
    """Start an application on a port of its own; its address."""
    async with AsyncExitStack() as stack:

        def start(app: Application) -> str:
            server = HTTPServer(app)
            sockets = bind_sockets(0, "127.0.0.1")
            server.add_sockets(sockets)

            async def end() -> None:
                server.stop()
                await server.close_all_connections()

            stack.push_async_callback(end)
            return f"http://127.0.0.1:{sockets[0].getsockname()[1]}"

        yield start


@pytest.fixture
def address(services: Services, serve: Serving) -> str:
    """The whole application, reached without encryption."""
    parts = replace(services, facts=replace(services.facts, public_url="http://127.0.0.1"))
    return serve(make_app(parts, load_settings({"secret": "s" * 40})))


@dataclass
class Seen:
    """What a browser shows."""

    status: int
    path: str
    text: str
    headers: Any

    @property
    def token(self) -> str:
        """What the page's forms carry."""
        found = _TOKEN.search(self.text)
        assert found, self.text
        return found[1]

    def value(self, name: str) -> str:
        """What the page's input `name` holds."""
        found = re.search(rf'name="{name}"[^>]*? value="([^"]*)"', self.text)
        assert found, f"{name} in {self.text}"
        return found[1]


class Desk:
    """A browser with its cookies. Forms carry the token of the page seen last."""

    def __init__(self, base: str, http: aiohttp.ClientSession) -> None:
        self.base = base
        self.http = http
        self.seen = Seen(0, "", "", {})

    async def get(self, path: str, **headers: str) -> Seen:
        """Open a page."""
        async with self.http.get(self.base + path, headers=headers) as answer:
            self.seen = Seen(answer.status, answer.url.path, await answer.text(), answer.headers)
        return self.seen

    async def post(self, path: str, *, htmx: bool = False, **fields: str | list[str]) -> Seen:
        """Send a form, as it stands on the page seen last; a list is a field that is there several times."""
        headers = {"HX-Request": "true"} if htmx else {}
        several = {"_xsrf": self.seen.token, **fields}.items()
        form = [(name, each) for name, value in several for each in ([value] if isinstance(value, str) else value)]
        async with self.http.post(self.base + path, data=form, headers=headers) as answer:
            seen = Seen(answer.status, answer.url.path, await answer.text(), answer.headers)
        if not htmx and _TOKEN.search(seen.text):
            self.seen = seen
        return seen

    async def sign_in(self, login: str, password: str = PASSWORD, **more: str) -> Seen:
        """Fill in the first page."""
        await self.get("/console/sign-in")
        return await self.post("/console/sign-in", login=login, password=password, **more)


Desks = Callable[..., Any]


@pytest.fixture
async def desk(services: Services, address: str) -> AsyncIterator[Desks]:
    """Somebody with these roles in this region, signed in; without roles, somebody who isn't."""
    async with AsyncExitStack() as stack:

        async def sit_down(*roles: StaffRole, login: str = "wang", region: str = "370800") -> Desk:
            jar = aiohttp.CookieJar(unsafe=True)
            browser = Desk(address, await stack.enter_async_context(aiohttp.ClientSession(cookie_jar=jar)))
            if roles:
                await add(services, login=login, name="王芳", roles=roles, region=region, password=PASSWORD)
                assert (await browser.sign_in(login)).path == "/console/"
            return browser

        yield sit_down
