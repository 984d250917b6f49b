"""What strangers and staff write, opened in Chromium: nothing of it runs, and none of it becomes part of a page."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
from playwright.async_api import Browser, Page, async_playwright

from domain.people import Person
from domain.staff import StaffRole
from handlers.base import DEVICE_COOKIE, SESSION_COOKIE
from services import pushes
from services.context import Services
from services.questions.ask import hand_over
from services.staff import add, sign_in
from storage.alerts import Alert
from tests.attacks.test_operators import PASSWORD, addresses, fill, routes, walking
from tests.handlers.walking import MISSING
from tests.joined import Clock, Phone
from tests.rig import STAFF

HIT = "hit=1"
EVIL = (
    f"<script>{HIT}</script>",
    f"<img src=x onerror={HIT}>",
    f'"><svg onload={HIT}>',
    f"javascript:{HIT}",
    f"' autofocus onfocus={HIT} x='",
    f"</title></textarea><script>{HIT}</script>",
)
LONG = "".join(EVIL)
ALERT_ID = "01k0000000000000000000000a"


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )
        yield launched
        await launched.close()


async def poison(services: Services, phone: Phone, clock: Clock) -> tuple[str, ...]:
    """One of everything, each field that somebody can fill full of scripts; the ids."""
    ids = await fill(services, phone)
    asker = Person(id="p2", identities=())
    await hand_over(services, by=asker, text=LONG, suggested=(), key="evil", now=clock())
    facts: dict[str, Any] = {"app": "a", "openid": EVIL[0], "person_id": EVIL[1], "danger": "other"}
    alert = Alert(id=ALERT_ID, key="e", matched=(EVIL[0],), text=LONG, region_path="", at=clock(), **facts)
    await services.alerts.raise_alert(alert)
    wish = {"text": LONG, "child_masked": EVIL[1], "age_band": EVIL[2], "kind": EVIL[0], "receipt": EVIL[0][:11]}
    await services.db["wishes"].update_many({}, {"$set": wish})
    lesson = {
        "title": EVIL[1],
        "digest": LONG,
        "body": f"{LONG}\n\n[x](javascript:{HIT})",
        "sources": [EVIL[0], EVIL[3]],
    }
    quiz = [{"question": EVIL[2], "options": [EVIL[0], EVIL[1]], "answer": 0, "why": LONG}]
    await services.db["lessons"].update_many({}, {"$set": lesson | {"quiz": quiz}})
    await services.db["pushes"].update_many({}, {"$set": {"title": LONG, "audience": f"tag:{EVIL[1]}"}})
    await services.db["regions"].update_many({}, {"$set": {"name": EVIL[1]}})
    await services.db["series"].update_many({}, {"$set": {"name": EVIL[0], "about": EVIL[1]}})
    await services.live_lessons.refresh()
    return (*ids, ALERT_ID)


async def wrong_with(page: Page) -> list[str]:
    """What of that ran, or became part of the page."""
    return list(
        await page.evaluate(
            """() => [
                ...(window.hit ? ["ran"] : []),
                ...[...document.querySelectorAll("img[src=x], svg[onload], script:not([src]), [onerror], [onfocus]")]
                    .map((each) => each.outerHTML.slice(0, 100)),
                ...[...document.querySelectorAll("a[href^='javascript:' i]")].map((each) => each.outerHTML),
            ]"""
        )
    )


@pytest.mark.long
async def test_nothing_that_anybody_wrote_runs_in_a_page(
    services: Services, phone: Phone, clock: Clock, browser: Browser
) -> None:
    ids = await poison(services, phone, clock)
    await add(services, login="wang", name=EVIL[1], roles=[StaffRole.ADMINISTRATOR], region="370800", password=PASSWORD)
    opened = await sign_in(services, login="wang", password=PASSWORD, address="127.0.0.1")
    await pushes.stop(replace(services), ids[3], by=STAFF)
    found: dict[str, list[str]] = {}
    async with walking(services) as walker:
        context = await browser.new_context()
        kept = {SESSION_COOKIE: opened.token, DEVICE_COOKIE: opened.device}
        await context.add_cookies([{"name": name, "value": kept[name], "url": walker.base} for name in kept])
        page = await context.new_page()
        await page.goto(f"{walker.base}/console/wishes")
        assert "/sign-in" not in page.url  # somebody who is let in, or nothing is shown
        violations: list[str] = []
        page.on("console", lambda said: violations.append(said.text) if "Content Security" in said.text else None)
        for pattern, handler in routes():
            shown = pattern.startswith(("/console", "/h5")) and not pattern.endswith((".png", "(.+)"))
            if not shown or not hasattr(handler, "get"):
                continue
            for address in addresses(pattern, ids):
                if address.rsplit("/", 1)[-1] in {MISSING, "nonsense", "p1"} or f"/{MISSING}/" in address:
                    continue
                await page.goto(walker.base + address, wait_until="domcontentloaded")
                for button in await page.locator("form[action$='/text'] button, form[action$='/child'] button").all():
                    async with page.expect_response(lambda answer: answer.request.method == "POST"):
                        await button.click()
                if wrong := await wrong_with(page):
                    found[address] = wrong
        await context.close()
    assert found == {}
    assert violations == []
