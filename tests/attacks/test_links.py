"""The ways in, tried twice, too late, at once and with somebody else's key, by HTTP."""

import asyncio
import re
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from domain.staff import StaffMember, StaffRole
from handlers.base import DEVICE_COOKIE, SESSION_COOKIE
from services.context import Services
from services.staff import add, new_device
from services.staff.invitations import invite, link_again
from tests.console.conftest import Desks
from tests.console.conftest import address as console_address
from tests.console.conftest import desk as console_desk
from tests.console.conftest import serve as console_serve
from tests.console.test_sign_in import begin_scan, bind, cookie, keep, turn_on
from tests.handlers.walking import PASSWORD, Seen, Walker, walking
from tests.joined import Clock, Phone

desk, address, serve = console_desk, console_address, console_serve
OTHER = "另一句只在这里用的长口令"
ADMIN, COUNTY = StaffRole.ADMINISTRATOR, StaffRole.COUNTY
ELSEWHERE = "127.0.0.2"  # another machine, as far as the server can tell


@pytest.fixture(autouse=True)
def _without_a_platform(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.staff.codes.PATIENCE_SECONDS", 0.2)


@pytest.fixture
async def walker(services: Services) -> AsyncIterator[Walker]:
    async with walking(services) as found:
        yield found


@pytest.fixture
async def boss(services: Services) -> StaffMember:
    member, _ = await add(services, login="boss", name="王芳", roles=[ADMIN], region="370800", password=PASSWORD)
    return member


async def li(services: Services, boss: StaffMember) -> tuple[str, str]:
    """A colleague who is invited: her id, and the token of her link."""
    account, token = await invite(services, by=boss, login="li", name="李娜", roles=[COUNTY], region="370881")
    return account.id, token


async def follow(walker: Walker, token: str, password: str = PASSWORD, **more: str) -> Seen:
    form = {"password": password, "again": password} | more
    return await walker.ask("POST", f"/console/join/{token}", token=True, data=form)


async def shut(walker: Walker, token: str) -> None:
    """The link opens nothing, and sets nothing."""
    shown, sent = await walker.ask("GET", f"/console/join/{token}"), await follow(walker, token, OTHER)
    for seen in (shown, sent):
        assert seen.status == 404
        assert SESSION_COOKIE not in seen.headers.get("Set-Cookie", "")
        assert "李娜" not in seen.text
    tried = {"login": "li", "password": OTHER}
    assert (await walker.ask("POST", "/console/sign-in", token=True, data=tried)).status == 401


async def test_a_link_that_was_used_opens_nothing(services: Services, walker: Walker, boss: StaffMember) -> None:
    _, token = await li(services, boss)
    assert (await walker.ask("GET", f"/console/join/{token}")).status == 200
    assert (await follow(walker, token)).status == 303
    await shut(walker, token)


async def test_a_link_that_is_a_week_old_opens_nothing(
    services: Services, walker: Walker, boss: StaffMember, clock: Clock
) -> None:
    _, token = await li(services, boss)
    assert (await walker.ask("GET", f"/console/join/{token}")).status == 200
    clock.move(days=7)
    await shut(walker, token)


async def test_a_link_that_was_replaced_opens_nothing(services: Services, walker: Walker, boss: StaffMember) -> None:
    staff_id, token = await li(services, boss)
    _, newer = await link_again(services, staff_id, by=boss)
    await shut(walker, token)
    assert (await walker.ask("GET", f"/console/join/{newer}")).status == 200


async def test_a_link_of_somebody_who_has_left_opens_nothing(
    services: Services, walker: Walker, boss: StaffMember
) -> None:
    staff_id, token = await li(services, boss)
    account = await services.staff.get(staff_id)
    await services.staff.change(account, {"state": "left", "appointments": ()}, now=services.now())
    seen = await follow(walker, token, OTHER)
    assert seen.status == 404
    assert (await services.staff.get(staff_id)).state.value == "left"


@pytest.mark.parametrize("token", ["a", "A" * 43, "-" * 64, "%00", "..%2f..%2fconsole", "[$ne]", '{"$gt":""}'])
async def test_nobody_guesses_a_link(services: Services, walker: Walker, boss: StaffMember, token: str) -> None:
    await li(services, boss)
    assert (await walker.ask("GET", f"/console/join/{token}")).status == 404
    assert (await follow(walker, token)).status == 404


async def test_a_link_sets_the_password_of_its_owner_whatever_the_form_says(
    services: Services, walker: Walker, boss: StaffMember
) -> None:
    """Also where somebody else is signed in in that browser: it is hers no longer then."""
    zhao, _ = await add(services, login="zhao", name="赵敏", roles=[ADMIN], region="370800", password=PASSWORD)
    before = await services.staff.get(zhao.id)
    staff_id, token = await li(services, boss)
    signed = await walker.ask("POST", "/console/sign-in", token=True, data={"login": "zhao", "password": PASSWORD})
    found = dict(re.findall(rf"({SESSION_COOKIE}|{DEVICE_COOKIE})=([^;]+)", signed.headers["Set-Cookie"]))
    browser = Walker(walker.base, walker.http, "; ".join(f"{name}={value}" for name, value in found.items()))
    seen = await follow(
        browser, token, OTHER, login="zhao", staff_id=zhao.id, id=zhao.id, link="x", roles="administrator"
    )
    assert seen.status == 303
    assert await services.staff.get(zhao.id) == before
    account = await services.staff.get(staff_id)
    assert [each.role for each in account.appointments] == [COUNTY]
    assert (await browser.ask("GET", "/console/")).status == 302


async def test_the_link_that_is_given_out_leads_to_our_own_address_whoever_asks_for_it(
    services: Services, walker: Walker, boss: StaffMember
) -> None:
    staff_id, _ = await li(services, boss)
    signed = await walker.ask("POST", "/console/sign-in", token=True, data={"login": "boss", "password": PASSWORD})
    found = dict(re.findall(rf"({SESSION_COOKIE}|{DEVICE_COOKIE})=([^;]+)", signed.headers["Set-Cookie"]))
    browser = Walker(walker.base, walker.http, "; ".join(f"{name}={value}" for name, value in found.items()))
    for headers in ({"Host": "elsewhere.example"}, {"X-Forwarded-Host": "elsewhere.example"}):
        seen = await browser.ask("POST", f"/console/staff/{staff_id}/link", token=True, headers=headers)
        assert seen.status == 200
        assert "http://127.0.0.1/console/join/" in seen.text
        assert "elsewhere.example" not in seen.text
    seen = await walker.ask("GET", "/console/wishes", headers={"Host": "elsewhere.example"})
    assert seen.headers["Location"].startswith("/console/sign-in?")


async def test_a_recovery_code_that_is_sent_twice_at_once_opens_one_session(desk: Desks, services: Services) -> None:
    browser, one, other = await desk(COUNTY), await desk(), await desk()
    _, codes = await turn_on(browser, services)
    for each in (one, other):
        assert (await each.sign_in("wang")).path == "/console/sign-in/code"
    await asyncio.gather(*(each.post("/console/sign-in/code", code=codes[0]) for each in (one, other)))
    assert sorted(bool(cookie(each, SESSION_COOKIE)) for each in (one, other)) == [False, True]


async def test_a_code_on_the_screen_that_is_confirmed_signs_in_once_however_often_it_is_asked(
    desk: Desks, phone: Phone, services: Services
) -> None:
    browser, other = await desk(COUNTY), await desk()
    await bind(browser, phone)
    typed, number = await begin_scan(other)
    await phone.says(f"登录 {typed}")
    await phone.says(number)
    ticket = {name: cookie(other, name) for name in ("xinqiao_scan", DEVICE_COOKIE)}
    asked = [other.post("/console/sign-in/wechat/state", htmx=True) for _ in range(4)]
    answers = await asyncio.gather(*asked)
    assert sum("HX-Redirect" in each.headers for each in answers) == 1
    assert await services.db["staff_sessions"].count_documents({"way": "wechat"}) == 1
    keep(other, **ticket, **{SESSION_COOKIE: ""})
    again = await other.post("/console/sign-in/wechat/state", htmx=True)
    assert "HX-Redirect" not in again.headers
    assert await services.db["staff_sessions"].count_documents({"way": "wechat"}) == 1


async def sign_in_from(walker: Walker, machine: str, password: str, **headers: str) -> int:
    """Try from an address of this machine's own net; the status."""
    connector = aiohttp.TCPConnector(local_addr=(machine, 0))
    async with aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar()) as http:
        there = Walker(walker.base, http, f"{DEVICE_COOKIE}={new_device()}")
        form: dict[str, Any] = {"login": "boss", "password": password}
        return (await there.ask("POST", "/console/sign-in", token=True, data=form, headers=headers)).status


async def test_who_guesses_a_password_shuts_out_herself_and_not_her_whose_it_is(
    walker: Walker, boss: StaffMember, clock: Clock
) -> None:
    assert boss.login == "boss"
    tried = [await sign_in_from(walker, ELSEWHERE, "不是这一句口令") for _ in range(8)]
    assert tried[:5] == [401] * 5
    assert set(tried[5:]) == {429}
    assert await sign_in_from(walker, ELSEWHERE, PASSWORD) == 429
    for name in ("X-Forwarded-For", "X-Real-Ip", "Forwarded"):
        assert await sign_in_from(walker, ELSEWHERE, PASSWORD, **{name: "198.51.100.7"}) == 429
    assert await sign_in_from(walker, "127.0.0.1", PASSWORD) == 303
    clock.move(hours=1)
    assert await sign_in_from(walker, ELSEWHERE, PASSWORD) == 303
