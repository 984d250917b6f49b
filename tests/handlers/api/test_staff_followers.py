"""Programs of staff have the account's followers taken in, watch it, end it, and read the account's tags."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from domain.staff import StaffRole
from tests.handlers.api.conftest import Program, Programs
from tests.handlers.walking import walking
from tests.rig import Rig
from tests.services.people.test_taking_in import make_tag

KEY = "key-of-a-sync-1"


@pytest.fixture
async def editor(program: Programs, rig: Rig) -> AsyncIterator[Program]:
    """On an installation that reaches the platform."""
    her = await program(StaffRole.EDITOR)
    async with walking(rig.services) as walker:
        yield replace(her, base=walker.base, http=walker.http)


async def test_followers_are_taken_in_once_watched_and_ended(program: Programs, rig: Rig) -> None:
    her = await program(StaffRole.CITY)
    assert (await her.call("GET", "/follower-syncs")).body == {"syncs": []}
    begun = await her.call("POST", "/follower-syncs", Idempotency_Key=KEY)
    assert begun.status == 201
    for key in (KEY, "key-of-a-sync-2"):
        assert (await her.call("POST", "/follower-syncs", Idempotency_Key=key)).body == begun.body
    (running,) = (await her.call("GET", "/follower-syncs")).body["syncs"]
    assert (running["id"], running["state"], running["percent"]) == (begun.body["id"], "running", 0)
    await rig.work()
    (done,) = (await her.call("GET", "/follower-syncs")).body["syncs"]
    assert (done["state"], done["percent"]) == ("done", 100)
    another = await her.call("POST", "/follower-syncs", Idempotency_Key="key-of-a-sync-3")
    (ended, _) = (await her.call("POST", "/follower-syncs/stop")).body["syncs"]
    assert (ended["id"], ended["state"]) == (another.body["id"], "stopped")


async def test_a_countys_program_takes_nobody_in(program: Programs) -> None:
    her = await program(StaffRole.COUNTY, region="370881")
    assert (await her.call("POST", "/follower-syncs", Idempotency_Key=KEY)).status == 403
    assert (await her.call("GET", "/follower-syncs")).status == 403


async def test_a_menu_for_a_tag_is_begun_by_the_tags_number(editor: Program, rig: Rig) -> None:
    tag, ours = make_tag(rig, "家长"), make_tag(rig, "xq-0001")
    assert (await editor.call("GET", "/account/tags")).body["tags"] == [{"id": tag, "name": "家长", "count": 0}]
    buttons = [{"name": "网站", "kind": "view", "value": "https://example.org/"}]
    menu = {"buttons": buttons, "conditional": [{"tag_id": tag, "buttons": buttons}]}
    kept = await editor.call("PUT", "/account/menu", menu, If_Match='"v0"')
    assert (kept.status, kept.body["draft"]["conditional"][0]["tag"]) == (200, "家长")
    other = {"buttons": buttons, "conditional": [{"tag_id": ours, "buttons": buttons}]}
    refused = await editor.call("PUT", "/account/menu", other, If_Match=kept.etag)
    assert (refused.status, refused.body["problem"]) == (400, "unknown")


async def test_where_the_platform_does_not_tell_its_tags_nothing_is_made_up(program: Programs) -> None:
    her = await program(StaffRole.EDITOR)
    away = await her.call("GET", "/account/tags")
    assert (away.status, away.body["code"]) == (503, "platform_away")
