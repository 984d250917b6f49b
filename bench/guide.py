"""
Walk the console as each role at two widths, and take the pictures of the staff guide on the way.

Start `./xinqiao demo --reset` in another terminal and give its addresses and password. A step that can't be taken, a page
wider than the screen or an error on a page ends it with 1. It needs what `./xinqiao test` installs.
"""

import argparse
import io
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image

from app.processes import ROOT
from bench.guide_paths import LEGS, PATHS
from bench.guide_steps import Step
from bench.pictures import CHROMIUM, PATIENCE_MS, phone_of, says

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, ViewportSize

WIDTHS = {1280: 860, 360: 740}
COLOURS = (64, 32)
MOST_BYTES = 60_000
CHILDREN = {1280: "小禾", 360: "小苗"}  # a child has one wish under way at a time
WISH = ["微心愿", "同意", "{child}", "九岁", "1", "1", "1", "学习用品", "一个新书包", "八十块", "提交"]
QUESTION = ["人工", "孩子七岁，每天早上哭着不肯上学，我怎么劝都没用"]
OPENING_HOURS = ["我的地区", "1", "1", "1", "人工", "村里的妇女之家几点开门，能带孩子去吗"]
DANGER = ["他又打我了 往死里打"]


def main(arguments: list[str]) -> int:
    """Walk all roles; 0 when every step could be taken."""
    parser = argparse.ArgumentParser(prog="xinqiao bench guide", description=__doc__)
    parser.add_argument("--base", default="http://127.0.0.1:8888", help="the address behind READY")
    parser.add_argument("--phones", default="http://127.0.0.1:8889", help="the phone's address, without its path")
    parser.add_argument("--password", required=True, help="as the demo prints it")
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "pictures" / "staff")
    parser.add_argument("--only", choices=PATHS, nargs="*", help="these logins alone")
    args = parser.parse_args(arguments)
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 only the checks install it

    args.out.mkdir(parents=True, exist_ok=True)
    wrong: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        for width in WIDTHS:
            make_work(browser, args.phones, CHILDREN[width])
            for login, steps in LEGS:
                if login in (args.only or PATHS):
                    wrong += walk(a_screen(browser, args.base, width), login, steps, args.password, args.out)
        browser.close()
    print("\n".join(wrong) or f"{sum(map(len, PATHS.values()))} steps, {len(WIDTHS)} widths: all taken")
    return 1 if wrong else 0


def make_work(browser: "Browser", phones: str, child: str) -> None:
    """Have somebody make a wish for `child` and ask a question, another ask one too, and a third write of danger: what waits."""
    people = (("王姐（样例）", WISH + QUESTION), ("刘敏（样例）", OPENING_HOURS), ("陈静（样例）", DANGER))
    for name, said in people:
        page = phone_of(browser, phones, name)
        for words in said:
            says(page, words.format(child=child))
        page.close()


def a_screen(browser: "Browser", base: str, width: int) -> "Page":
    """A browser of its own, as wide as asked."""
    screen: ViewportSize = {"width": width, "height": WIDTHS[width]}
    page = browser.new_context(viewport=screen, locale="zh-CN", base_url=base, has_touch=width < 600).new_page()
    page.set_default_timeout(PATIENCE_MS)
    return page


def walk(page: "Page", login: str, steps: Sequence[Step], password: str, out: Path) -> list[str]:
    """A leg of one role's path on one screen, which is closed at the end; what went wrong, a line each."""
    width = page.viewport_size["width"] if page.viewport_size else 0
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(f"{login} at {width}: {error}"))
    for name, does in (("sign-in", signs_in(login, password)), *steps):
        try:
            does(page)
        except Exception as error:  # noqa: BLE001 whatever a step meets is told, and the next role walks on
            wrong.append(f"{login} at {width}, {name}, on {page.url}: {error}")
            page.screenshot(path=out / f"wrong-{login}-{name}-{width}.png")
            break
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if wide > 0:
            wrong.append(f"{login} at {width}, {name}, on {page.url}: {wide} px wider than the screen")
        if name != "sign-in":
            keep(page, out / f"{login}-{name}-{width}.png")
    page.context.close()
    return wrong


def keep(page: "Page", file: Path) -> None:
    """Keep what is seen as a small picture of few colours."""
    page.wait_for_timeout(300)
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    for colours in COLOURS:
        picture.quantize(colours, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(file, optimize=True)
        if file.stat().st_size < MOST_BYTES:
            break


def signs_in(login: str, password: str) -> Callable[["Page"], None]:
    """Sign in by password."""

    def does(page: "Page") -> None:
        page.goto("/console/")
        page.fill("#login", login)
        page.fill("#password", password)
        page.get_by_role("button", name="登录", exact=True).click()
        page.get_by_role("heading", name="今天", level=1).wait_for()

    return does
