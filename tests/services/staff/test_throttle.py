"""Guessing is slowed for the one who guesses; an office that shares an address signs in all day."""

import pytest

from domain.errors import NotSignedIn, TooMany
from domain.staff import StaffRole
from services.context import Services
from services.staff import add, sign_in
from services.staff.sessions import TRIES_FREE_OF_ADDRESS

PASSWORD, OFFICE = "一句只在这里用的长口令", "192.0.2.1"


@pytest.fixture
async def li(services: Services) -> str:
    """Somebody who can sign in; her login."""
    await add(services, login="li", name="李干事", roles=[StaffRole.COUNTY], region="370800", password=PASSWORD)
    return "li"


async def test_an_office_that_shares_an_address_signs_in_as_often_as_it_likes(services: Services, li: str) -> None:
    for _ in range(TRIES_FREE_OF_ADDRESS + 5):
        assert (await sign_in(services, login=li, password=PASSWORD, address=OFFICE)).member.login == li


async def test_an_address_that_guesses_over_many_logins_has_to_wait_even_with_right_passwords_between(
    services: Services, li: str
) -> None:
    for number in range(TRIES_FREE_OF_ADDRESS):
        with pytest.raises(NotSignedIn):
            await sign_in(services, login=f"somebody{number}", password="不是这个", address=OFFICE)
        if number < TRIES_FREE_OF_ADDRESS - 1:
            await sign_in(services, login=li, password=PASSWORD, address=OFFICE)
    for login, password in (("another", "不是这个"), (li, PASSWORD)):
        with pytest.raises(TooMany):
            await sign_in(services, login=login, password=password, address=OFFICE)
    assert await sign_in(services, login=li, password=PASSWORD, address="192.0.2.2")
