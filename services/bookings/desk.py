"""Staff at work on bookings: the week's list, how one went, another time for her, and the counsellor's own notes."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from domain.audit import Act
from domain.bookings import NOTE_MOST, Booking, MeetingPlace, Slot, State
from domain.calendar import CHINA, day_in_china
from domain.errors import Conflict, Invalid, MoveNotPossible, NotFound
from domain.ids import new_id
from domain.regions import Scope
from domain.staff import Permission, StaffMember
from services.bookings.booking import new_booking, opened, places_of, put, remind, wake
from services.bookings.times import free, slot_of
from services.context import Services
from services.people.telling import send_to
from storage.encryption import family_of
from storage.mongo import Session, in_transaction
from wording import bookings as say

READ, DESK = Permission.BOOKING_READ, Permission.BOOKING_DESK
STEPS = {"came": State.CAME, "missed": State.MISSED, "call_off": State.CALLED_OFF}
AGAIN_MOST, TIMES_TOLD = 12, 3


@dataclass(frozen=True, slots=True)
class Week:
    """What is booked from the day `first` on, seven days, with the names of counsellors and the places."""

    first: date
    bookings: Sequence[Booking]
    names: dict[str, str]
    places: dict[str, MeetingPlace]


@dataclass(frozen=True, slots=True)
class Told:
    """
    One booking. What she said (`about`, `called`) and the counsellor's own `note` are there for the counsellor alone.
    `steps` are what can be done now; `times` what she can be given instead.
    """

    booking: Booking
    counsellor: str
    place: MeetingPlace | None
    steps: Sequence[str]
    times: Sequence[Slot]
    hers: bool = False
    about: str = ""
    called: str = ""
    note: str = ""


def only_own(by: StaffMember) -> str:
    """Her id where she sees her own bookings alone."""
    return "" if by.may(DESK) else by.id


async def week(services: Services, first: date, *, by: StaffMember) -> Week:
    """The week from `first` on: of her regions, or her own. Raises NotAllowed, StoreAway."""
    by.need(READ)
    begins = datetime.combine(first, time(), CHINA)
    scope = by.scope(DESK) if by.may(DESK) else Scope.system()
    found = await services.bookings.between(begins, begins + timedelta(days=7), scope=scope, counsellor=only_own(by))
    names = await services.staff.names({each.counsellor for each in found})
    return Week(first, found, names, await places_of(services, [each.place for each in found]))


async def find(services: Services, booking_id: str, *, by: StaffMember) -> Booking:
    """One that is hers to see: of her regions, or her own. Raises NotAllowed, NotFound, StoreAway."""
    by.need(READ)
    booking = await services.bookings.find(booking_id)
    if booking is None or booking.state in {State.HELD, State.LAPSED}:
        raise NotFound
    if booking.counsellor != by.id and not by.may_in(DESK, booking.region_path):
        raise NotFound
    return booking


async def outline(services: Services, booking_id: str, *, by: StaffMember) -> Told:
    """One booking without what is for its counsellor alone. Raises NotAllowed, NotFound, StoreAway."""
    booking = await find(services, booking_id, by=by)
    places = await places_of(services, [booking.place])
    names = await services.staff.names([booking.counsellor])
    times = await _times_for(services, booking) if booking.person else []
    steps = steps_of(services, booking)
    return Told(booking, names.get(booking.counsellor, ""), places.get(booking.place), steps, times)


async def look(services: Services, booking_id: str, *, by: StaffMember) -> Told:
    """One booking; that its counsellor read what she was told is kept first. Raises NotAllowed, NotFound, StoreAway."""
    told = await outline(services, booking_id, by=by)
    booking = told.booking
    if booking.counsellor != by.id or not booking.person:
        return told
    act = Act("booking_read", about=booking.id, region_path=booking.region_path)
    await services.audit.add(act, by=by.id, now=services.now())
    _, sealed = await services.bookings.get(booking.id, scope=Scope.system())
    said, note = await opened(services, sealed.get("said")), await opened(services, sealed.get("note"))
    return replace(
        told,
        hers=True,
        about=str(said.get("about", "")),
        called=str(said.get("called", "")),
        note=str(note.get("text", "")),
    )


def steps_of(services: Services, booking: Booking) -> list[str]:
    """What can be done with it now."""
    if booking.state is not State.BOOKED:
        return []
    now = services.now()
    if now < booking.at:
        return ["call_off"]
    late = now >= booking.at + timedelta(minutes=services.facts.booking.missed_after)
    return ["came", "missed"] if late else ["came"]


async def _times_for(services: Services, booking: Booking) -> list[Slot]:
    places = await services.booking_places.all(scope=Scope.system())
    near = [each.id for each in places if each.region_path == booking.region_path]
    return await free(services, booking.service, places=near, most=AGAIN_MOST)


async def take_step(services: Services, booking_id: str, step: str, *, by: StaffMember, seen: int) -> Booking:
    """
    It took place, she didn't come, or we call it off: then she is told with an apology and the next free times.

    Raises NotAllowed, NotFound, Invalid, MoveNotPossible, Conflict where somebody has changed it, StoreAway.
    """
    booking = await find(services, booking_id, by=by)
    if step not in STEPS:
        raise Invalid("how", "unknown")
    if booking.version != seen:
        raise Conflict
    if step not in steps_of(services, booking):
        raise MoveNotPossible(step)
    free_now = await _times_for(services, booking) if step == "call_off" else []

    async def write(session: Session) -> Booking:
        changed = await services.bookings.change(booking, STEPS[step], now=services.now(), session=session)
        await _note(services, "booking_moved", changed, by, session, step=step)
        if step == "call_off":
            told = "，".join(say.when(each.at) for each in free_now[:TIMES_TOLD])
            times = say.OTHER_TIMES.format(times=told) if told else ""
            text = say.CALLED_OFF.format(at=say.when(booking.at), times=times)
            key = f"called_off:{booking.id}"
            await send_to(services, booking.person, text, key=key, now=services.now(), session=session)
        return changed

    return await in_transaction(services.db, write)


async def _note(
    services: Services, kind: str, booking: Booking, by: StaffMember, session: Session, **facts: str
) -> None:
    act = Act(kind, about=booking.id, region_path=booking.region_path, data=facts)
    await services.audit.add(act, by=by.id, now=services.now(), session=session)


async def book_again(
    services: Services, booking_id: str, key: str, *, by: StaffMember, seen: int, made: str = ""
) -> Booking:
    """
    Another time for whoever this booking is of: it is moved there, or follows where it is over. Staff may do so also for
    who can't book herself. She is told. Twice with the same `made` is once.

    Raises NotAllowed, NotFound, Invalid("time"), TimeTaken, BookedAlready, Conflict, StoreAway.
    """
    booking, made = await find(services, booking_id, by=by), made or new_id()
    kept = await services.bookings.find(made)
    if kept is not None and kept.person == booking.person:
        return kept
    if booking.version != seen:
        raise Conflict
    if not booking.person:
        raise NotFound
    slot = await slot_of(services, booking.service, key)
    place = await services.booking_places.get(slot.place, scope=Scope.system())
    if place.region_path != booking.region_path or not place.is_open:
        raise Invalid("time", "unknown")
    moves = booking.state is State.BOOKED and booking.at > services.now()
    _, sealed = await services.bookings.get(booking.id, scope=Scope.system())

    async def write(session: Session) -> Booking:
        now = services.now()
        if moves:
            await services.bookings.change(booking, State.MOVED, now=now, session=session)
        new = new_booking(made, booking.service, booking.person, slot, place.region_path, state=State.BOOKED)
        await put(services, new, session=session)
        if "said" in sealed and slot.counsellor == booking.counsellor:
            await services.bookings.keep(made, "said", sealed["said"], session=session)
        await remind(services, new, session=session)
        await services.booking_waits.end({"person": booking.person, "service": booking.service}, session=session)
        await _note(services, "booking_again", new, by, session, after=booking.id)
        words = say.MOVED.format(was=say.when(booking.at), at=say.when(new.at))
        words = words if moves else say.BOOKED_FOR_HER.format(at=say.when(new.at))
        await send_to(services, booking.person, words, key=f"booked:{made}", now=now, session=session)
        return new

    done = await in_transaction(services.db, write)
    if moves:
        await wake(services, booking)
    return done


async def write_note(services: Services, booking_id: str, text: str, *, by: StaffMember) -> None:
    """
    What the counsellor keeps for herself, sealed; nobody else reads it. Raises NotAllowed, NotFound for anybody else's,
    Invalid, StoreAway.
    """
    booking = await find(services, booking_id, by=by)
    if booking.counsellor != by.id or not booking.person:
        raise NotFound
    if len(text) > NOTE_MOST:
        raise Invalid("note", "too_long")
    sealed = await services.vault.seal(family_of(booking.person), {"text": text})

    async def write(session: Session) -> None:
        await services.bookings.keep(booking.id, "note", sealed, session=session)
        await _note(services, "booking_noted", booking, by, session)

    await in_transaction(services.db, write)


def monday_of(services: Services, day: date | None = None) -> date:
    """The Monday of a day's week, today's without one."""
    day = day or day_in_china(services.now())
    return day - timedelta(days=day.weekday())
