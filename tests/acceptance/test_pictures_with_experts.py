"""A parent's phone and an expert's, both narrow: they send each other pictures."""

import io
import re

import pytest
from PIL import Image
from playwright.async_api import FilePayload, Page, expect

from tests.acceptance.conftest import PATIENCE_MS, Demo, Phone
from tests.acceptance.test_staff_and_phones import sign_in

pytestmark = pytest.mark.xdist_group("demo")
NARROW = {"width": 360, "height": 740}
THINKS_MS = 40_000  # an answer waits some seconds in which it may be taken back


def drawn(size: tuple[int, int]) -> FilePayload:
    """A picture as a camera makes it."""
    out = io.BytesIO()
    Image.effect_noise(size, 80).convert("RGB").save(out, "JPEG", quality=95)
    return {"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


async def at_her_desk(phone: Phone, demo: Demo, receipt: str) -> Page:
    """The expert's phone, with the question open."""
    browser = phone.page.context.browser
    assert browser is not None
    context = await browser.new_context(viewport=NARROW, locale="zh-CN")
    console = await context.new_page()
    console.set_default_timeout(PATIENCE_MS)
    await sign_in(console, demo)
    await console.goto(f"{demo.base}/console/questions")
    await console.get_by_role("link", name=receipt).click()
    return console


async def test_a_parent_and_an_expert_send_each_other_pictures(phone: Phone, demo: Demo) -> None:
    await phone.says("人工", "一次写清楚")
    handed = await phone.says("孩子胳膊上起了红疹子，擦什么药好", "已收到，编号")
    found = re.search(r"编号 ([\d -]+)", handed)
    assert found, handed
    assert "收到图片，已转给老师" in await phone.sends_picture()
    console = await at_her_desk(phone, demo, found[1].strip())
    picture = console.locator(".talk-hers .talk-picture")
    for _ in range(20):  # a worker fetches it
        if await picture.count():
            break
        await console.wait_for_timeout(500)
        await console.reload()
    await expect(picture.locator("img")).to_have_js_property("complete", value=True)
    async with console.context.expect_page() as opening:
        await picture.click()
    large = await opening.value
    assert "/console/question-pictures/" in large.url
    await large.close()

    await console.get_by_label("写给她的话").fill("先别抓，擦这种药膏。")
    chosen = console.locator(".chosen")
    await console.get_by_label("选一张图片").set_input_files(drawn((2600, 2000)))
    await expect(chosen.locator("img")).to_be_visible()
    await chosen.get_by_role("button", name="不加了").click()
    await expect(chosen).to_be_hidden()
    await console.get_by_label("拍一张").set_input_files(drawn((2600, 2000)))
    await expect(chosen.locator("img")).to_be_visible()
    hold = console.get_by_label("等上班再发")
    if await hold.count():
        await hold.uncheck()
    count = await phone.said.count()
    await console.get_by_role("button", name="发给她").click()
    await expect(console.locator(".talk-ours .talk-picture img")).to_be_visible()
    wide = await console.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert wide[0] <= wide[1]
    await expect(phone.said).to_have_count(count + 2, timeout=THINKS_MS)
    await expect(phone.said.nth(count)).to_contain_text("擦这种药膏")
    await expect(phone.said.nth(count + 1).locator("img")).to_be_visible()

    told = await phone.says(found[1].strip(), "有图片")
    link = re.search(r"https?://\S+/h5/questions/\S+", told)
    assert link, told
    page = await console.context.new_page()
    await page.goto(link[0])
    await looks_at_the_page(page)
    await answers_on_the_page(page, console)
    await console.context.close()


async def looks_at_the_page(page: Page) -> None:
    """Both pictures, each large by the keyboard; nothing in its title tells of what it is."""
    await expect(page.locator(".said-picture img")).to_have_count(2)
    assert await page.title() == "消息"
    wide = await page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert wide[0] <= wide[1]
    await page.locator(".said-picture").last.focus()
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/*.jpg")
    await page.go_back()


async def answers_on_the_page(page: Page, console: Page) -> None:
    """The parent answers where she reads, at the same width; without a word nothing is sent, and what she typed stays."""
    assert page.viewport_size == NARROW
    await page.get_by_role("button", name="发给老师").click()
    await expect(page.get_by_role("alert").filter(has_text="还没写")).to_be_visible()
    await page.get_by_label("想说的话").fill("擦了两天，红的少了。")
    await page.goto(page.url)
    await expect(page.get_by_label("想说的话")).to_have_value("擦了两天，红的少了。")
    await page.get_by_label("加一张图片（可以不加）").set_input_files(drawn((1600, 1200)))
    wide = await page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert wide[0] <= wide[1]
    await page.get_by_role("button", name="发给老师").click()
    await expect(page.locator(".said").last).to_contain_text("红的少了")
    await expect(page.locator(".said-picture img")).to_have_count(3)
    await expect(page.get_by_label("想说的话")).to_have_value("")
    await console.reload()
    await expect(console.locator(".talk-hers").last).to_contain_text("红的少了")
    await expect(console.locator(".talk-hers .talk-picture img")).to_have_count(2)
