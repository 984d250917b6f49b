"""Every address of the application, with what stands behind it, and somebody to walk them."""

import itertools
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

import aiohttp
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import RequestHandler

from app.bodies import READ_MOST_BYTES
from app.web import make_app
from domain.people import Person
from domain.pushes import Channel
from domain.regions import Scope
from domain.staff import StaffRole
from handlers import api, console, h5, health, wechat
from handlers.api import company
from handlers.api.staff import case_deeds
from handlers.api.staff import company as staff_company
from handlers.api.staff import wish_moves as staff_wish_moves
from handlers.base import DEVICE_COOKIE, SESSION_COOKIE
from handlers.console import stock, wish_moves
from services import pushes
from services.context import Services
from services.questions.ask import hand_over
from services.staff import add, sign_in
from services.wishes.urging import FORWARD, REMIND
from tests.bot.test_flows import WHOLE_WISH
from tests.handlers.conftest import settings_for
from tests.joined import Phone

PASSWORD, MISSING = "一句只在这里用的长口令", "01k0000000000000000000000z"
GROUP = re.compile(r"\((?:[^()]|\([^()]*\))*\)")
# What may stand in each kind of gap of an address; a new kind is named here.
GAPS: Mapping[str, tuple[str, ...]] = {
    "([0-9a-z]{26})": ("$ids", MISSING),
    "([0-9a-z-]{1,64})": ("$ids", "lesson-warm-up", MISSING, "nonsense"),
    "([A-Za-z0-9_-]{1,64})": ("$ids", MISSING, "p1"),
    "([A-Za-z0-9_-]{20,200})": ("x" * 40,),
    "([a-z0-9-]{1,60})": ("warm-up", "nonsense"),
    r"([a-z_]{1,40}\.v\d{1,4})": ("child_wish.v1", "child_wish.v9999", "x.v1"),
    "(child_wish|child_picture|child_story|push)": ("child_wish", "push"),
    "(prepare|extend|release|hand_over)": ("prepare", "release"),
    "(confirm|dispute)": ("confirm", "dispute"),
    "(guardian|donor|volunteer|expert|lead_dancer)": ("donor", "volunteer"),
    "(organisation|volunteer)": ("organisation", "volunteer"),
    "(prepare|extend|release)": ("prepare", "extend", "release"),
    "(archive|restore)": ("archive", "restore"),
    "([0-9]{1,6})": ("1", "99"),
    "(publish|withdraw)": ("publish", "withdraw"),
    "(pause|resume|stop)": ("pause", "resume", "stop"),
    "([a-z_]{1,20})": ("lessons", "welcome", "nonsense"),
    "([0-9]{6,15})": ("370881", "370881100", "999999"),
    "(answer|note|opinion|transfer|urgency|topic|close|reopen|merge|take-back)": (
        "answer",
        "note",
        "opinion",
        "transfer",
        "urgency",
        "topic",
        "close",
        "reopen",
        "merge",
        "take-back",
    ),
    "(rename|add|move|merge|close)": ("rename", "add", "move", "merge", "close"),
    "([0-9]{2,15})": ("370800", "999999"),
    "(hotlines|quiet-hours|texts|calendar)": ("hotlines", "calendar"),
    **{
        f"({words})": tuple(words.split("|"))
        for words in (
            wish_moves.CHECKING,
            wish_moves.VERIFYING,
            wish_moves.DECIDING,
            wish_moves.HANDING,
            wish_moves.ENTERING,
            stock.ENTERING,
            stock.COUNTING,
            staff_wish_moves.HANDING,
        )
    },
    f"({REMIND})": (REMIND,),
    f"({FORWARD})": (FORWARD,),
    f"({company.STEPS})": ("agree", "attest"),
    f"({staff_company.DECISIONS})": ("approved", "suspended"),
    f"({wish_moves.ANSWERING})": ("return", "refuse"),
    f"({staff_wish_moves.DECIDING})": ("settle", "cancel"),
    f"({case_deeds.MOVES})": ("reach", "close"),
    "([0-9A-Z]{10})": ("AAAAAAAAAA",),
    "([0-9]{8})": ("12345678",),
    "(png|pdf)": ("png", "pdf"),
    "([0-9A-Z]{8})": ("AAAAAAA9", "AAAAAAAA"),
    "(release|send_back)": ("release", "send_back"),
    f"({staff_wish_moves.ENTERING})": ("withdraw_for",),
    "(confirm|withdraw)": ("confirm", "withdraw"),
    "(note|contact|report|receipt|letter|hello|plan|tick|hand|minor|adult|false_alarm|acknowledge|hand_back|reach|follow_up|propose_closing|keep_open|close|reopen)": (
        "note",
        "plan",
        "acknowledge",
    ),
    "([0-9a-f-]{1,80})": ("1-0-1-ab", "1"),
    "(police|shelter|hospital|court|legal_aid|civil_affairs|school)": ("police", "court"),
    "(.+)": ("nothing.css", "../../pyproject.toml", "a.html"),
}


def routes() -> list[tuple[str, type[RequestHandler]]]:
    """Each pattern with its handler."""
    parts = (wechat, health, api, h5, console)
    return [(route[0], route[1]) for part in parts for route in part.ROUTES]


def addresses(pattern: str, ids: tuple[str, ...]) -> list[str]:
    """Addresses that the pattern matches: of what is there, and of what isn't."""
    pattern = pattern.removesuffix("/?")
    gaps = GROUP.findall(pattern)
    filled = []
    for values in itertools.product(*(_values(gap, ids) for gap in gaps)):
        rest = iter(values)
        address = GROUP.sub(lambda _gap, rest=rest: next(rest), pattern)
        filled.append(address.replace("\\", ""))
    return filled


def _values(gap: str, ids: tuple[str, ...]) -> list[str]:
    return [each for value in GAPS[gap] for each in (ids if value == "$ids" else (value,))]


@dataclass(frozen=True)
class Seen:
    """An answer."""

    method: str
    address: str
    status: int
    headers: Mapping[str, str]
    text: str

    def __str__(self) -> str:
        return f"{self.method} {self.address} -> {self.status}"


@dataclass
class Walker:
    """A browser whose cookies are set by hand."""

    base: str
    http: aiohttp.ClientSession
    cookies: str = ""

    async def ask(
        self, method: str, address: str, *, token: bool = False, headers: Mapping[str, str] | None = None, **more: Any
    ) -> Seen:
        """Ask for an address, with a form's token where that is wanted."""
        cookies = f"{self.cookies}; _xsrf=abcdef" if token else self.cookies
        given = {
            **(headers or {}),
            **({"Cookie": cookies} if cookies else {}),
            **({"X-Xsrftoken": "abcdef"} if token else {}),
        }
        async with self.http.request(
            method, self.base + quote(address, safe="/?=&%"), headers=given, allow_redirects=False, **more
        ) as answer:
            headers = dict(answer.headers)
            if cookies_set := answer.headers.getall("Set-Cookie", []):
                headers["Set-Cookie"] = ", ".join(cookies_set)
            return Seen(method, address, answer.status, headers, (await answer.read()).decode("utf-8", "replace"))


@asynccontextmanager
async def walking(services: Services) -> AsyncIterator[Walker]:
    """The whole application on a port of its own."""
    facts = replace(
        services.facts, public_url="http://127.0.0.1", oa_kind="subscription"
    )  # asks no platform for a code
    server = HTTPServer(make_app(replace(services, facts=facts), settings_for()), max_body_size=READ_MOST_BYTES)
    sockets = bind_sockets(0, "127.0.0.1")
    server.add_sockets(sockets)
    jar = aiohttp.DummyCookieJar()
    try:
        async with aiohttp.ClientSession(cookie_jar=jar) as http:
            yield Walker(f"http://127.0.0.1:{sockets[0].getsockname()[1]}", http)
    finally:
        server.stop()
        await server.close_all_connections()


async def signed_in(walker: Walker, services: Services, role: StaffRole) -> Walker:
    """The walker as somebody of this role for the whole city."""
    login = role.value.replace("_", ".")
    await add(services, login=login, name="王芳", roles=[role], region="370800", password=PASSWORD)
    opened = await sign_in(services, login=login, password=PASSWORD, address="127.0.0.1")
    return replace(walker, cookies=f"{SESSION_COOKIE}={opened.token}; {DEVICE_COOKIE}={opened.device}")


async def fill(services: Services, phone: Phone) -> tuple[str, ...]:
    """One of everything that has an address; their ids."""
    for words in (*WHOLE_WISH, "提交"):
        await phone.says(words)
    await phone.says("我不想活了")
    question = await hand_over(
        services, by=Person(id="p1", identities=()), text="孩子半夜惊醒", suggested=(), key="k", now=services.now()
    )
    push = await pushes.create(services, lesson_slug="shoes", audience="all", channel=Channel.AUTO, by="walk")
    wishes = await services.wishes.page(scope=Scope.system(), state=None, most=5)
    alerts = await services.alerts.page(scope=Scope.system(), most=5)
    return (wishes[0].id, alerts[0].id, question.id, push.id, wishes[0].guardian_id)
