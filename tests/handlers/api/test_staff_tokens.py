"""Tokens: what they open, and when they stop."""

from datetime import timedelta

import pytest

from domain.audit import SYSTEM
from domain.errors import Invalid, NotFound
from domain.regions import Scope
from domain.staff import Permission, StaffRole
from handlers.api.call import CALLS_A_MINUTE
from services.context import Services
from services.staff import make_token, revoke_token, tokens_of
from storage.staff import AccountState
from tests.handlers.api.conftest import Programs
from tests.handlers.walking import signed_in, walking
from tests.joined import Clock


async def test_a_token_opens_what_it_is_for_and_nothing_else(program: Programs) -> None:
    her = await program(StaffRole.ADMINISTRATOR, may=(Permission.WISH_READ, Permission.SELF))
    me = await her.call("GET", "/me")
    assert me.status == 200
    assert me.body["permissions"] == ["wish:read", "self:manage"]
    assert (await her.call("GET", "/wishes")).status == 200
    refused = await her.call("GET", "/lessons")
    assert (refused.status, refused.body["code"]) == (403, "not_allowed")
    assert 'error="insufficient_scope", scope="lesson:read"' in refused.headers["WWW-Authenticate"]
    assert refused.headers["Content-Type"].startswith("application/problem+json")


@pytest.mark.parametrize("token", ["", "xqs_nonsense", "nonsense", "xqs_" + "a" * 5000])
async def test_no_token_or_a_wrong_one_is_a_problem_and_never_a_page(program: Programs, token: str) -> None:
    her = await program(StaffRole.ADMINISTRATOR)
    her.token = token
    for method, address in (("GET", "/wishes"), ("POST", "/wishes/01k0000000000000000000000z/child")):
        refused = await her.call(method, address)
        assert (refused.status, refused.body["code"]) == (401, "not_signed_in")
        assert refused.headers["WWW-Authenticate"].startswith("Bearer")
        assert "Location" not in refused.headers
        assert "Set-Cookie" not in refused.headers


@pytest.mark.parametrize("scheme", ["Basic", "Token", ""])
async def test_another_scheme_is_refused(program: Programs, scheme: str) -> None:
    her = await program(StaffRole.ADMINISTRATOR)
    her.headers["Authorization"] = f"{scheme} {her.token}"
    assert (await her.call("GET", "/me")).status == 401


async def test_a_revoked_token_stops_at_once(program: Programs, services: Services) -> None:
    her = await program(StaffRole.COUNTY)
    await revoke_token(services, login="wang", token_id=her.token_id)
    await revoke_token(services, login="wang", token_id=her.token_id)
    assert (await her.call("GET", "/me")).status == 401
    kinds = [row.kind for row in await services.audit.page(scope=Scope.system(), about=her.token_id)]
    assert kinds == ["token_revoked", "token_made"]


async def test_an_expired_token_stops(program: Programs, clock: Clock) -> None:
    her = await program(StaffRole.COUNTY)
    clock.move(days=89)
    assert (await her.call("GET", "/me")).status == 200
    clock.move(days=1)
    assert (await her.call("GET", "/me")).status == 401


async def test_the_token_of_somebody_who_left_stops_at_once(program: Programs, services: Services) -> None:
    her = await program(StaffRole.COUNTY)
    account = await services.staff.get(her.staff_id)
    await services.staff.change(account, {"state": AccountState.LEFT}, now=services.now())
    assert (await her.call("GET", "/me")).status == 401


async def test_a_token_loses_what_its_owner_loses(program: Programs, services: Services) -> None:
    her = await program(StaffRole.COUNTY, StaffRole.EXPERT)
    assert (await her.call("GET", "/wishes")).status == 200
    account = await services.staff.get(her.staff_id)
    kept = tuple(each for each in account.appointments if each.role is StaffRole.EXPERT)
    await services.staff.change(account, {"appointments": kept}, now=services.now())
    assert (await her.call("GET", "/wishes")).status == 403
    assert (await her.call("GET", "/questions")).status == 200


async def test_nobody_gets_a_token_for_more_than_she_may(program: Programs, services: Services) -> None:
    await program(StaffRole.EXPERT)
    for wrong in ({"may": [Permission.WISH_CHILD]}, {"days": 366}, {"days": 0}, {"name": " "}, {"name": "x" * 61}):
        with pytest.raises(Invalid):
            await make_token(services, **({"login": "wang", "name": "x"} | wrong))
    with pytest.raises(NotFound):
        await make_token(services, login="nobody", name="x")


async def test_nobody_ends_a_colleagues_token(program: Programs, services: Services) -> None:
    her, other = await program(StaffRole.COUNTY), await program(StaffRole.COUNTY, login="li")
    with pytest.raises(NotFound):
        await revoke_token(services, login="li", token_id=her.token_id)
    assert (await her.call("GET", "/me")).status == 200
    assert (await other.call("GET", "/me")).status == 200


async def test_only_a_digest_is_kept_and_the_day_of_the_last_use(
    program: Programs, services: Services, clock: Clock
) -> None:
    her = await program(StaffRole.COUNTY)
    await her.call("GET", "/me")
    (token,) = await tokens_of(services, login="wang")
    assert token.used_on == f"{clock():%Y-%m-%d}"
    document = await services.db["staff_tokens"].find_one({})
    assert her.token not in str(document)
    clock.at += timedelta(days=1)
    await her.call("GET", "/me")
    (token,) = await tokens_of(services, login="wang")
    assert token.used_on == f"{clock():%Y-%m-%d}"
    rows = await services.audit.page(scope=Scope.system())
    assert [(row.kind, row.actor) for row in rows if row.about == token.id] == [("token_made", SYSTEM)]


async def test_a_signed_in_browser_reads_and_changes_nothing(services: Services) -> None:
    async with walking(services) as walker:
        browser = await signed_in(walker, services, StaffRole.ADMINISTRATOR)
        assert (await browser.ask("GET", "/api/v1/staff/wishes")).status == 200
        for address in ("/api/v1/staff/lessons", "/api/v1/staff/lessons/lesson-listen/withdraw"):
            assert (await browser.ask("POST", address, token=True, headers={"If-Match": '"v1"'})).status == 401
    assert (await services.lessons.get("lesson-listen")).version == 1


async def test_who_calls_too_often_waits_out_the_minute_and_nobody_else_does(
    program: Programs, services: Services
) -> None:
    her, other = await program(StaffRole.COUNTY), await program(StaffRole.COUNTY, login="li")
    first = await her.call("GET", "/me")
    assert first.headers["RateLimit-Limit"] == str(CALLS_A_MINUTE)
    assert first.headers["RateLimit-Remaining"] == str(CALLS_A_MINUTE - 1)
    for _ in range(CALLS_A_MINUTE - 1):
        await services.call_rates.count(her.token_id, now=services.now())
    refused = await her.call("GET", "/me")
    assert (refused.status, refused.body["code"]) == (429, "too_many")
    assert int(refused.headers["Retry-After"]) == int(refused.headers["RateLimit-Reset"]) == refused.body["retry_after"]
    assert (await other.call("GET", "/me")).status == 200
