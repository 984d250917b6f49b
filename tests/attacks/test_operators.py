"""Parameters that try to be more than words: operators of the database, line ends, addresses of elsewhere."""

import re
from typing import Any

import pytest

from domain.staff import StaffRole
from handlers.api import API_ROUTES
from handlers.base import DEVICE_COOKIE, SESSION_COOKIE
from services.context import Services
from services.staff import add, sign_in
from tests.handlers.api.conftest import Program
from tests.handlers.api.conftest import program as staff_program
from tests.handlers.walking import PASSWORD, Walker, addresses, fill, routes, signed_in, walking
from tests.joined import Clock, Phone

program = staff_program
NAMES = (
    "after",
    "state",
    "limit",
    "actor",
    "about",
    "series",
    "all",
    "tag",
    "to",
    "channel",
    "version",
    "next",
    "estimate",
)
OPERATORS = (
    "[$gt]=",
    "[$ne]=x",
    "[$where]=sleep(1000)",
    "[]=a",
    ".$gt=",
    "=%7B%22%24gt%22%3A%22%22%7D",
    "=%5B%22a%22%5D",
    "=$where",
)
LINES = "%0d%0aSet-Cookie:%20stolen=1%0d%0a%0d%0a<script>alert(1)</script>"
BODIES: tuple[Any, ...] = (
    {"$gt": ""},
    [{"$gt": ""}],
    {
        "slug": {"$gt": ""},
        "title": {"$ne": None},
        "series": ["a"],
        "digest": {"$where": "1"},
        "body": {},
        "minutes": {},
    },
    {"audience": {"$gt": ""}, "channel": {"$ne": ""}, "lesson": {"$regex": ".*"}},
    {"audience": "tag:$gt", "channel": "auto", "lesson": "shoes", "openids": {"$gt": ""}},
    {"audience.$gt": "", "__proto__": {"a": 1}},
)


@pytest.mark.parametrize("all_of_them", [False, pytest.param(True, marks=pytest.mark.long)], ids=["some", "all"])
async def test_no_operator_in_an_address_is_one_for_the_database(
    services: Services, phone: Phone, clock: Clock, *, all_of_them: bool
) -> None:
    ids = await fill(services, phone)
    async with walking(services) as stranger:
        walker = await signed_in(stranger, services, StaffRole.COUNTY)
        for turn, (pattern, _) in enumerate(routes()):
            if not pattern.startswith(("/console", "/api")):
                continue
            address = addresses(pattern, ids)[0]
            clock.move(seconds=20)  # nobody may call more often than she may
            plain = (await walker.ask("GET", address)).status
            for operator in (
                OPERATORS if all_of_them else OPERATORS[turn % 4 :: 4]
            ):  # else each address gets two of them
                query = "&".join(f"{name}{operator}" for name in NAMES)
                seen = await walker.ask("GET", f"{address}?{query}")
                assert seen.status in {plain, 400, 404, 302}, str(seen)


async def test_no_operator_in_a_body_is_one_for_the_database(services: Services, phone: Phone, program: Any) -> None:
    await fill(services, phone)
    her: Program = await program(StaffRole.ADMINISTRATOR)
    before = {name: await services.db[name].count_documents({}) for name in ("lessons", "pushes")}
    for route in API_ROUTES:
        for method, operation in route.handler.OPERATIONS.items():
            if operation.body is None or not route.address.startswith("/api/v1/staff"):
                continue
            address = (
                route.address.removeprefix("/api/v1/staff")
                .replace("{code}", "370881")
                .replace("{part}", "texts")
                .replace("{label}", "AAAAAAA9")
            )
            address = address.replace("{id}", her.staff_id if address.startswith("/staff/") else "lesson-listen")
            for number, body in enumerate(BODIES):
                kept = {"Idempotency_Key": f"key-{number}-{method}-{address[:20]}", "If_Match": '"v1"'}
                answer = await her.call(method.upper(), address, body, **kept)
                there = "{id}" not in route.address or address.startswith(("/lessons/", "/staff/"))
                none = set() if there else {404}
                assert answer.status in {400, 415} | none, (method, address, body, answer.body)
    assert {name: await services.db[name].count_documents({}) for name in before} == before


@pytest.mark.parametrize("name", ["login", "password", "next"])
@pytest.mark.parametrize("value", ["[$ne]", '{"$ne": null}', "$where", "a.b"])
async def test_nobody_signs_in_by_an_operator(services: Services, name: str, value: str) -> None:
    await add(services, login="wang", name="王芳", roles=[StaffRole.COUNTY], region="370800", password=PASSWORD)
    async with walking(services) as walker:
        form = {"login": "wang", "password": "x", f"{name}{value}": "", name: value}
        seen = await walker.ask("POST", "/console/sign-in", token=True, data=form)
        assert seen.status in {401, 400}
        assert SESSION_COOKIE not in seen.headers.get("Set-Cookie", "")


@pytest.mark.parametrize("role", [None, StaffRole.ADMINISTRATOR])
async def test_no_parameter_ends_a_header(services: Services, phone: Phone, role: StaffRole | None) -> None:
    ids = await fill(services, phone)
    async with walking(services) as stranger:
        walker = await signed_in(stranger, services, role) if role else stranger
        for pattern, _ in routes():
            for address in addresses(pattern, ids)[:2]:
                query = "&".join(f"{name}={LINES}" for name in NAMES)
                seen = await walker.ask("GET", f"{address}?{query}")
                assert "stolen" not in str(seen.headers.get("Set-Cookie", "")), str(seen)
                assert "<script>alert(1)" not in seen.text, str(seen)
                assert all("\r" not in value and "\n" not in value for value in seen.headers.values())


ELSEWHERE = (
    "//elsewhere.example",
    "https://elsewhere.example",
    "/\\elsewhere.example",
    "/console/..//elsewhere.example",
    "/console//elsewhere.example",
    "/console/\\elsewhere.example",
    "/console/%0d%0aLocation:%20https://elsewhere.example",
    "javascript:alert(1)",
    "/console/\t//elsewhere.example",
    "／／elsewhere.example",
    "https:elsewhere.example",
    "/console/@elsewhere.example/../..//elsewhere.example",
)


@pytest.mark.parametrize("address", ELSEWHERE)
async def test_signing_in_leads_nowhere_else(services: Services, address: str) -> None:
    await add(services, login="wang", name="王芳", roles=[StaffRole.COUNTY], region="370800", password=PASSWORD)
    async with walking(services) as walker:
        form = {"login": "wang", "password": PASSWORD, "next": address}
        seen = await walker.ask("POST", "/console/sign-in", token=True, data=form)
        if seen.status in {302, 303}:
            assert re.match(r"/console/(?!/)", seen.headers["Location"]), seen.headers["Location"]
            assert not re.search(r"[\r\n\\]", seen.headers["Location"])
        else:
            assert seen.status in {200, 400, 401}


async def _signed_in_with(walker: Walker, cookie: str) -> tuple[str, str]:
    """Her new session, and what her browser keeps for long."""
    walker = Walker(walker.base, walker.http, cookies=cookie)
    form = {"login": "wang", "password": PASSWORD}
    seen = await walker.ask("POST", "/console/sign-in", token=True, data=form)
    assert seen.status == 303
    session = re.search(rf"{SESSION_COOKIE}=([^;]+)", seen.headers["Set-Cookie"])
    device = re.search(rf"{DEVICE_COOKIE}=([^;]+)", f"{seen.headers['Set-Cookie']}, {cookie}")
    assert session
    assert device
    return session[1], device[1]


@pytest.mark.parametrize("laid_out", ["fixed-by-somebody", "a" * 43, ""])
async def test_a_session_that_somebody_laid_out_is_never_hers(services: Services, laid_out: str) -> None:
    await add(services, login="wang", name="王芳", roles=[StaffRole.COUNTY], region="370800", password=PASSWORD)
    async with walking(services) as walker:
        token, device = await _signed_in_with(walker, f"{SESSION_COOKIE}={laid_out}")
        assert token != laid_out
        for session, status in ((token, 200), (laid_out, 302)):
            cookies = f"{SESSION_COOKIE}={session}; {DEVICE_COOKIE}={device}"
            seen = await Walker(walker.base, walker.http, cookies=cookies).ask("GET", "/console/")
            assert seen.status == status


async def test_a_strangers_own_session_laid_out_for_her_ends_when_she_signs_in(services: Services) -> None:
    for login in ("wang", "li"):
        await add(services, login=login, name="王芳", roles=[StaffRole.COUNTY], region="370800", password=PASSWORD)
    theirs = await sign_in(services, login="li", password=PASSWORD, address="127.0.0.1")
    cookies = f"{SESSION_COOKIE}={theirs.token}; {DEVICE_COOKIE}={theirs.device}"
    async with walking(services) as walker:
        stranger = Walker(walker.base, walker.http, cookies=cookies)
        assert (await stranger.ask("GET", "/console/")).status == 200
        token, device = await _signed_in_with(walker, cookies)
        assert (token != theirs.token, device) == (True, theirs.device)
        assert (await stranger.ask("GET", "/console/")).status == 302
