"""Messages that she asked for, and template messages."""

import dataclasses

import pytest

SERVICE, MINI = "wx0000000000000001", "wx0000000000000003"
TEMPLATE = "TEMPLATE"


async def send(simulator, openid, data=None, **more):
    body = {"touser": openid, "template_id": TEMPLATE, "data": data or {"thing1": {"value": "好"}}, **more}
    return await simulator.call("/cgi-bin/message/subscribe/bizsend", body)


async def test_one_yes_is_one_message(simulator):
    openid = await simulator.follower()
    assert (await send(simulator, openid))["errcode"] == 43101
    await simulator.act("subscribe", openid, template_id=TEMPLATE)
    assert [(await send(simulator, openid))["errcode"] for _ in range(2)] == [0, 43101]
    assert (await simulator.chat(openid))[-1]["data"] == {"thing1": "好"}


async def test_a_no_allows_nothing_and_switching_off_ends_all(simulator, server):
    openid = await simulator.follower()
    await simulator.act("subscribe", openid, template_id=TEMPLATE, accept=False)
    assert b"reject" in server.pushes[-1][1]
    assert (await send(simulator, openid))["errcode"] == 43101
    await simulator.act("subscribe", openid, template_id=TEMPLATE)
    await simulator.act("subscribe_off", openid, template_id=TEMPLATE)
    assert (await send(simulator, openid))["errcode"] == 43101


@pytest.mark.parametrize(
    ("name", "value", "errcode"),
    [
        ("thing1", "字" * 20, 0),
        ("thing1", "字" * 21, 47003),
        ("thing1", "", 47003),
        ("thing1", "一\n二", 47003),
        ("number2", "12.5", 0),
        ("number2", "twelve", 47003),
        ("phrase3", "已处理", 0),
        ("phrase3", "done", 47003),
        ("character_string4", "A-1", 0),
        ("character_string4", "编号", 47003),
        ("time5", "2019年10月1日 15:01", 0),
        ("time5", "noon", 47003),
        ("name6", "字" * 11, 47003),
        ("name6", "Ann Other", 0),
        ("amount7", "¥298.00", 0),
        ("phone_number8", "+86-0537-12345", 0),
        ("odd9", "x", 47003),
    ],
)
async def test_each_kind_of_field(simulator, name, value, errcode):
    openid = await simulator.follower()
    await simulator.act("subscribe", openid, template_id=TEMPLATE)
    found = await send(simulator, openid, {name: {"value": value}})
    assert found["errcode"] == errcode
    assert not errcode or name in found["errmsg"]


async def test_an_unknown_template_is_refused(simulator):
    account = simulator.platform.accounts[SERVICE]
    account.settings = dataclasses.replace(account.settings, templates=({"template_id": "another"},))
    assert (await send(simulator, await simulator.follower()))["errcode"] == 40037


async def test_each_kind_of_account_has_its_own_address(simulator):
    openid = await simulator.person(MINI)
    await simulator.act("subscribe", openid, MINI, template_id=TEMPLATE)
    body = {"touser": openid, "template_id": TEMPLATE, "page": "/p", "data": {"thing1": {"value": "好"}}}
    assert (await simulator.call("/cgi-bin/message/subscribe/bizsend", body, MINI))["errcode"] == 48001
    path = "/cgi-bin/message/subscribe/send"
    assert (await simulator.call(path, body, MINI))["errcode"] == 41030
    assert (await simulator.call(path, {**body, "page": "pages/x?y=1"}, MINI))["errcode"] == 0


async def test_a_template_message_goes_to_followers_and_loses_what_is_no_longer_shown(simulator, server):
    openid = await simulator.follower()
    data = {"first": {"value": "x"}, "thing1": {"value": "字" * 30, "color": "#f00"}}
    body = {"touser": openid, "template_id": TEMPLATE, "data": data, "client_msg_id": "a"}
    path = "/cgi-bin/message/template/send"
    first, again = [await simulator.call(path, body) for _ in range(2)]
    assert first["msgid"] == again["msgid"]
    assert [each["data"] for each in await simulator.chat(openid)] == [{"thing1": "字" * 20}]
    await simulator.settled()
    assert b"TEMPLATESENDJOBFINISH" in server.pushes[-1][1]
    assert (await simulator.call(path, {**body, "touser": await simulator.person()}))["errcode"] == 43004


async def test_a_json_push_leaves_the_wrapper_out(simulator, server):
    account = simulator.platform.accounts[SERVICE]
    account.settings = dataclasses.replace(account.settings, format="json")
    await simulator.act("subscribe", await simulator.follower(), template_id=TEMPLATE)
    assert b'"List":{"TemplateId"' in server.pushes[-1][1]
