"""Menus, and codes to scan."""

import pytest

SERVICE, SUBSCRIPTION = "wx0000000000000001", "wx0000000000000002"
CLICK = {"type": "click", "name": "看看", "key": "k"}
VIEW = {"type": "view", "name": "看看", "url": "https://example.org/"}


async def create(simulator, *buttons):
    return (await simulator.call("/cgi-bin/menu/create", {"button": list(buttons)}))["errcode"]


@pytest.mark.parametrize(
    ("buttons", "errcode"),
    [
        ([CLICK, VIEW], 0),
        ([], 40016),
        ([CLICK] * 4, 40016),
        ([{**CLICK, "type": "odd"}], 40017),
        ([{**CLICK, "name": "六个字的名字"}], 40018),
        ([{**CLICK, "name": ""}], 40018),
        ([{**CLICK, "key": "k" * 129}], 40019),
        ([{**VIEW, "url": "https://" + "u" * 1020}], 40020),
        ([{**VIEW, "url": "javascript:alert(1)"}], 40055),
        ([{"name": "多", "sub_button": [CLICK] * 6}], 40023),
        ([{"name": "多", "sub_button": [{**CLICK, "type": "odd"}]}], 40024),
        ([{"name": "多", "sub_button": [{**CLICK, "name": "字" * 21}]}], 40025),
        ([{"name": "多", "sub_button": [{**CLICK, "name": "字" * 20}]}], 0),
        ([{"name": "多", "sub_button": [{**CLICK, "key": ""}]}], 40026),
        ([{"name": "多", "sub_button": [{**VIEW, "url": ""}]}], 40027),
        ([{"name": "多", "sub_button": [{**VIEW, "url": "ftp://x"}]}], 40054),
        ([{**VIEW, "type": "miniprogram", "appid": "wx", "pagepath": "p"}], 45064),
    ],
)
async def test_each_limit_of_a_menu(simulator, buttons, errcode):
    assert await create(simulator, *buttons) == errcode


async def test_a_menu_is_replaced_told_and_deleted(simulator):
    assert (await simulator.ask("/cgi-bin/menu/get"))["errcode"] == 46003
    await create(simulator, CLICK, VIEW)
    await create(simulator, VIEW)
    assert [each["type"] for each in (await simulator.ask("/cgi-bin/menu/get"))["menu"]["button"]] == ["view"]
    assert (await simulator.ask("/cgi-bin/get_current_selfmenu_info"))["is_menu_open"] == 1
    await simulator.ask("/cgi-bin/menu/delete")
    assert (await simulator.ask("/cgi-bin/menu/get"))["errcode"] == 46003


async def test_letters_that_were_escaped_are_counted_as_they_stand(simulator):
    body = b'{"button":[{"type":"click","name":"\\u5fae\\u5fc3\\u613f","key":"k"}]}'
    assert (await simulator.call("/cgi-bin/menu/create", body))["errcode"] == 40018


async def test_a_conditional_menu_needs_a_default_one_and_a_tag(simulator):
    add = "/cgi-bin/menu/addconditional"
    tag_id = (await simulator.call("/cgi-bin/tags/create", {"tag": {"name": "家长"}}))["tag"]["id"]
    body = {"button": [VIEW], "matchrule": {"tag_id": str(tag_id)}}
    assert (await simulator.call(add, body))["errcode"] == 65303
    await create(simulator, CLICK)
    assert (await simulator.call(add, {**body, "matchrule": {}}))["errcode"] == 65305
    assert (await simulator.call(add, {**body, "matchrule": {"sex": "1"}}))["errcode"] == 65320
    assert "menuid" in await simulator.call(add, body)


async def test_conditional_menus_lead_to_three_domains_at_most(simulator):
    tag_id = (await simulator.call("/cgi-bin/tags/create", {"tag": {"name": "家长"}}))["tag"]["id"]
    await create(simulator, CLICK)
    answers = []
    for number in range(4):
        buttons = [{**VIEW, "url": f"https://{number}.example.org/"}]
        body = {"button": buttons, "matchrule": {"tag_id": tag_id}}
        answers.append((await simulator.call("/cgi-bin/menu/addconditional", body)).get("errcode", 0))
    assert answers == [0, 0, 0, 65316]


async def test_the_newest_rule_for_the_tag_that_came_last_counts(simulator):
    openid = await simulator.follower()
    await create(simulator, CLICK)
    ids = []
    for name in ("一", "二"):
        ids.append((await simulator.call("/cgi-bin/tags/create", {"tag": {"name": name}}))["tag"]["id"])
        body = {"button": [{**CLICK, "name": name}], "matchrule": {"tag_id": ids[-1]}}
        made = await simulator.call("/cgi-bin/menu/addconditional", body)

    async def seen():
        found = await simulator.call("/cgi-bin/menu/trymatch", {"user_id": openid})
        return found["menu"]["button"][0]["name"]

    assert await seen() == "看看"
    for tag_id, name in zip(ids, ("一", "二"), strict=True):
        await simulator.call("/cgi-bin/tags/members/batchtagging", {"openid_list": [openid], "tagid": tag_id})
        assert await seen() == name
    await simulator.call("/cgi-bin/menu/delconditional", {"menuid": made["menuid"]})
    assert await seen() == "看看"


async def code(simulator, **changed):
    body = {"expire_seconds": 600, "action_name": "QR_STR_SCENE", "action_info": {"scene": {"scene_str": "login_x"}}}
    return await simulator.call("/cgi-bin/qrcode/create", {**body, **changed})


@pytest.mark.parametrize(
    "changed",
    [
        {"action_info": {"scene": {"scene_str": "x" * 65}}},
        {"action_info": {"scene": {"scene_str": ""}}},
        {"action_info": {}},
        {"action_name": "QR"},
        {"expire_seconds": 2_592_001},
        {"action_name": "QR_SCENE", "action_info": {"scene": {"scene_id": 0}}},
        {"action_name": "QR_LIMIT_SCENE", "action_info": {"scene": {"scene_id": 100_001}}},
    ],
)
async def test_a_bad_scene_is_refused(simulator, changed):
    assert (await code(simulator, **changed))["errcode"] == 40053


async def test_only_a_service_account_has_codes(simulator):
    assert (await simulator.call("/cgi-bin/qrcode/create", {}, SUBSCRIPTION))["errcode"] == 48001


async def test_the_hundred_thousandth_permanent_code_is_the_last(simulator):
    account = simulator.platform.accounts[SERVICE]
    simulator.platform.keep_document(account, "permanent_codes", "count", 99_999)
    found = [await code(simulator, action_name="QR_LIMIT_STR_SCENE") for _ in range(2)]
    assert "expire_seconds" not in found[0]
    assert found[1]["errcode"] == 40053


async def test_a_scan_follows_first_and_is_a_scan_afterwards(simulator, server):
    made, openid = await code(simulator), await simulator.person()
    await simulator.act("follow_scan", openid, ticket=made["ticket"])
    await simulator.act("scan", openid, ticket=made["ticket"])
    first, second = [body.decode() for _query, body in server.pushes]
    assert "<Event><![CDATA[subscribe]]>" in first
    assert "<EventKey><![CDATA[qrscene_login_x]]>" in first
    assert "<Event><![CDATA[SCAN]]>" in second
    assert "<EventKey><![CDATA[login_x]]>" in second
    assert made["ticket"] in second
    found = await simulator.ask("/cgi-bin/user/info", openid=openid)
    assert (found["subscribe_scene"], found["qr_scene_str"]) == ("ADD_SCENE_QR_CODE", "login_x")


async def test_a_code_that_ran_out_cannot_be_scanned_or_drawn(simulator):
    made, openid = await code(simulator), await simulator.person()
    async with simulator.http.get(f"{simulator.url}/cgi-bin/showqrcode", params={"ticket": made["ticket"]}) as drawn:
        assert (await drawn.read()).startswith(b"\x89PNG")
    await simulator.advance(601)
    assert "ran out" in (await simulator.act("scan", openid, ticket=made["ticket"]))["error"]
    async with simulator.http.get(f"{simulator.url}/cgi-bin/showqrcode", params={"ticket": made["ticket"]}) as drawn:
        assert drawn.status == 404
    assert (await simulator.get("/control/qr", app_id=SERVICE))["tickets"] == []
