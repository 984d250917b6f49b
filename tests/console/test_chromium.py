"""The pages in a browser: no accessibility rule broken, nothing wider than the screen, nothing blocked."""

import shutil
from collections.abc import AsyncIterator
from typing import ClassVar

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, async_playwright
from tornado.web import Application

from handlers import assets
from handlers.access import public
from handlers.base import POLICY, BaseHandler
from tests.console.conftest import Serving
from tests.console.samples import PAGES, render

WHOLE = [name for name, (template, _) in PAGES.items() if "/_" not in template]
LOW = """[...document.querySelectorAll("input, select, textarea")]
    .filter((each) => !["radio", "checkbox", "hidden"].includes(each.type) && !each.closest(".weui-cell"))
    .map((each) => [each, each.getBoundingClientRect().height])
    .filter(([, height]) => height > 1 && height < 40)
    .map(([each, height]) => `${each.name || each.id}: ${height} high`)"""
BROKEN = {"resultTypes": ["violations"]}  # what is well isn't looked up again
PHONE = [name for name in WHOLE if name.startswith("h5-")]


@public
class Sample(BaseHandler):
    """A page of samples.py under the real policy."""

    SUPPORTED_METHODS: ClassVar = ("GET",)

    def set_default_headers(self) -> None:
        self.set_header("Content-Security-Policy", POLICY.format(ancestors="'self'"))

    async def get(self, name: str) -> None:
        self.finish(render(name))


@public
class Progress(Sample):
    """A push that is done when it is asked for the third time."""

    asked = 0

    async def get(self) -> None:
        type(self).asked += 1
        self.finish(render("push-moving" if self.asked < 3 else "push-done"))


@pytest.fixture
def samples(serve: Serving) -> str:
    Progress.asked = 0
    moving = (r"/console/pushes/p1/progress", Progress)
    return serve(Application([*assets.ROUTES, moving, (r"/([a-z0-9_-]+)", Sample)]))


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        found = shutil.which("chromium") or shutil.which("chromium-browser")
        launched = await playwright.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
        yield launched
        await launched.close()


async def look(page: Page, address: str) -> list[str]:
    """What is wrong with a page: refused by the policy, wider than the screen, hard to touch, or against a rule of axe."""
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if "Content Security" in message.text else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    await page.goto(address)
    width, screen = await page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    wide = [f"{width} wide"] if width > screen else []
    low = await page.evaluate(LOW)
    found = (await Axe().run(page, options=BROKEN)).response["violations"]
    rules = [f"{each['id']}: {each['nodes'][0]['html'][:120]}" for each in found]
    return said + wide + low + rules


# this takes long: each page is seen once and in one of these looks, with --long in all that it can say and in all looks
FIRST = list({PAGES[name][0]: name for name in reversed(WHOLE)}.values())
LOOKS = ((360, "light"), (1280, "dark"), (1280, "light"), (320, "dark"))


@pytest.mark.timeout(1800)
@pytest.mark.parametrize(("width", "scheme"), LOOKS)
async def test_the_pages_are_for_everybody(
    samples: str, browser: Browser, pytestconfig: pytest.Config, width: int, scheme: str
) -> None:
    page = await browser.new_page(viewport={"width": width, "height": 700}, color_scheme=scheme)
    turn, every = LOOKS.index((width, scheme)), pytestconfig.getoption("--long")
    wrong = {}
    for number, name in enumerate(WHOLE if every else FIRST):
        if (every or number % len(LOOKS) == turn) and (found := await look(page, f"{samples}/{name}")):
            wrong[name] = found
    assert wrong == {}


async def test_a_lesson_is_read_and_answered_without_a_script(samples: str, browser: Browser) -> None:
    context = await browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 700})
    page = await context.new_page()
    await page.goto(f"{samples}/h5-lesson")
    answer = page.locator("details.answer.right").first
    assert not await answer.locator("p").is_visible()
    await answer.locator("summary").click()
    assert await answer.locator("p").is_visible()
    assert await page.locator("#type-size").is_hidden()


async def test_the_words_that_are_passed_on_are_copied_by_a_touch(samples: str, browser: Browser) -> None:
    context = await browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = await context.new_page()
    await page.goto(f"{samples}/h5-together")
    for part, words in (("say", "一起 48291357"), ("link", "https://w.example/h5/together/48291357")):
        await page.click(f"[data-copy={part}]")
        await page.get_by_text("复制好了").nth(0 if part == "say" else 1).wait_for()
        assert await page.evaluate("navigator.clipboard.readText()") == words


async def test_without_a_script_one_touch_marks_the_words_that_are_passed_on(samples: str, browser: Browser) -> None:
    context = await browser.new_context(java_script_enabled=False)
    page = await context.new_page()
    await page.goto(f"{samples}/h5-together")
    assert await page.locator("[data-copy]:visible").count() == 0
    await page.locator("#say").click()
    assert await page.evaluate("getSelection().toString()") == "一起 48291357"


async def test_on_a_phone_the_parts_beyond_every_day_are_folded(samples: str, browser: Browser) -> None:
    page = await browser.new_page(viewport={"width": 360, "height": 740})
    await page.goto(f"{samples}/lots")
    parts = page.get_by_label("看哪些心愿")
    await parts.get_by_role("link", name="等着办的").wait_for()
    assert not await parts.get_by_role("link", name="圆梦日").is_visible()
    summary = parts.locator("summary")
    assert await summary.inner_text() == "更多：物资"
    await summary.focus()
    await page.keyboard.press("Enter")
    await parts.get_by_role("link", name="圆梦日").wait_for()
    await page.keyboard.press("Tab")
    assert await page.evaluate("document.activeElement.textContent") == "包裹"
    await page.set_viewport_size({"width": 1280, "height": 860})
    await page.goto(f"{samples}/lots")
    await parts.get_by_role("link", name="圆梦日").wait_for()
    assert not await summary.is_visible()


async def test_large_type_stays_for_the_next_page(samples: str, browser: Browser) -> None:
    page = await browser.new_page()
    await page.goto(f"{samples}/h5-lesson")
    size = "getComputedStyle(document.querySelector('.lesson-body p')).fontSize"
    await page.click("#type-size")
    await page.goto(f"{samples}/h5-last")
    assert await page.evaluate(size) == "20px"
    await page.click("#type-size")
    assert await page.evaluate(size) == "17px"


async def test_what_is_touched_is_large_enough(samples: str, browser: Browser) -> None:
    page = await browser.new_page(viewport={"width": 360, "height": 700})
    for name in [*PHONE, "sign-in", "home", "wishes", "alerts", "push"]:
        await page.goto(f"{samples}/{name}")
        for each in await page.locator("button:visible, .weui-btn, .weui-cell, summary, nav a:visible").all():
            box = await each.bounding_box()
            assert box is not None
            assert box["height"] >= 44, (name, await each.inner_text())


async def test_the_keyboard_finds_the_content_first_and_shows_where_it_is(samples: str, browser: Browser) -> None:
    page = await browser.new_page()
    await page.goto(f"{samples}/wishes")
    await page.keyboard.press("Tab")
    assert await page.evaluate("document.activeElement.className") == "skip"
    await page.keyboard.press("Tab")
    outline = await page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"


async def test_a_push_keeps_itself_up_to_date_until_it_is_done(samples: str, browser: Browser) -> None:
    page = await browser.new_page()
    await page.goto(f"{samples}/push")
    await page.locator("#said", has_text="正在发").wait_for(state="attached")
    await page.locator("#said", has_text="发完了").wait_for(state="attached")
    assert await page.locator("#progress [hx-get]").count() == 0
    assert Progress.asked == 3


async def test_a_part_that_fails_to_come_is_said_in_words(samples: str, browser: Browser) -> None:
    page = await browser.new_page()
    await page.goto(f"{samples}/wish")
    await page.get_by_text("看孩子的名字").click()
    await page.get_by_role("button", name="上门核实").click()
    said = page.get_by_role("alert").get_by_text("没有成功")
    await said.wait_for()
    assert await said.is_visible()


async def _until_kept(page: Page) -> None:
    """The policy of pages leaves no script to wait with."""
    for _ in range(100):
        if await page.evaluate("Object.keys(localStorage).length") == 1:
            return
        await page.wait_for_timeout(50)
    pytest.fail("the draft was never kept")


async def test_what_was_written_survives_a_lost_page_and_can_be_thrown_away(samples: str, browser: Browser) -> None:
    page = await browser.new_page()
    page.on("dialog", lambda dialog: dialog.accept())
    await page.goto(f"{samples}/lesson-new")
    assert await page.locator("#kept").is_hidden()
    await page.fill("#title", "写到一半的题目")
    await _until_kept(page)
    await page.goto(f"{samples}/lesson-new")
    await page.locator("#kept").get_by_text("已经放回来了").wait_for()
    assert await page.input_value("#title") == "写到一半的题目"
    await page.get_by_role("button", name="丢掉").click()
    assert await page.input_value("#title") == ""
    await page.goto(f"{samples}/lesson-new")
    assert await page.locator("#kept").is_hidden()


async def test_without_a_line_a_form_stays_and_says_so(samples: str, browser: Browser) -> None:
    context = await browser.new_context()
    page = await context.new_page()
    await page.goto(f"{samples}/components")
    await page.fill("#sample-title", "题目")
    await context.set_offline(True)
    await page.locator('form[data-draft] button[type="submit"]').click()
    await page.get_by_role("alert").get_by_text("已经记在这台设备上").wait_for()
    assert await page.input_value("#sample-title") == "题目"
    assert await page.evaluate("Object.keys(localStorage).length") == 1
