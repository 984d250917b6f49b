"""Who waits for a time to come free: the first is asked, and after some hours the next one."""

from datetime import timedelta

from domain.bookings import Booking, Slot, State, Wait
from domain.errors import BookedAlready, Conflict, Invalid, NotFound, TimeTaken
from domain.ids import new_id
from domain.people import Person
from domain.regions import Scope
from services.bookings.booking import may_book, new_booking, put
from services.bookings.times import free, known_service
from services.context import Services
from services.people.telling import send_to
from services.pushes.hours import quiet_until
from services.settings.current import quiet_hours
from storage.mongo import Session, in_transaction
from wording import bookings as say

OFFERS_MOST = 50  # a round, line by line


async def join(services: Services, person: Person, service: str, place: str) -> None:
    """She waits there from now on; twice is once. Raises Invalid, BookedAlready, StaffBook, StoreAway."""
    known_service(services, service)
    await may_book(services, person, service)
    try:
        there = await services.booking_places.get(place, scope=Scope.system())
    except NotFound:
        raise Invalid("place", "unknown") from None
    if not there.is_open:
        raise Invalid("place", "unknown")
    wait = Wait("", person.id, service, place, there.region_path, services.now())
    await services.booking_waits.join(wait)


async def leave(services: Services, person: Person, service: str) -> None:
    """She waits no longer; what was offered to her stays until she says so. Raises StoreAway."""
    await services.booking_waits.end({"person": person.id, "service": service, "booking": ""})


async def offer(services: Services) -> int:
    """
    Let pass what was offered for too long, and ask whoever is next of each line; how many were asked. Safe in several
    workers at once: who is asked, for which time, is settled by one transaction. Nobody is asked in quiet hours.
    Raises StoreAway.
    """
    now = services.now()
    for each in await services.bookings.offers_over(now=now):
        await _pass(services, each)
    if quiet_until(quiet_hours(services), now) is not None:
        return 0
    asked = 0
    for service, place in await services.booking_waits.lines():
        for slot in await free(services, service, places=[place], most=OFFERS_MOST):
            if not await services.booking_waits.waiting(service, place):
                break
            asked += await _ask(services, service, slot)
    return asked


async def _pass(services: Services, booking: Booking) -> None:
    async def write(session: Session) -> None:
        await services.bookings.change(booking, State.LAPSED, now=services.now(), session=session)
        await services.booking_waits.end({"booking": booking.id}, session=session)
        key = f"offer_over:{booking.id}"
        await send_to(services, booking.person, say.OFFER_OVER, key=key, now=services.now(), session=session)

    try:
        await in_transaction(services.db, write)
    except Conflict:
        return  # she has taken it, or another worker was first


async def _ask(services: Services, service: str, slot: Slot) -> bool:
    now, made = services.now(), new_id()
    until = min(now + timedelta(hours=services.facts.booking.offer_hours), slot.at - timedelta(hours=1))

    async def write(session: Session) -> bool:
        wait = await services.booking_waits.offer_next(service, slot.place, made, session=session)
        if wait is None:
            return False
        booking = new_booking(
            made, service, wait.person, slot, wait.region_path, state=State.HELD, until=until, offered=True
        )
        await put(services, booking, session=session)
        text = say.OFFERED.format(at=say.when(slot.at), until=say.clock(until))
        await send_to(services, wait.person, text, key=f"offer:{made}", now=now, session=session)
        return True

    try:
        return await in_transaction(services.db, write)
    except BookedAlready:
        await _drop_booked(services, service, slot.place)
        return False
    except TimeTaken:
        return False


async def _drop_booked(services: Services, service: str, place: str) -> None:
    """Whoever has one by now waits no longer, so that she holds nobody up."""
    for each in await services.booking_waits.first(service, place):
        kept = await services.bookings.open_of(each.person, service, now=services.now())
        if kept is not None:
            await services.booking_waits.end({"person": each.person, "service": service, "booking": ""})
