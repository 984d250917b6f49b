"""
Take the pictures of docs/pictures from a running demo: Chromium walks the phone and the console as people do.

Start `./xinqiao demo --reset` in another terminal and give its addresses and login. It needs what
`./xinqiao test` installs.
"""

import argparse
import io
import json
import os
import shutil
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image

from app.processes import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
PATIENCE_MS = 20_000
MOST_BYTES = 200_000
FOLLOWERS = 60_000
MOVING = 10_000
LOOK_MS = 50
SAID = '[data-testid="bubble"][data-side="account"]'
WISH = ["微心愿", "同意", "小禾", "九岁", "曲阜", "河东镇", "石桥村", "学习用品", "一个新书包", "八十块", "提交"]


def main(arguments: list[str]) -> int:
    """Take them all; 0 when they were taken."""
    parser = argparse.ArgumentParser(prog="xinqiao bench pictures", description=__doc__)
    parser.add_argument("--base", default="http://127.0.0.1:8888", help="the address behind READY")
    parser.add_argument("--phones", default="http://127.0.0.1:8889", help="the phone's address, without its path")
    parser.add_argument("--login", default="demo")
    parser.add_argument("--password", required=True, help="as the demo prints it")
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "pictures")
    args = parser.parse_args(arguments)
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 only the checks install it

    args.out.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        take_phone(browser, args.phones, args.out)
        follow_many(args.phones, FOLLOWERS)
        take_console(browser, args.base, args.login, args.password, args.out)
        browser.close()
    return 0


def take_phone(browser: "Browser", phones: str, out: Path) -> None:
    """The welcome with the lessons, a lesson's page, and the receipt of a wish."""
    page = phone_of(browser, phones, "刘敏（样例）")
    says(page, "微课堂")
    keep(page, out / "phone-chat.png")
    page.locator(SAID).last.get_by_test_id("choice").first.click()
    card = page.locator(SAID).last.get_by_test_id("article-card")
    card.click()
    page.frame_locator('[data-testid="page-frame"]').locator("h1").wait_for()
    page.wait_for_timeout(1500)  # the cover and the fonts
    keep(page, out / "phone-lesson.png")
    page.close()
    page = phone_of(browser, phones, "王姐（样例）")
    for words in WISH:
        says(page, words)
    keep(page, out / "phone-wish.png")
    page.close()
    page = phone_of(browser, phones, "陈静（样例）")
    for words in ("人工", "孩子七岁，每天早上哭着不肯上学，我怎么劝都没用", "他又打我了 往死里打"):
        says(page, words)
    page.close()


def phone_of(browser: "Browser", phones: str, name: str) -> "Page":
    """The phone of somebody new who follows the account."""
    page = browser.new_page(viewport={"width": 1100, "height": 860}, device_scale_factor=1.5, locale="zh-CN")
    page.set_default_timeout(PATIENCE_MS)
    page.goto(f"{phones}/phone")
    page.fill("#nickname", name)
    page.get_by_test_id("add-person").click()
    page.get_by_test_id("follow").click()
    page.locator(SAID).first.wait_for()
    return page


def says(page: "Page", words: str) -> None:
    """Type `words` and wait for the account's answer."""
    count = page.locator(SAID).count()
    page.get_by_test_id("message-input").fill(words)
    page.get_by_test_id("send").click()
    page.locator(SAID).nth(count).wait_for()


def follow_many(phones: str, count: int) -> None:
    """Have `count` sample people follow the account, so that a push takes a moment."""
    body = json.dumps({"count": count}).encode()
    asked = urllib.request.Request(f"{phones}/control/followers", data=body)  # noqa: S310 an address of this machine
    with urllib.request.urlopen(asked, timeout=120) as answer:  # noqa: S310 the same
        answer.read()


def take_console(browser: "Browser", base: str, login: str, password: str, out: Path) -> None:
    """The first page, a lesson being written, and a push under way."""
    page = browser.new_page(viewport={"width": 1280, "height": 860}, locale="zh-CN")
    page.set_default_timeout(PATIENCE_MS)
    page.goto(f"{base}/console/")
    page.fill("#login", login)
    page.fill("#password", password)
    page.get_by_role("button", name="登录").click()
    page.get_by_role("heading", name="今天").wait_for()
    keep(page, out / "console-home.png", whole=True)
    page.goto(f"{base}/console/lessons")
    page.locator("td.first a").first.click()
    page.locator("#preview").get_by_role("heading").first.wait_for()
    keep(page, out / "console-lesson.png", whole=True)
    page.get_by_role("link", name="推送给大家").click()
    page.get_by_role("button", name="先算算能发到多少人").click()
    page.get_by_role("button", name="开始推送").click()
    page.get_by_role("button", name="暂停").wait_for()
    done = page.locator("#progress progress")
    for _ in range(PATIENCE_MS // LOOK_MS):  # the policy of pages leaves no script to wait with
        if int(done.get_attribute("value") or 0) >= MOVING:
            break
        page.wait_for_timeout(LOOK_MS)
    keep(page, out / "console-push.png", whole=True)


def keep(page: "Page", file: Path, *, whole: bool = False) -> None:
    """Keep what is seen, the phone alone unless `whole`, as a small picture of few colours."""
    page.wait_for_timeout(500)
    taken = page.screenshot() if whole else page.locator("section.phone").screenshot()
    picture = Image.open(io.BytesIO(taken)).convert("RGB")
    for colours in (256, 128, 64):
        picture.quantize(colours, method=Image.Quantize.MEDIANCUT).save(file, optimize=True)
        if file.stat().st_size < MOST_BYTES:
            break
    print(f"{file.name}  {picture.width} x {picture.height}  {file.stat().st_size // 1024} KB")
