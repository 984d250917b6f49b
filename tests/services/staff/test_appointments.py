"""Colleagues: who may give what to whom, who stands in for whom, and that somebody always administers the city."""

import asyncio
from datetime import date
from itertools import product

import pytest

from domain.errors import Conflict, Invalid, LastAdministrator, NotAllowed, NotFound, NotSignedIn
from domain.regions import Scope
from domain.staff import PERMISSIONS, Permission, StaffMember, StaffRole
from services.context import Services
from services.staff import add, session, sign_in
from services.staff.appointments import appoint, appoint_deputy, end_deputy, take_back
from services.staff.colleagues import look, page
from services.staff.invitations import invite, invited, join, link_again
from storage.staff import AccountState
from tests.joined import Clock

CITY, QUFU, ZOUCHENG, TOWN, VILLAGE = "370800", "370881", "370883", "370881100", "370881100201"
ADMIN, EXPERT, COUNTY = StaffRole.ADMINISTRATOR, StaffRole.EXPERT, StaffRole.COUNTY
PASSWORD, OTHER = "一句只在这里用的长口令", "另一句只在这里用的口令"


async def somebody(services: Services, login: str, *roles: StaffRole, region: str = CITY) -> StaffMember:
    member, _ = await add(services, login=login, name="王芳", roles=roles, region=region, password=PASSWORD)
    return member


async def logins(services: Services, by: StaffMember) -> set[str]:
    return {each.login for each in await page(services, by=by)}


@pytest.mark.parametrize(("role", "region"), list(product(StaffRole, [CITY, QUFU, TOWN])))
async def test_each_role_in_each_region_sees_its_own_accounts_and_appoints_what_it_may(
    services: Services, role: StaffRole, region: str
) -> None:
    places = {code: (await services.regions.get(code)).path for code in (CITY, QUFU, ZOUCHENG, TOWN, VILLAGE)}
    others = {code: await somebody(services, f"at-{code}", EXPERT, region=code) for code in places}
    she = await somebody(services, "she", role, region=region)
    within = {f"at-{code}" for code, path in places.items() if path.startswith(places[region])} | {"she"}
    if Permission.STAFF_READ in PERMISSIONS[role]:
        assert await logins(services, she) == within
    else:
        with pytest.raises(NotAllowed):
            await page(services, by=she)
    for code, other in others.items():
        seen = Permission.STAFF_READ in PERMISSIONS[role] and other.login in within
        if seen:
            assert (await look(services, other.id, by=she)).account.login == other.login
        else:
            with pytest.raises((NotFound, NotAllowed)):
                await look(services, other.id, by=she)
        for given in (COUNTY, ADMIN):
            if role is ADMIN and other.login in within:
                account = await services.staff.get(other.id)
                await appoint(services, other.id, by=she, role=given, region=code, seq=account.seq)
            else:
                with pytest.raises((NotFound, NotAllowed)):
                    await appoint(services, other.id, by=she, role=given, region=code, seq=1)


async def test_an_invited_colleague_sets_her_password_by_her_link_once(services: Services) -> None:
    boss = await somebody(services, "boss", ADMIN)
    account, token = await invite(services, by=boss, login="Li", name=" 李 娜 ", roles=[COUNTY], region=QUFU)
    assert account.state is AccountState.INVITED
    with pytest.raises(NotSignedIn):
        await sign_in(services, login="li", password="", address="a")
    assert (await invited(services, token)).name == "李 娜"
    with pytest.raises(Invalid):
        await join(services, token, password="short")
    await join(services, token, password=PASSWORD)
    assert (await sign_in(services, login="li", password=PASSWORD, address="a")).member.may(Permission.WISH_READ)
    with pytest.raises(NotFound):
        await join(services, token, password=OTHER)
    stored = await services.db["staff_invitations"].find().to_list(None)
    assert token not in str(stored)


async def test_two_who_open_one_link_at_once_set_one_password(services: Services) -> None:
    boss = await somebody(services, "boss", ADMIN)
    _, token = await invite(services, by=boss, login="li", name="李娜", roles=[COUNTY], region=QUFU)
    tries = [join(services, token, password=f"{PASSWORD}{each}") for each in range(4)]
    done = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(not isinstance(each, BaseException) for each in done) == 1


async def test_a_link_is_good_for_seven_days_and_until_the_next(services: Services, clock: Clock) -> None:
    boss = await somebody(services, "boss", ADMIN)
    account, first = await invite(services, by=boss, login="li", name="李娜", roles=[COUNTY], region=QUFU)
    _, second = await link_again(services, account.id, by=boss)
    with pytest.raises(NotFound):
        await invited(services, first)
    clock.move(days=7, seconds=1)
    with pytest.raises(NotFound):
        await join(services, second, password=PASSWORD)


async def test_a_reset_link_ends_her_sessions_when_it_is_used(services: Services) -> None:
    boss, li = await somebody(services, "boss", ADMIN), await somebody(services, "li", COUNTY)
    opened = await sign_in(services, login="li", password=PASSWORD, address="a")
    _, token = await link_again(services, li.id, by=boss)
    assert await session(services, opened.token, device=opened.device) is not None
    await join(services, token, password=OTHER)
    assert await session(services, opened.token, device=opened.device) is None


async def test_nobody_gets_a_link_to_an_account_that_may_more_than_she(services: Services) -> None:
    """The way up: a link to the password of one who works for the whole city."""
    boss, local = await somebody(services, "boss", ADMIN), await somebody(services, "local", ADMIN, region=QUFU)
    li = await somebody(services, "li", COUNTY, region=QUFU)
    await appoint(services, li.id, by=boss, role=EXPERT, region=CITY, seq=1)
    with pytest.raises(NotAllowed):
        await link_again(services, li.id, by=local)
    with pytest.raises(NotAllowed):
        await take_back(services, li.id, 1, by=local, seq=2)


async def test_nobody_changes_her_own_appointments(services: Services) -> None:
    boss = await somebody(services, "boss", ADMIN)
    await somebody(services, "other", ADMIN)
    with pytest.raises(NotAllowed):
        await appoint(services, boss.id, by=boss, role=EXPERT, region=CITY, seq=1)
    with pytest.raises(NotAllowed):
        await take_back(services, boss.id, 0, by=boss, seq=1)


async def test_an_appointment_that_is_taken_back_counts_no_longer_at_the_next_request(services: Services) -> None:
    boss, li = await somebody(services, "boss", ADMIN), await somebody(services, "li", COUNTY)
    opened = await sign_in(services, login="li", password=PASSWORD, address="a")
    await take_back(services, li.id, 0, by=boss, seq=1)
    now = await session(services, opened.token, device=opened.device)
    assert now is not None
    assert not now.may(Permission.WISH_READ)


async def test_who_acts_on_an_older_view_of_an_account_is_told(services: Services) -> None:
    boss, li = await somebody(services, "boss", ADMIN), await somebody(services, "li", COUNTY)
    await appoint(services, li.id, by=boss, role=EXPERT, region=CITY, seq=1)
    with pytest.raises(Conflict):
        await take_back(services, li.id, 0, by=boss, seq=1)
    await appoint(services, li.id, by=boss, role=EXPERT, region=CITY, seq=1)  # what she has is given once


async def test_two_administrators_who_remove_each_other_at_once_are_not_both_gone(services: Services) -> None:
    one, two = await somebody(services, "one", ADMIN), await somebody(services, "two", ADMIN)
    done = await asyncio.gather(
        take_back(services, two.id, 0, by=one, seq=1),
        take_back(services, one.id, 0, by=two, seq=1),
        return_exceptions=True,
    )
    assert [type(each) for each in done if isinstance(each, BaseException)] == [LastAdministrator]


async def test_a_deputy_has_what_the_other_has_for_those_days_and_no_longer(services: Services, clock: Clock) -> None:
    boss = await somebody(services, "boss", ADMIN)
    li, deputy = await somebody(services, "li", COUNTY, region=QUFU), await somebody(services, "zhao", EXPERT)
    asked = {"by": boss, "login": "zhao", "first": date(2026, 11, 25), "last": date(2026, 11, 26)}
    first = await appoint_deputy(services, li.id, **asked)
    assert await appoint_deputy(services, li.id, **asked) == first
    paths = [(await services.staff.get(deputy.id)).member(clock()).scope(Permission.WISH_READ).paths]
    clock.move(hours=8)
    paths.append((await services.staff.get(deputy.id)).member(clock()).scope(Permission.WISH_READ).paths)
    clock.move(days=2)
    paths.append((await services.staff.get(deputy.id)).member(clock()).scope(Permission.WISH_READ).paths)
    assert paths == [(), ("370000/370800/370881/",), ()]


async def test_a_deputy_is_shown_at_both_and_can_be_ended_early(services: Services, clock: Clock) -> None:
    boss = await somebody(services, "boss", ADMIN)
    li, deputy = await somebody(services, "li", COUNTY, region=QUFU), await somebody(services, "zhao", EXPERT)
    today = date(2026, 11, 24)
    await appoint_deputy(services, li.id, by=boss, login="zhao", first=today, last=today)
    assert [each.login for each, _ in (await look(services, li.id, by=boss)).deputies] == ["zhao"]
    assert (await look(services, deputy.id, by=boss)).account.appointments[1].deputy_for == li.id
    await end_deputy(services, li.id, deputy.id, by=boss)
    await end_deputy(services, li.id, deputy.id, by=boss)
    assert not (await services.staff.get(deputy.id)).member(clock()).may(Permission.WISH_READ)
    kinds = [row.kind for row in await services.audit.page(scope=Scope.system(), about=deputy.id)]
    assert kinds.count("deputy_ended") == 1


async def test_a_deputy_cannot_pass_on_what_she_only_stands_in_for(services: Services) -> None:
    boss = await somebody(services, "boss", ADMIN)
    li, zhao = await somebody(services, "li", COUNTY), await somebody(services, "zhao", EXPERT)
    await somebody(services, "sun", EXPERT)
    today = date(2026, 11, 24)
    await appoint_deputy(services, li.id, by=boss, login="zhao", first=today, last=today)
    sun = await appoint_deputy(services, zhao.id, by=boss, login="sun", first=today, last=today)
    assert [each.role for each in sun.appointments if each.deputy_for] == [EXPERT]


@pytest.mark.parametrize(
    ("first", "last"), [("2026-11-26", "2026-11-25"), ("2026-11-01", "2026-11-02"), ("2026-11-25", "2029-11-25")]
)
async def test_days_of_leave_that_make_no_sense_are_refused(services: Services, first: str, last: str) -> None:
    boss, li = await somebody(services, "boss", ADMIN), await somebody(services, "li", COUNTY)
    await somebody(services, "zhao", EXPERT)
    days = {"first": date.fromisoformat(first), "last": date.fromisoformat(last)}
    with pytest.raises(Invalid):
        await appoint_deputy(services, li.id, by=boss, login="zhao", **days)
