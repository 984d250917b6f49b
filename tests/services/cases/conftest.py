"""Safeguarding officers at their desks, and women who write."""

from collections.abc import Awaitable, Callable

import pytest

from domain.cases import Case
from domain.regions import Scope
from domain.staff import Appointment, StaffMember, StaffRole
from services.context import Services
from storage.staff import StaffAccount
from tests.joined import APP, HER, Phone

CITY = "370000/370800/"
COUNTY = f"{CITY}370881/"
TOWN = f"{COUNTY}370881100/"
VILLAGE = f"{TOWN}370881100201/"
BEATEN = "老公正在打我救命"
ALL = Scope.system()

Officers = Callable[..., Awaitable[StaffMember]]


@pytest.fixture
def officer(services: Services) -> Officers:
    """Appoint somebody for a region, without a password: as she stands now."""

    async def appoint(login: str, path: str, role: StaffRole = StaffRole.SAFEGUARDING_OFFICER) -> StaffMember:
        account = StaffAccount(f"staff-{login}", login, login, path, (Appointment(role, path),))
        await services.staff.insert(account, now=services.now())
        return account.member(services.now())

    return appoint


async def lives_in(services: Services, path: str, openid: str = HER) -> str:
    """She follows the account and lives there."""
    person = await services.people.follows(APP, openid, following=True, now=services.now())
    await services.people.settle(person.id, region=path.split("/")[-2], region_path=path)
    return person.id


async def the_case(services: Services) -> Case:
    """The only one there is."""
    cases = await services.cases.page(scope=ALL)
    assert len(cases) == 1, cases
    return cases[0]


@pytest.fixture
async def case(phone: Phone, services: Services) -> Case:
    """She lives in a village and has written."""
    await lives_in(services, VILLAGE)
    await phone.says(BEATEN)
    return await the_case(services)
