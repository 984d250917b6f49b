"""
Walk the console as each role at two widths, and take the pictures of the staff guide on the way.

Start `./xinqiao demo --reset` in another terminal and give its addresses and password. A step that can't be taken, a page
wider than the screen or an error on a page ends it with 1. It needs what `./xinqiao test` installs.
"""

import argparse
import io
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image

from app.processes import ROOT
from bench.pictures import CHROMIUM, PATIENCE_MS, phone_of, says

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, ViewportSize

WIDTHS = {1280: 860, 360: 740}
COLOURS = (64, 32)
MOST_BYTES = 60_000
WISH = ["微心愿", "同意", "小禾", "九岁", "1", "1", "1", "学习用品", "一个新书包", "八十块", "提交"]
QUESTION = ["人工", "孩子七岁，每天早上哭着不肯上学，我怎么劝都没用"]
DANGER = ["他又打我了 往死里打"]

Step = tuple[str, Callable[["Page"], None]]


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
            make_work(browser, args.phones)
            for login in args.only or PATHS:
                wrong += walk(a_screen(browser, args.base, width), login, args.password, args.out)
        browser.close()
    print("\n".join(wrong) or f"{sum(map(len, PATHS.values()))} steps, {len(WIDTHS)} widths: all taken")
    return 1 if wrong else 0


def make_work(browser: "Browser", phones: str) -> None:
    """Have somebody make a wish and ask a question, and somebody else write of danger: what waits for staff."""
    for name, said in (("王姐（样例）", WISH + QUESTION), ("陈静（样例）", DANGER)):
        page = phone_of(browser, phones, name)
        for words in said:
            says(page, words)
        page.close()


def a_screen(browser: "Browser", base: str, width: int) -> "Page":
    """A browser of its own, as wide as asked."""
    screen: ViewportSize = {"width": width, "height": WIDTHS[width]}
    page = browser.new_context(viewport=screen, locale="zh-CN", base_url=base, has_touch=width < 600).new_page()
    page.set_default_timeout(PATIENCE_MS)
    return page


def walk(page: "Page", login: str, password: str, out: Path) -> list[str]:
    """One role's path on one screen, which is closed at the end; what went wrong, a line each."""
    width = page.viewport_size["width"] if page.viewport_size else 0
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(f"{login} at {width}: {error}"))
    for name, does in (("sign-in", signs_in(login, password)), *PATHS[login]):
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


def opens(section: str) -> Callable[["Page"], None]:
    """Open a section by the rail, or on a phone by 更多."""

    def does(page: "Page") -> None:
        link = page.get_by_label("栏目").get_by_role("link", name=section)
        if not link.is_visible():
            page.get_by_label("栏目").get_by_role("link", name="更多").click()
            link = page.locator("main").get_by_role("link", name=section)
        link.first.click()
        page.get_by_role("heading", level=1).wait_for()

    return does


def visits(address: str) -> Callable[["Page"], None]:
    """Open an address."""

    def does(page: "Page") -> None:
        page.goto(address)
        page.get_by_role("heading", level=1).wait_for()

    return does


def follows(words: str, then: str = "") -> Callable[["Page"], None]:
    """Tap the first link of the page with these words; wait for `then`, or for the page's heading."""

    def does(page: "Page") -> None:
        page.locator("main").get_by_role("link", name=words).first.click()
        _seen(page, then)

    return does


def taps(words: str, then: str = "") -> Callable[["Page"], None]:
    """Tap the first button of the page with these words; wait for `then`."""

    def does(page: "Page") -> None:
        page.locator("main").get_by_role("button", name=words).first.click()
        _seen(page, then)

    return does


def all_of(*steps: Callable[["Page"], None]) -> Callable[["Page"], None]:
    """One after the other."""

    def does(page: "Page") -> None:
        for each in steps:
            each(page)

    return does


def _seen(page: "Page", words: str) -> None:
    if words:
        page.locator("body").get_by_text(words).first.wait_for()
    else:
        page.get_by_role("heading", level=1).wait_for()


def _stays(page: "Page") -> None:
    page.get_by_role("heading", level=1).wait_for()


def _writes_a_lesson(page: "Page") -> None:
    page.get_by_label("题目", exact=True).first.fill("过马路先停一停")
    page.get_by_label("一句话简介").fill("过马路前的三件小事。")
    page.locator("#body").fill("先停下，再看。\n\n## 三件小事\n\n- 停在路边\n- **左右看**\n- 走，不跑")
    page.get_by_label("网址里的名字").fill(f"stop-first-{secrets.token_hex(4)}")
    page.locator("#preview").get_by_text("三件小事").wait_for()


def _invites(page: "Page") -> None:
    page.get_by_label("名字", exact=True).fill("王干事（样例）")
    page.get_by_label("用户名").fill(f"wang{secrets.token_hex(3)}")
    page.get_by_label("村（社区）妇联干部").check()


def _finds(page: "Page") -> None:
    page.goto("/console/search")
    page.locator("main").get_by_role("searchbox").fill("石桥")
    page.locator("main").get_by_role("button", name="找").click()
    page.locator("main").get_by_text("石桥").first.wait_for()


def _tries_a_keyword(page: "Page") -> None:
    page.get_by_label("她写的话").fill("微课堂")
    page.get_by_role("button", name="试一试").click()
    page.get_by_text("当作“微课堂”来回答。").wait_for()


def _asks_for_the_child(page: "Page") -> None:
    page.locator("main summary", has_text="看孩子的名字").click()


HOME: Step = ("home", _stays)
PATHS: dict[str, tuple[Step, ...]] = {
    "village": (
        HOME,
        ("wishes", opens("心愿")),
        ("wish", follows("一个新书包", "经过")),
        ("child", all_of(_asks_for_the_child, taps("上门核实", "小禾"))),
    ),
    "township": (HOME, ("wishes", opens("心愿")), ("staff", opens("同事")), ("place", opens("区划"))),
    "county": (
        HOME,
        ("wishes", opens("心愿")),
        ("questions", opens("提问")),
        ("people", opens("群众")),
        ("search", _finds),
    ),
    "city": (
        HOME,
        ("pushes", opens("推送")),
        ("status", opens("运行情况")),
        ("codes", all_of(opens("公众号"), follows("二维码"))),
        ("hours", all_of(opens("设置"), follows("假日与工作时间"))),
    ),
    "expert": (HOME, ("questions", opens("提问")), ("question", follows("编号", "不肯上学"))),
    "editor": (
        HOME,
        ("lessons", opens("微课")),
        ("writing", all_of(follows("写一课", "手机上的样子"), _writes_a_lesson)),
        ("saved", taps("保存", "存好了")),
        ("entry", all_of(opens("问答"), follows("写一条", "聊天里的样子"))),
        ("menu", opens("公众号")),
        ("keywords", all_of(follows("关键词", "写一句话看看会怎样"), _tries_a_keyword)),
        ("media", follows("素材库", "素材库")),
    ),
    "publisher": (
        HOME,
        ("confirm", all_of(opens("微课"), follows("过马路先停一停"), follows("发布", "发布"))),
        ("published", taps("发布", "已发布")),
        ("reach", all_of(follows("推送", "发给谁"), taps("先算算能发到多少人", "每人最多收到一次"))),
        ("push", taps("开始推送", "发完了")),
    ),
    "guard": (
        HOME,
        ("alerts", all_of(opens("求助"), follows("收到的话"))),
        ("read", taps("看她写了什么", "往死里打")),
        ("taken", taps("我来接", "撤销")),
    ),
    "data": (HOME, ("audit", opens("记录")), ("checked", taps("核对一遍", "核对"))),
    "demo": (
        HOME,
        ("staff", opens("同事")),
        ("invite", all_of(follows("请一位同事"), _invites)),
        ("link", taps("请她来", "只显示这一次")),
        ("sheet", all_of(opens("同事"), follows("用表格请", "样表"))),
        ("place", opens("区划")),
        ("hotlines", opens("设置")),
        ("me", visits("/console/me")),
    ),
}
