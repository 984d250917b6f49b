"""The staff of a demo."""

import pytest

from domain.errors import NotSignedIn
from domain.staff import StaffRole
from services.context import Services
from services.staff import ensure_demo, sign_in

ADDRESS = "127.0.0.1"


async def roles(services: Services, logins: list[str], password: str) -> set[StaffRole]:
    found: set[StaffRole] = set()
    for login in logins:
        signed_in = await sign_in(services, login=login, password=password, address=ADDRESS)
        found |= signed_in.member.roles
        assert "样例" in signed_in.member.name
    return found


async def test_a_demo_has_somebody_of_each_role_with_one_password(services: Services) -> None:
    logins, password = await ensure_demo(services)
    assert logins[0] == "demo"
    assert await roles(services, logins, password) == set(StaffRole)


async def test_a_later_demo_with_its_password_changes_nothing(services: Services) -> None:
    logins, password = await ensure_demo(services)
    before = [await services.staff.by_login(login) for login in logins]
    assert await ensure_demo(services, password=password) == (logins, password)
    assert [await services.staff.by_login(login) for login in logins] == before


async def test_another_password_goes_to_all_of_them(services: Services) -> None:
    logins, old = await ensure_demo(services)
    await ensure_demo(services, password="另外一句长一点的口令")
    assert await roles(services, logins, "另外一句长一点的口令") == set(StaffRole)
    with pytest.raises(NotSignedIn):
        await sign_in(services, login="village", password=old, address="127.0.0.2")
