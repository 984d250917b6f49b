"""Every page of the account with things that are there, as each role: no page breaks, and none shows what isn't hers."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.words import is_reserved
from domain.ids import new_id
from domain.keywords import Rule
from domain.scenes import Scene, SceneKind
from domain.staff import PERMISSIONS, Permission, StaffRole
from handlers.access import needed_for
from services.account import keywords, menus, scenes
from services.context import Services
from tests.handlers.walking import Walker, addresses, routes, signed_in, walking
from tests.services.account.test_menus import EDITOR, TWO

ACCOUNT = [(pattern, handler) for pattern, handler in routes() if pattern.startswith("/console/account/")]
FORM = {"seen": "1", "version": "1", "name": "<i>", "words": "<i>", "name.0": "<i>", "kind.0": "click menu:help"}


@pytest.fixture
async def walker(services: Services, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Walker]:
    monkeypatch.setattr(services.wechat, "_sleep", lambda _seconds: asyncio.sleep(0))
    async with walking(services) as found:
        yield found


@pytest.fixture
async def ids(services: Services) -> tuple[str, ...]:
    menu = await menus.save(services, TWO, seen=0, by=EDITOR)
    rule = Rule(new_id(), ("入学",), reply="看通知")
    draft = await keywords.put(services, rule, seen=0, by=EDITOR, reserved=is_reserved)
    place = Scene(new_id(), SceneKind.SITE, "妇女之家", "370881", "", version=0)
    scene = await scenes.write(services, place, by=EDITOR, answers=is_reserved)
    await services.scenes.keep_url(scene.id, "http://weixin.qq.com/q/02abc")
    return (menu.id, draft.id, rule.id, scene.id)


@pytest.mark.parametrize("role", StaffRole)
async def test_no_page_of_the_account_breaks_and_each_role_does_what_it_may_alone(
    walker: Walker, services: Services, ids: tuple[str, ...], role: StaffRole
) -> None:
    walker = await signed_in(walker, services, role)
    for pattern, handler in ACCOUNT:
        for address in addresses(pattern, ids):
            for method in ("GET", "POST"):
                more = {"data": FORM} if method == "POST" else {}
                seen = await walker.ask(method, address, token=True, **more)
                assert seen.status < 500, str(seen)
                assert "<i>" not in seen.text, str(seen)
                if needed_for(handler, method) not in PERMISSIONS[role]:
                    assert seen.status in {403, 405}, str(seen)


async def test_what_a_reader_sends_changes_nothing(walker: Walker, services: Services, ids: tuple[str, ...]) -> None:
    walker = await signed_in(walker, services, StaffRole.CITY)
    assert Permission.ACCOUNT_READ in PERMISSIONS[StaffRole.CITY]
    before = [await services.db[name].find().to_list(None) for name in ("menus", "keywords", "scenes", "outbox")]
    for pattern, _ in ACCOUNT:
        for address in addresses(pattern, ids):
            await walker.ask("POST", address, token=True, data=FORM)
    after = [await services.db[name].find().to_list(None) for name in ("menus", "keywords", "scenes", "outbox")]
    assert after == before
