"""Codes to scan in the console."""

import asyncio
import re

import pytest

from domain.regions import Scope
from domain.staff import StaffRole
from services.context import Services
from tests.console.conftest import Desk, Desks
from tests.joined import Phone

EDITOR = StaffRole.EDITOR
SCENES = "/console/account/scenes"


@pytest.fixture
def services(services: Services, monkeypatch: pytest.MonkeyPatch) -> Services:
    """Nobody waits between two tries of a platform that isn't there."""
    monkeypatch.setattr(services.wechat, "_sleep", lambda _seconds: asyncio.sleep(0))
    return services


SITE = {"name": "妇女之家", "kind": "site", "words": "欢迎 <b>", "lesson": "", "keyword": ""}


async def make(browser: Desk, **fields: str) -> tuple[str, int, str]:
    page = await browser.get(f"{SCENES}/new")
    found = re.search(rf'action="({SCENES}/[0-9a-z]+)"', page.text)
    assert found
    values = SITE | {"version": page.value("version"), "region": page.value("region")} | fields
    answer = await browser.post(found[1], **values)
    return found[1], answer.status, answer.text


async def test_a_code_is_kept_and_says_when_the_platform_cannot_be_reached(desk: Desks) -> None:
    address, status, text = await make(await desk(EDITOR, region="370881"))
    assert status == 200
    assert "曲阜市" in text
    assert "连不上微信" in text
    assert f"{address}/code" in text
    assert "欢迎 &lt;b&gt;" in text


async def test_a_code_with_its_picture_is_looked_at_taken_along_and_printed(desk: Desks, services: Services) -> None:
    browser = await desk(EDITOR)
    address, _, _ = await make(browser)
    assert (await browser.get(f"{address}/print")).status == 200
    (scene,) = await services.scenes.page(scope=Scope.system())
    await services.scenes.keep_url(scene.id, "http://weixin.qq.com/q/02abc")
    assert f'src="{address}/code.png"' in (await browser.get(address)).text
    async with browser.http.get(f"{browser.base}{address}/code.png?save=1") as answer:
        assert (await answer.read()).startswith(b"\x89PNG")
        assert "attachment" in answer.headers["Content-Disposition"]
    assert "用微信扫一扫" in (await browser.get(f"{address}/print")).text


async def test_scans_are_shown_by_day_and_in_all(desk: Desks, services: Services, phone: Phone) -> None:
    browser = await desk(EDITOR)
    address, _, _ = await make(browser)
    (scene,) = await services.scenes.page(scope=Scope.system())
    await phone.event("subscribe", f"qrscene_{scene.key}")
    await phone.event("SCAN", scene.key)
    assert "一共扫过 2 人次，其中 1 人次扫了才关注" in (await browser.get(address)).text
    assert "2 人次" in (await browser.get(SCENES)).text


async def test_a_county_sees_its_own_codes_and_no_other_countys(desk: Desks) -> None:
    here = await desk(EDITOR, region="370881")
    there = await desk(EDITOR, login="li", region="370883")
    address, _, _ = await make(here)
    assert "妇女之家" in (await here.get(SCENES)).text
    assert "妇女之家" not in (await there.get(SCENES)).text
    for path in (address, f"{address}/code.png", f"{address}/print"):
        assert (await there.get(path)).status == 404
    assert (await there.get(f"{SCENES}/new?region=370881")).status == 403


async def test_what_is_wrong_stands_beside_its_field(desk: Desks) -> None:
    _, status, text = await make(await desk(EDITOR), keyword="天书")
    assert status == 400
    assert 'id="keyword-problem"' in text
    assert 'value="妇女之家"' in text


async def test_a_changed_name_is_kept_and_a_second_editor_is_told(desk: Desks) -> None:
    browser = await desk(EDITOR)
    address, _, _ = await make(browser)
    page = await browser.get(address)
    values = {"version": page.value("version"), "region": page.value("region")}
    assert "新名字" in (await browser.post(address, **(SITE | values | {"name": "新名字"}))).text
    late = await browser.post(address, **(SITE | values | {"name": "旧名字"}))
    assert late.status == 409
    assert "有人先改过了" in late.text
