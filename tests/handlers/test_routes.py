"""Every address of the application, walked: who may, what is refused, what never breaks and what is never told."""

import logging
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from typing import Any

import aiohttp
import pytest
import structlog
from openapi_spec_validator import validate

from domain.staff import PERMISSIONS, StaffRole
from handlers import access
from handlers.access import is_declared, needed_for
from handlers.api import API_ROUTES
from handlers.api.docs import ROUTES as DOCS
from handlers.api.docs import openapi
from handlers.base import BaseHandler
from services.context import Services
from tests.handlers.conftest import APP
from tests.handlers.walking import Seen, Walker, addresses, fill, routes, signed_in, walking
from tests.joined import HER, Clock, Phone

SECONDS_A_CALL = 0.25  # nobody is answered more often than that
AWAY = '"platform_away"'
HIDDEN = "oSecretOfHers0123456789abcdef"
ODD = [
    "?after=%00",
    "?after=%ff%fe&state=%ff",
    "?after=" + "x" * 3000,
    "?after=a&after=b&limit=0&limit=x",
    "?state=nonsense&all=%E5%AD%97&channel=fax&to=tag&tag=&estimate=1",
    "?next=//elsewhere.example&version=-1&push=x&saved=2",
    "?limit=99999999999999999999&series=%3Cscript%3E",
    "?%ff=%ff&=&&;==",
    "?%5B%5D=1&a%5Bb%5D=2",
]
BODIES: list[tuple[str, bytes]] = [
    ("application/x-www-form-urlencoded", b""),
    ("application/x-www-form-urlencoded", b"title=%ff%00&version=abc&body=&minutes=1e9&order=-1"),
    ("application/x-www-form-urlencoded", b"a=" + b"b" * 20_000),
    ("application/json", b'{"a":'),
    ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data; name=a\r\n"),
    ("multipart/form-data", b"--"),
    ("text/xml", b"<xml><MsgType>text</MsgType>"),
    ("nonsense; charset=nonsense", b"\x00\xff"),
]


@pytest.fixture
async def walker(services: Services) -> AsyncIterator[Walker]:
    async with walking(services) as found:
        yield found


@pytest.fixture
async def ids(services: Services, phone: Phone) -> tuple[str, ...]:
    return await fill(services, phone)


# Whether every request goes to all that an address can name; each of its kind once is enough where that isn't asked for.
ALL = pytest.mark.parametrize("all_of_them", [False, pytest.param(True, marks=pytest.mark.long)], ids=["once", "all"])


Every = Callable[..., Awaitable[list[Seen]]]


@pytest.fixture
def every(ids: tuple[str, ...], clock: Clock) -> Every:
    """Ask each address by each of these methods; of what fills its gaps the first `most`."""

    async def ask(walker: Walker, *methods: str, most: int | None = None, **more: Any) -> list[Seen]:
        seen = []
        for address in [each for pattern, _ in routes() for each in addresses(pattern, ids)[:most]]:
            clock.move(seconds=SECONDS_A_CALL * len(methods))
            seen += [await walker.ask(method, address, **more) for method in methods]
        return seen

    return ask


def broken(seen: list[Seen]) -> list[str]:
    """But for the platform, which isn't there: that is told."""
    away = [each for each in seen if each.status == 503 and (each.method == "HEAD" or AWAY in each.text)]
    return [str(each) for each in seen if each.status >= 500 and each not in away]


@pytest.mark.parametrize(("pattern", "handler"), routes())
def test_every_handler_says_itself_who_may_call_it(pattern: str, handler: type[Any]) -> None:
    assert is_declared(handler), f"{pattern}: {handler.__name__}"
    for method in access.METHODS:
        needed = needed_for(handler, method)
        assert needed is None or any(needed in held for held in PERMISSIONS.values())


def test_no_address_is_named_twice() -> None:
    assert [pattern for pattern, count in Counter(pattern for pattern, _ in routes()).items() if count > 1] == []


@ALL
@pytest.mark.parametrize("role", [None, StaffRole.ADMINISTRATOR])
async def test_no_address_breaks(
    walker: Walker, services: Services, every: Every, role: StaffRole | None, *, all_of_them: bool
) -> None:
    if role:
        walker = await signed_in(walker, services, role)
    most = None if all_of_them else 1
    assert broken(await every(walker, "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS", "BREW", most=most)) == []
    assert broken(await every(walker, "GET", "POST")) == []
    assert broken(await every(walker, "POST", most=most, token=True, headers={"HX-Request": "true"})) == []
    assert broken(await every(walker, "GET", most=most, token=True, headers={"HX-Request": "true"})) == []


@ALL
@pytest.mark.parametrize("role", [None, StaffRole.ADMINISTRATOR])
async def test_no_address_breaks_on_odd_arguments(
    walker: Walker, services: Services, ids: tuple[str, ...], clock: Clock, role: StaffRole | None, *, all_of_them: bool
) -> None:
    if role:
        walker = await signed_in(walker, services, role)
    seen = []
    for number, (pattern, _) in enumerate(routes()):
        clock.move(seconds=SECONDS_A_CALL * (len(ODD) + len(BODIES)))
        address = addresses(pattern, ids)[0]
        turn = slice(None) if all_of_them else slice(number % 3, None, 3)  # else each address gets a third of them
        seen += [await walker.ask("GET", address + odd) for odd in ODD[turn]]
        for kind, body in BODIES[turn]:
            seen.append(await walker.ask("POST", address, token=True, data=body, headers={"Content-Type": kind}))
    assert broken(seen) == []


async def test_no_address_of_staff_shows_a_stranger_anything(walker: Walker, ids: tuple[str, ...]) -> None:
    for pattern, handler in routes():
        for address in addresses(pattern, ids):
            if needed_for(handler, "GET") is not None:
                seen = await walker.ask("GET", address)
                refused = (401, seen.text) if address.startswith("/api/") else (302, "")
                assert (seen.status, seen.text) in {refused, (405, seen.text)}, str(seen)
            if needed_for(handler, "POST") is not None:
                assert (await walker.ask("POST", address, token=True)).status in {401, 405}


@pytest.mark.parametrize("role", StaffRole)
async def test_each_role_opens_what_it_may_and_nothing_else(
    walker: Walker, services: Services, ids: tuple[str, ...], role: StaffRole
) -> None:
    walker = await signed_in(walker, services, role)
    for pattern, handler in routes():
        needed = needed_for(handler, "GET")
        if needed is None:
            continue
        seen = await walker.ask("GET", addresses(pattern, ids)[0])
        assert (seen.status == 403) == (needed not in PERMISSIONS[role]), f"{role}: {seen}"


async def test_no_form_of_the_console_is_taken_without_its_token(
    walker: Walker, services: Services, ids: tuple[str, ...]
) -> None:
    walker = await signed_in(walker, services, StaffRole.ADMINISTRATOR)
    for pattern, _ in routes():
        if pattern.startswith("/console"):
            for address in addresses(pattern, ids):
                assert (await walker.ask("POST", address)).status in {403, 404, 405}
                forged = replace(walker, cookies=f"{walker.cookies}; _xsrf=other")
                assert (await forged.ask("POST", address, headers={"X-Xsrftoken": "abcdef"})).status in {403, 404, 405}
    assert (await services.pushes.get(ids[3])).state.value == "building"


async def test_a_form_of_the_console_sent_from_another_site_is_refused(
    walker: Walker, services: Services, ids: tuple[str, ...]
) -> None:
    walker = await signed_in(walker, services, StaffRole.ADMINISTRATOR)
    address = f"/console/pushes/{ids[3]}/stop"
    assert (await walker.ask("POST", address, token=True, headers={"Sec-Fetch-Site": "cross-site"})).status == 403


@ALL
@pytest.mark.parametrize("role", [None, StaffRole.ADMINISTRATOR])
async def test_every_answer_forbids_the_browser_what_it_neednt(
    walker: Walker, services: Services, every: Every, role: StaffRole | None, *, all_of_them: bool
) -> None:
    if role:
        walker = await signed_in(walker, services, role)
    most = None if all_of_them else 1
    for seen in [*(await every(walker, "GET", "POST", "BREW", most=most)), await walker.ask("GET", "/nowhere")]:
        assert seen.headers.get("X-Content-Type-Options") == "nosniff", str(seen)
        assert "ornado" not in seen.headers.get("Server", ""), str(seen)
        policy = seen.headers.get("Content-Security-Policy", "")
        if not seen.address.startswith("/wechat/"):
            assert "default-src 'none'" in policy, str(seen)
            assert "frame-ancestors" in policy, str(seen)
            assert "unsafe" not in policy, str(seen)
        for cookie in [value for name, value in seen.headers.items() if name == "Set-Cookie"]:
            assert "HttpOnly" in cookie, str(seen)
            assert "SameSite" in cookie, str(seen)


@pytest.mark.parametrize("name", ["X-Forwarded-For", "X-Real-Ip", "Forwarded"])
async def test_the_figures_are_for_this_machine_alone(walker: Walker, name: str) -> None:
    assert "xinqiao_http_seconds" in (await walker.ask("GET", "/metrics")).text
    seen = await walker.ask("GET", "/metrics", headers={name: "203.0.113.7"})
    assert seen.status == 404
    assert "xinqiao_http" not in seen.text


UNKNOWN = ["/", "/nowhere", "/console/nowhere", "/h5/nowhere", "/wechat/nowhere", "/%E5%AD%97", "/..%2f..%2fetc/passwd"]


@pytest.mark.parametrize("address", UNKNOWN)
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
async def test_an_unknown_address_is_told_to_people_in_chinese(walker: Walker, method: str, address: str) -> None:
    seen = await walker.ask(method, address)
    assert seen.status == 404
    assert "text/html" in seen.headers["Content-Type"]
    assert 'lang="zh' in seen.text
    assert any("一" <= each <= "鿿" for each in seen.text)


@pytest.mark.parametrize("address", ["/api/v1/nowhere", "/api/", "/api/v2/lessons", "/api/v1/lessons/nonsense"])
async def test_an_unknown_address_is_told_to_programs_as_a_problem(walker: Walker, address: str) -> None:
    async with walker.http.get(walker.base + address) as answer:
        problem = await answer.json(content_type=None)
        assert answer.status == 404
        assert answer.content_type == "application/problem+json"
    assert (problem["status"], problem["code"]) == (404, "not_found")
    assert {"type", "title", "detail"} <= set(problem)


def test_the_apis_description_is_valid() -> None:
    validate(openapi())


def test_the_apis_description_and_the_routes_are_the_same() -> None:
    assert set(openapi()["paths"]) == {route.address for route in API_ROUTES}
    described = {(route.pattern, route.handler) for route in API_ROUTES}
    served = {(pattern, handler) for pattern, handler in routes() if pattern.startswith("/api/")}
    assert served - {(route[0], route[1]) for route in DOCS} == described
    for route in API_ROUTES:
        written = {
            method for method in access.METHODS if getattr(route.handler, method) is not getattr(BaseHandler, method)
        }
        assert written == set(route.handler.OPERATIONS)
        assert set(openapi()["paths"][route.address]) == written
    names = [each.id for route in API_ROUTES for each in route.handler.OPERATIONS.values()]
    assert len(names) == len(set(names))


@pytest.fixture
def said(caplog: pytest.LogCaptureFixture) -> Any:
    """Everything that is logged meanwhile, as one text."""
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.WARNING, logger="asyncio")
    with structlog.testing.capture_logs() as lines:
        yield lambda: "\n".join(
            [*map(repr, lines), *(f"{each.getMessage()}{each.exc_text}" for each in caplog.records)]
        )


@ALL
async def test_no_line_of_the_log_tells_of_a_request_what_stood_in_it(
    walker: Walker, ids: tuple[str, ...], said: Any, *, all_of_them: bool
) -> None:
    for pattern, _ in routes():
        for address in addresses(pattern, ids)[: None if all_of_them else 1]:
            for method in ("GET", "POST", "BREW"):
                asked = f"{address}?openid={HIDDEN}&signature={HIDDEN}"
                await walker.ask(method, asked, token=True, data=HIDDEN.encode(), headers={"X-Openid": HIDDEN})
    for address in (
        f"/{HIDDEN}",
        f"/h5/lessons/{HIDDEN}",
        f"/console/assets/{HIDDEN}.css",
        f"/console/assets/../{HIDDEN}",
    ):
        await walker.ask("GET", address)
    assert "'event': 'request'" in said()
    assert HIDDEN not in said()


async def test_an_error_that_nobody_expected_is_logged_without_its_words(
    walker: Walker, said: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fails(*_arguments: object) -> None:
        raise RuntimeError(HIDDEN)

    monkeypatch.setattr("handlers.h5.lessons.by_slug", fails)
    monkeypatch.setattr("handlers.api.lessons.LessonCall.made", fails)
    seen = await walker.ask("GET", f"/h5/lessons/warm-up?openid={HIDDEN}")
    assert seen.status == 500
    assert HIDDEN not in seen.text
    async with walker.http.get(f"{walker.base}/api/v1/lessons/warm-up") as answer:
        assert (answer.status, answer.content_type) == (500, "application/problem+json")
        assert HIDDEN not in await answer.text()
    assert "RuntimeError" in said()
    assert HIDDEN not in said()


async def test_a_push_is_logged_without_her(walker: Walker, said: Any) -> None:
    async with aiohttp.ClientSession() as http:
        query = {"signature": "x", "timestamp": "1", "nonce": "n", "openid": HER, "appid": APP}
        async with http.post(f"{walker.base}/wechat/callback", params=query, data=b"<xml/>") as answer:
            assert answer.status == 403
    assert HER not in said()
