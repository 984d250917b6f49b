"""A person holds a time, confirms it, and gives it back."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from bson.binary import Binary

from domain.bookings import ABOUT_MOST, CALLED_MOST, Booking, MeetingPlace, Slot, State, reminders
from domain.errors import BookedAlready, Conflict, Invalid, MoveNotPossible, NotFound, StaffBook, StoreAway, TimeTaken
from domain.people import Person
from domain.receipts import new_receipt
from domain.regions import Scope
from services.bookings.times import known_service, slot_of
from services.context import Services
from services.people.telling import send_to
from storage.encryption import family_of
from storage.mongo import Duplicate, Session, in_transaction
from wording import bookings as say

TRIES = 3


async def may_book(services: Services, person: Person, service: str) -> None:
    """Raises StaffBook where staff book for her, BookedAlready where she has one, StoreAway."""
    rules, now = services.facts.booking, services.now()
    since = now - timedelta(days=rules.missed_days)
    if await services.bookings.missed_since(person.id, since) >= rules.missed_most:
        raise StaffBook
    kept = await services.bookings.open_of(person.id, service, now=now)
    if kept is not None and (kept.state is State.BOOKED or kept.offered):
        raise BookedAlready


async def hold(services: Services, person: Person, service: str, time: str, *, key: str) -> Booking:
    """
    Keep a time for her for some minutes, under the id `key`; what she held before of this service is free again. A repeat
    is the same one. Raises Invalid, TimeTaken, BookedAlready, StaffBook, StoreAway.
    """
    kept = await services.bookings.find(key)
    if kept is not None and kept.person == person.id:
        return kept
    known_service(services, service)
    await may_book(services, person, service)
    slot = await slot_of(services, service, time)
    if await services.booking_waits.waiting(service, slot.place):
        raise TimeTaken  # whoever waits there comes first
    place = await services.booking_places.get(slot.place, scope=Scope.system())
    if not place.is_open:
        raise TimeTaken
    now = services.now()
    await services.bookings.let_go(person.id, service, now=now)
    until = now + timedelta(minutes=services.facts.booking.hold_minutes)
    made = new_booking(key, service, person.id, slot, place.region_path, state=State.HELD, until=until)
    return await put(services, made)


def new_booking(
    key: str,
    service: str,
    person: str,
    slot: Slot,
    path: str,
    *,
    state: State,
    until: datetime | None = None,
    offered: bool = False,
) -> Booking:
    """A booking of a time, not written yet."""
    at = (slot.counsellor, slot.place, path, slot.at)
    return Booking(key, new_receipt(), service, person, *at, state, until, offered)


async def put(services: Services, made: Booking, *, session: Session | None = None) -> Booking:
    """Write one. Raises TimeTaken, BookedAlready; in a transaction Duplicate as well."""
    now = services.now()
    await services.bookings.lapse({"counsellor": made.counsellor, "at": made.at}, now=now, session=session)
    await services.bookings.lapse({"person": made.person, "service": made.service}, now=now, session=session)
    await services.bookings.past(made.person, made.service, now=now, session=session)
    try:
        await services.bookings.insert(made, now=now, session=session)
    except Duplicate as error:
        if error.field == "hers":
            raise BookedAlready from None
        if error.field == "taken":
            raise TimeTaken from None
        kept = await services.bookings.find(made.id)  # a repeat was quicker
        if kept is None or kept.person != made.person:
            raise TimeTaken from None
        return kept
    return made


def words_problem(about: str, called: str) -> None:
    """Raises Invalid for more than may be said."""
    for field, text, most in (("about", about, ABOUT_MOST), ("called", called, CALLED_MOST)):
        if len(text) > most:
            raise Invalid(field, "too_long")


async def confirm(services: Services, person: Person, booking_id: str, *, about: str = "", called: str = "") -> Booking:
    """
    What is held for her is hers, with what she wants to say of it, sealed. A repeat changes nothing.

    Raises NotFound, Invalid, TimeTaken where it was held for too long, StoreAway.
    """
    words_problem(about, called)
    booking = await own(services, person, booking_id)
    if booking.state is State.BOOKED:
        return booking
    if not booking.is_held(services.now()):
        raise TimeTaken
    said = {"about": about, "called": called}
    sealed = {"said": await services.vault.seal(family_of(person.id), said)} if about or called else {}

    async def write(session: Session) -> Booking:
        booked = await services.bookings.change(
            booking, State.BOOKED, now=services.now(), session=session, sealed=sealed
        )
        await services.booking_waits.end({"person": person.id, "service": booked.service}, session=session)
        await remind(services, booked, session=session)
        return booked

    try:
        return await in_transaction(services.db, write)
    except Conflict:
        kept = await own(services, person, booking_id)
        if kept.state is State.BOOKED:
            return kept
        raise TimeTaken from None


async def remind(services: Services, booking: Booking, *, session: Session) -> None:
    """Have her reminded of it."""
    for name, when in reminders(booking.at, services.now()).items():
        args = {"booking": booking.id, "which": name}
        await services.outbox.add(f"remind:{booking.id}:{name}", "remind_booking", args, due_at=when, session=session)


async def remind_now(services: Services, booking_id: str, which: str) -> None:
    """Remind her, if it still stands and is to come. Words say nothing of what it is about. Raises StoreAway."""
    booking, now = await services.bookings.find(booking_id), services.now()
    if booking is None or booking.state is not State.BOOKED or booking.at <= now:
        return
    words = say.REMIND_DAY if which == "day" else say.REMIND_HOURS
    text = words.format(time=say.clock(booking.at))
    await send_to(services, booking.person, text, key=f"remind:{booking.id}:{which}", now=now)


async def own(services: Services, person: Person, booking_id: str) -> Booking:
    """One of hers. Raises NotFound, StoreAway."""
    booking = await services.bookings.find(booking_id)
    if booking is None or booking.person != person.id:
        raise NotFound
    return booking


async def cancel(services: Services, person: Person, booking_id: str) -> Booking:
    """
    She gives it back, before it begins; also one that is held for her or offered to her. A repeat changes nothing.

    Raises NotFound, MoveNotPossible for what is over, StoreAway.
    """
    for _ in range(TRIES):
        booking, now = await own(services, person, booking_id), services.now()
        if booking.state is State.CANCELLED:
            return booking
        if not booking.is_open(now) or booking.at <= now:
            raise MoveNotPossible("over")

        async def write(session: Session, booking: Booking = booking) -> Booking:
            await services.booking_waits.end({"booking": booking.id}, session=session)
            return await services.bookings.change(booking, State.CANCELLED, now=services.now(), session=session)

        with suppress(Conflict):
            cancelled = await in_transaction(services.db, write)
            await wake(services, cancelled)
            return cancelled
    raise MoveNotPossible("over")


async def wake(services: Services, booking: Booking) -> None:
    """A time came free: whoever waits is asked at once; what is lost here the workers' round finds."""
    row = f"offer_times:{booking.id}"
    with suppress(StoreAway):
        await services.outbox.add(row, "offer_times", {}, due_at=services.now())
        await services.wake(row)


async def places_of(services: Services, ids: Sequence[str]) -> dict[str, MeetingPlace]:
    """The places of these ids."""
    found = await services.booking_places.all(scope=Scope.system())
    return {each.id: each for each in found if each.id in ids}


async def opened(services: Services, sealed: Binary | None) -> dict[str, object]:
    """What lies sealed; nothing where it was erased."""
    if sealed is None:
        return {}
    try:
        return await services.vault.unseal(sealed)
    except NotFound:
        return {}
