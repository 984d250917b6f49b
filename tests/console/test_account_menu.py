"""The menu in the console, without a line of script."""

import pytest

from bot.words import menu_keys
from domain.menus import Conditional, Menu, from_body
from domain.staff import StaffRole
from services.account import menus
from services.context import Services
from tests.console.conftest import Desk, Desks
from wechat.client import Tag

EDITOR, PUBLISHER = StaffRole.EDITOR, StaffRole.PUBLISHER
MENU = "/console/account/menu"
ONE = {"name.0": "怎么用", "kind.0": "click menu:help", "value.0": ""}


async def write(browser: Desk, do: str = "save", **fields: str) -> str:
    page = await browser.get(MENU)
    return (await browser.post(MENU, seen=page.value("seen"), do=do, **(ONE | fields))).text


async def test_a_menu_is_written_released_by_a_colleague_and_shown_as_waiting(desk: Desks, services: Services) -> None:
    editor, publisher = await desk(EDITOR), await desk(PUBLISHER, login="li")
    text = await write(editor)
    assert "草稿存好了" in text
    assert "多了“怎么用”" in text
    assert "/release" not in text
    draft = await services.menus.draft()
    assert draft
    asked = await publisher.get(f"{MENU}/versions/{draft.id}/release")
    assert "放行菜单第 1 版吗？" in asked.text
    done = await publisher.post(f"{MENU}/versions/{draft.id}/release", seen=asked.value("seen"))
    assert "等发布" in done.text
    assert "放行了" in done.text


async def test_a_menu_waits_for_release_on_the_home_page_only_once_it_can_be_released(desk: Desks) -> None:
    editor, publisher = await desk(EDITOR), await desk(PUBLISHER, login="li")
    await write(editor, **{"name.0": ""})
    assert "等您放行：公众号的菜单" not in (await publisher.get("/console/")).text
    await write(editor)
    assert "等您放行：公众号的菜单" in (await publisher.get("/console/")).text


async def test_who_wrote_it_is_told_to_ask_a_colleague(desk: Desks, services: Services) -> None:
    browser = await desk(StaffRole.ADMINISTRATOR)
    assert "您写过这一版" in await write(browser)
    draft = await services.menus.draft()
    assert draft
    page = await browser.post(f"{MENU}/versions/{draft.id}/release", seen=str(draft.seq))
    assert page.status == 403
    assert "请另一位同事放行" in page.text
    assert await services.menus.released() is None


async def test_buttons_are_added_moved_and_removed_by_plain_forms(desk: Desks, services: Services) -> None:
    browser = await desk(EDITOR)
    assert 'name="name.1"' in await write(browser, "add")
    two = {"name.1": "看课", "kind.1": "view", "value.1": "/h5/lessons"}
    assert (await write(browser, "up 1", **two)).index('value="看课"') > 0
    draft = await services.menus.draft()
    assert draft
    assert [each.name for each in from_body(draft.body).buttons] == ["看课", "怎么用"]
    await write(browser, "remove 0", **two)
    draft = await services.menus.draft()
    assert draft
    assert [each.name for each in from_body(draft.body).buttons] == ["看课"]


async def test_too_long_a_name_is_told_beside_it_and_as_she_writes_and_nothing_is_lost(desk: Desks) -> None:
    browser = await desk(EDITOR)
    text = await write(browser, **{"name.0": "这个名字太长了"})
    assert 'id="name.0-problem"' in text
    assert "长了 5 个字节" in text
    part = await browser.post(f"{MENU}/check", htmx=True, **(ONE | {"name.0": "求助电话呀呀"}))
    assert "长了 2 个字节" in part.text
    assert 'hx-swap-oob="true"' in part.text
    assert "<html" not in part.text


async def test_only_keys_that_the_chat_answers_are_offered_and_all_of_them_do_answer(desk: Desks, phone) -> None:
    browser = await desk(EDITOR)
    page = await browser.get(MENU)
    offered = {part.split('"')[0] for part in page.text.split('value="click ')[1:]}
    assert offered == set(menu_keys())
    for key in offered:
        assert "没听懂" not in await phone.event("CLICK", key)
        await phone.says("取消")


async def test_a_second_editor_keeps_what_she_wrote_and_is_told_what_the_first_has_otherwise(
    desk: Desks, services: Services
) -> None:
    first, second = await desk(EDITOR), await desk(EDITOR, login="li")
    seen = (await second.get(MENU)).value("seen")
    await write(first)
    page = await second.post(MENU, seen=seen, do="save", **(ONE | {"name.0": "别的"}))
    assert page.status == 409
    assert "有人先改过了，您写的都还在" in page.text
    assert 'name="name.0" type="text" value="别的"' in page.text
    assert "同事那一版：“别的”改名叫“怎么用”" in page.text
    theirs = await second.get(f"{MENU}?tag=0")  # the link that takes the colleague's
    assert 'data-drops="menu-0"' in page.text
    assert 'value="怎么用"' in theirs.text
    page = await second.post(MENU, seen=page.value("seen"), do="save", **(ONE | {"name.0": "别的"}))
    assert "草稿存好了" in page.text
    draft = await services.menus.draft()
    assert draft
    assert [each.name for each in from_body(draft.body).buttons] == ["别的"]


async def test_a_menu_for_a_tag_cannot_be_begun_while_the_platform_is_away_and_the_page_says_so(desk: Desks) -> None:
    browser = await desk(EDITOR)
    page = await browser.get(f"{MENU}/tags")
    assert page.status == 200
    assert "问不到微信" in page.text


async def test_menus_for_tags_that_nobody_carries_are_listed_and_given_up_in_one_tap(
    desk: Desks, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def tags(_self: object) -> tuple[Tag, ...]:
        return (Tag(101, "家长", 3), Tag(102, "志愿者", 0))

    monkeypatch.setattr(type(services.wechat), "tags", tags)
    editor = await desk(EDITOR)
    await write(editor)
    draft = await services.menus.draft()
    assert draft
    member = (await services.staff.by_login("wang")).member(services.now())  # type: ignore[union-attr]
    menu = from_body(draft.body)
    names = {101: "家长", 102: "志愿者", 103: "旧的"}
    kept = tuple(Conditional(tag_id, name, menu.buttons) for tag_id, name in names.items())
    await menus.save(services, Menu(menu.buttons, kept), seen=draft.seq, by=member)
    page = await editor.get(f"{MENU}/tags")
    assert "去掉“志愿者”的菜单" in page.text
    assert "去掉“旧的”的菜单" in page.text
    assert "去掉“家长”的菜单" not in page.text
    await editor.post(f"{MENU}/tags", seen=page.value("seen"), tag="103", do="remove")
    draft = await services.menus.draft()
    assert draft
    assert [each.tag_id for each in from_body(draft.body).conditional] == [101, 102]


async def test_a_city_officer_may_look_but_is_offered_no_change(desk: Desks) -> None:
    await write(await desk(EDITOR))
    browser = await desk(StaffRole.CITY, login="li")
    page = await browser.get(MENU)
    assert "怎么用" in page.text
    assert "存草稿" not in page.text
    assert (await browser.post(MENU, seen="0", do="save", **ONE)).status == 403


async def test_an_old_version_becomes_the_draft_in_one_tap(desk: Desks, services: Services) -> None:
    editor, publisher = await desk(EDITOR), await desk(PUBLISHER, login="li")
    await write(editor)
    draft = await services.menus.draft()
    assert draft
    asked = await publisher.get(f"{MENU}/versions/{draft.id}/release")
    await publisher.post(f"{MENU}/versions/{draft.id}/release", seen=asked.value("seen"))
    await write(editor, **{"name.0": "新名字"})
    page = await editor.get(f"{MENU}/versions/{draft.id}")
    done = await editor.post(f"{MENU}/versions/{draft.id}/again", seen=page.value("seen"))
    assert "和大家现在看到的一样" in done.text
    assert 'value="怎么用"' in done.text
