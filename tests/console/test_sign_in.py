"""Signing in and one's own account, by HTTP as a browser does it."""

import re
from typing import Any

import pytest
from yarl import URL

from domain.regions import Scope
from domain.staff import StaffRole
from handlers.base import DEVICE_COOKIE, SESSION_COOKIE
from services.context import Services
from services.staff.totp import code_of, step_at
from tests.console.conftest import PASSWORD, Desk, Desks
from tests.joined import APP, HER, Clock, Phone

EDITOR = StaffRole.EDITOR


@pytest.fixture(autouse=True)
def _without_a_platform(monkeypatch: pytest.MonkeyPatch) -> None:
    """The platform doesn't answer here: digits are sent."""
    monkeypatch.setattr("services.staff.codes.PATIENCE_SECONDS", 0.2)


def cookie(browser: Desk, name: str) -> str:
    return next((each.value for each in browser.http.cookie_jar if each.key == name), "")


def keep(browser: Desk, **cookies: str) -> None:
    browser.http.cookie_jar.update_cookies(cookies, URL(f"{browser.base}/"))


async def turn_on(browser: Desk, services: Services) -> tuple[str, list[str]]:
    """One-time codes, turned on in the browser: the secret and the recovery codes."""
    await browser.get("/console/me")
    page = await browser.post("/console/me/totp", password=PASSWORD)
    found = re.search(r'<code class="key">([A-Z2-7 ]+)</code>', page.text)
    assert found, page.text
    secret = found[1].replace(" ", "")
    picture = await browser.get("/console/me/totp.svg")
    assert picture.headers["Content-Type"].startswith("image/svg")
    assert "<svg" in picture.text
    await browser.get("/console/me/totp")
    wrong = await browser.post("/console/me/totp", code="000000")
    assert wrong.status == 400
    page = await browser.post("/console/me/totp", code=code_of(secret, step_at(services.now())))
    codes = re.findall(r"<code>([a-z0-9]{5}-[a-z0-9]{5})</code>", page.text)
    assert len(codes) == 10
    return secret, codes


async def test_signing_in_gives_a_new_session_whatever_the_browser_brought_along(desk: Desks) -> None:
    browser = await desk(EDITOR)
    first, device = cookie(browser, SESSION_COOKIE), cookie(browser, DEVICE_COOKIE)
    await browser.post("/console/sign-out")
    keep(browser, **{SESSION_COOKIE: "laid-out-by-somebody"})
    await browser.sign_in("wang")
    second = cookie(browser, SESSION_COOKIE)
    assert second not in {first, "laid-out-by-somebody", ""}
    assert cookie(browser, DEVICE_COOKIE) == device
    keep(browser, **{SESSION_COOKIE: first})
    assert (await browser.get("/console/")).path == "/console/sign-in"


async def test_a_session_cookie_alone_opens_nothing_in_another_browser(desk: Desks) -> None:
    browser, thief = await desk(EDITOR), await desk()
    keep(thief, **{SESSION_COOKIE: cookie(browser, SESSION_COOKIE)})
    assert (await thief.get("/console/")).path == "/console/sign-in"
    keep(thief, **{DEVICE_COOKIE: "A" * 43})
    assert (await thief.get("/console/me")).path == "/console/sign-in"
    assert (await browser.get("/console/")).path == "/console/"


async def test_with_codes_turned_on_the_password_alone_opens_nothing(
    desk: Desks, services: Services, clock: Clock
) -> None:
    browser, other = await desk(EDITOR), await desk()
    secret, codes = await turn_on(browser, services)
    clock.move(seconds=60)
    asked = await other.sign_in("wang", next="/console/lessons")
    assert asked.path == "/console/sign-in/code"
    assert cookie(other, SESSION_COOKIE) == ""
    assert (await other.get("/console/")).path == "/console/sign-in"
    await other.get("/console/sign-in/code?next=/console/lessons")
    wrong = await other.post("/console/sign-in/code", code="000000", next="/console/lessons")
    assert wrong.status == 401
    assert "验证码不对" in wrong.text
    code = code_of(secret, step_at(services.now()))
    page = await other.post("/console/sign-in/code", code=code, next="/console/lessons")
    assert page.path == "/console/lessons"
    third = await desk()
    await third.sign_in("wang")
    assert (await third.post("/console/sign-in/code", code=code)).status == 401
    assert (await third.post("/console/sign-in/code", code=codes[0])).path == "/console/"


async def test_a_challenge_that_was_carried_off_is_of_no_use(desk: Desks, services: Services) -> None:
    browser, other, thief = await desk(EDITOR), await desk(), await desk()
    _, codes = await turn_on(browser, services)
    await other.sign_in("wang")
    keep(thief, xinqiao_challenge=cookie(other, "xinqiao_challenge"))
    await thief.get("/console/sign-in")
    page = await thief.post("/console/sign-in/code", code=codes[0])
    assert page.path == "/console/sign-in"
    assert "请重新填" in page.text
    assert (await other.post("/console/sign-in/code", code=codes[0])).path == "/console/"


async def test_codes_are_turned_off_and_renewed_with_password_and_code(desk: Desks, services: Services) -> None:
    browser = await desk(EDITOR)
    _, codes = await turn_on(browser, services)
    await browser.get("/console/me")
    assert "恢复码还剩 10 个" in browser.seen.text
    wrong = await browser.post("/console/me/totp/change", move="off", password="不是这一句", code=codes[0])
    assert wrong.status == 400
    renewed = await browser.post("/console/me/totp/change", move="recovery", password=PASSWORD, code=codes[0])
    others = re.findall(r"<code>([a-z0-9]{5}-[a-z0-9]{5})</code>", renewed.text)
    assert set(others).isdisjoint(codes)
    wrong = await browser.post("/console/me/totp/change", move="off", password=PASSWORD, code=codes[1])
    assert wrong.status == 400
    page = await browser.post("/console/me/totp/change", move="off", password=PASSWORD, code=others[0])
    assert "登录验证码关掉了" in page.text
    assert (await (await desk()).sign_in("wang")).path == "/console/"


async def test_another_password_takes_the_old_one_and_ends_the_sessions_elsewhere(desk: Desks) -> None:
    browser, other = await desk(EDITOR), await desk()
    await other.sign_in("wang")
    await browser.get("/console/me")
    new = "另一句只在这里用的长口令"
    for given, words in (
        ({"password": "不是", "new": new, "again": new}, "填得不对"),
        ({"password": PASSWORD, "new": "短", "again": "短"}, "太短"),
        ({"password": PASSWORD, "new": new, "again": new + "了"}, "不一样"),
    ):
        page = await browser.post("/console/me/password", **given)
        assert page.status == 400
        assert words in page.text
        assert new not in page.text
    page = await browser.post("/console/me/password", password=PASSWORD, new=new, again=new)
    assert "密码换好了" in page.text
    assert (await browser.get("/console/")).path == "/console/"
    assert (await other.get("/console/")).path == "/console/sign-in"
    assert (await other.sign_in("wang")).status == 401
    assert (await other.sign_in("wang", new)).path == "/console/"


async def test_sessions_are_listed_in_plain_words_and_ended_one_by_one_or_all(desk: Desks, services: Services) -> None:
    browser, other, third = await desk(EDITOR), await desk(), await desk()
    agent = "Mozilla/5.0 (Linux; Android 13) AppleWebKit Chrome/116 MicroMessenger/8.0"
    other.http.headers.update({"User-Agent": agent})  # type: ignore[attr-defined]
    await other.sign_in("wang")
    await third.sign_in("wang")
    page = await browser.get("/console/me")
    assert "安卓手机上的微信" in page.text
    assert page.text.count("让它退出") == 2
    (hers,) = {
        each.id
        for each in await services.staff.sessions_of(await staff_id(services), now=services.now())
        if each.device_kind == "android.wechat"
    }
    page = await browser.post("/console/me/sessions", session=hers)
    assert "那台设备已经退出" in page.text
    assert (await other.get("/console/")).path == "/console/sign-in"
    assert (await third.get("/console/")).path == "/console/"
    await browser.post("/console/me/sessions")
    assert (await third.get("/console/")).path == "/console/sign-in"
    assert (await browser.get("/console/")).path == "/console/"
    kinds = [row.kind for row in await services.audit.page(scope=Scope.system())]
    assert kinds.count("session_ended") == 2


async def staff_id(services: Services) -> str:
    account = await services.staff.by_login("wang")
    assert account
    return account.id


async def test_nobody_ends_a_colleagues_session(desk: Desks, services: Services) -> None:
    browser, colleague = await desk(EDITOR), await desk(EDITOR, login="li")
    (hers,) = await services.staff.sessions_of(await staff_id(services), now=services.now())
    await colleague.get("/console/me")
    await colleague.post("/console/me/sessions", session=hers.id)
    assert (await browser.get("/console/")).path == "/console/"


async def begin_scan(browser: Desk) -> tuple[str, str]:
    """The digits to send and the number to tap, as the page shows them."""
    await browser.get("/console/sign-in")
    page = await browser.post("/console/sign-in/wechat", next="/console/lessons")
    assert page.path == "/console/sign-in/wechat"
    return shown(page.text)


def shown(text: str) -> tuple[str, str]:
    typed = re.search(r"(?:登录|绑定) (\d{6})", text)
    number = re.search(r'<b class="number">(\d{2})</b>', text)
    assert typed
    assert number
    return typed[1], number[1]


async def bind(browser: Desk, phone: Phone) -> Any:
    await browser.get("/console/me")
    page = await browser.post("/console/me/wechat")
    assert page.path == "/console/me/wechat"
    typed, number = shown(page.text)
    await phone.says(f"绑定 {typed}")
    assert "绑好了" in await phone.says(number)
    return await browser.post("/console/me/wechat/state")


async def test_a_wechat_is_bound_signs_in_and_is_unbound(desk: Desks, phone: Phone, services: Services) -> None:
    browser, other = await desk(EDITOR), await desk()
    await turn_on(browser, services)
    assert "微信绑好了" in (await bind(browser, phone)).text
    typed, number = await begin_scan(other)
    polled = await other.post("/console/sign-in/wechat/state", htmx=True, seen="waiting")
    assert (polled.status, polled.text) == (204, "")
    await phone.says(f"登录 {typed}")
    polled = await other.post("/console/sign-in/wechat/state", htmx=True, seen="waiting")
    assert "手机连上了" in polled.text
    await phone.says(number)
    polled = await other.post("/console/sign-in/wechat/state", htmx=True, seen="scanned", next="/console/lessons")
    assert polled.headers["HX-Redirect"] == "/console/lessons"
    assert (await other.get("/console/lessons")).path == "/console/lessons"  # no code is asked for
    await browser.get("/console/me")
    assert "用微信扫码登录" in browser.seen.text
    assert "解绑了" in (await browser.post("/console/me/wechat/unbind")).text
    third = await desk()
    typed, _ = await begin_scan(third)
    assert "还没有绑" in await phone.says(f"登录 {typed}")


async def test_without_a_script_the_button_leads_on(desk: Desks, phone: Phone) -> None:
    browser, other = await desk(EDITOR), await desk()
    await bind(browser, phone)
    typed, number = await begin_scan(other)
    assert "在等您的手机" in (await other.post("/console/sign-in/wechat/state")).text
    await phone.says(f"登录 {typed}")
    await phone.says(number)
    assert (await other.post("/console/sign-in/wechat/state", next="/console/lessons")).path == "/console/lessons"


async def test_another_browser_with_the_codes_cookie_gets_nothing(desk: Desks, phone: Phone) -> None:
    browser, other, thief = await desk(EDITOR), await desk(), await desk()
    await bind(browser, phone)
    typed, number = await begin_scan(other)
    keep(thief, xinqiao_scan=cookie(other, "xinqiao_scan"))
    await thief.get("/console/sign-in")
    await phone.says(f"登录 {typed}")
    await phone.says(number)
    await thief.post("/console/sign-in/wechat/state")
    assert (await thief.get("/console/")).path == "/console/sign-in"
    keep(other, xinqiao_scan="nonsense")
    await other.post("/console/sign-in/wechat/state")
    assert (await other.get("/console/")).path == "/console/sign-in"


async def test_a_code_that_ran_out_or_was_refused_says_so_and_stops_asking(
    desk: Desks, phone: Phone, clock: Clock
) -> None:
    browser, other = await desk(EDITOR), await desk()
    await bind(browser, phone)
    typed, _ = await begin_scan(other)
    await phone.says(f"登录 {typed}")
    await phone.says("不是我")
    polled = await other.post("/console/sign-in/wechat/state", htmx=True, seen="scanned")
    assert (polled.status, "没有放行" in polled.text) == (286, True)
    await begin_scan(other)
    clock.move(minutes=2)
    polled = await other.post("/console/sign-in/wechat/state", htmx=True, seen="waiting")
    assert (polled.status, "过时" in polled.text) == (286, True)
    assert (await other.get("/console/sign-in/wechat")).path == "/console/sign-in"


async def test_a_page_of_a_code_leads_nowhere_else(desk: Desks, phone: Phone) -> None:
    browser, other = await desk(EDITOR), await desk()
    await bind(browser, phone)
    typed, number = await begin_scan(other)
    await phone.says(f"登录 {typed}")
    await phone.says(number)
    polled = await other.post("/console/sign-in/wechat/state", htmx=True, next="//elsewhere.example/")
    assert polled.headers["HX-Redirect"] == "/console/"


async def test_the_openid_stands_nowhere_among_the_bindings(desk: Desks, phone: Phone, services: Services) -> None:
    await bind(await desk(EDITOR), phone)
    for name in ("staff_wechat", "sign_in_codes", "audit"):
        kept = str([each async for each in services.db[name].find()])
        assert HER not in kept
        assert APP not in kept
