"""The whole product as `./xinqiao demo` starts it, and a phone of it in Chromium."""

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from datetime import time as clock_time
from pathlib import Path
from types import SimpleNamespace

import pytest
from playwright.async_api import Page, async_playwright, expect
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets

from app.bodies import READ_MOST_BYTES
from app.processes import ROOT, free_port
from app.web import make_app
from domain.calendar import CHINA
from domain.staff import StaffRole
from domain.tickets import Canned, Promise
from services.bookings.waiting import offer
from services.questions.following import ask_after
from services.questions.giving import look_after
from services.staff import add
from simulator import delivery
from tests.console.conftest import PASSWORD
from tests.handlers.conftest import settings_for
from tests.joined import APP
from tests.rig import LEASE, Rig
from worker.tasks.inbox import Copier

CHROMIUM = os.environ.get("CHROMIUM") or "/usr/bin/chromium"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
PATIENCE_MS = 15_000
CITY = "370800"
PROMISE = Promise(urgent_words=("离家出走",), canned=(Canned("问清楚", "谢谢您来问。孩子多大？"),))
Time = tuple[int, ...]  # day, hour, minute


@dataclass(frozen=True)
class Place:
    """Where the product is met: the server's address, the simulator's, and the password of all sample staff."""

    base: str
    phones: str
    password: str


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


@dataclass
class Office:
    """The product in this process, on a platform whose clock is moved with ours."""

    rig: Rig
    place: Place
    copier: Copier

    async def is_at(self, time: Time) -> None:
        """Move on to this time in China, and do what is due by then; days are counted on past the end of November."""
        day, *of_day = time
        at = datetime.combine(date(2026, 11, 1) + timedelta(days=day - 1), clock_time(*of_day), CHINA)
        self.rig.move(at - self.rig.clock())
        await self.works()

    async def employs(self, login: str, name: str, role: StaffRole, region: str = CITY) -> None:
        """Somebody new among the staff."""
        services = self.rig.services
        await add(services, login=login, name=name, roles=(role,), region=region, password=PASSWORD)

    async def works(self) -> None:
        """What the worker does of what is due by now; the clock stands."""
        await self.copier.copy()
        await look_after(self.rig.services)
        await ask_after(self.rig.services)
        await offer(self.rig.services)
        await self.rig.services.answers.refresh()
        while work := await self.rig.services.outbox.take_next(now=self.rig.clock(), lease=LEASE):
            await self.rig.step(work)


@pytest.fixture
async def office(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Office]:
    """The product in this process, on real stores."""
    moved = SimpleNamespace(time=lambda: rig.clock().timestamp())
    monkeypatch.setattr(delivery, "time", moved)  # a push signed by the machine's clock is days from ours: refused
    sockets = bind_sockets(0, "127.0.0.1")
    base = f"http://127.0.0.1:{sockets[0].getsockname()[1]}"
    rig.services = replace(rig.services, facts=replace(rig.services.facts, public_url=base, promise=PROMISE))
    account = rig.platform.accounts[APP]
    account.settings = replace(account.settings, callback_url=f"{base}/wechat/callback")
    settings = settings_for("plain", oa_token=account.settings.token, wechat_api_base=rig.platform.base_url)
    server = HTTPServer(make_app(rig.services, settings), max_body_size=READ_MOST_BYTES)
    server.add_sockets(sockets)
    yield Office(rig, Place(base, rig.platform.base_url, PASSWORD), Copier(rig.services))
    server.stop()
    await server.close_all_connections()
