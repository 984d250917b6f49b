"""Access tokens and quotas, as the platform keeps them."""

import dataclasses

import pytest

SERVICE, SUBSCRIPTION, MINI = "wx0000000000000001", "wx0000000000000002", "wx0000000000000003"
ASKED = {"grant_type": "client_credential", "appid": SERVICE, "secret": "secret"}
COUNT = "/cgi-bin/draft/count"


async def stable(simulator, **more):
    return await simulator.post("/cgi-bin/stable_token", {**ASKED, **more})


async def works(simulator, token):
    return (await simulator.get("/cgi-bin/get_api_domain_ip", access_token=token)).get("errcode", 0)


@pytest.mark.parametrize(
    ("changed", "errcode"),
    [({"secret": "wrong"}, 40125), ({"appid": "wx"}, 40013), ({"grant_type": "x"}, 40002), ({"secret": ""}, 41004)],
)
async def test_a_wrong_request_for_a_token_is_refused(simulator, changed, errcode):
    assert (await simulator.get("/cgi-bin/token", **{**ASKED, **changed}))["errcode"] == errcode
    assert (await stable(simulator, **changed))["errcode"] == errcode


async def test_a_classic_token_is_new_each_time_and_the_old_one_lives_five_minutes_more(simulator):
    old, new = [(await simulator.get("/cgi-bin/token", **ASKED))["access_token"] for _ in range(2)]
    assert old != new
    assert await works(simulator, old) == 0
    await simulator.advance(301)
    assert await works(simulator, old) == 40001
    assert await works(simulator, new) == 0


async def test_a_stable_token_stays_until_its_last_five_minutes(simulator):
    first = (await stable(simulator))["access_token"]
    await simulator.advance(6800)
    again = await stable(simulator)
    assert again["access_token"] == first
    assert 300 <= again["expires_in"] <= 400
    await simulator.advance(200)
    second = (await stable(simulator))["access_token"]
    assert second != first
    assert [await works(simulator, each) for each in (first, second)] == [0, 0]
    await simulator.advance(301)
    assert await works(simulator, first) in {40001, 42001}


async def test_force_ends_the_old_token_at_once_but_not_twice_in_thirty_seconds(simulator):
    first = (await stable(simulator))["access_token"]
    second = (await stable(simulator, force_refresh=True))["access_token"]
    assert await works(simulator, first) == 40001
    assert (await stable(simulator, force_refresh=True))["access_token"] == second
    await simulator.advance(31)
    assert (await stable(simulator, force_refresh=True))["access_token"] != second


async def test_force_is_granted_twenty_times_a_day(simulator):
    await simulator.post("/control/clock", {"at": "2030-01-01T00:00:00+08:00"})
    await stable(simulator)
    for _ in range(20):
        assert "access_token" in await stable(simulator, force_refresh=True)
        await simulator.advance(31)
    assert (await stable(simulator, force_refresh=True))["errcode"] == 45009


async def test_the_two_families_do_not_touch_each_other(simulator):
    kept = (await stable(simulator))["access_token"]
    await simulator.get("/cgi-bin/token", **ASKED)
    await simulator.advance(301)
    assert await works(simulator, kept) == 0


async def test_a_missing_an_unknown_and_an_expired_token(simulator):
    token = await simulator.token()
    assert (await simulator.get(COUNT))["errcode"] == 41001
    assert (await simulator.get(COUNT, access_token="short"))["errcode"] == 40014
    assert (await simulator.get(COUNT, access_token="x" * 100))["errcode"] == 40001
    await simulator.advance(7201)
    assert (await simulator.get(COUNT, access_token=token))["errcode"] == 42001


async def test_a_token_of_another_kind_of_account_opens_nothing(simulator):
    assert (await simulator.ask("/cgi-bin/user/get", MINI))["errcode"] == 48001
    assert (await simulator.call("/cgi-bin/message/mass/send", {"touser": []}, SUBSCRIPTION))["errcode"] == 48001


async def test_an_uncertified_account_has_no_rights(simulator):
    account = simulator.platform.accounts[SERVICE]
    account.settings = dataclasses.replace(account.settings, certified=False)
    assert (await simulator.ask("/cgi-bin/user/get"))["errcode"] == 48001


async def test_a_wrong_method_and_an_unknown_address(simulator):
    assert (await simulator.call("/cgi-bin/user/get", {}))["errcode"] == 43001
    assert (await simulator.ask("/cgi-bin/menu/create"))["errcode"] == 43002
    assert (await simulator.ask("/cgi-bin/no/such/thing"))["errcode"] == 40066


async def test_the_daily_limit_ends_at_midnight_in_beijing(simulator):
    account = simulator.platform.accounts[SERVICE]
    account.settings.limits[COUNT] = 2
    await simulator.post("/control/clock", {"at": "2030-01-01T23:59:00+08:00"})
    found = [(await simulator.ask(COUNT)).get("errcode", 0) for _ in range(3)]
    assert found == [0, 0, 45009]
    quota = (await simulator.call("/cgi-bin/openapi/quota/get", {"cgi_path": COUNT}))["quota"]
    assert quota == {"daily_limit": 2, "used": 2, "remain": 0}
    await simulator.advance(120)
    assert "errcode" not in await simulator.ask(COUNT)


async def test_quotas_are_cleared_ten_times_a_month(simulator):
    simulator.platform.accounts[SERVICE].settings.limits[COUNT] = 1
    await simulator.post("/control/clock", {"at": "2030-01-10T00:00:00+08:00"})
    for _ in range(10):
        await simulator.ask(COUNT)
        assert (await simulator.call("/cgi-bin/clear_quota", {"appid": SERVICE}))["errcode"] == 0
    assert "errcode" not in await simulator.ask(COUNT)
    assert (await simulator.call("/cgi-bin/clear_quota", {"appid": SERVICE}))["errcode"] == 48006
    await simulator.post("/control/clock", {"at": "2030-02-01T00:00:00+08:00"})
    simulator.tokens.clear()
    assert (await simulator.call("/cgi-bin/clear_quota", {"appid": SERVICE}))["errcode"] == 0


async def test_every_refusal_carries_its_rid(simulator):
    assert " rid: " in (await simulator.get(COUNT))["errmsg"]


async def test_the_platform_tells_its_addresses(simulator):
    assert (await simulator.ask("/cgi-bin/getcallbackip"))["ip_list"] == ["127.0.0.1"]


async def test_a_login_code_works_once_and_for_five_minutes(simulator):
    openid = await simulator.person(MINI)
    asked = {"appid": MINI, "secret": "secret", "grant_type": "authorization_code"}

    async def login(code):
        return await simulator.get("/sns/jscode2session", **asked, js_code=code)

    code = (await simulator.act("login", openid, MINI))["code"]
    found = await login(code)
    assert found["openid"] == openid
    assert found["unionid"]
    assert (await login(code))["errcode"] == 40163
    many = [(await login((await simulator.act("login", openid, MINI))["code"])).get("errcode", 0) for _ in range(101)]
    assert (many.count(0), many[-1]) == (99, 45011)
    late = (await simulator.act("login", openid, MINI))["code"]
    await simulator.advance(301)
    assert [(await login(each))["errcode"] for each in (late, "made-up")] == [40029, 40029]


async def test_a_code_of_the_button_gives_a_number_once_and_for_five_minutes(simulator):
    openid = await simulator.person(MINI)

    async def number(code):
        return await simulator.call("/wxa/business/getuserphonenumber", {"code": code}, app_id=MINI)

    code, late = [(await simulator.act("phone", openid, MINI))["code"] for _ in range(2)]
    info = (await number(code))["phone_info"]
    assert (info["purePhoneNumber"][:3], info["countryCode"], info["watermark"]["appid"]) == ("138", "86", MINI)
    assert (await number(code))["errcode"] == 40029
    await simulator.advance(301)
    assert [(await number(each))["errcode"] for each in (late, "made-up", 7)] == [40029] * 3
