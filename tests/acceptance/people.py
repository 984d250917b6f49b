"""The people of a story, each at a screen of her own: staff in the console, guardians and donors on the phone."""

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from playwright.async_api import Browser, FrameLocator, Page, async_playwright, expect
from playwright.async_api import TimeoutError as PlaywrightTimeoutError

from tests.acceptance.conftest import ARGUMENTS, CHROMIUM, Phone
from tests.acceptance.places import Place

WAIT_MS = 60_000  # the machine may be busy with other tests
LOOK_MS = 3_000
DESK, MOBILE = (1280, 860), (360, 740)


class Officer:
    """A member of staff at her screen; on each page that she comes to, nothing may be wider than the screen."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.main = page.locator("main")

    async def signs_in(self, place: Place, login: str) -> None:
        """Come in by the first page."""
        await self.page.goto(f"{place.base}/console/")
        await self.page.get_by_label("用户名").fill(login)
        await self.page.get_by_label("密码").fill(place.password)
        await self.page.get_by_role("button", name="登录", exact=True).click()
        await self.sees("今天", heading=True)

    async def opens(self, section: str) -> None:
        """Open a section by the rail, or on a phone by 更多."""
        rail = self.page.get_by_label("栏目")
        link = rail.get_by_role("link", name=section)
        if not await link.first.is_visible():
            await rail.get_by_role("link", name="更多").click()
            link = self.main.get_by_role("link", name=section)
        await link.first.click()
        await self.sees(section, heading=True)

    async def follows(self, words: str, then: str) -> None:
        """Tap the first link of the page with these words, and see `then`."""
        await self.main.get_by_role("link", name=words).first.click()
        await self.sees(then)

    async def taps(self, words: str, then: str) -> None:
        """Tap the first button of the page with these words, and see `then`."""
        await self.main.get_by_role("button", name=words).first.click()
        await self.sees(then)

    async def fills(self, fields: Mapping[str, str]) -> None:
        """Fill in the fields with these labels."""
        for label, words in fields.items():
            await self.main.get_by_label(label).first.fill(words)

    async def ticks(self, *labels: str) -> None:
        """Tick what has these words."""
        for each in labels:
            await self.main.get_by_label(each).first.check()

    async def picks(self, choices: Mapping[str, str]) -> None:
        """Choose in the lists with these labels."""
        for label, option in choices.items():
            await self.main.get_by_label(label).first.select_option(label=option)

    async def unfolds(self, words: str) -> None:
        """Open the first fold of the page with these words, unless it is open."""
        fold = self.main.locator("details").filter(has=self.page.locator("summary", has_text=words)).first
        if await fold.get_attribute("open") is None:
            await fold.locator("summary").click()

    async def sees(self, words: str, *, heading: bool = False) -> None:
        """Wait until the page shows these words, and see that it fits the screen."""
        found = self.page.get_by_role("heading", name=words) if heading else self.main.get_by_text(words)
        await expect(found.locator("visible=true").first).to_be_visible(timeout=WAIT_MS)
        wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert await self.page.evaluate(wide) <= 0, f"{self.page.url} is wider than the screen"

    async def to_wish(self, text: str) -> None:
        """Come to the page of a wish by the list."""
        await self.opens("心愿")
        await self.follows(text, "经过")

    async def to_waiting(self, text: str) -> None:
        """Come to the page of the first wish with these words that waits for a step."""
        await self.opens("心愿")
        await self.follows("等着办的", "轮到谁")
        later = self.main.get_by_role("link", name="看后面的")
        while not await self.main.get_by_role("link", name=text).count() and await later.count():
            before = self.page.url
            await later.click()
            await self.page.wait_for_url(lambda url, before=before: url != before)
        await self.follows(text, "经过")


class Person:
    """A guardian or a donor with her phone."""

    def __init__(self, phone: Phone) -> None:
        self.phone = phone
        self.page = phone.page

    async def says(self, words: str, expected: str) -> str:
        """Type something; the newest words of the account once they hold `expected`."""
        await self.page.get_by_test_id("message-input").fill(words)
        return await self._after("send", expected)

    async def taps(self, words: str, expected: str) -> str:
        """Tap the newest choice that begins with these words; what the account says to it, once it holds `expected`."""
        count = await self.phone.said.count()
        begins = re.compile(f"^{re.escape(words)}")
        choices = self.phone.said.get_by_test_id("choice").filter(has_text=begins)
        await choices.last.click()
        return await self._hears(expected, count)

    async def hears(self, words: str) -> str:
        """Wait until the account has said these words, to a question or of itself."""
        return await self._hears(words, 0)

    async def opens(self, words: str) -> FrameLocator:
        """Open the link in the newest message with these words; the page that it leads to."""
        said = self.phone.said.filter(has_text=words).last
        await said.locator('a[href^="http"]').first.click()
        return self.page.frame_locator('[data-testid="page-frame"]')

    async def closes(self) -> None:
        """Close the page that is open."""
        await self.page.get_by_test_id("page-close").click()

    async def _after(self, button: str, expected: str) -> str:
        count = await self.phone.said.count()
        await self.page.get_by_test_id(button).click()
        return await self._hears(expected, count)

    async def _hears(self, expected: str, count: int) -> str:
        """What the account says past its first `count` messages that holds `expected`; others may come between."""
        later = f'[data-testid="bubble"][data-side="account"] >> nth={count}'
        await self.page.locator(later).wait_for(timeout=WAIT_MS)
        found = self.phone.said.filter(has_text=expected).last
        await expect(found).to_be_visible(timeout=WAIT_MS)
        return await found.inner_text()


class People:
    """Takes up a screen for each one of a story, and notes what goes wrong on any of them."""

    def __init__(self, browser: Browser, demo: Place) -> None:
        self._browser = browser
        self._demo = demo
        self.wrong: list[str] = []

    async def person(self, name: str) -> Person:
        """Somebody new who follows the account."""
        page = await self._screen(1100, 860)
        phone = await Phone.of(page, self._demo, name)
        await page.get_by_test_id("follow").click()
        await expect(phone.said.last).to_contain_text("欢迎", timeout=WAIT_MS)
        return Person(phone)

    async def officer(self, login: str, screen: tuple[int, int] = DESK) -> Officer:
        """One of the sample staff, signed in."""
        officer = Officer(await self._screen(*screen))
        await officer.signs_in(self._demo, login)
        return officer

    async def _screen(self, width: int, height: int) -> Page:
        touch = width < DESK[0] // 2
        context = await self._browser.new_context(
            viewport={"width": width, "height": height}, locale="zh-CN", has_touch=touch
        )
        page = await context.new_page()
        page.set_default_timeout(WAIT_MS)
        page.on("pageerror", lambda error: self.wrong.append(f"{page.url}: {error}"))
        page.on("response", lambda got: self.wrong.append(f"{got.status} {got.url}") if got.status >= 500 else None)
        return page


@asynccontextmanager
async def gathered(demo: Place) -> AsyncIterator[People]:
    """The people of one story; nothing may have gone wrong on any screen by the end."""
    expect.set_options(timeout=WAIT_MS)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS, timeout=WAIT_MS)
        people = People(browser, demo)
        yield people
        await browser.close()
        assert people.wrong == []


async def has_heard(person: Person, words: str, times: int) -> None:
    """Wait until the account has said this to her so often, and no more."""
    await expect(person.phone.said.filter(has_text=words)).to_have_count(times, timeout=WAIT_MS)


async def wishes(guardian: Person, *, child: str, text: str, yuan: str) -> str:
    """Have a guardian of the sample officer's village make a wish in the chat; its receipt."""
    await guardian.says("微心愿", "监护人")
    await guardian.taps("同意", "孩子叫什么名字")
    await guardian.says(child, "孩子几岁")
    await guardian.says("九岁", "哪个县市区")
    await guardian.says("1", "哪个乡镇")
    await guardian.says("1", "哪个村")
    await guardian.says("1", "想要哪一类")
    await guardian.taps("学习用品", "想要什么")
    await guardian.says(text, "多少钱")
    confirm = await guardian.says(yuan, "您看对不对")
    assert text in confirm
    submitted = await guardian.taps("提交", "已收到，编号")
    receipt = re.search(r"编号 ([\d -]+)", submitted)
    assert receipt, submitted
    return receipt[1].strip()


async def verifies(village: Officer, text: str, *, notes: str) -> None:
    """Have the village officer write down her visit."""
    await village.to_waiting(text)
    await village.follows("上门核实", "家里的困难")
    await village.ticks("上门看了", "当面问过，监护人同意")
    await village.picks({"家里的困难": "父母在外打工"})
    await village.fills({"还有要说的": notes})
    await village.taps("核实好了", "等县里审批")


async def on_the_wall(donor: Person, text: str, *, first: bool = False) -> str:
    """Have a donor look for a wish on the wall, of the kind that `wishes` makes, first in line or anywhere; its number."""
    await donor.says("心愿墙", "心愿墙在这里")
    wall = await donor.opens("心愿墙在这里")
    await wall.get_by_label("想要").select_option(label="学习用品")
    lines = wall.locator(".wall-wish")
    wish = (lines.first if first else lines).filter(has_text=text).first
    for _ in range(WAIT_MS // LOOK_MS):  # the wall may be some seconds old
        await wall.get_by_role("button", name="看看").click()
        try:
            await wish.wait_for(timeout=LOOK_MS)
        except PlaywrightTimeoutError:
            continue
        break
    code = await wish.locator(".wall-code b").inner_text()
    await donor.closes()
    return code


async def claims(donor: Person, code: str) -> None:
    """Have a donor take up the wish with this number."""
    await donor.says(f"认领 {code}", "您想认领这个心愿")
    await donor.taps("我来认领", "这个心愿归您了")


async def comes_true(donor: Person, village: Officer, guardian: Person, text: str, receipt: str) -> None:
    """Have it handed in, brought and confirmed; the donor gets her certificate."""
    await donor.says("我的", text)
    await donor.taps(text, "备好了，已交到妇联")
    await donor.taps("备好了，已交到妇联", "东西由妇联送到家里")
    await guardian.hears("东西备好了")
    await village.to_wish(text)
    await village.follows("记送达", "先不")
    await village.taps("记送达", "等家长确认")
    await guardian.hears(f"收到 {receipt}")
    await guardian.says(f"收到 {receipt}", "记下您收到了")
    await donor.hears("这是您的爱心证书")


async def reaches_the_wall(village: Officer, county: Officer, text: str) -> None:
    """Have a wish that costs little verified and approved, so that it stands on the wall."""
    await verifies(village, text, notes="")
    await approves(county, text)


async def approves(county: Officer, text: str) -> None:
    """Have the county approve the first wish that waits and has these words."""
    await county.to_waiting(text)
    await county.follows("审批", "大家看到的话")
    await county.taps("通过", "在墙上等人认领")


async def two_approve(county: Officer, city: Officer, text: str) -> None:
    """Have a dear wish that was verified approved by two people, so that it stands on the wall."""
    await county.to_wish(text)
    await county.follows("审批", "还要第二个人看")
    await county.taps("通过", "等第二个人审批")
    await city.to_wish(text)
    await city.follows("第二个人审批", "大家会看到")
    await city.taps("第二个人审批", "在墙上等人认领")
