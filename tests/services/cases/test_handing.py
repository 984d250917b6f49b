"""A case is handed to a colleague by name, and somebody has it, or is called, at every moment."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from domain.cases import Case, CaseMove, CaseState
from domain.errors import Conflict, Invalid, MoveNotPossible, NotAllowed, NotFound, ReasonNeeded
from domain.regions import RegionLevel
from domain.staff import StaffRole
from services.cases.handing import colleagues, hand_to
from services.cases.moving import move
from services.cases.watching import watch
from services.context import Services
from storage.outbox import Work
from tests.joined import Clock, Phone
from tests.services.cases.conftest import ALL, BEATEN, CITY, COUNTY, TOWN, VILLAGE, Officers, lives_in, the_case

ELSEWHERE = f"{CITY}370882/"


async def calls(services: Services, clock: Clock) -> Sequence[Work]:
    """The calls of officers that wait, taken out."""
    found = []
    while work := await services.outbox.take_next(now=clock(), lease=timedelta(minutes=5)):
        await services.outbox.done(work, now=clock())
        if work.task == "call_officer":
            found.append(work)
    return found


async def test_the_colleague_alone_is_called_and_whoever_takes_it_up_has_it(
    case: Case, services: Services, officer: Officers, clock: Clock
) -> None:
    town, county = await officer("town", TOWN), await officer("county", COUNTY)
    await officer("other", COUNTY)
    await move(services, case.id, CaseMove.ACKNOWLEDGE, by=town)
    await calls(services, clock)
    handed = await hand_to(services, case.id, county.id, by=town)
    assert (handed.owner, handed.state) == ("", CaseState.OPENED)
    assert handed.answer_by is not None
    (call,) = await calls(services, clock)
    assert (call.args["staff"], call.args["why"]) == (county.id, "handed")
    story = await services.events.of(case.id, scope=ALL)
    assert (story[-1].kind, story[-1].actor, story[-1].data) == ("case_handed_to", town.id, {"staff": county.id})
    await move(services, case.id, CaseMove.ACKNOWLEDGE, by=county)
    assert (await the_case(services)).owner == county.id


async def test_where_she_does_not_take_it_up_in_time_it_climbs_as_any_other(
    services: Services, officer: Officers, clock: Clock, phone: Phone
) -> None:
    town, county = await officer("town", TOWN), await officer("county", COUNTY)
    await lives_in(services, VILLAGE)
    await phone.says(BEATEN)
    case = await the_case(services)
    await move(services, case.id, CaseMove.ACKNOWLEDGE, by=town)
    await hand_to(services, case.id, county.id, by=town)
    assert (await the_case(services)).called is RegionLevel.TOWNSHIP
    clock.move(minutes=6)
    await watch(services)
    assert (await the_case(services)).called is RegionLevel.COUNTY


async def test_only_officers_of_the_line_above_her_are_asked(case: Case, services: Services, officer: Officers) -> None:
    village, city = await officer("village", VILLAGE), await officer("city", CITY)
    await officer("elsewhere", ELSEWHERE)
    await officer("publisher", CITY, StaffRole.PUBLISHER)
    await move(services, case.id, CaseMove.ACKNOWLEDGE, by=village)
    assert [each.id for each in await colleagues(services, await the_case(services), by=village)] == [city.id]
    for wrong in ("", "nobody", village.id, "staff-elsewhere", "staff-publisher"):
        with pytest.raises(Invalid) as problem:
            await hand_to(services, case.id, wrong, by=village)
        assert problem.value.field == "colleague"
    assert (await the_case(services)).owner == village.id


async def test_what_nobody_has_or_what_changed_since_is_not_handed_over_nor_by_a_stranger(
    case: Case, services: Services, officer: Officers
) -> None:
    town, county = await officer("town", TOWN), await officer("county", COUNTY)
    with pytest.raises(MoveNotPossible):
        await hand_to(services, case.id, county.id, by=town)
    taken = await move(services, case.id, CaseMove.ACKNOWLEDGE, by=town)
    with pytest.raises(Conflict):
        await hand_to(services, case.id, county.id, by=town, seen=taken.seq - 1)
    for who, problem in (
        (await officer("elsewhere", ELSEWHERE), NotFound),
        (await officer("boss", CITY, StaffRole.ADMINISTRATOR), (ReasonNeeded, NotAllowed)),
    ):
        with pytest.raises(problem):
            await hand_to(services, case.id, county.id, by=who)
    assert (await the_case(services)).owner == town.id
