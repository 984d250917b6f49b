"""More that is taken back within ten seconds: a rule left out, a code's words, a role; each only while nothing has followed."""

import re

from domain.keywords import from_body
from domain.regions import Scope
from domain.staff import StaffRole
from services.context import Services
from tests.console.conftest import Desk, Desks, Seen
from tests.console.test_account_keywords import KEYWORDS
from tests.console.test_account_keywords import write as write_rule
from tests.console.test_account_scenes import SITE, make
from tests.console.test_account_scenes import services as away
from tests.console.test_undo import offer

__all__ = ["away"]
ADMIN, EDITOR, EXPERT = StaffRole.ADMINISTRATOR, StaffRole.EDITOR, StaffRole.EXPERT


async def undone(browser: Desk, page: Seen) -> Seen:
    return await browser.post("/console/undo", token=offer(page), back=page.path)


async def names(services: Services) -> list[str]:
    draft = await services.keywords.draft()
    assert draft
    return [each.name for each in from_body(draft.body)]


async def without_the_first(browser: Desk) -> Seen:
    page = await browser.get(KEYWORDS)
    (rule, *_) = re.findall(rf'href="({KEYWORDS}/rules/[0-9a-z]{{26}})"', page.text)
    asked = await browser.get(f"{rule}/remove")
    return await browser.post(f"{rule}/remove", seen=asked.value("seen"))


async def test_a_rule_that_was_left_out_stands_in_the_draft_again_where_it_stood(
    desk: Desks, services: Services
) -> None:
    browser = await desk(EDITOR)
    for words in ("入学", "体检"):
        await write_rule(browser, words=words)
    page = await without_the_first(browser)
    assert await names(services) == ["体检"]
    assert "去掉了“入学”" in page.text
    assert (await undone(browser, page)).path == KEYWORDS
    assert await names(services) == ["入学", "体检"]
    page = await without_the_first(browser)
    await write_rule(browser, words="补贴")
    assert (await undone(browser, page)).status == 409
    assert await names(services) == ["体检", "补贴"]


async def test_the_words_of_a_code_are_taken_back_and_a_new_code_is_not(desk: Desks, away: Services) -> None:
    browser = await desk(EDITOR)
    address, _, text = await make(browser)
    assert 'action="/console/undo"' not in text
    page = await browser.get(address)
    fields = {"version": page.value("version"), "region": page.value("region")}
    page = await browser.post(address, **(SITE | fields | {"words": "请坐"}))
    await undone(browser, page)
    (scene,) = await away.scenes.page(scope=Scope.system())
    assert (scene.words, scene.version) == ("欢迎 <b>", 3)


async def test_a_role_given_or_taken_by_mistake_is_taken_or_given_again(desk: Desks, services: Services) -> None:
    boss, _ = await desk(ADMIN), await desk(EXPERT, login="li", region="370881")

    async def held() -> list[str]:
        account = await services.staff.by_login("li")
        assert account is not None
        return [f"{each.role}@{each.region_path}" for each in account.appointments]

    found, before = await services.staff.by_login("li"), await held()
    assert found is not None
    address = f"/console/staff/{found.id}"
    page = await boss.get(f"{address}/appoint")
    page = await boss.post(f"{address}/appoint", role="county", place="370881", version=page.value("version"))
    assert len(await held()) == 2
    await undone(boss, page)
    assert await held() == before
    page = await boss.get(f"{address}/take-back?number=0")
    page = await boss.post(f"{address}/take-back", number="0", version=page.value("version"))
    assert await held() == []
    await undone(boss, page)
    assert await held() == before
