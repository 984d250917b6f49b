"""An unacknowledged case climbs the tree on time, each step taken once, whoever asks and how often."""

import asyncio
from datetime import timedelta

from domain.cases import CaseMove
from domain.regions import RegionLevel
from domain.staff import StaffMember
from services.cases.moving import move, plan
from services.cases.watching import watch
from services.context import Services
from tests.joined import Clock, Phone
from tests.services.cases.conftest import ALL, BEATEN, CITY, COUNTY, TOWN, VILLAGE, Officers, lives_in, the_case


async def line(officer: Officers) -> list[StaffMember]:
    return [await officer("town", TOWN), await officer("county", COUNTY), await officer("city", CITY)]


async def test_nobody_takes_it_up_so_township_county_and_city_are_called_after_five_minutes_each(
    phone: Phone, services: Services, officer: Officers, clock: Clock
) -> None:
    await line(officer)
    await lives_in(services, VILLAGE)
    await phone.says(BEATEN)
    called = [(await the_case(services)).called]
    for minutes in (4.9, 0.1, 4.9, 0.1, 4.9, 0.1, 14.9, 0.1):
        clock.move(minutes=minutes)
        done = await asyncio.gather(watch(services), watch(services), watch(services))
        case = await the_case(services)
        assert sum(done) == (1 if minutes == 0.1 else 0)
        called.append(case.called)
    town, county, city = RegionLevel.TOWNSHIP, RegionLevel.COUNTY, RegionLevel.CITY
    assert called == [town, town, county, county, *[city] * 5]
    story = [(each.kind, each.data.get("called")) for each in await services.events.of(case.id, scope=ALL)]
    assert story == [
        ("case_opened", "township"),
        ("case_escalated", "county"),
        ("case_escalated", "city"),
        ("case_called_again", "city"),
        ("case_called_again", "city"),
    ]
    for seq, login in ((1, "town"), (2, "county"), (3, "city"), (4, "city"), (5, "city")):
        assert await services.outbox.state(f"call:{case.id}:{seq}:staff-{login}") == "waiting"
    assert await services.db["outbox"].count_documents({"task": "call_officer"}) == 5


async def test_what_was_taken_up_climbs_no_further(
    phone: Phone, services: Services, officer: Officers, clock: Clock
) -> None:
    town, *_ = await line(officer)
    await lives_in(services, VILLAGE)
    await phone.says(BEATEN)
    case = await the_case(services)
    clock.move(minutes=4)
    await move(services, case.id, CaseMove.ACKNOWLEDGE, by=town)
    clock.move(hours=5)
    assert await watch(services) == 0
    assert (await the_case(services)).called is RegionLevel.TOWNSHIP


async def test_what_nobody_looked_at_again_after_she_wrote_again_climbs_too(
    phone: Phone, services: Services, officer: Officers, clock: Clock
) -> None:
    town, *_ = await line(officer)
    await lives_in(services, VILLAGE)
    await phone.says(BEATEN)
    case = await the_case(services)
    await move(services, case.id, CaseMove.ACKNOWLEDGE, by=town)
    clock.move(hours=5)
    await phone.says(BEATEN)
    clock.move(minutes=5)
    assert await watch(services) == 1
    again = await the_case(services)
    assert (again.called, again.owner) == (RegionLevel.COUNTY, town.id)
    await move(services, case.id, CaseMove.ACKNOWLEDGE, by=town)
    clock.move(minutes=30)
    assert await watch(services) == 0


async def test_the_owner_is_reminded_once_of_a_contact_that_is_due(
    services: Services, officer: Officers, clock: Clock, phone: Phone
) -> None:
    city = await officer("city", CITY)
    await phone.says(BEATEN)
    case = await the_case(services)
    await move(services, case.id, CaseMove.ACKNOWLEDGE, by=city)
    await plan(services, case.id, clock() + timedelta(hours=2), by=city)
    clock.move(hours=1.9)
    assert await watch(services) == 0
    clock.move(hours=0.1)
    assert await watch(services) == 1
    assert await watch(services) == 0
    rows = await services.db["outbox"].find({"args.why": "reminder"}).to_list(None)
    assert [row["args"]["staff"] for row in rows] == [city.id]
