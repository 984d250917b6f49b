"""The menu on its way: drafts, release by a second person, the platform, roll-back."""

import asyncio
from dataclasses import replace

import pytest

from bot.words import menu_keys
from domain.errors import Conflict, Invalid, NotAllowed
from domain.menus import Button, Conditional, Menu, from_body
from domain.regions import Scope
from domain.staff import Appointment, StaffMember, StaffRole
from domain.versions import Reach, VersionState
from services.account import menus
from services.context import Services
from tests.joined import APP
from tests.rig import Rig

CITY = "370000/370800/"
HELP = Button("怎么用", "click", "menu:help")
PAGE = Button("看课", "view", "/h5/lessons")
ONE, TWO = Menu((HELP,)), Menu((HELP, PAGE))


def member(name: str, role: StaffRole) -> StaffMember:
    return StaffMember(name, name, name, (Appointment(role, CITY),), CITY)


EDITOR, OTHER = member("editor", StaffRole.EDITOR), member("other", StaffRole.EDITOR)
PUBLISHER, ADMIN = member("publisher", StaffRole.PUBLISHER), member("admin", StaffRole.ADMINISTRATOR)


async def let_out(services: Services, menu: Menu) -> str:
    """The menu, written by an editor and released by a publisher; its id."""
    before = await services.menus.draft()
    draft = await menus.save(services, menu, seen=before.seq if before else 0, by=EDITOR)
    await menus.release(services, draft.id, seen=draft.seq, by=PUBLISHER, keys=menu_keys())
    return draft.id


def at_platform(rig: Rig) -> list[str]:
    return [each["name"] for each in rig.platform.accounts[APP].named("menu")["default"]]


async def seen_by(rig: Rig, openid: str) -> str:
    found = await rig.services.wechat.menu_of(openid)
    return found.buttons[0]["name"] if found else ""


async def test_a_released_menu_is_set_at_the_platform_and_shown_as_out(rig: Rig) -> None:
    version = await let_out(rig.services, TWO)
    assert (await rig.services.menus.get(version)).reach is Reach.WAITING
    await rig.work()
    assert at_platform(rig) == ["怎么用", "看课"]
    assert (await rig.services.menus.get(version)).reach is Reach.TAKEN


async def test_setting_it_twice_is_setting_it_once(rig: Rig) -> None:
    tag = await rig.services.wechat.create_tag("家长")
    version = await let_out(rig.services, Menu((HELP,), (Conditional(tag.id, "家长", (PAGE,)),)))
    await rig.work()
    await menus.set_released(rig.services, version)
    assert len(rig.platform.accounts[APP].named("conditional")) == 1


async def test_people_with_a_tag_see_the_menu_made_for_it_and_then_no_longer(rig: Rig) -> None:
    tag = await rig.services.wechat.create_tag("家长")
    (openid,) = await rig.people(1)
    await rig.services.wechat.tag_people(tag.id, [openid])
    await let_out(rig.services, Menu((HELP,), (Conditional(tag.id, "家长", (PAGE,)),)))
    await rig.work()
    assert await seen_by(rig, openid) == "看课"
    await let_out(rig.services, ONE)
    await rig.work()
    assert await seen_by(rig, openid) == "怎么用"


async def test_a_menu_that_the_platform_refuses_says_why_and_can_be_sent_again(rig: Rig) -> None:
    version = await let_out(rig.services, Menu((Button("看", "miniprogram", "/h5", "wxUnbound", "p"),)))
    await rig.work()
    found = await rig.services.menus.get(version)
    assert (found.reach, found.reason) == (Reach.REFUSED, "unbound_app")
    rows = await rig.services.db["outbox"].count_documents({"task": "set_menu"})
    again = await menus.set_again(rig.services, version, by=PUBLISHER)
    assert again.reach is Reach.WAITING
    assert await rig.services.db["outbox"].count_documents({"task": "set_menu"}) == rows + 1


async def test_an_account_without_menus_is_told_so(rig: Rig) -> None:
    version = await let_out(rig.services, ONE)
    mini = rig.services.mini
    assert mini
    await menus.set_released(replace(rig.services, wechat=mini), version)  # the platform has no menus for these
    assert (await rig.services.menus.get(version)).reason == "not_granted"


async def test_a_menu_that_was_overtaken_is_not_set_any_more(rig: Rig) -> None:
    first = await let_out(rig.services, ONE)
    await let_out(rig.services, TWO)
    assert await menus.set_released(rig.services, first) is None
    assert not rig.platform.accounts[APP].named("menu")


async def test_nobody_releases_what_she_wrote_at_not_even_an_administrator(services: Services) -> None:
    draft = await menus.save(services, ONE, seen=0, by=ADMIN)
    draft = await menus.save(services, TWO, seen=draft.seq, by=EDITOR)
    with pytest.raises(NotAllowed):
        await menus.release(services, draft.id, seen=draft.seq, by=ADMIN, keys=menu_keys())
    assert (await menus.release(services, draft.id, seen=draft.seq, by=PUBLISHER, keys=menu_keys())).released_by


async def test_where_one_person_is_enough_she_releases_her_own(services: Services) -> None:
    alone = replace(services, facts=replace(services.facts, two_people=False))
    draft = await menus.save(alone, ONE, seen=0, by=ADMIN)
    assert (await menus.release(alone, draft.id, seen=draft.seq, by=ADMIN, keys=menu_keys())).released_by == "admin"


async def test_who_may_not_write_or_release_does_neither(services: Services) -> None:
    with pytest.raises(NotAllowed):
        await menus.save(services, ONE, seen=0, by=PUBLISHER)
    draft = await menus.save(services, ONE, seen=0, by=EDITOR)
    with pytest.raises(NotAllowed):
        await menus.release(services, draft.id, seen=draft.seq, by=OTHER, keys=menu_keys())


async def test_what_goes_out_is_what_she_saw(services: Services) -> None:
    draft = await menus.save(services, ONE, seen=0, by=EDITOR)
    await menus.save(services, TWO, seen=draft.seq, by=OTHER)
    with pytest.raises(Conflict):
        await menus.release(services, draft.id, seen=draft.seq, by=PUBLISHER, keys=menu_keys())


async def test_two_editors_at_once_are_told_of_each_other_and_there_is_one_draft(services: Services) -> None:
    tried = await asyncio.gather(
        menus.save(services, ONE, seen=0, by=EDITOR),
        menus.save(services, TWO, seen=0, by=OTHER),
        return_exceptions=True,
    )
    assert sorted(type(each).__name__ for each in tried) == ["Conflict", "Version"]
    assert len(await services.menus.page()) == 1


async def test_an_unfinished_draft_is_kept_but_not_released(services: Services) -> None:
    draft = await menus.save(services, Menu((Button("", "click"),)), seen=0, by=EDITOR)
    with pytest.raises(Invalid):
        await menus.release(services, draft.id, seen=draft.seq, by=PUBLISHER, keys=menu_keys())


async def test_menus_for_tags_that_lead_to_too_many_domains_are_not_released(services: Services) -> None:
    links = [Button("看", "view", f"https://{number}.example/") for number in range(4)]
    tagged = Menu((HELP,), (Conditional(101, "家长", (Button("组", below=tuple(links)),)),))
    draft = await menus.save(services, tagged, seen=0, by=EDITOR)
    with pytest.raises(Invalid):
        await menus.release(services, draft.id, seen=draft.seq, by=PUBLISHER, keys=menu_keys())


async def test_releasing_twice_is_releasing_once(services: Services) -> None:
    draft = await menus.save(services, ONE, seen=0, by=EDITOR)
    for _ in range(2):
        await menus.release(services, draft.id, seen=draft.seq, by=PUBLISHER, keys=menu_keys())
    assert await services.db["outbox"].count_documents({"task": "set_menu"}) == 1


async def test_an_old_menu_is_taken_up_again_and_the_draft_before_it_is_not_lost(services: Services) -> None:
    old = await let_out(services, ONE)
    await let_out(services, TWO)
    draft = await menus.save(services, Menu((PAGE,)), seen=0, by=EDITOR)
    again = await menus.take_up(services, old, seen=draft.seq, by=OTHER)
    assert from_body(again.body) == ONE
    assert (await services.menus.get(draft.id)).state is VersionState.EARLIER
    assert [each.number for each in await services.menus.page()] == [4, 3, 2, 1]
    with pytest.raises(Conflict):
        await menus.take_up(services, draft.id, seen=0, by=OTHER)


async def test_the_file_is_the_first_version_and_only_where_there_is_none(services: Services) -> None:
    await menus.begin_with(services, ONE)
    await menus.begin_with(services, TWO)
    found = await services.menus.released()
    assert found
    assert (found.number, from_body(found.body)) == (1, ONE)


async def test_the_command_sets_what_was_released_and_otherwise_the_file(rig: Rig) -> None:
    assert await menus.push(rig.services, ONE) == 0
    assert at_platform(rig) == ["怎么用"]
    await let_out(rig.services, TWO)
    assert await menus.push(rig.services, ONE) == 1
    assert at_platform(rig) == ["怎么用", "看课"]


async def test_every_step_stands_in_the_audit_log(services: Services) -> None:
    await let_out(services, ONE)
    rows = await services.audit.page(scope=Scope.of(CITY))
    assert [(each.kind, each.actor) for each in rows] == [("menu_released", "publisher"), ("menu_written", "editor")]
