"""Staff bind their WeChat and sign in with it: a browser, and the phone that scans what it shows."""

import re

import pytest
from playwright.async_api import Page, expect

from tests.acceptance.conftest import PATIENCE_MS, Demo, Phone

pytestmark = pytest.mark.xdist_group("demo")


async def scan(phone: Phone, kind: str, expected: str) -> None:
    """Scan the newest code of this kind; what the account says holds `expected`."""
    count = await phone.said.count()
    await phone.page.get_by_test_id("plus").click()
    await phone.page.get_by_test_id("scan").locator("visible=true").click()
    codes = phone.page.get_by_test_id("ask-code")
    await expect(codes).to_be_visible()  # the sheet of the scan before stays in the page, closed, until then
    newest = await codes.locator("option").filter(has_text=f"{kind}:").first.get_attribute("value")
    await codes.select_option(newest)
    await phone.page.get_by_test_id("ask-yes").click()
    await phone.hears(count, expected)


async def number(page: Page) -> str:
    return await page.locator("b.number").inner_text()


async def test_staff_bind_their_wechat_and_sign_in_by_scanning_comparing_and_tapping(phone: Phone, demo: Demo) -> None:
    browser = phone.page.context.browser
    assert browser is not None
    desk = await (await browser.new_context(locale="zh-CN")).new_page()
    desk.set_default_timeout(PATIENCE_MS)
    await desk.goto(f"{demo.base}/console/sign-in?next=/console/me")
    await desk.get_by_label("用户名").fill(demo.login)
    await desk.get_by_label("密码").fill(demo.password)
    await desk.get_by_role("button", name="登录").click()
    await expect(desk.get_by_role("button", name="绑定微信")).to_be_visible()
    before = await desk.locator(".devices li").count()  # the demo's login is used by other tests as well
    await desk.get_by_role("button", name="绑定微信").click()
    await expect(desk.locator("img.qr")).to_be_visible()
    await scan(phone, "bind", "要把这个微信绑到")
    await expect(desk.locator("#state")).to_contain_text("手机连上了")
    await phone.taps(await number(desk), "绑好了")
    await expect(desk.get_by_role("status")).to_contain_text("微信绑好了")

    other = await (await browser.new_context(locale="zh-CN", viewport={"width": 360, "height": 740})).new_page()
    other.set_default_timeout(PATIENCE_MS)
    refused: list[str] = []
    other.on("console", lambda said: refused.append(said.text) if "Content Security" in said.text else None)
    await other.goto(f"{demo.base}/console/lessons")
    await other.get_by_role("button", name="用微信扫一扫").click()
    await scan(phone, "signin", "登录后台")
    right = await number(other)
    offered = re.findall(r"\b\d{2}\b", await phone.said.last.inner_text())
    wrong = next(each for each in offered if each != right)
    await phone.taps(wrong, "没有放行")
    await expect(other.locator("#state")).to_contain_text("没有放行")
    shown = await other.locator("img.qr").get_attribute("src")
    await other.get_by_role("button", name="换一个码").click()
    await expect(other.locator(f'img.qr:not([src="{shown}"])')).to_be_visible()
    await scan(phone, "signin", "登录后台")
    await phone.taps(await number(other), "已经登录")
    await expect(other.get_by_role("heading", level=1)).to_have_text("微课")
    await scan(phone, "signin", "已经用过")
    assert refused == []

    await desk.goto(f"{demo.base}/console/me")
    await expect(desk.locator(".devices li")).to_have_count(before + 1)
    await desk.get_by_text("不用了，解绑").click()
    await desk.get_by_role("button", name="解绑微信").click()
    await expect(desk.get_by_role("status")).to_contain_text("微信解绑了")
    await desk.get_by_role("button", name=re.compile("别的都退出")).click()
    await other.goto(f"{demo.base}/console/lessons")
    await expect(other.get_by_role("heading", level=1)).to_have_text("登录")
    await desk.context.close()
    await other.context.close()
