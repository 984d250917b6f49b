"""Pictures from a phone in a village with a bad line: chosen once, sent until they are there, and there once."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from playwright.async_api import Browser, Page, Route, expect

from domain.staff import StaffRole
from services.context import Services
from tests.console.conftest import Desk, Desks
from tests.console.test_chromium import browser, look
from tests.services.wishes.lives import Lives
from tests.services.wishes.test_pictures import from_camera

__all__ = ["browser"]  # a fixture


@pytest.fixture
async def page(desk: Desks, browser: Browser) -> AsyncIterator[tuple[Page, str]]:
    """A phone of the village's officer, signed in; the address of the console."""
    officer: Desk = await desk(StaffRole.VILLAGE_OFFICER, login="cun", region="370881100201")
    context = await browser.new_context(viewport={"width": 360, "height": 740})
    jar: Any = officer.http.cookie_jar
    await context.add_cookies([{"name": each.key, "value": each.value, "url": officer.base} for each in jar])
    yield await context.new_page(), officer.base
    await context.close()


async def choose(shown: Page, *names: str) -> None:
    files = [{"name": name, "mimeType": "image/jpeg", "buffer": from_camera((2400, 1800))} for name in names]
    await shown.locator("input[name=agreed]").check()
    await shown.locator("input[type=file][multiple]").set_input_files(files)  # type: ignore[arg-type]


async def test_what_was_chosen_without_a_line_goes_up_by_itself_once_there_is_one(
    page: tuple[Page, str], services: Services
) -> None:
    shown, base = page
    wish = await Lives(services).submitted()
    assert await look(shown, f"{base}/console/wishes/{wish.id}") == []
    await shown.context.set_offline(True)
    await choose(shown, "a.jpg", "b.jpg")
    await expect(shown.locator(".queue li").first).to_contain_text("没有网络")
    await expect(shown.locator(".queue li").last).to_contain_text("等着传")
    await shown.context.set_offline(False)
    await expect(shown.locator(".queue li").last).to_contain_text("传好了", timeout=30_000)
    await expect(shown.locator("#picture-list a")).to_have_count(2)
    assert await services.db["wish_pictures"].count_documents({}) == 2


async def test_one_whose_answer_was_lost_is_sent_again_and_is_one_picture(
    page: tuple[Page, str], services: Services
) -> None:
    shown, base = page
    wish = await Lives(services).submitted()
    await shown.goto(f"{base}/console/wishes/{wish.id}")
    sent: list[int] = []

    async def lose(route: Route) -> None:
        if route.request.method != "POST":
            await route.continue_()
            return
        answered = await route.fetch()
        sent.append(answered.status)
        if len(sent) < 3:
            await route.abort("connectionreset")
        else:
            await route.fulfill(response=answered)

    await shown.route("**/pictures", lose)
    await choose(shown, "a.jpg")
    await expect(shown.locator(".queue li")).to_contain_text("传好了", timeout=60_000)
    assert sent == [200, 200, 200]
    assert await services.db["wish_pictures"].count_documents({}) == 1


async def test_what_is_no_picture_is_said_and_the_next_one_goes_on(page: tuple[Page, str], services: Services) -> None:
    shown, base = page
    wish = await Lives(services).submitted()
    await shown.goto(f"{base}/console/wishes/{wish.id}")
    wrong = {"name": "wrong.jpg", "mimeType": "image/jpeg", "buffer": b"MZ a program"}
    right = {"name": "right.jpg", "mimeType": "image/jpeg", "buffer": from_camera()}
    await shown.locator("input[name=agreed]").check()
    await shown.locator("input[type=file][multiple]").set_input_files([wrong, right])  # type: ignore[list-item]
    await expect(shown.locator(".queue li").last).to_contain_text("传好了", timeout=30_000)
    await expect(shown.locator(".queue li").first).to_contain_text("这不是能看的照片")
    assert await services.db["wish_pictures"].count_documents({}) == 1
