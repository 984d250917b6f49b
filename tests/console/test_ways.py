"""The way to a page: every page below a section shows it, with nothing of its own to do for it."""

import re

import pytest

from handlers import console
from handlers.console.page import SECTIONS, sections_for
from handlers.console.ways import PLACES, place_of, way_to
from handlers.templates import ROOT
from tests.console.placing import ADDRESSES, OPENS, placed
from tests.console.samples import ADMIN, EDITOR, PAGES, render
from wording import ways
from wording.console import NAV

TEMPLATES = ROOT / "console" / "templates"
SHELLED = [
    name for name, (template, _) in PAGES.items() if "_console.html" in (TEMPLATES / template).read_text("utf-8")
]
BELOW = [name for name in SHELLED if PAGES[name][0] not in OPENS]
CRUMBS = re.compile(r'<nav class="crumbs".*?</nav>', re.DOTALL)


def test_every_page_below_a_section_shows_the_way_to_it_and_where_it_is() -> None:
    assert len(BELOW) > 100
    for name in BELOW:
        template, values = PAGES[name]
        section = placed(template, values.get("section", ""), ADMIN)["section"]
        found = CRUMBS.search(render(name))
        assert found, name
        assert '<a href="/console/">今天</a>' in found[0], name
        if section in ADDRESSES and section != "home":
            assert f'<a href="{ADDRESSES[section]}">{NAV[section]}</a>' in found[0], name
        here = re.findall(r'<span aria-current="page">(.*?)</span>', found[0], re.DOTALL)
        assert len(here) == 1, name
        assert here[0].strip(), name


def test_a_page_of_the_rail_shows_no_way() -> None:
    assert [name for name in SHELLED if PAGES[name][0] in OPENS and CRUMBS.search(render(name))] == []


def test_no_page_draws_a_way_of_its_own() -> None:
    own = [
        each.name for each in TEMPLATES.rglob("*.html") if re.search(r'class="(back|crumbs)"', each.read_text("utf-8"))
    ]
    assert own == ["_console.html"]


@pytest.mark.parametrize(
    ("path", "section", "steps"),
    [
        ("/console/points/new", "wishes", ["今天", "心愿", "收集点"]),
        ("/console/points", "wishes", ["今天", "心愿"]),
        ("/console/batches/x", "wishes", ["今天", "心愿", "爱心单位"]),
        ("/console/blocks/x", "wishes", ["今天", "心愿", "内容审核", "暂停公开的人"]),
        ("/console/account/keywords/rules/new", "account", ["今天", "公众号", "关键词"]),
        ("/console/settings/texts/welcome", "settings", ["今天", "设置", "常用语"]),
        ("/console/settings/hotlines/restore", "settings", ["今天", "设置"]),
        ("/console/me/totp", "me", ["今天", "我的账号"]),
        ("/console/wishes", "wishes", []),
        ("/console/", "home", []),
    ],
)
def test_the_way_follows_from_the_address(path: str, section: str, steps: list[str]) -> None:
    assert [words for words, _ in way_to(path, section, sections_for(ADMIN))] == steps


def test_a_section_that_she_may_not_open_is_no_step_of_her_way() -> None:
    assert way_to("/console/handovers/x", "staff", sections_for(EDITOR)) == [("今天", "/console/")]


def test_every_part_has_words_and_stands_in_a_section_or_for_itself() -> None:
    assert {each.name for each in PLACES} == set(ways.PARTS)
    names = {name for name, _, _ in SECTIONS}
    assert all(each.section in names or each.section == each.name for each in PLACES)
    assert all(place_of(f"{each.address}/x") == each for each in PLACES)


def test_every_step_of_a_way_opens_a_page() -> None:
    routes = [re.compile(f"{route[0]}$") for route in console.ROUTES]
    steps = {
        address for each in PLACES for _, address in way_to(f"{each.address}/x", each.section, sections_for(ADMIN))
    }
    assert {each.address for each in PLACES if each.opens} <= steps | set(ADDRESSES.values())
    assert [each for each in steps if not any(route.match(each) for route in routes)] == []
