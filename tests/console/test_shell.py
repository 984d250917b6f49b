"""The shell: looks, help and search, and what a visit weighs."""

import gzip
import re

import pytest

from domain.receipts import format_receipt
from domain.regions import Scope
from domain.staff import StaffRole
from handlers.console.guides import PAGES
from handlers.console.page import SECTIONS
from handlers.console.ways import PLACES, guide_to
from handlers.templates import ROOT, help_pages
from services.context import Services
from services.staff import add
from tests.console.conftest import PASSWORD, Desk, Desks
from tests.console.test_walk import wish_in_qufu
from tests.joined import Phone

COUNTY = StaffRole.COUNTY
NO_HELP_OF_ITS_OWN = {"messages", "hotlines", "followers", "replies"}  # told of where their section is
HELP = ROOT / "console" / "templates" / "help"
FIRST_VISIT_BYTES, LATER_BYTES = 90_000, 20_000
_ASSET = re.compile(r'(?:src|href)="(/[^"]+\?v=[^"]+)"')


async def weight(browser: Desk, path: str) -> int:
    """How many bytes come over the wire for the body at `path`, compressed where the server compresses it."""
    async with browser.http.get(browser.base + path, headers={"Accept-Encoding": "gzip"}) as answer:
        body = await answer.read()
        packed = answer.headers.get("X-Consumed-Content-Encoding") or answer.headers.get("Content-Encoding")
        return len(gzip.compress(body, 6)) if packed == "gzip" else len(body)


@pytest.mark.parametrize("path", ["/console/", "/console/lessons", "/console/components", "/console/lessons/new"])
async def test_a_page_weighs_little_at_the_first_visit_and_less_after(desk: Desks, path: str) -> None:
    browser = await desk(StaffRole.ADMINISTRATOR)
    page = await browser.get(path)
    own = await weight(browser, path)
    assets = [await weight(browser, each) for each in sorted(set(_ASSET.findall(page.text)))]
    assert len(assets) > 5
    assert own < LATER_BYTES
    assert own + sum(assets) < FIRST_VISIT_BYTES


async def test_the_look_is_chosen_and_stays_in_this_browser(desk: Desks) -> None:
    browser = await desk(StaffRole.EDITOR)
    assert "data-scheme" not in (await browser.get("/console/look")).text
    page = await browser.post("/console/look", scheme="dark", type="large")
    assert 'data-scheme="dark" data-type="large"' in page.text
    assert 'data-scheme="dark"' in (await browser.get("/console/lessons")).text
    page = await browser.post("/console/look", scheme="", type='"><script>')
    assert "data-scheme" not in page.text
    assert "data-type" not in page.text


async def test_a_look_that_nobody_offers_is_passed_over(desk: Desks) -> None:
    browser = await desk(StaffRole.EDITOR)
    page = await browser.get("/console/", Cookie='scheme="><b>; type=huge')
    assert "data-scheme" not in page.text


def test_every_section_of_the_rail_and_every_part_has_help_with_a_picture() -> None:
    assert set(PAGES) == help_pages()
    needed = {name for name, _, _ in SECTIONS} | {each.name for each in PLACES} - NO_HELP_OF_ITS_OWN
    assert needed - help_pages() == set()
    pictured = {name for name in PAGES if "guide_picture" in (HELP / f"{name}.html").read_text("utf-8")}
    assert needed - pictured == {"components"}  # who makes pages sees the parts themselves


@pytest.mark.parametrize(
    ("path", "section", "name"),
    [
        ("/console/parcels", "wishes", "parcels"),
        ("/console/points/new", "wishes", "points"),
        ("/console/blocks", "wishes", "blocks"),
        ("/console/media/new", "account", "media"),
        ("/console/settings/quiet", "settings", "quiet"),
        ("/console/settings/hotlines", "settings", "settings"),
        ("/console/alerts", "alerts", "alerts"),
        ("/console/more", "more", "more"),
        ("/console/look", "look", "look"),
    ],
)
def test_a_part_opens_its_own_help(path: str, section: str, name: str) -> None:
    assert guide_to(path, section, help_pages()) == name


async def test_the_help_of_a_part_shows_the_way_and_the_first_page_is_her_own(desk: Desks) -> None:
    browser = await desk(StaffRole.COUNTY, region="370881")
    page = (await browser.get("/console/help/parcels")).text
    assert '<a href="/console/wishes">心愿</a>' in page
    assert 'href="/console/help/look"' in (await browser.get("/console/look")).text
    assert "county-home-360.png" in (await browser.get("/console/help/home")).text


async def test_help_is_one_tap_away_and_tells_the_steps(desk: Desks) -> None:
    browser = await desk(StaffRole.PUBLISHER)
    assert 'href="/console/help/lessons"' in (await browser.get("/console/lessons")).text
    page = await browser.get("/console/help/lessons")
    assert "怎么用" in page.text
    for before in ('class="picture" src="', ' srcset="'):
        picture = page.text.split(before)[1].split('"')[0]
        async with browser.http.get(browser.base + picture) as answer:
            assert (answer.status, answer.content_type) == (200, "image/png")
    assert (await browser.get("/console/help/nowhere")).status == 404


async def test_search_finds_lessons_colleagues_and_regions_by_her_rights(desk: Desks, services: Services) -> None:
    await add(services, login="zhao", name="赵敏", roles=[StaffRole.COUNTY], region="370883", password=PASSWORD)
    city, county = await desk(StaffRole.CITY), await desk(StaffRole.COUNTY, login="li", region="370881")
    editor = await desk(StaffRole.EDITOR, login="sun")
    assert "选双合脚的鞋" in (await city.get("/console/search?q=合脚")).text
    assert "zhao" in (await city.get("/console/search?q=赵")).text
    assert "zhao" in (await city.get("/console/search?q=zha")).text
    assert "zhao" not in (await county.get("/console/search?q=赵")).text
    assert "zhao" not in (await editor.get("/console/search?q=赵")).text
    assert "峪口村" in (await editor.get("/console/search?q=峪口")).text
    part = await city.get("/console/search?q=合脚", **{"HX-Request": "true"})
    assert "<html" not in part.text
    assert "选双合脚的鞋" in part.text


async def test_a_wish_is_found_by_its_receipt_in_her_region_alone(
    desk: Desks, phone: Phone, services: Services
) -> None:
    wish = await services.wishes.get(await wish_in_qufu(phone, services), scope=Scope.system())
    here, there = await desk(COUNTY, region="370881"), await desk(COUNTY, login="li", region="370883")
    for written in (wish.receipt, format_receipt(wish.receipt)):
        assert wish.text in (await here.get(f"/console/search?q={written}")).text
        assert "没有找到" in (await there.get(f"/console/search?q={written}")).text
    editor = await desk(StaffRole.EXPERT, login="sun")
    assert "没有找到" in (await editor.get(f"/console/search?q={wish.receipt}")).text
    assert "没有找到" in (await here.get("/console/search?q=王小明")).text


@pytest.mark.parametrize("odd", [".*", "(", "$where", "%00", "[a-", "\\", "<script>alert(1)</script>", "字" * 41])
async def test_odd_words_find_nothing_and_break_nothing(desk: Desks, odd: str) -> None:
    browser = await desk(StaffRole.ADMINISTRATOR)
    page = await browser.get(f"/console/search?q={odd}")
    assert page.status in {200, 400}
    assert "选双合脚的鞋" not in page.text
    assert "<script>alert" not in page.text


async def test_searches_are_served_by_indexes(services: Services) -> None:
    plans = {
        "lessons": {"title": {"$regex": "鞋", "$options": "i"}},
        "regions": {"name": {"$regex": "^峪口"}},
        "staff": {"$or": [{"name": {"$regex": "^赵"}}, {"login": {"$regex": "^赵"}}]},
    }
    for name, which in plans.items():
        cursor = services.db[name].find(which)
        plan = await (cursor.hint("title_1") if name == "lessons" else cursor).explain()
        assert "COLLSCAN" not in str(plan["queryPlanner"]["winningPlan"]), name
