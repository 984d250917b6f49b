"""Forms that another site sends in her name: every form of the console, every write of the staff's API."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from typing import Any

import pytest

from domain.ids import new_id
from domain.staff import StaffRole
from handlers.base import DEVICE_COOKIE
from services.context import Services
from services.staff import new_device
from tests.attacks.gaps import METHODS, OF_ALL, PLACED, Way, methods_of, ways
from tests.attacks.stock import CITY, both_places, digest, for_everybody, form, fresh_key, seat
from tests.attacks.test_foreign_ids import API_LESSON
from tests.handlers.walking import GROUP, Walker, routes, walking
from tests.joined import Phone

ELSEWHERE: tuple[Mapping[str, str], ...] = (
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Origin": "https://elsewhere.example"},
    {"Origin": "https://127.0.0.1.elsewhere.example"},
    {"Origin": "null"},
    {"Origin": ""},
    {"Sec-Fetch-Site": "cross-site", "Origin": "http://127.0.0.1"},
)


@pytest.fixture
async def walker(services: Services, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Walker]:
    monkeypatch.setattr(services.wechat, "_sleep", lambda _seconds: asyncio.sleep(0))
    async with walking(services) as found:
        yield found


async def forms(services: Services, phone: Phone) -> list[tuple[str, dict[str, Any]]]:
    """Every address of the console that takes a form, with one that is in order."""
    hers, _ = await both_places(services, phone)
    kept = dict(hers.ids) | await for_everybody(services)
    found: list[tuple[str, dict[str, Any]]] = []
    for way in (each for each in [*ways(PLACED), *ways(OF_ALL)] if each.method == "post" and not each.is_api):
        for address, move in way.addresses([kept[way.kind]], hers.ids["deputy"]):
            found.append((address, form(hers, move=move)))
    known = {way.pattern for way in [*ways(PLACED), *ways(OF_ALL)]}
    for pattern, handler in routes():
        if pattern.startswith("/console") and "post" in methods_of(handler) and pattern not in known:
            filled = pattern.replace("([0-9a-z]{26})", new_id())
            address = GROUP.sub("lessons", filled).replace("\\", "")
            found.append((address, form(hers) | {"password": "一句只在这里用的长口令", "login": "here"}))
    return found


def test_every_form_of_the_console_is_sent_here() -> None:
    patterns = {pattern for pattern, handler in routes() if "post" in methods_of(handler) and "/console" in pattern}
    assert len(patterns) > 40
    assert all(len(GROUP.findall(pattern)) <= 2 for pattern in patterns)


async def test_no_form_is_taken_without_its_token_or_from_elsewhere(
    services: Services, walker: Walker, phone: Phone
) -> None:
    every = await forms(services, phone)
    boss = await seat(walker, services, "boss", StaffRole.ADMINISTRATOR, CITY)
    strangers = replace(boss, cookies=f"{boss.cookies}; _xsrf=2|aaaa")
    before = await digest(services, without=set())
    for address, fields in every:
        seen = [
            await boss.ask("POST", address, data=fields),
            await boss.ask("POST", address, data=fields | {"_xsrf": "abcdef"}),
            await strangers.ask("POST", address, data=fields | {"_xsrf": "abcdef"}),
            await strangers.ask("POST", address, data=fields, headers={"X-Xsrftoken": "abcdef"}),
            *[await boss.ask("POST", address, token=True, data=fields, headers=each) for each in ELSEWHERE],
        ]
        assert [each.status for each in seen] == [403] * len(seen), address
        assert await digest(services, without=set()) == before, address


async def test_the_same_forms_from_a_page_of_ours_are_taken(services: Services, walker: Walker, phone: Phone) -> None:
    """Without this the walk above would prove nothing."""
    every = await forms(services, phone)
    boss = await seat(walker, services, "boss", StaffRole.ADMINISTRATOR, CITY)
    headers = {"Sec-Fetch-Site": "same-origin", "Origin": walker.base}
    ends = [address for address, _ in every if address.endswith(("/sign-out", "/sessions"))]
    for address, fields in sorted(every, key=lambda each: each[0] in ends):
        seen = await boss.ask("POST", address, token=True, data=fields, headers=headers)
        if address.startswith("/console/wish-pictures/") and seen.status == 403:
            continue  # hers alone who brought it (tests/console/test_wish_pictures.py)
        assert seen.status in {200, 204, 286, 303, 400, 401, 404, 409}, str(seen)


async def test_a_token_of_another_browser_is_of_no_use_in_hers(services: Services, walker: Walker) -> None:
    boss = await seat(walker, services, "boss", StaffRole.ADMINISTRATOR, CITY)
    shown = await walker.ask("GET", "/console/sign-in")
    stolen = shown.text.split('name="_xsrf" value="')[1].split('"')[0]
    hers = (await boss.ask("GET", "/console/me")).headers["Set-Cookie"].split("_xsrf=")[1].split(";")[0]
    browser = replace(boss, cookies=f"{boss.cookies}; _xsrf={hers}")
    assert (await browser.ask("POST", "/console/look", data={"_xsrf": stolen})).status == 403
    assert (await browser.ask("POST", "/console/look", data={"_xsrf": hers})).status == 303


async def test_nothing_is_written_by_the_api_with_a_browsers_session_alone(
    services: Services, walker: Walker, phone: Phone
) -> None:
    hers, _ = await both_places(services, phone)
    kept = dict(hers.ids) | await for_everybody(services)
    boss = await seat(walker, services, "boss", StaffRole.ADMINISTRATOR, CITY)
    assert (await boss.ask("GET", "/api/v1/staff/me")).status == 200
    device = replace(walker, cookies=f"{DEVICE_COOKIE}={new_device()}")
    before = await digest(services)
    calls = [way for way in [*ways(PLACED), *ways(OF_ALL)] if way.is_api]
    plain = [each for each in routes() if each[0].startswith("/api/v1/staff") and not GROUP.findall(each[0])]
    calls += [Way(pattern, handler, name, "") for pattern, handler in plain for name in methods_of(handler)]
    walked = 0
    for way in (each for each in calls if each.method != "get"):
        addresses = (
            [address for address, _ in way.addresses([kept[way.kind]], hers.ids["deputy"])]
            if way.kind
            else [way.pattern]
        )
        headers = {"If-Match": '"v1"', "Idempotency-Key": fresh_key()}
        for address in addresses:
            for who in (boss, device, walker):
                seen = await who.ask(way.method.upper(), address, token=True, headers=headers, json=API_LESSON)
                assert seen.status in {401, 403}, str(seen)
                walked += 1
        assert await digest(services) == before, way
    assert walked > 30
    assert set(METHODS) >= {way.method for way in calls}
