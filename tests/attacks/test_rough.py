"""Requests that no browser sends: nothing of them breaks a page, gets past a rule or tells of the machine."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping
from typing import Any
from urllib.parse import quote

import pytest

from domain.regions import Scope
from domain.staff import Appointment, StaffRole
from handlers.access import needs_person
from handlers.api import API_ROUTES
from handlers.base import DEVICE_COOKIE, SESSION_COOKIE
from services.context import Services
from services.mini.sign_in import begin
from tests.attacks.bodies import VALID
from tests.attacks.gaps import OF_ALL, PLACED, methods_of, ways
from tests.attacks.steps import step_of
from tests.attacks.stock import (
    CITY,
    HERE,
    bearer,
    both_places,
    digest,
    for_everybody,
    form,
    fresh_key,
    seat,
    tells_of_it,
)
from tests.attacks.test_forged_forms import forms
from tests.handlers.walking import GROUP, Seen, Walker, routes, walking
from tests.joined import Clock, Phone

LINES = "x\r\nSet-Cookie: stolen=1\r\n\r\n<script>alert(1)</script>"
HOSTILE: tuple[Any, ...] = (
    LINES,
    '{"$gt": ""}',
    "$where",
    "9" * 40,
    "-1",
    "1e309",
    "NaN",
    "٣",
    "\u2028\ufeff\u202e",
    "\U0001f469\u200d\U0001f467",
    "字" * 500,
    "../../etc/passwd",
    "2026-02-30",
    "0001-01-01",
    "9999-12-31",
)
NOT_READ = frozenset({401, 403, 404, 405})  # such an answer has looked at no field
CODES = (
    "%00",
    "%ff%fe",
    "%c0%ae%c0%ae/",
    "..%2f..%2f",
    "%2e%2e/",
    "\\..\\..",
    "%0d%0aX-Stolen:%201",
    ";a=b",
    "%25%32%66",
)


@pytest.fixture
async def walker(services: Services, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Walker]:
    monkeypatch.setattr(services.wechat, "_sleep", lambda _seconds: asyncio.sleep(0))
    async with walking(services) as found:
        yield found


def unharmed(seen: Seen) -> None:
    """No answer breaks, and none carries a line of the sender's in its head."""
    assert seen.status < 500, f"{seen}\n{seen.text[:200]}"
    assert "stolen" not in str({name.lower(): value for name, value in seen.headers.items()}).lower(), str(seen)
    assert "<script>alert(1)" not in seen.text, str(seen)


@pytest.mark.long
async def test_no_field_of_a_form_breaks_a_page_or_ends_a_header(
    services: Services, walker: Walker, phone: Phone
) -> None:
    every = await forms(services, phone)
    boss = await seat(walker, services, "boss", StaffRole.ADMINISTRATOR, CITY)
    reached: set[str] = set()
    for address, fields in every:
        if address.endswith("/sign-out"):
            continue
        for value in HOSTILE:
            seen = await boss.ask("POST", address, token=True, data=dict.fromkeys(fields, value))
            unharmed(seen)
            reached |= {address} - ({address} if seen.status in NOT_READ else set())
        for name in fields:
            unharmed(await boss.ask("POST", address, token=True, data=fields | {name: HOSTILE[0]}))
            unharmed(await boss.ask("POST", address, token=True, data=fields | {name: HOSTILE[3]}))
    assert len(reached) > 60, reached  # the forms were read, not turned away at the door


async def test_an_operator_in_a_form_is_a_word_like_any_other(services: Services, walker: Walker, phone: Phone) -> None:
    """As somebody of one county, who is shown and changes nothing of the other by it."""
    hers, theirs = await both_places(services, phone)
    she = await seat(walker, services, "she", StaffRole.ADMINISTRATOR, HERE)
    before = await _lying_elsewhere(services, theirs.path)
    for way in (each for each in ways(PLACED) if each.method == "post" and not each.is_api):
        for address, move in way.addresses([hers.ids[way.kind], theirs.ids[way.kind]], theirs.ids["deputy"]):
            fields = form(hers, move=move)
            for given in (
                {f"{name}[$ne]": "" for name in fields},
                dict.fromkeys(fields, '{"$ne": null}'),
                {f"{name}.$gt": "" for name in fields} | {"region_path": theirs.path, "within": theirs.path},
            ):
                seen = await she.ask("POST", address, token=True, data=given)
                assert seen.status < 500, str(seen)
                assert not tells_of_it(seen.text), str(seen)
    assert await _lying_elsewhere(services, theirs.path) == before


async def _lying_elsewhere(services: Services, path: str) -> list[str]:
    names = ("wishes", "questions", "alerts", "scenes", "staff", "handovers")
    return [str(await services.db[name].find({"region_path": path}).to_list(None)) for name in names]


def _bodies(valid: Mapping[str, Any]) -> Iterable[dict[str, Any]]:
    for name in valid:
        for value in ({"$gt": ""}, {"$ne": None}, [{"$gt": ""}], {"$where": "sleep(1)"}, {name: {name: 1}}):
            yield {**valid, name: value}


SEARCHED = {"title", "q", "category"}  # words that are looked for as they are


async def test_an_operator_in_a_field_of_the_api_is_refused(services: Services, walker: Walker, clock: Clock) -> None:
    ids = await for_everybody(services)
    await seat(walker, services, "boss", StaffRole.ADMINISTRATOR, CITY)
    staff = await bearer(services, "boss")
    person = await services.people.ensure(services.facts.oa_app, "openid-of-hers", now=services.now())
    hers = {"Authorization": f"Bearer {(await begin(services, person)).access}", "If-Match": '"v1"'}
    before = await digest(services)
    for route in API_ROUTES:
        for method, operation in route.handler.OPERATIONS.items():
            clock.move(seconds=61 if "/staff/" in route.address else 1)
            program = hers if needs_person(route.handler, method) else staff
            address = route.address.replace("{id}", ids["lesson" if "lessons" in route.address else "push"])
            address = address.replace("{code}", "370881").replace("{deputy}", ids["push"]).replace("{part}", "texts")
            address = address.replace("{label}", "AAAAAAA9")
            address = address.replace("{purpose}", "push").replace("{step}", step_of(route.address))
            if isinstance(operation.body, type):
                valid = VALID[operation.body.__name__]  # a new body is named there
                assert set(valid) == set(operation.body.model_fields)
                for body in [*_bodies(valid), {**valid, "minutes": 10**30}, {**valid, "order": -(10**30)}]:
                    headers = program | {"Idempotency-Key": fresh_key()}
                    seen = await walker.ask(method.upper(), address, headers=headers, json=body)
                    assert seen.status == 400, f"{seen} {body}"
            for name in operation.query.model_fields:
                for query in (f"{name}[$ne]=x", f'{name}={{"$gt":""}}', f"{name}[]=x", f"{name}=1&{name}=2"):
                    seen = await walker.ask(method.upper(), f"{address}?{quote(query, safe='=&')}", headers=program)
                    assert seen.status in {400, 404, *({200} if name in SEARCHED else ())}, str(seen)
    assert await digest(services) == before


@pytest.mark.parametrize(
    "body", ["[" * 100_000, '{"a":' * 50_000, "\x00", "1" * 5000, '"\\ud800"', "null", '{"a":1e999}']
)
async def test_no_body_of_a_program_breaks_the_api(services: Services, walker: Walker, body: str) -> None:
    await seat(walker, services, "boss", StaffRole.ADMINISTRATOR, CITY)
    program = await bearer(services, "boss") | {"Content-Type": "application/json", "Idempotency-Key": fresh_key()}
    for address in ("/api/v1/staff/lessons", "/api/v1/staff/pushes", "/api/v1/staff/pushes/estimate"):
        seen = await walker.ask("POST", address, headers=program, data=body.encode())
        assert seen.status == 400, str(seen)


async def test_a_body_that_is_too_large_is_refused_before_it_is_read(services: Services, walker: Walker) -> None:
    boss = await seat(walker, services, "boss", StaffRole.ADMINISTRATOR, CITY)
    large = b"title=" + b"a" * (300 * 1024)
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    for address in ("/console/lessons/preview", "/console/sign-in", "/console/staff/new"):
        seen = await boss.ask("POST", address, token=True, data=large, headers=headers)
        assert seen.status == 413, str(seen)


async def test_no_way_of_writing_an_address_leads_out_of_what_is_served(services: Services, walker: Walker) -> None:
    boss = await seat(walker, services, "boss", StaffRole.ADMINISTRATOR, CITY)
    roots = (
        "/console/assets/",
        "/console/pictures/",
        "/assets/htmx/",
        "/assets/weui/",
        "/h5/covers/",
        "/console/help/",
    )
    names = ("pyproject.toml", "app/settings.py", "etc/passwd", "console/templates/_console.html", ".git/config")
    ups = ("../", "..%2f", "%2e%2e%2f", "..%5c", "....//", "..;/", "%2e%2e/", "..%252f")
    for root in roots:
        for up in ups:
            for name in names:
                for address in (f"{root}{up * 4}{name}", f"{root}{up * 4}{name}%00.css", f"{root}/{up}{name}?v=.css"):
                    seen = await _raw(boss, address)
                    assert seen.status in {400, 403, 404}, str(seen)
                    assert "root:" not in seen.text
                    assert "tool.ruff" not in seen.text


async def _raw(walker: Walker, address: str) -> Seen:
    """As it is written, without a client that tidies it."""
    host, _, port = walker.base.removeprefix("http://").partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    cookies = f"Cookie: {walker.cookies}\r\n" if walker.cookies else ""
    head = f"GET {address} HTTP/1.1\r\nHost: {host}\r\n{cookies}Connection: close\r\n\r\n"
    writer.write(head.encode("utf-8", "surrogateescape"))
    await writer.drain()
    text = (await reader.read()).decode("utf-8", "replace")
    writer.close()
    await writer.wait_closed()
    status = int(text.split(" ", 2)[1]) if text.startswith("HTTP/") else 400  # hung up on
    return Seen("GET", address, status, {}, text.partition("\r\n\r\n")[2])


@pytest.mark.long
async def test_no_odd_byte_in_an_address_a_cookie_or_a_header_breaks_anything(
    services: Services, walker: Walker, phone: Phone
) -> None:
    hers, _ = await both_places(services, phone)
    boss = await seat(walker, services, "boss", StaffRole.ADMINISTRATOR, CITY)
    for pattern, _ in routes():
        for code in CODES:
            address = GROUP.sub(lambda _gap, code=code: code, pattern).replace("\\", "").removesuffix("/?")
            for asked in (address, f"{address}{code}", f"{address}?q={code}&after={code}&next={code}&{code}={code}"):
                unharmed(await _raw(boss, asked))
    names = (SESSION_COOKIE, DEVICE_COOKIE, "_xsrf", "undo", "columns_lessons", "scheme", "type", "xinqiao_challenge")
    names += ("xinqiao_scan", "xinqiao_bind", "columns_wishes")
    odd = ('"', "\\377", "2|1:0|10:1|4:undo|4:W10=|x", "a" * 5000, "字", "%00", "=;=", "null", "[]", "{}")
    for name in names:
        for value in odd:
            kept = Walker(boss.base, boss.http, f"{boss.cookies}; {name}={value}")
            for address in ("/console/", "/console/lessons", "/console/wishes", "/console/me", "/console/sign-in/code"):
                unharmed(await kept.ask("GET", address))
            sent = {"_xsrf": "abcdef", "token": value, "back": value}
            unharmed(await kept.ask("POST", "/console/undo", token=True, data=sent))
    assert hers


async def test_no_header_changes_who_asks_or_what_is_asked(services: Services, walker: Walker, phone: Phone) -> None:
    _, theirs = await both_places(services, phone)
    she = await seat(walker, services, "she", StaffRole.VILLAGE_OFFICER, HERE)
    before = await digest(services)
    for headers in (
        {"X-Http-Method-Override": "DELETE", "X-Method-Override": "PUT", "X-HTTP-Method": "POST"},
        {"X-Original-Url": f"/console/wishes/{theirs.ids['wish']}", "X-Rewrite-Url": "/console/audit"},
        {"X-Forwarded-User": "boss", "X-Remote-User": "boss", "Remote-User": "boss", "Authorization": "Basic Ym9zczo="},
        {"Authorization": "Bearer null", "X-Staff-Id": theirs.ids["staff"], "Accept": "application/xml"},
    ):
        for address in ("/console/audit", f"/console/wishes/{theirs.ids['wish']}", "/console/lessons/new"):
            seen = await she.ask("GET", address, headers=headers)
            assert seen.status in {403, 404}, str(seen)
            assert not tells_of_it(seen.text)
        api = await she.ask("POST", f"/api/v1/staff/wishes/{theirs.ids['wish']}/child", token=True, headers=headers)
        assert api.status == 401, str(api)
    for way in (each for each in [*ways(PLACED), *ways(OF_ALL)] if "get" not in methods_of(each.handler)):
        for address, _ in way.addresses([theirs.ids.get(way.kind, "x" * 26)], theirs.ids["deputy"]):
            for method in ("GET", "HEAD", "OPTIONS", "PUT", "DELETE", "PATCH", "PROPFIND", "TRACE"):
                if method.lower() not in methods_of(way.handler):
                    seen = await she.ask(method, f"{address}?_method=POST", token=True)
                    assert seen.status in {401, 403, 405}, str(seen)
    assert await digest(services) == before


async def test_what_broke_a_page_once_breaks_none(services: Services, walker: Walker, phone: Phone) -> None:
    hers, _ = await both_places(services, phone)
    boss = await seat(walker, services, "boss", StaffRole.ADMINISTRATOR, CITY)
    seen = [await _raw(boss, "/console/assets/console%00.css")]
    kept = Walker(boss.base, boss.http, f"{boss.cookies}; undo=null")  # signed as an older Tornado did
    seen += [await kept.ask("GET", each) for each in ("/console/", "/console/me")]
    seen.append(await kept.ask("POST", "/console/undo", token=True, data={"token": "null"}))
    leave = {"login": "here.deputy", "first": "9999-12-31", "last": "9999-12-31"}
    seen.append(await boss.ask("POST", f"/console/staff/{hers.ids['staff']}/deputy", token=True, data=leave))
    assert [each.status for each in seen] == [404, 200, 200, 409, 400]


@pytest.mark.parametrize(
    "asked", ["bytes=0-", "bytes=-1", "bytes=5-2", "bytes=0-0,1-1", "bytes=99999999-", "bytes=" + "9" * 99, "x"]
)
async def test_a_range_of_a_file_is_a_part_of_it_and_of_a_page_nothing(
    services: Services, walker: Walker, asked: str
) -> None:
    boss = await seat(walker, services, "boss", StaffRole.ADMINISTRATOR, CITY)
    for address in ("/console/assets/console.css", "/console/", "/console/lessons?xlsx=1", "/h5/covers/warm-up.png"):
        seen = await boss.ask("GET", address, headers={"Range": asked})
        assert seen.status in {200, 206, 416}, str(seen)


async def test_a_page_with_people_on_it_is_kept_nowhere_and_framed_by_nobody(
    services: Services, walker: Walker, phone: Phone
) -> None:
    hers, _ = await both_places(services, phone)
    boss = await seat(walker, services, "boss", StaffRole.ADMINISTRATOR, CITY)
    program = await bearer(services, "boss")
    asked = [(way, address) for way in ways(PLACED) for address, _ in way.addresses([hers.ids[way.kind]], "")]
    plain = [each for each in routes() if each[0].startswith(("/console", "/api/v1/staff")) and "(" not in each[0]]
    for address in [each for way, each in asked if way.method == "get"] + [pattern for pattern, _ in plain]:
        headers = program if address.startswith("/api/") else {}
        for extra in ("", "?xlsx=1"):
            seen = await boss.ask("GET", address.replace("\\", "") + extra, headers=headers)
            assert seen.headers["Cache-Control"] == "no-store", str(seen)
            assert "frame-ancestors 'self'" in seen.headers["Content-Security-Policy"] or headers, str(seen)
            assert seen.headers["Referrer-Policy"] == "same-origin", str(seen)


async def test_an_appointment_that_has_ended_opens_nothing_at_the_next_request(
    services: Services, walker: Walker, phone: Phone, clock: Clock
) -> None:
    hers, _ = await both_places(services, phone)
    she = await seat(walker, services, "she", StaffRole.COUNTY, HERE)
    program = await bearer(services, "she")
    account = await services.staff.by_login("she")
    assert account
    wish = hers.ids["wish"]
    ends = services.now().replace(hour=10)
    held = (Appointment(StaffRole.COUNTY, HERE, until=ends),)
    await services.staff.change(account, {"appointments": held}, now=services.now())
    addresses = (f"/console/wishes/{wish}", "/console/staff", "/console/", "/console/me", "/console/live")
    assert [(await she.ask("GET", each)).status for each in addresses] == [200] * 5
    assert (await walker.ask("GET", f"/api/v1/staff/wishes/{wish}", headers=program)).status == 200
    clock.at = ends
    assert [(await she.ask("GET", each)).status for each in addresses] == [403] * 5
    assert (await she.ask("POST", f"/console/wishes/{wish}/child", token=True)).status == 403
    assert (await walker.ask("GET", f"/api/v1/staff/wishes/{wish}", headers=program)).status == 403
    assert await services.wishes.page(scope=Scope.of(HERE))


async def test_a_cookie_of_ours_is_out_of_scripts_reach_and_goes_nowhere_else(services: Services) -> None:
    async with walking(services) as walker:
        seen = await walker.ask("GET", "/console/sign-in")
        parts = {each.strip().lower() for each in seen.headers["Set-Cookie"].split(";")}
        assert {"httponly", "samesite=lax", "path=/"} <= parts
        assert not any(each.startswith("domain=") for each in parts)
