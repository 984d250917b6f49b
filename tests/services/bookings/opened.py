"""A place, and an expert who opens hours there."""

from datetime import time, timedelta

from domain.bookings import Hours, MeetingPlace, Single
from domain.calendar import day_in_china
from domain.ids import new_id
from domain.staff import StaffMember, StaffRole
from services.bookings import keeping
from services.context import Services
from tests.services.people.test_looking import QUFU, member
from tests.services.questions.conftest import expert

COUNTY = member(StaffRole.COUNTY, QUFU)


async def a_place(services: Services, name: str = "曲阜市妇联", region: str = "370881") -> MeetingPlace:
    made = MeetingPlace(new_id(), name, "春秋路1号", "坐1路车到市政府", region, "")
    return await keeping.save_place(services, made, by=COUNTY)


async def opened(
    services: Services, *, hours: int = 3, login: str = "li", place: MeetingPlace | None = None
) -> tuple[StaffMember, MeetingPlace]:
    """She is there tomorrow from nine for so many hours, for everything."""
    place = place or await a_place(services)
    she = await expert(services, login, QUFU)
    tomorrow = day_in_china(services.now()) + timedelta(days=1)
    row = Single(tomorrow, time(9), time(9 + hours), place.id, opens=True)
    known = frozenset(services.facts.booking.names)
    await keeping.save_hours(services, Hours(she.id, "", known, (), (row,)), by=she)
    return she, place
