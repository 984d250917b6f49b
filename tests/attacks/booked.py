"""An hour with the counsellor of a place, where one meets her, and when she is there."""

from collections.abc import Mapping
from datetime import time
from typing import Any

from domain.bookings import Hours, MeetingPlace, Weekly
from domain.ids import new_id
from domain.people import Person
from domain.staff import Appointment, StaffMember, StaffRole
from services.bookings import booking, keeping, times
from services.context import Services
from storage.staff import StaffAccount

CITY = "370000/370800/"


async def booked(services: Services, her: Person, name: str, counsellor: StaffAccount) -> dict[str, str]:
    """The id of each."""
    boss = StaffMember("boss", "boss", "王芳", (Appointment(StaffRole.ADMINISTRATOR, CITY),), CITY)
    county = counsellor.region_path.split("/")[2]
    place = await keeping.save_place(services, MeetingPlace(new_id(), name, name, name, county, ""), by=boss)
    week = tuple(Weekly(day, time(9), time(12), place.id) for day in range(7))
    hours = Hours(counsellor.id, "", frozenset(services.facts.booking.names), week)
    await keeping.save_hours(services, hours, by=counsellor.member(services.now()))
    free = await times.free(services, "mind", places=[place.id])
    held = await booking.hold(services, her, "mind", free[0].key, key=new_id())
    await booking.confirm(services, her, held.id, about=name, called=name)
    await services.db["bookings"].update_one({"_id": held.id}, {"$set": {"version": 1}})  # as forms have it
    return {"booking": held.id, "booking_place": place.id}


def booked_form(ids: Mapping[str, str]) -> dict[str, Any]:
    """What forms of these things hold besides what all forms do."""
    time_of_hers = f"{ids['deputy']}@202612080100"
    hours = {"services": ["mind"], "weekly": [], "singles": [], "is_open": "1"}
    return {**hours, "how": "call_off", "time": time_of_hers, "note": "换掉"}
