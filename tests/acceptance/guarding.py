"""What stories of people in danger share: a cry, officers at desks that ring, and a case on its way."""

import re

from playwright.async_api import Page, expect

from domain.staff import StaffRole
from tests.acceptance.people import WAIT_MS, Officer, People, Person
from tests.acceptance.places import Office, Place

NAMES_IT = re.compile("家暴|暴力|打人|求助|危险|110|权益|个案|派出所")
MARKS_RINGS = """
    HTMLMediaElement.prototype.play = function () {
      document.documentElement.dataset.rang = this.src;
      return Promise.resolve();
    };
"""
DESKS = {"town": ("吴村镇值班的", "370881100"), "county": ("曲阜值班的", "370881"), "city": ("市里值班的", "370800")}


async def rings(page: Page) -> None:
    """Wait until it rings."""
    await expect(page.locator("html")).to_have_attribute("data-rang", re.compile(r"bell\.wav"), timeout=WAIT_MS)


async def at_the_bell(people: People, place: Place, login: str, screen: tuple[int, int]) -> Officer:
    """An officer with the sound switched on, on a page where no list of cases stands."""
    guard = await people.officer(login, screen)
    await guard.page.add_init_script(MARKS_RINGS)
    await guard.page.goto(f"{place.base}/console/cases")
    await guard.taps("打开响铃", "来了新的会响")
    await rings(guard.page)  # how it sounds
    await expect(guard.main.get_by_role("button", name="来了新的会响")).to_have_attribute("aria-pressed", "true")
    await to_another_page(guard)
    return guard


async def to_another_page(guard: Officer) -> None:
    """Where nothing has rung yet."""
    await guard.page.goto(re.sub(r"/console/.*", "/console/me", guard.page.url))
    await expect(guard.page.locator("html[data-rang]")).to_have_count(0)


async def opens_newest(guard: Officer, danger: str) -> None:
    """Open the case of this danger that nobody has taken up."""
    await guard.opens("求助")
    waiting = guard.main.get_by_role("row").filter(has_text=danger).filter(has_text="等人接")
    await waiting.last.get_by_role("link").first.click()
    await guard.sees("还没有人接")


async def guards(office: Office, *desks: str) -> None:
    """Have somebody look after people in danger at these of the DESKS."""
    for desk in desks:
        name, region = DESKS[desk]
        await office.employs(desk, name, StaffRole.SAFEGUARDING_OFFICER, region)


async def lives_in_the_village(her: Person) -> None:
    """Have her say where she lives: in the one village that the office knows."""
    await her.says("我的地区", "哪个县")
    await her.taps("曲阜市", "哪个乡镇")
    await her.taps("吴村镇", "哪个村")
    await her.taps("峪口村", "峪口村")


async def cries(her: Person, office: Office, words: str) -> None:
    """Have her write in danger; she has the card at once, and the case is made."""
    card = await her.says(words, "110")
    assert "编号" not in card
    await office.works()
