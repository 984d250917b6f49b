"""Signing in and binding by WeChat: who may, and that a second scan, a stale code or another browser get nothing."""

import asyncio
from typing import Any

import pytest

from domain.errors import Conflict, NotFound, TooMany
from domain.regions import Scope
from domain.sign_in import CodeState
from domain.staff import StaffMember, StaffRole
from services.context import Services
from services.people.follow import erase
from services.staff import Browser, SignedIn, add, digest, new_device, session
from services.staff.codes import Shown, enter, new_code, shown_code, unbind
from services.staff.opening import open_session
from tests.joined import APP, HER, Clock, Phone

HERS = Browser(device=new_device(), kind="windows.chrome", address="192.0.2.1")
ELSEWHERE = Browser(device=new_device(), kind="android.chrome", address="192.0.2.2")


@pytest.fixture
async def wang(services: Services) -> StaffMember:
    member, _ = await add(services, login="wang", name="王芳", roles=[StaffRole.EDITOR], region="370800")
    return member


@pytest.fixture
def scene(monkeypatch: pytest.MonkeyPatch, services: Services) -> list[str]:
    """The scenes of which the platform was asked for a QR code, the newest last."""
    asked: list[str] = []

    class Made:
        url = "http://weixin.qq.com/q/02"

    async def create_qr(_self: Any, scene: str, *, expire_seconds: int) -> Made:
        assert expire_seconds == 120
        asked.append(scene)
        return Made()

    monkeypatch.setattr(type(services.wechat), "create_qr", create_qr)
    return asked


async def bound(services: Services, wang: StaffMember, openid: str = HER) -> None:
    person = await services.people.ensure(APP, openid, now=services.now())
    await services.bindings.bind(wang.id, person.id, now=services.now())


async def tap(phone: Phone, shown: Shown, number: str) -> str:
    return await phone.says(number, tap=f"k:{shown.code.id}.{number}")


def wrong(shown: Shown) -> str:
    return next(each for each in shown.code.choices if each != shown.code.number)


async def test_a_scan_and_the_right_tap_sign_the_browser_in_once(
    services: Services, wang: StaffMember, phone: Phone, scene: list[str]
) -> None:
    await bound(services, wang)
    shown = await new_code(services, browser=HERS)
    asked = await phone.event("SCAN", scene[-1])
    assert "王芳" in asked
    assert "Windows 电脑上的 Chrome" in asked
    assert all(number in asked for number in shown.code.choices)
    with pytest.raises(NotFound):
        await enter(services, shown.browser, browser=HERS)
    assert "已经登录" in await tap(phone, shown, shown.code.number)
    outcomes = await asyncio.gather(
        *(enter(services, shown.browser, browser=HERS) for _ in range(3)), return_exceptions=True
    )
    (signed_in,) = [each for each in outcomes if isinstance(each, SignedIn)]
    assert await session(services, signed_in.token, device=HERS.device) == signed_in.member
    assert signed_in.member.id == wang.id
    ways = [row.data["way"] for row in await services.audit.page(scope=Scope.system()) if row.kind == "signed_in"]
    assert ways == ["wechat"]


async def test_the_number_may_be_typed(services: Services, wang: StaffMember, phone: Phone, scene: list[str]) -> None:
    await bound(services, wang)
    shown = await new_code(services, browser=HERS)
    await phone.event("SCAN", scene[-1])
    assert "已经登录" in await phone.says(shown.code.number)


async def test_a_wrong_number_refuses_and_the_right_one_then_comes_too_late(
    services: Services, wang: StaffMember, phone: Phone, scene: list[str]
) -> None:
    await bound(services, wang)
    shown = await new_code(services, browser=HERS)
    await phone.event("SCAN", scene[-1])
    assert "没有放行" in await tap(phone, shown, wrong(shown))
    assert "已经用过" in await tap(phone, shown, shown.code.number)
    with pytest.raises(NotFound):
        await enter(services, shown.browser, browser=HERS)


async def test_not_me_refuses(services: Services, wang: StaffMember, phone: Phone, scene: list[str]) -> None:
    await bound(services, wang)
    shown = await new_code(services, browser=HERS)
    await phone.event("SCAN", scene[-1])
    assert "没有放行" in await phone.says("不是我")
    code = await shown_code(services, shown.browser, browser=HERS)
    assert code is not None
    assert code.state is CodeState.REFUSED


async def test_another_browsers_cookie_signs_nobody_in(
    services: Services, wang: StaffMember, phone: Phone, scene: list[str]
) -> None:
    await bound(services, wang)
    shown = await new_code(services, browser=HERS)
    other = await new_code(services, browser=ELSEWHERE)
    await phone.event("SCAN", scene[0])
    await tap(phone, shown, shown.code.number)
    for secret, browser in (
        (shown.browser, ELSEWHERE),
        (other.browser, ELSEWHERE),
        (other.browser, HERS),
        ("", HERS),
        (scene[0].partition(":")[2], HERS),
    ):
        with pytest.raises(NotFound):
            await enter(services, secret, browser=browser)
    assert await enter(services, shown.browser, browser=HERS)


async def test_a_stale_code_signs_nobody_in_however_far_it_was(
    services: Services, wang: StaffMember, phone: Phone, scene: list[str], clock: Clock
) -> None:
    await bound(services, wang)
    codes = [await new_code(services, browser=HERS) for _ in range(3)]
    await phone.event("SCAN", scene[1])
    await phone.event("SCAN", scene[2])
    await tap(phone, codes[2], codes[2].code.number)
    clock.move(minutes=2)
    assert "过时" in await phone.event("SCAN", scene[0])
    assert "已经用过" in await tap(phone, codes[1], codes[1].code.number)
    for shown in codes:
        with pytest.raises(NotFound):
            await enter(services, shown.browser, browser=HERS)


async def test_of_two_who_scan_one_confirms_and_the_others_tap_is_nothing(
    services: Services, wang: StaffMember, phone: Phone, scene: list[str]
) -> None:
    li, _ = await add(services, login="li", name="李梅", roles=[StaffRole.EDITOR], region="370800")
    await bound(services, wang)
    await bound(services, li, "openid-of-li")
    other = Phone(services, "openid-of-li")
    shown = await new_code(services, browser=HERS)
    assert "王芳" in await phone.event("SCAN", scene[-1])
    assert "已经用过" in await other.event("SCAN", scene[-1])
    assert "过时" in await tap(other, shown, shown.code.number)
    assert "王芳" in await phone.event("SCAN", scene[-1])
    await tap(phone, shown, shown.code.number)
    assert (await enter(services, shown.browser, browser=HERS)).member.id == wang.id
    assert "已经用过" in await phone.event("SCAN", scene[-1])


async def test_whoever_is_not_staff_is_told_kindly_and_the_code_stays_good(
    services: Services, wang: StaffMember, phone: Phone, scene: list[str]
) -> None:
    shown = await new_code(services, browser=HERS)
    stranger = Phone(services, "openid-of-nobody")
    for event in ("SCAN", "subscribe"):
        key = scene[-1] if event == "SCAN" else f"qrscene_{scene[-1]}"
        assert "还没有绑" in await stranger.event(event, key)
    await bound(services, wang)
    assert "王芳" in await phone.event("subscribe", f"qrscene_{scene[-1]}")
    await tap(phone, shown, shown.code.number)
    assert await enter(services, shown.browser, browser=HERS)


async def test_whoever_has_left_or_is_unbound_before_the_browser_enters_stays_outside(
    services: Services, wang: StaffMember, phone: Phone, scene: list[str]
) -> None:
    await bound(services, wang)
    shown = await new_code(services, browser=HERS)
    await phone.event("SCAN", scene[-1])
    await tap(phone, shown, shown.code.number)
    await unbind(services, by=wang)
    with pytest.raises(NotFound):
        await enter(services, shown.browser, browser=HERS)
    await bound(services, wang)
    account = await services.staff.get(wang.id)
    await services.staff.change(account, {"state": "left"}, now=services.now())
    with pytest.raises(NotFound):
        await enter(services, shown.browser, browser=HERS)
    assert "还没有绑" in await phone.event("SCAN", scene[-1])


async def test_a_wechat_is_bound_by_a_scan_and_a_tap_and_to_one_account_only(
    services: Services, wang: StaffMember, phone: Phone, scene: list[str]
) -> None:
    li, _ = await add(services, login="li", name="李梅", roles=[StaffRole.EDITOR], region="370800")
    shown = await new_code(services, browser=HERS, bind_to=wang)
    assert scene[-1].startswith("bind:")
    assert "王芳" in await phone.event("SCAN", scene[-1])
    replies = [await tap(phone, shown, shown.code.number) for _ in range(2)]
    assert all("绑好了" in each for each in replies)
    with pytest.raises(Conflict):
        await new_code(services, browser=HERS, bind_to=wang)
    await new_code(services, browser=HERS, bind_to=li)
    assert "已经绑了一个" in await phone.event("SCAN", scene[-1])
    with pytest.raises(NotFound):  # a code that binds lets nobody in
        await enter(services, shown.browser, browser=HERS)
    await unbind(services, by=wang)
    kinds = [row.kind for row in await services.audit.page(scope=Scope.system()) if "wechat" in row.kind]
    assert sorted(kinds) == ["wechat_bound", "wechat_unbound"]


async def test_a_wrong_tap_binds_nothing(services: Services, wang: StaffMember, phone: Phone, scene: list[str]) -> None:
    shown = await new_code(services, browser=HERS, bind_to=wang)
    await phone.event("SCAN", scene[-1])
    await tap(phone, shown, wrong(shown))
    assert await services.bindings.bound_at(wang.id) is None


async def test_an_account_closed_at_the_platform_is_bound_no_longer(services: Services, wang: StaffMember) -> None:
    await bound(services, wang)
    await erase(services, app=APP, openid=HER, key="k", now=services.now())
    assert await services.bindings.bound_at(wang.id) is None


async def test_without_qr_codes_digits_are_sent_instead(
    services: Services, wang: StaffMember, phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.staff.codes.PATIENCE_SECONDS", 0.2)
    await bound(services, wang)
    shown = await new_code(services, browser=HERS)
    assert shown.code.url == ""
    assert len(shown.code.typed) == 6
    assert "王芳" in await phone.says(f"登录 {shown.code.typed}")
    await tap(phone, shown, shown.code.number)
    assert await enter(services, shown.browser, browser=HERS)
    assert "过时" in await phone.says(f"绑定 {shown.code.typed}")


async def test_digits_are_not_to_be_guessed(services: Services, wang: StaffMember, phone: Phone) -> None:
    for _ in range(5):
        assert "过时" in await phone.says("绑定 000000")
    assert "太勤" in await phone.says("绑定 000000")
    assert await services.bindings.bound_at(wang.id) is None


async def test_an_address_makes_so_many_codes_and_then_waits_a_little(
    services: Services, monkeypatch: pytest.MonkeyPatch, scene: list[str]
) -> None:
    monkeypatch.setattr("services.staff.codes.CODES_FREE", 3)
    for _ in range(3):
        await new_code(services, browser=HERS)
    with pytest.raises(TooMany):
        await new_code(services, browser=HERS)
    assert await new_code(services, browser=ELSEWHERE)
    assert len(scene) == 4


async def test_a_session_opens_nothing_on_another_device(services: Services, wang: StaffMember) -> None:
    account = await services.staff.get(wang.id)
    opened = await open_session(services, account, HERS, way="password")
    assert await session(services, opened.token, device=HERS.device) is not None
    for device in (ELSEWHERE.device, "", digest(HERS.device)):
        assert await session(services, opened.token, device=device) is None
