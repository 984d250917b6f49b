"""
The console's pages in Chromium on a slow line: 1.6 Mbit/s down, 750 kbit/s up, 150 ms a round trip.

Start `./xinqiao demo` in another terminal and give its address and password. Each page is opened with nothing kept (a first
visit) and once more with what the browser has kept by then. Printed are the medians of when the first words can be read
(first contentful paint), when the page can be used (loaded, its scripts run), and the bytes over the wire, headers
included; last comes one JSON line. It needs what `./xinqiao test` installs.
"""

import argparse
import json
import sys
from dataclasses import asdict, dataclass
from statistics import median
from typing import TYPE_CHECKING

from bench.pictures import CHROMIUM, PATIENCE_MS

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

LINE = {"offline": False, "latency": 150, "downloadThroughput": 1_600_000 / 8, "uploadThroughput": 750_000 / 8}
PAGES = (
    "/console/sign-in",
    "/console/",
    "/console/wishes",
    "/console/lessons",
    "/console/lessons/new",
    "/console/staff",
)
PAINTED = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0"
LOADED = "performance.getEntriesByType('navigation')[0].loadEventEnd"


@dataclass(frozen=True, slots=True)
class Visit:
    """One page opened: ms until it could be read and used, and bytes."""

    readable: float
    usable: float
    bytes: float


def main(arguments: list[str]) -> int:
    """Run the bench; 0 when it ran."""
    parser = argparse.ArgumentParser(prog="xinqiao bench pages", description=__doc__)
    parser.add_argument("--base", default="http://127.0.0.1:8888", help="the address behind READY")
    parser.add_argument("--login", default="demo")
    parser.add_argument("--password", required=True, help="as the demo prints it")
    parser.add_argument("--rounds", type=int, default=7, help="how often each page is opened (default 7)")
    args = parser.parse_args(arguments)
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 only the checks install it

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        hers = _signed_in(browser, args.base, args.login, args.password)
        figures: dict[tuple[str, str], list[Visit]] = {}
        for _ in range(args.rounds):
            for address in PAGES:
                for when, visit in zip(("first", "again"), _visits(browser, hers, args.base + address), strict=True):
                    figures.setdefault((address, when), []).append(visit)
        browser.close()
    return _report(figures)


def _signed_in(browser: "Browser", base: str, login: str, password: str) -> "BrowserContext":
    context = browser.new_context(locale="zh-CN")
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.goto(f"{base}/console/")
    page.fill("#login", login)
    page.fill("#password", password)
    page.get_by_role("button", name="登录", exact=True).click()
    page.get_by_role("heading", name="今天", level=1).wait_for()
    return context


def _visits(browser: "Browser", hers: "BrowserContext", address: str) -> tuple[Visit, Visit]:
    """The page opened with nothing kept but her cookies (none on the page that signs in), and once more."""
    kept = None if address.endswith("/sign-in") else hers.storage_state()
    context = browser.new_context(locale="zh-CN", storage_state=kept, viewport={"width": 360, "height": 740})
    try:
        return _visit(context.new_page(), address), _visit(context.new_page(), address)
    finally:
        context.close()


def _visit(page: "Page", address: str) -> Visit:
    page.set_default_timeout(PATIENCE_MS)
    wire = page.context.new_cdp_session(page)
    sizes: list[float] = []
    wire.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    wire.send("Network.enable")
    wire.send("Network.emulateNetworkConditions", LINE)
    answer = page.goto(address, wait_until="load")
    if answer is None or answer.status != 200 or page.url != address:
        raise RuntimeError(f"{address} brought {page.url}")
    page.wait_for_timeout(200)
    readable, usable = page.evaluate(f"[{PAINTED}, {LOADED}]")
    page.close()
    return Visit(readable, usable, sum(sizes))


def _report(figures: dict[tuple[str, str], list[Visit]]) -> int:
    sys.stdout.write(f"{'page':26}{'visit':8}{'readable ms':>12}{'usable ms':>11}{'KB':>7}\n")
    found = []
    for (address, when), visits in figures.items():
        middle = Visit(*(round(median(asdict(each)[name] for each in visits)) for name in Visit.__slots__))
        sys.stdout.write(f"{address:26}{when:8}{middle.readable:>12}{middle.usable:>11}{middle.bytes / 1000:>7.1f}\n")
        found.append({"page": address, "visit": when, **asdict(middle)})
    sys.stdout.write(json.dumps({"bench": "pages", "figures": found}) + "\n")
    return 0
