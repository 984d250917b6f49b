"""The account's menu, its keyword replies and its codes, by programs of staff."""

from typing import Any

from domain.ids import new_id
from domain.staff import StaffRole
from services.context import Services
from tests.handlers.api.conftest import Programs

MENU: dict[str, Any] = {
    "buttons": [
        {"name": "妇联", "kind": "view", "value": "https://example.org/"},
        {"name": "更多", "below": [{"name": "网站", "kind": "view", "value": "https://example.org/more"}]},
    ]
}


async def test_a_menu_is_written_by_one_program_and_released_by_another(services: Services, program: Programs) -> None:
    editor = await program(StaffRole.EDITOR)
    boss = await program(StaffRole.ADMINISTRATOR, login="boss")
    before = await editor.call("GET", "/account/menu")
    assert (before.status, before.body["draft"], before.etag) == (200, None, '"v0"')
    kept = await editor.call("PUT", "/account/menu", MENU, If_Match=before.etag)
    assert (kept.status, kept.etag, kept.body["draft"]["problems"]) == (200, '"v1"', {})
    draft = kept.body["draft"]
    assert draft["buttons"][1]["below"][0]["name"] == "网站"
    address = f"/account/menu/versions/{draft['id']}/release"
    released = await boss.call("POST", address, If_Match=kept.etag)
    assert (released.status, released.body["draft"], released.body["released"]["id"]) == (200, None, draft["id"])
    listed = await editor.call("GET", "/account/menu/versions")
    assert listed.body["versions"][0]["state"] == "released"
    assert await services.menus.released() is not None


async def test_nobody_releases_the_menu_she_wrote_and_an_editor_releases_none(program: Programs) -> None:
    boss = await program(StaffRole.ADMINISTRATOR, login="boss")
    editor = await program(StaffRole.EDITOR)
    kept = await boss.call("PUT", "/account/menu", MENU, If_Match='"v0"')
    address = f"/account/menu/versions/{kept.body['draft']['id']}/release"
    assert (await boss.call("POST", address, If_Match=kept.etag)).status == 403
    assert (await editor.call("POST", address, If_Match=kept.etag)).status == 403
    assert (await boss.call("GET", "/account/menu")).body["released"] is None


async def test_a_menu_that_somebody_has_changed_meanwhile_stays(program: Programs) -> None:
    editor = await program(StaffRole.EDITOR)
    boss = await program(StaffRole.ADMINISTRATOR, login="boss")
    first = await editor.call("PUT", "/account/menu", MENU, If_Match='"v0"')
    other = {"buttons": MENU["buttons"][:1]}
    assert (await editor.call("PUT", "/account/menu", other)).status == 428
    assert (await editor.call("PUT", "/account/menu", other, If_Match='"v0"')).status == 412
    second = await editor.call("PUT", "/account/menu", other, If_Match=first.etag)
    assert second.etag == '"v2"'
    address = f"/account/menu/versions/{second.body['draft']['id']}/release"
    assert (await boss.call("POST", address, If_Match=first.etag)).status == 412


async def test_a_menu_that_the_platform_would_refuse_is_not_released(program: Programs) -> None:
    editor = await program(StaffRole.EDITOR)
    boss = await program(StaffRole.ADMINISTRATOR, login="boss")
    four = {"buttons": MENU["buttons"] * 2}
    assert (await editor.call("PUT", "/account/menu", four, If_Match='"v0"')).status == 400
    empty = {"buttons": [{"name": "", "kind": "view", "value": ""}]}
    kept = await editor.call("PUT", "/account/menu", empty, If_Match='"v0"')
    assert kept.body["draft"]["problems"] == {"name.0": "missing", "value.0": "missing"}
    address = f"/account/menu/versions/{kept.body['draft']['id']}/release"
    assert (await boss.call("POST", address, If_Match=kept.etag)).status == 400
    assert (await (await program(StaffRole.COUNTY, login="li")).call("GET", "/account/menu")).status == 403


async def test_an_earlier_menu_is_taken_up_again_and_the_one_that_counts_is_set_once_more(
    services: Services, program: Programs
) -> None:
    editor = await program(StaffRole.EDITOR)
    boss = await program(StaffRole.ADMINISTRATOR, login="boss")
    etag, released = '"v0"', []
    for buttons in (MENU["buttons"], MENU["buttons"][:1]):
        kept = await editor.call("PUT", "/account/menu", {"buttons": buttons}, If_Match=etag)
        released.append(kept.body["draft"]["id"])
        out = await boss.call("POST", f"/account/menu/versions/{released[-1]}/release", If_Match=kept.etag)
        etag = out.etag
    again = f"/account/menu/versions/{released[0]}/again"
    assert (await editor.call("POST", again, If_Match='"v7"')).status == 412
    taken = await editor.call("POST", again, If_Match=etag)
    assert (taken.status, len(taken.body["draft"]["buttons"]), taken.body["released"]["id"]) == (200, 2, released[1])
    before = await services.db["outbox"].count_documents({"task": "set_menu"})
    assert (await boss.call("POST", f"/account/menu/versions/{released[1]}/set")).body["released"]["reach"] == "waiting"
    assert await services.db["outbox"].count_documents({"task": "set_menu"}) == before + 1
    past = await boss.call("POST", f"/account/menu/versions/{released[0]}/set")
    assert (past.status, past.body["code"]) == (409, "conflict")
    assert (await editor.call("POST", f"/account/menu/versions/{released[1]}/set")).status == 403


RULE: dict[str, Any] = {"words": ["入学", "报名"], "reply": "看通知"}


async def test_rules_are_written_tried_released_and_left_out(services: Services, program: Programs) -> None:
    editor = await program(StaffRole.EDITOR)
    boss = await program(StaffRole.ADMINISTRATOR, login="boss")
    before = await editor.call("GET", "/account/keywords")
    rule = f"/account/keywords/{new_id()}"
    kept = await editor.call("PUT", rule, RULE, If_Match=before.etag)
    assert (kept.status, kept.etag, kept.body["bad"]) == (200, '"v1"', {})
    tried = await editor.call("POST", "/account/keywords/try", {"text": "入学"})
    assert (tried.body["stage"], tried.body["rule"]["reply"]) == ("keyword", "看通知")
    live = await editor.call("POST", "/account/keywords/try", {"text": "入学", "which": "live"})
    assert live.body["rule"] is None
    address = f"/account/keywords/versions/{kept.body['draft']['id']}/release"
    released = await boss.call("POST", address, If_Match=kept.etag)
    assert (released.status, released.body["draft"], len(released.body["released"]["rules"])) == (200, None, 1)
    assert services.live_keywords.find("报名", services.now()) is not None
    removed = await editor.call("DELETE", rule, If_Match=released.etag)
    assert (removed.status, removed.body["draft"]["rules"]) == (200, [])
    assert (await editor.call("DELETE", rule, If_Match=removed.etag)).status == 404
    listed = await editor.call("GET", "/account/keywords/versions")
    assert [each["state"] for each in listed.body["versions"]] == ["draft", "released"]
    again = f"/account/keywords/versions/{listed.body['versions'][1]['id']}/again"
    assert (await editor.call("POST", again, If_Match='"v7"')).status == 412
    taken = await editor.call("POST", again, If_Match=f'"v{listed.body["versions"][0]["seq"]}"')
    assert (taken.status, len(taken.body["draft"]["rules"])) == (200, 1)


async def test_rules_are_refused_to_whom_they_are_not_and_where_they_do_not_fit(program: Programs) -> None:
    boss = await program(StaffRole.ADMINISTRATOR, login="boss")
    publisher = await program(StaffRole.PUBLISHER, login="zhao")
    rule = f"/account/keywords/{new_id()}"
    assert (await publisher.call("PUT", rule, RULE, If_Match='"v0"')).status == 403
    for wrong in (RULE | {"reply": ""}, RULE | {"words": ["12338"] * 51}, RULE | {"hours": ["8", "9"]}):
        assert (await boss.call("PUT", rule, wrong, If_Match='"v0"')).status == 400
    assert (await boss.call("POST", "/account/keywords/try", {"text": "好", "at": "2026-13-01T09:00"})).status == 400
    kept = await boss.call("PUT", rule, RULE, If_Match='"v0"')
    assert (await boss.call("PUT", rule, RULE | {"reply": "改了"}, If_Match='"v7"')).status == 412
    address = f"/account/keywords/versions/{kept.body['draft']['id']}/release"
    assert (await boss.call("POST", address, If_Match=kept.etag)).status == 403
    assert (await publisher.call("POST", address, If_Match='"v7"')).status == 412
    assert (await publisher.call("POST", address, If_Match=kept.etag)).status == 200


SCENE: dict[str, Any] = {"kind": "site", "name": "服务大厅", "words": "您好"}


async def test_a_code_is_made_once_counted_and_changed(program: Programs) -> None:
    editor = await program(StaffRole.EDITOR)
    create = SCENE | {"region": "370881"}
    made = await editor.call("POST", "/account/scenes", create, Idempotency_Key="a-code-of-mine")
    assert (made.status, made.etag, made.body["region"], made.body["days"]) == (201, '"v1"', "370881", [])
    again = await editor.call("POST", "/account/scenes", create, Idempotency_Key="a-code-of-mine")
    assert again.body["id"] == made.body["id"]
    listed = await editor.call("GET", "/account/scenes?limit=1")
    assert ([each["id"] for each in listed.body["scenes"]], listed.body["next"]) == ([made.body["id"]], None)
    address = f"/account/scenes/{made.body['id']}"
    changed = await editor.call("PUT", address, SCENE | {"words": "欢迎"}, If_Match=made.etag)
    assert (changed.status, changed.etag, changed.body["words"]) == (200, '"v2"', "欢迎")
    assert (await editor.call("PUT", address, SCENE | {"words": "晚了"}, If_Match=made.etag)).status == 412
    assert (await editor.call("PUT", address, SCENE | {"name": ""}, If_Match=changed.etag)).status == 400


async def test_a_code_of_another_county_is_not_there(program: Programs) -> None:
    editor = await program(StaffRole.EDITOR)
    other = await program(StaffRole.EDITOR, login="there", region="370883")
    publisher = await program(StaffRole.PUBLISHER, login="zhao")
    create = SCENE | {"region": "370881"}
    made = await editor.call("POST", "/account/scenes", create, Idempotency_Key="a-code-of-mine")
    address = f"/account/scenes/{made.body['id']}"
    assert (await other.call("GET", address)).status == 404
    assert (await other.call("PUT", address, SCENE, If_Match=made.etag)).status == 404
    assert (await other.call("GET", "/account/scenes")).body["scenes"] == []
    assert (await other.call("POST", "/account/scenes", create, Idempotency_Key="another-code")).status == 403
    assert (await publisher.call("PUT", address, SCENE, If_Match=made.etag)).status == 403
