"""Programs of staff, with their tokens, on the whole application."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import pytest

from domain.staff import Permission, StaffRole
from services.context import Services
from services.staff import add, make_token
from tests.handlers.walking import walking


@dataclass
class Answered:
    """What a call was answered."""

    status: int
    headers: Any
    body: Any

    @property
    def etag(self) -> str:
        found: str = self.headers["ETag"]
        return found


@dataclass
class Program:
    """Calls with one token."""

    base: str
    http: aiohttp.ClientSession
    token: str
    staff_id: str = ""
    token_id: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    async def call(self, method: str, address: str, body: Any = None, **headers: str) -> Answered:
        """Call; headers' names have _ for -."""
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        authorization = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        more: dict[str, Any] = {"data": body} if isinstance(body, bytes) else {"json": body} if body is not None else {}
        async with self.http.request(
            method,
            f"{self.base}/api/v1/staff{address}",
            headers={**authorization, **self.headers, **given},
            allow_redirects=False,
            **more,
        ) as answer:
            return Answered(answer.status, answer.headers, await answer.json(content_type=None))


Programs = Callable[..., Any]


@pytest.fixture
async def program(services: Services) -> AsyncIterator[Programs]:
    """A program of somebody with these roles in a region, whose token is for `may`, or for all that she may."""
    async with walking(services) as walker:

        async def start(
            *roles: StaffRole, login: str = "wang", region: str = "370800", may: tuple[Permission, ...] = ()
        ) -> Program:
            member, _ = await add(services, login=login, name="王芳", roles=roles, region=region)
            token, secret = await make_token(services, login=login, name="报表", may=may)
            return Program(walker.base, walker.http, secret, member.id, token.id)

        yield start
