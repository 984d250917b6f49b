"""Signing in from the mini-program: what a code, a token and a second use of one open, and what they never tell."""

import asyncio

import pytest

from services.mini.phone import mask_phone
from services.mini.sign_in import ACCESS, REFRESH
from tests.handlers.api.conftest import Visitors
from tests.joined import Clock
from tests.rig import MINI_APP, Rig


async def test_a_code_signs_in_once_and_the_tokens_open_calls(visitor: Visitors, rig: Rig) -> None:
    phone = await visitor(signed_in=False)
    code = phone.code()
    pair = await phone.call("POST", "/session", {"code": code})
    assert pair.status == 201
    phone.keep(pair)
    me = await phone.call("GET", "/me")
    person = await rig.services.people.find(MINI_APP, phone.openid)
    assert person is not None
    assert (me.status, me.body["id"], pair.body["person"]) == (200, person.id, person.id)
    again = await phone.call("POST", "/session", {"code": code})
    assert (again.status, again.body["field"], again.body["problem"]) == (400, "code", "used")
    made_up = await phone.call("POST", "/session", {"code": "made-up"})
    assert (made_up.status, made_up.body["problem"]) == (400, "unknown")
    await phone.sign_in()
    assert (await phone.call("GET", "/me")).body["id"] == person.id


async def test_no_secret_lies_in_a_store_or_a_log(visitor: Visitors, rig: Rig, capsys: pytest.CaptureFixture) -> None:
    phone = await visitor()
    (login,) = rig.platform.accounts[MINI_APP].named("login_codes").values()
    found = ""
    for name in await rig.services.db.list_collection_names():
        found += str(await rig.services.db[name].find().to_list(None))
    found += str([await rig.services.redis.get(each) for each in await rig.services.redis.keys("calls*")])
    found += capsys.readouterr().out
    assert len(found) > 200
    for secret in (phone.token, phone.refresh, login["session_key"]):
        assert secret not in found


@pytest.mark.parametrize(
    ("fault", "errcode", "answered"),
    [
        ("busy", -1, (503, "platform_away")),
        ("busy", 45011, (429, "too_many")),
        ("busy", 40226, (403, "not_allowed")),
        ("busy", 40125, (503, "platform_away")),
        ("drop_after", None, (503, "platform_away")),
        ("truncated", None, (503, "platform_away")),
        ("5xx", None, (503, "platform_away")),
    ],
)
async def test_what_the_platform_refuses_is_told_apart(
    visitor: Visitors, rig: Rig, fault: str, errcode: int | None, answered: tuple[int, str]
) -> None:
    phone = await visitor(signed_in=False)
    rig.fault("/sns/jscode2session", fault, errcode=errcode)
    refused = await phone.call("POST", "/session", {"code": phone.code()})
    assert (refused.status, refused.body["code"]) == answered
    assert ("Retry-After" in refused.headers) == (refused.status == 429)


async def test_a_refresh_token_gives_the_next_pair_and_the_access_token_ends_by_itself(
    visitor: Visitors, clock: Clock
) -> None:
    phone = await visitor()
    first = phone.token
    clock.move(seconds=ACCESS.total_seconds())
    late = await phone.call("GET", "/me")
    assert (late.status, late.body["code"]) == (401, "not_signed_in")
    assert 'error="invalid_token"' in late.headers["WWW-Authenticate"]
    pair = await phone.call("POST", "/session/refresh", {"refresh_token": phone.refresh})
    assert pair.status == 200
    phone.keep(pair)
    assert phone.token != first
    assert (await phone.call("GET", "/me")).status == 200
    clock.move(seconds=REFRESH.total_seconds())
    assert (await phone.call("POST", "/session/refresh", {"refresh_token": phone.refresh})).status == 401


async def test_a_refresh_token_that_comes_twice_ends_the_whole_sign_in_and_no_other(visitor: Visitors) -> None:
    phone = await visitor()
    stolen = phone.refresh
    phone.keep(await phone.call("POST", "/session/refresh", {"refresh_token": stolen}))
    other = await visitor()
    assert (await phone.call("GET", "/me")).status == 200
    assert (await phone.call("POST", "/session/refresh", {"refresh_token": stolen})).status == 401
    assert (await phone.call("GET", "/me")).status == 401
    assert (await phone.call("POST", "/session/refresh", {"refresh_token": phone.refresh})).status == 401
    assert (await other.call("GET", "/me")).status == 200


async def test_of_two_who_refresh_at_once_at_most_one_gets_a_pair(visitor: Visitors, rig: Rig) -> None:
    phone = await visitor()
    asked = [phone.call("POST", "/session/refresh", {"refresh_token": phone.refresh}) for _ in range(5)]
    assert sorted(each.status for each in await asyncio.gather(*asked))[:2] in ([200, 401], [401, 401])
    assert await rig.services.db["person_tokens"].count_documents({}) == 0


async def test_a_token_opens_only_what_it_is_for(visitor: Visitors) -> None:
    phone = await visitor()
    access, refresh = phone.token, phone.refresh
    assert (await phone.call("POST", "/session/refresh", {"refresh_token": access})).status == 401
    for token in ("", refresh, "xqa_nonsense", "xqs_nonsense", "xqa_" + "a" * 5000):
        phone.token = token
        assert (await phone.call("GET", "/me")).status == 401, token
    phone.token = access
    assert (await phone.call("GET", "/staff/me")).status == 401
    assert (await phone.call("GET", "/me", Authorization=f"Basic {access}")).status == 401


async def test_she_signs_out_here_or_everywhere(visitor: Visitors) -> None:
    here = await visitor()
    tokens = [here.token]
    for _ in range(2):
        await here.sign_in()
        tokens.append(here.token)
    listed = (await here.call("GET", "/sessions")).body["sessions"]
    assert [each["current"] for each in listed] == [True, False, False]
    assert (await here.call("DELETE", "/session")).body == {"done": True}
    assert (await here.call("GET", "/me")).status == 401
    here.token = tokens[0]
    assert len((await here.call("GET", "/sessions")).body["sessions"]) == 2
    assert (await here.call("DELETE", "/sessions")).status == 200
    for here.token in tokens:
        assert (await here.call("GET", "/me")).status == 401


async def test_a_phone_number_is_kept_sealed_and_shown_masked(visitor: Visitors, rig: Rig) -> None:
    phone = await visitor()
    given = await phone.call("PUT", "/me/phone", {"code": phone.code("phone")})
    number = "138" + f"{rig.platform.accounts[MINI_APP].followers[phone.openid].person:08d}"
    assert (given.status, given.body) == (200, {"phone_masked": mask_phone(number)})
    assert (await phone.call("GET", "/me")).body["phone_masked"] == mask_phone(number)
    (kept,) = await rig.services.db["phones"].find().to_list(None)
    assert number not in str(kept)
    assert (await rig.services.vault.unseal(kept["sealed"]))["phone"] == f"+86{number}"
    assert kept["digest"] == await rig.services.vault.digest("phone", f"+86{number}")
    wrong = await phone.call("PUT", "/me/phone", {"code": "made-up"})
    assert (wrong.status, wrong.body["problem"]) == (400, "unknown")
    assert (await phone.call("DELETE", "/me/phone")).status == 200
    assert (await phone.call("GET", "/me")).body["phone_masked"] is None


async def test_who_calls_too_often_is_told_when_to_come_back(visitor: Visitors) -> None:
    phone, other = await visitor(), await visitor()
    for _ in range(299):
        await phone.call("GET", "/sessions")
    last = await phone.call("GET", "/me")
    assert (last.status, last.headers["RateLimit-Remaining"]) == (200, "0")
    refused = await phone.call("GET", "/me")
    assert (refused.status, refused.body["code"], refused.headers["Retry-After"]) == (429, "too_many", "60")
    assert (await other.call("GET", "/me")).status == 200
