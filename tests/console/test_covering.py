"""What staff do to a picture with a face in it, at the browser: by finger, by mouse, by keyboard, and without scripts."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from typing import Any

import pytest
from playwright.async_api import Browser, Dialog, Locator, Page, expect

from domain.checks import Check
from domain.staff import StaffRole
from services.context import Services
from services.wishes import families
from tests.console.conftest import Desk, Desks
from tests.console.test_chromium import browser
from tests.drawn_faces import with_face
from tests.services.wishes.lives import Lives
from tests.services.wishes.test_covering import check_of, sent, shades

__all__ = ["browser"]  # a fixture
FINGER = 44
SIDE = 8


@pytest.fixture
async def check(services: Services) -> Check:
    """One drawing of a child's, searched: a face was found in it."""
    lives = Lives(services)
    delivered = await lives.delivered()
    wish = await families.act(services, delivered.id, "confirm", by=await lives.somebody("guardian"))
    return await sent(services, lives, wish, with_face())


Opening = Callable[..., Any]


@pytest.fixture
async def opens(desk: Desks, browser: Browser) -> AsyncIterator[Opening]:
    who: Desk = await desk(StaffRole.COUNTY, login="shen", region="370881")
    async with AsyncExitStack() as stack:

        async def start(address: str, *, width: int = 1280, touch: bool = False, scripts: bool = True) -> Page:
            context = await browser.new_context(
                base_url=who.base,
                viewport={"width": width, "height": 740},
                has_touch=touch,
                is_mobile=touch,
                java_script_enabled=scripts,
                locale="zh-CN",
            )
            stack.push_async_callback(context.close)
            jar: Any = who.http.cookie_jar
            await context.add_cookies([{"name": each.key, "value": each.value, "url": who.base} for each in jar])
            page = await context.new_page()
            page.set_default_timeout(10_000)
            await page.goto(address)
            return page

        yield start


def cell(page: Page, row: int, column: int) -> Locator:
    return page.locator(".cells input").nth(row * SIDE + column)


async def chosen(page: Page) -> list[int]:
    checked: list[int] = await page.eval_on_selector_all(
        ".cells input", "all => all.flatMap((each, at) => each.checked ? [at] : [])"
    )
    return checked


async def place(one: Locator) -> tuple[float, float, float, float]:
    box = await one.bounding_box()
    assert box
    return box["x"], box["y"], box["width"], box["height"]


async def middle(one: Locator) -> tuple[float, float]:
    x, y, width, height = await place(one)
    return x + width / 2, y + height / 2


async def shown(page: Page, which: str = "picture") -> bytes:
    """What her browser gets of the picture."""
    src = await page.locator(f'img[src$="/{which}"]').get_attribute("src")
    answer = await page.request.get(str(src))
    assert answer.ok
    return await answer.body()


async def fits(page: Page) -> bool:
    width, screen = await page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    return bool(width <= screen)


async def test_a_finger_covers_compares_and_takes_back_on_a_narrow_phone(
    services: Services, check: Check, opens: Opening
) -> None:
    page = await opens(f"/console/checks/{check.id}", width=360, touch=True)
    await expect(page.get_by_label("放大看")).to_be_checked()
    assert min((await place(cell(page, 0, 0)))[2:]) >= FINGER
    left, _, width, _ = await place(page.locator(".covering-frame"))
    assert left < (await middle(page.locator(".covering rect")))[0] < left + width  # what was found isn't out of sight
    assert await fits(page)
    for row, column in ((0, 0), (2, 2), (0, 0)):
        await cell(page, row, column).tap()
    assert await chosen(page) == [2 * SIDE + 2]
    await expect(page.locator("[data-chosen]")).to_have_text("选了 1 格。")
    await page.get_by_role("button", name="重新选").tap()
    assert await chosen(page) == []
    await expect(page.get_by_label("放大看")).to_be_checked()
    before = await shown(page)
    await cell(page, 5, 1).tap()
    await page.get_by_role("button", name="打马赛克").tap()
    await expect(page.get_by_text("遮了 2 处")).to_be_visible()
    assert await fits(page)
    after = await shown(page)
    assert shades(after) < shades(before) / 2
    await page.get_by_role("link", name="和原图比一比").tap()
    await expect(page.get_by_alt_text("没有遮过的原图")).to_have_js_property("complete", value=True)
    assert await fits(page)
    assert await shown(page, "first") == before
    await page.get_by_role("button", name="撤掉马赛克").tap()
    await expect(page.get_by_text("遮上第 1 个框")).to_be_visible()
    assert await shown(page) == before
    now = await check_of(services, check.about)
    assert (now.exposed, now.restorable) == (True, False)


async def test_a_finger_that_moves_scrolls_until_it_begins_on_a_chosen_cell(check: Check, opens: Opening) -> None:
    page = await opens(f"/console/checks/{check.id}", width=360, touch=True)
    line = await page.context.new_cdp_session(page)
    await page.locator(".cells").scroll_into_view_if_needed()

    async def stroke(start: Locator, end: Locator) -> None:
        (x, y), (to_x, to_y) = await middle(start), await middle(end)

        async def finger(kind: str, *points: dict[str, float]) -> None:
            await line.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": list(points)})

        await finger("touchStart", {"x": x, "y": y})
        for part in range(1, 9):
            await finger("touchMove", {"x": x + (to_x - x) * part / 8, "y": y + (to_y - y) * part / 8})
        await finger("touchEnd")

    await stroke(cell(page, 1, 1), cell(page, 1, 3))
    assert await chosen(page) == []
    await page.locator(".covering-frame").evaluate("frame => frame.scrollTo(0, 0)")
    await cell(page, 1, 1).tap()
    await stroke(cell(page, 1, 1), cell(page, 1, 3))
    assert await chosen(page) == [SIDE + 1, SIDE + 2, SIDE + 3]
    await expect(page.locator("[data-chosen]")).to_have_text("选了 3 格。")


async def test_a_mouse_chooses_several_at_one_stroke_and_takes_one_away(check: Check, opens: Opening) -> None:
    page = await opens(f"/console/checks/{check.id}")
    await expect(page.get_by_label("放大看")).not_to_be_checked()
    await page.mouse.move(*await middle(cell(page, 2, 2)))
    await page.mouse.down()
    for row, column in ((3, 2), (3, 3), (2, 3), (2, 2)):
        await page.mouse.move(*await middle(cell(page, row, column)), steps=3)
    await page.mouse.up()
    assert await chosen(page) == [18, 19, 26, 27]
    await cell(page, 3, 3).click()
    assert await chosen(page) == [18, 19, 26]
    await page.mouse.move(*await middle(cell(page, 7, 7)))
    assert await chosen(page) == [18, 19, 26]


async def test_the_keyboard_alone_covers_and_passes(services: Services, check: Check, opens: Opening) -> None:
    page = await opens(f"/console/checks/{check.id}")
    press = page.keyboard.press

    async def tab_to(what: str) -> None:
        for _ in range(40):
            await press("Tab")
            if await page.evaluate(f"document.activeElement.matches({what!r})"):
                return
        raise AssertionError(what)

    await tab_to(".cells input")
    for key in ("ArrowLeft", "ArrowUp", "ArrowRight", "ArrowDown", "ArrowDown", "Space"):
        await press(key)
    assert await chosen(page) == [2 * SIDE + 1]
    outline = await page.locator(".cells label:focus-within").evaluate("each => getComputedStyle(each).outlineStyle")
    assert outline == "solid"
    await press("Tab")
    assert await page.evaluate("document.activeElement.name") == "box"
    await tab_to("form[action$='/cover'] button[type=submit]")
    await press("Enter")
    await expect(page.get_by_text("遮了 2 处")).to_be_visible()
    await tab_to("form[action$='/decide'] button.main")
    await press("Enter")
    await page.wait_for_url("**/console/checks")
    assert (await check_of(services, check.about)).state == "passed"


async def test_what_is_missing_and_what_a_colleague_changed_is_said_where_it_is_seen(
    check: Check, opens: Opening
) -> None:
    page = await opens(f"/console/checks/{check.id}", width=360, touch=True)
    other = await opens(f"/console/checks/{check.id}")
    await page.get_by_label("遮上第 1 个框").uncheck()
    await page.get_by_role("button", name="打马赛克").tap()
    await expect(page.locator("#boxes-problem")).to_be_in_viewport()
    await other.get_by_role("button", name="打马赛克").click()
    await expect(other.get_by_text("遮了 1 处")).to_be_visible()
    await cell(page, 0, 0).tap()
    await page.get_by_role("button", name="打马赛克").tap()
    await expect(page.get_by_role("alert")).to_contain_text("请再看一遍")
    await expect(page.get_by_text("遮了 1 处")).to_be_visible()
    assert await fits(page)


async def test_a_page_that_was_only_looked_at_or_reset_is_left_without_a_question(check: Check, opens: Opening) -> None:
    page = await opens(f"/console/checks/{check.id}")
    asked: list[str] = []

    async def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        await dialog.accept()

    page.on("dialog", stay)
    await page.get_by_label("放大看").check()
    await cell(page, 0, 0).click()
    await page.get_by_role("button", name="重新选").click()
    await page.goto("/console/checks")
    assert asked == []
    await page.goto(f"/console/checks/{check.id}")
    await cell(page, 0, 0).click()
    await page.goto("/console/checks")
    assert asked == ["beforeunload"]


async def test_without_scripts_it_is_covered_compared_and_taken_back(
    services: Services, check: Check, opens: Opening
) -> None:
    page = await opens(f"/console/checks/{check.id}", width=360, scripts=False)
    await expect(page.get_by_text("按住选中的格子")).to_be_hidden()
    narrow = (await place(cell(page, 0, 0)))[2]
    await page.get_by_label("放大看").check()
    assert (await place(cell(page, 0, 0)))[2] > narrow * 1.9
    await cell(page, 4, 1).check()
    await page.get_by_role("button", name="打马赛克").click()
    await expect(page.get_by_text("遮了 2 处")).to_be_visible()
    await page.get_by_role("link", name="和原图比一比").click()
    await expect(page.get_by_alt_text("没有遮过的原图")).to_be_visible()
    await page.get_by_role("button", name="撤掉马赛克").click()
    await expect(page.get_by_text("遮上第 1 个框")).to_be_visible()
    assert (await check_of(services, check.about)).exposed
