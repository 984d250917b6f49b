"""Programs of staff, with their tokens, on the whole application."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import pytest

from domain.staff import Permission, StaffRole
from handlers.sheet_import import XLSX
from services.context import Services
from services.staff import add, make_token
from simulator.control import CODES
from tests.handlers.walking import walking
from tests.rig import MINI_APP, Rig


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
    below: str = "/staff"

    async def call(self, method: str, address: str, body: Any = None, **headers: str) -> Answered:
        """Call; headers' names have _ for -."""
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        authorization = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        more: dict[str, Any] = {"data": body} if isinstance(body, bytes) else {"json": body} if body is not None else {}
        async with self.http.request(
            method,
            f"{self.base}/api/v1{self.below}{address}",
            headers={**authorization, **self.headers, **given},
            allow_redirects=False,
            **more,
        ) as answer:
            is_file = answer.content_type == XLSX
            given_back = await (answer.read() if is_file else answer.json(content_type=None))
            return Answered(answer.status, answer.headers, given_back)


Programs = Callable[..., Any]
Visitors = Callable[..., Any]


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


@dataclass
class Phone(Program):
    """The mini-program on somebody's phone, and the platform that it gets its codes from."""

    rig: Rig | None = None
    openid: str = ""
    refresh: str = ""
    below: str = ""

    def code(self, kind: str = "login") -> str:
        """What wx.login gives, or the button of getPhoneNumber."""
        assert self.rig is not None
        account = self.rig.platform.accounts[MINI_APP]
        return CODES[kind](self.rig.platform, account, account.followers[self.openid])

    async def sign_in(self) -> Answered:
        """By a fresh code; calls go on with what it gave."""
        answered = await self.call("POST", "/session", {"code": self.code()})
        self.keep(answered)
        return answered

    def keep(self, answered: Answered) -> None:
        """Take over the pair that was given."""
        if "access_token" in answered.body:
            self.token, self.refresh = answered.body["access_token"], answered.body["refresh_token"]


@pytest.fixture
async def visitor(rig: Rig) -> AsyncIterator[Visitors]:
    """The mini-program on a phone, signed in unless that isn't wanted."""
    async with walking(rig.services) as walker:

        async def start(*, signed_in: bool = True) -> Phone:
            person = rig.platform.add_person("")
            phone = Phone(walker.base, walker.http, "", rig=rig, openid=person.openids[MINI_APP])
            if signed_in:
                assert (await phone.sign_in()).status == 201
            return phone

        yield start
