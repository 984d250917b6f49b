"""What a person can be, who says so, and that it is kept."""

import asyncio

import pytest

from domain.errors import NotAllowed, NotFound
from domain.people import PersonRole
from domain.staff import StaffRole
from services.context import Services
from services.people.look import look
from services.people.roles import become, give_role, take_role
from tests.services.people.test_looking import CITY, CITY_DESK, ELSEWHERE, QUFU, member, somebody

COUNTY = member(StaffRole.COUNTY, QUFU)


async def test_staff_of_her_region_say_what_she_is_and_it_is_kept_who_did(services: Services) -> None:
    person = await somebody(services, "o1", path=QUFU)
    await become(services, person, PersonRole.GUARDIAN, by=person, now=services.now())
    assert await give_role(services, person, PersonRole.LEAD_DANCER, by=COUNTY)
    assert not await give_role(services, person, PersonRole.LEAD_DANCER, by=COUNTY), "once is enough"
    told = (await look(services, person, by=COUNTY)).person
    assert told.roles == {PersonRole.GUARDIAN, PersonRole.LEAD_DANCER}
    assert [(each.role, each.by) for each in told.given] == [
        (PersonRole.GUARDIAN, person),
        (PersonRole.LEAD_DANCER, COUNTY.id),
    ]
    assert await take_role(services, person, PersonRole.LEAD_DANCER, by=COUNTY)
    assert not await take_role(services, person, PersonRole.LEAD_DANCER, by=COUNTY)
    story = [each["kind"] async for each in services.db["events"].find({"about": person}).sort("seq", 1)]
    assert story == ["role_given", "role_given", "role_taken"]
    acts = [each["kind"] async for each in services.db["audit"].find({"about": person}).sort("_id", 1)]
    assert acts == ["person_role_given", "person_read", "person_role_taken"]


async def test_nobody_says_what_people_of_another_region_are(services: Services) -> None:
    there, nowhere = await somebody(services, "o1", path=ELSEWHERE), await somebody(services, "o2")
    for person in (there, nowhere):
        with pytest.raises(NotFound):
            await give_role(services, person, PersonRole.DONOR, by=COUNTY)
    assert await give_role(services, nowhere, PersonRole.DONOR, by=CITY_DESK)
    for role in (StaffRole.VILLAGE_OFFICER, StaffRole.TOWNSHIP, StaffRole.EXPERT, StaffRole.EDITOR):
        with pytest.raises(NotAllowed):
            await take_role(services, nowhere, PersonRole.DONOR, by=member(role, CITY))


async def test_all_roles_given_at_once_are_all_hers_and_each_is_told_once(services: Services) -> None:
    person = await somebody(services, "o1", path=QUFU)
    given = await asyncio.gather(*(give_role(services, person, each, by=COUNTY) for each in [*PersonRole] * 2))
    assert sum(given) == len(PersonRole)
    assert (await services.people.get(person)).roles == set(PersonRole)
    assert await services.db["events"].count_documents({"about": person}) == len(PersonRole)
