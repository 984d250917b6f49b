"""Which times are free."""

from collections.abc import Collection, Sequence
from datetime import timedelta

from domain.bookings import AHEAD, LEAD, Hours, MeetingPlace, Slot, slots
from domain.calendar import day_in_china
from domain.errors import Invalid, NotFound
from domain.regions import Scope
from domain.staff import Permission
from services.context import Services
from services.settings.current import calendar

NEXT = 5
PLACES = 8


def known_service(services: Services, service: str) -> str:
    """The service. Raises Invalid("service", "unknown")."""
    if service not in services.facts.booking.names:
        raise Invalid("service", "unknown")
    return service


async def places_for(services: Services, service: str, *, near: str = "") -> list[MeetingPlace]:
    """Where one goes for a service: those nearest to the region with the path `near` first. Raises StoreAway."""
    hours = await services.booking_hours.offering(service)
    used = {row.place for each in hours for row in each.weekly} | {row.place for each in hours for row in each.singles}
    found = [
        each for each in await services.booking_places.all(scope=Scope.system()) if each.is_open and each.id in used
    ]
    return sorted(found, key=lambda each: (-_shared(each.region_path, near), each.name))


def _shared(one: str, other: str) -> int:
    pairs = zip(one.split("/"), other.split("/"), strict=False)
    return sum(1 for left, right in pairs if left and left == right)


async def free(
    services: Services, service: str, *, places: Collection[str], most: int = NEXT, counsellor: str = ""
) -> list[Slot]:
    """The next free times at these places, whoever waits for one of them. Raises StoreAway."""
    now = services.now()
    first, last = now + LEAD, now + AHEAD
    hours = await services.booking_hours.offering(service)
    hours = [each for each in hours if counsellor in {"", each.counsellor}]
    there = await _there(services, hours)
    taken = await services.bookings.taken(there, first=first, last=last, now=now)
    found = [
        slot
        for each in hours
        if each.counsellor in there
        for slot in await _times(services, each)
        if first <= slot.at <= last and slot.place in places and slot.key not in taken
    ]
    return sorted(found, key=lambda slot: (slot.at, slot.key))[:most]


async def free_for_all(services: Services, service: str, *, places: Collection[str], most: int = NEXT) -> list[Slot]:
    """The same without places at which somebody waits: she comes first. Raises StoreAway."""
    open_to_all = [each for each in places if not await services.booking_waits.waiting(service, each)]
    return await free(services, service, places=open_to_all, most=most)


async def _times(services: Services, hours: Hours) -> Sequence[Slot]:
    expert, today = await services.experts.get(hours.counsellor), day_in_china(services.now())
    last = today + AHEAD
    days = [today + timedelta(days=number) for number in range((last - today).days + 1)]
    away = [day for day in days if expert.is_away(day)]
    minutes = services.facts.booking.minutes
    return slots(hours, calendar(services), first=today, last=last, minutes=minutes, away=away)


async def _there(services: Services, hours: Sequence[Hours]) -> list[str]:
    """Those whose account still counts."""
    found = []
    for each in hours:
        try:
            account = await services.staff.get(each.counsellor)
        except NotFound:
            continue
        if account.member(services.now()).may(Permission.BOOKING_OPEN):
            found.append(each.counsellor)
    return found


async def slot_of(services: Services, service: str, key: str) -> Slot:
    """The time that is called so, if she opens it. Raises Invalid("time", "unknown"), StoreAway."""
    counsellor = key.partition("@")[0]
    hours = await services.booking_hours.of(counsellor)
    now = services.now()
    if hours is not None and service in hours.services and await _there(services, [hours]):
        for each in await _times(services, hours):
            if each.key == key and each.at >= now + LEAD:
                return each
    raise Invalid("time", "unknown")
