"""The whole product as `./xinqiao demo` starts it, and a phone of it in Chromium."""

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.async_api import Page, async_playwright, expect

from app.processes import ROOT, free_port
from tests.acceptance.places import Office, Place, opened_office
from tests.rig import Rig

CHROMIUM = os.environ.get("CHROMIUM") or "/usr/bin/chromium"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
PATIENCE_MS = 15_000


@dataclass(frozen=True)
class Demo(Place):
    """A running demo, and its sample administrator."""

    login: str
    process: subprocess.Popen[str]
    folder: Path


def start_demo(folder: Path, **settings: str) -> Demo:
    """Start a demo in `folder` and wait for its READY line."""
    environment = {**os.environ, **settings, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-P", "-m", "app", "demo", "--data", str(folder), "--port", str(free_port(None))]
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert process.stdout is not None
    said = ""
    for line in process.stdout:
        said += line
        if line.startswith("READY"):
            break
    process.stdout.close()
    base = re.search(r"READY (\S+)", said)
    login = re.search(r"sign in as (\S+) with (\S+)", said)
    phones = re.search(r"phone +(\S+)/phones", said)
    assert base, said
    assert login, said
    return Demo(base[1], phones[1] if phones else "", login[2], login[1], process, folder)


def end_demo(demo: Demo) -> None:
    """End it as Ctrl-C does."""
    demo.process.send_signal(signal.SIGINT)
    demo.process.wait(30)


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """One demo for all tests of this process; each takes a person of her own."""
    folder = tmp_path_factory.mktemp("demo")
    running = start_demo(folder)
    yield running
    end_demo(running)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
async def office(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Office]:
    """The product by a clock that is moved; nobody works in it yet."""
    async with opened_office(rig, monkeypatch) as opened:
        yield opened


@pytest.fixture
async def page() -> AsyncIterator[Page]:
    """A page whose errors fail the test."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS, timeout=60_000)
        context = await browser.new_context(viewport={"width": 1100, "height": 900}, locale="zh-CN")
        page = await context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        wrong: list[str] = []
        page.on("pageerror", lambda error: wrong.append(str(error)))
        yield page
        await browser.close()
        assert wrong == []


class Phone:
    """A phone in the browser, in the hands of somebody new."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.said = page.locator('[data-testid="bubble"][data-side="account"]')

    @classmethod
    async def of(cls, page: Page, demo: Place, name: str) -> "Phone":
        """Add a person and take up her phone."""
        await page.goto(f"{demo.phones}/phone")
        await page.fill("#nickname", name)
        await page.get_by_test_id("add-person").click()
        await page.get_by_test_id("follow").wait_for()
        return cls(page)

    async def follow(self) -> None:
        """Follow the account."""
        await self.page.get_by_test_id("follow").click()
        await expect(self.said.last).to_contain_text("欢迎", timeout=PATIENCE_MS)

    async def says(self, words: str, expected: str) -> str:
        """Type something; what the account says to it, once it holds `expected`."""
        count = await self.said.count()
        await self.page.get_by_test_id("message-input").fill(words)
        await self.page.get_by_test_id("send").click()
        return await self.hears(count, expected)

    async def taps(self, words: str, expected: str) -> str:
        """Tap a choice in the newest message; what the account says to it."""
        count = await self.said.count()
        await self.said.last.get_by_test_id("choice").filter(has_text=words).first.click()
        return await self.hears(count, expected)

    async def sends(self, tool: str) -> str:
        """Use a tool behind the plus; the first thing that it offers, where it asks. What the account says to it."""
        count = await self.said.count()
        await self.page.get_by_test_id("plus").click()
        await self.page.get_by_test_id(tool).click()
        yes = self.page.get_by_test_id("ask-yes")
        if tool == "send-place":
            await yes.click()
        return await self.hears(count, "")

    async def sends_picture(self) -> str:
        """Send a small picture from the phone; what the account says to it."""
        count = await self.said.count()
        picture = ROOT / "docs" / "pictures" / "phone-wish.png"
        await self.page.locator("#picture").set_input_files(picture)
        return await self.hears(count, "")

    async def hears(self, count: int, expected: str) -> str:
        """Wait for the account's next words."""
        await expect(self.said).to_have_count(count + 1, timeout=PATIENCE_MS)
        await expect(self.said.last).to_contain_text(expected, timeout=PATIENCE_MS)
        return await self.said.last.inner_text()


@pytest.fixture
async def phone(page: Page, demo: Demo, request: pytest.FixtureRequest) -> Phone:
    """The phone of somebody new who follows the account."""
    taken = await Phone.of(page, demo, request.node.name[:20])
    await taken.follow()
    return taken
