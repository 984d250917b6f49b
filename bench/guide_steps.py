"""What a walk of the staff guide is made of: opening, filling in and sending what staff do (bench/guide.py walks it)."""

import re
import secrets
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

Step = tuple[str, Callable[["Page"], None]]


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
    """Open an address; what isn't there is no step."""

    def does(page: "Page") -> None:
        answer = page.goto(address)
        if answer and not answer.ok:
            raise ValueError(f"{address}: {answer.status}")
        page.get_by_role("heading", level=1).wait_for()

    return does


def follows(words: str, then: str = "") -> Callable[["Page"], None]:
    """Tap the first link of the page with these words; wait for `then`, or for the page's heading."""

    def does(page: "Page") -> None:
        page.locator("main").get_by_role("link", name=words).first.click()
        _seen(page, then)

    return does


def taps(words: str, then: str | re.Pattern[str] = "") -> Callable[["Page"], None]:
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


def _seen(page: "Page", words: str | re.Pattern[str]) -> None:
    if words:
        page.locator("body").get_by_text(words).first.wait_for()
    else:
        page.get_by_role("heading", level=1).wait_for()


def writes_a_lesson(page: "Page") -> None:
    """Write a lesson whose address is another at each walk."""
    page.get_by_label("题目", exact=True).first.fill("过马路先停一停")
    page.get_by_label("一句话简介").fill("过马路前的三件小事。")
    page.locator("#body").fill("先停下，再看。\n\n## 三件小事\n\n- 停在路边\n- **左右看**\n- 走，不跑")
    page.get_by_label("网址里的名字").fill(f"stop-first-{secrets.token_hex(4)}")
    page.locator("#preview").get_by_text("三件小事").wait_for()


def invites(page: "Page") -> None:
    """Fill in whom to invite."""
    page.get_by_label("名字", exact=True).fill("王干事（样例）")
    page.get_by_label("用户名").fill(f"wang{secrets.token_hex(3)}")
    page.get_by_label("村（社区）妇联干部").check()


def finds(page: "Page") -> None:
    """Search for a place."""
    page.goto("/console/search")
    page.locator("main").get_by_role("searchbox").fill("石桥")
    page.locator("main").get_by_role("button", name="找").click()
    page.locator("main").get_by_text("石桥").first.wait_for()


def asks_for_the_child(page: "Page") -> None:
    """Open the reasons for which a child's name is shown."""
    page.locator("main summary", has_text="看孩子的名字").click()


def tries_a_keyword(page: "Page") -> None:
    """Write what somebody might, and see the answer."""
    page.get_by_label("她写的话").fill("微课堂")
    page.get_by_role("button", name="试一试").click()
    page.get_by_text("当作“微课堂”来回答。").wait_for()


def fills(fields: Mapping[str, str]) -> Callable[["Page"], None]:
    """Fill in the fields with these ids."""

    def does(page: "Page") -> None:
        for name, value in fields.items():
            page.locator(f"main #{name}").fill(value)

    return does


def picks(*names: str) -> Callable[["Page"], None]:
    """Take the second option that can be taken of the choices with these ids, or the only one."""

    def does(page: "Page") -> None:
        for each in names:
            options = page.locator(f"main #{each} option").count()
            page.locator(f"main #{each}").select_option(index=min(2, options - 1))

    return does


def ticks(*labels: str) -> Callable[["Page"], None]:
    """Tick what has these words."""

    def does(page: "Page") -> None:
        for each in labels:
            page.locator("main").get_by_label(each).first.check()

    return does


def shows(words: str) -> Callable[["Page"], None]:
    """Scroll to the first heading with these words, so that the picture shows what stands below it."""

    def does(page: "Page") -> None:
        page.locator("main").get_by_role("heading", name=words).first.evaluate("(each) => each.scrollIntoView()")

    return does


def stays(page: "Page") -> None:
    """Stay on the page that is open."""
    page.get_by_role("heading", level=1).wait_for()


def renames_a_button(page: "Page") -> None:
    """Give the menu's first button another name, and wait until the phone beside shows it."""
    page.locator('main [name="name.0"]').fill("听小课")
    page.locator("#menu-preview").get_by_text("听小课").first.wait_for()


def enters_a_wish(page: "Page") -> None:
    """Fill in a wish for a family without a phone; the child is another at each walk."""
    child = "".join(secrets.choice("安宁乐康平和文雅晨阳") for _ in range(2))
    page.goto("/console/wishes/new")
    fills({"child_name": f"田{child}", "guardian": "田大妈", "text": "一双 35 码的棉鞋", "yuan": "90"})(page)
    picks("age_band", "relation", "kind")(page)
    page.locator("main #text_version").select_option(index=1)
    yesterday = datetime.now(UTC) - timedelta(days=1)
    fills({"signed": f"{yesterday:%Y-%m-%d}", "box": "2 号柜第 3 盒"})(page)
    ticks("监护人看过或听过同意书")(page)
    page.evaluate("scrollTo(0, 0)")


def hands_in_the_wish(page: "Page") -> None:
    """Send what was filled in; where one much like it is there, say that it is another one."""
    page.locator("main").get_by_role("button", name="录好了").click()
    alike = page.get_by_label("看过了，不是同一个")
    page.locator("main").get_by_text(re.compile("录好了，编号|看过了，不是同一个")).first.wait_for()
    if alike.is_visible():
        alike.check()
        page.locator("main").get_by_role("button", name="录好了").click()
    _seen(page, "录好了，编号")


def plans_a_contact(page: "Page") -> None:
    """Say when she is to be reached next: tomorrow."""
    page.locator("main #at").fill(f"{datetime.now(UTC) + timedelta(days=1):%Y-%m-%d}T09:30")


def plans_a_campaign(page: "Page") -> None:
    """Fill in a campaign of a month from today that everybody sees."""
    page.goto("/console/campaigns/new")
    first = datetime.now(UTC)
    days = {"first": f"{first:%Y-%m-%d}", "last": f"{first + timedelta(days=30):%Y-%m-%d}"}
    words = "一起给孩子们圆个小小的愿望。"
    fills({"name": "开学心愿行动（样例）", "words": words, "target_wishes": "100", **days})(page)
    ticks("公开，大家都能看到")(page)
    page.evaluate("scrollTo(0, 0)")
