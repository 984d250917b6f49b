"""Hours with a counsellor, from the mini-program: the free times, one held and confirmed, given back, or waited for."""

from datetime import datetime
from typing import ClassVar

from pydantic import Field

from domain.bookings import ABOUT_MOST, CALLED_MOST, Booking, MeetingPlace, State
from domain.errors import Invalid, NotFound
from domain.receipts import format_receipt
from handlers.access import for_people
from handlers.api.call import ID, PartQuery
from handlers.api.operation import Model, Operation, Route
from handlers.api.session import Done
from handlers.api.visitor import VisitorCall
from services.bookings import booking, times, waiting

SERVICE = r"^[a-z0-9-]{1,60}$"
TIME = r"^[0-9A-Za-z_-]{1,40}@[0-9]{12}$"
TIMES_MOST = 20


class TimesQuery(Model):
    """Of which service (`family` or `mind`), and near which region; hers where none is named."""

    service: str = Field(pattern=SERVICE, description="`family` or `mind`")
    region: str = Field(default="", pattern=r"^([0-9]{2,15})?$", description="a region's code; hers without one")


class MeetingPlaceView(Model):
    """Where one goes, and how to get there."""

    id: str
    name: str
    address: str
    way: str


class TimeView(Model):
    """A free time; `time` is what holds it."""

    time: str
    at: datetime
    place: str


class TimesView(Model):
    """The next free times at places near the region, and those places: where nothing is free, one can wait at one of them."""

    times: list[TimeView]
    places: list[MeetingPlaceView]
    minutes: int


class HoldTimeAsk(Model):
    """A time of the list, to be held for some minutes."""

    service: str = Field(pattern=SERVICE)
    time: str = Field(pattern=TIME)


class ConfirmTimeAsk(Model):
    """What she wants to say of it, if anything: only the counsellor reads it. A name needn't be a real one."""

    about: str = Field(max_length=ABOUT_MOST, description="empty where she says nothing")
    called: str = Field(default="", max_length=CALLED_MOST)


class WaitInLineAsk(Model):
    """At which place she waits for which service."""

    service: str = Field(pattern=SERVICE)
    place: str = Field(pattern=ID)


class LeaveLineAsk(Model):
    """For which service she waits no longer."""

    service: str = Field(pattern=SERVICE)


class OwnAppointmentView(Model):
    """One of hers. `held_until` says until when it is kept for her before she confirms; `offered` that she had waited."""

    id: str
    receipt: str
    service: str
    state: State
    at: datetime
    held_until: datetime | None
    offered: bool
    place: MeetingPlaceView | None


class OwnAppointmentConfirmed(OwnAppointmentView):
    """The same; where somebody is in danger `danger` says whom to call, to be shown first."""

    danger: str | None


class OwnLineView(Model):
    """For what she waits, and where."""

    service: str
    place: MeetingPlaceView | None
    since: datetime


class OwnAppointmentPart(Model):
    """A part of the list, the newest first, and for what she waits; `next` is what `after` takes to go on."""

    appointments: list[OwnAppointmentView]
    waits: list[OwnLineView]
    next: str | None


def _place(place: MeetingPlace | None) -> MeetingPlaceView | None:
    if place is None:
        return None
    return MeetingPlaceView(id=place.id, name=place.name, address=place.address, way=place.way)


class _Call(VisitorCall):
    async def views(self, rows: list[Booking]) -> list[OwnAppointmentView]:
        """As she sees them."""
        places = await booking.places_of(self.services, [each.place for each in rows])
        facts = ("id", "service", "state", "at", "held_until", "offered")
        return [
            OwnAppointmentView(
                **{name: getattr(each, name) for name in facts},
                receipt=format_receipt(each.receipt),
                place=_place(places.get(each.place)),
            )
            for each in rows
        ]


@for_people()
class TimesCall(_Call):
    """The free times."""

    OPERATIONS: ClassVar = {
        "get": Operation(id="freeTimes", summary="The next free times of a service", answer=TimesView, query=TimesQuery)
    }

    async def get(self) -> None:
        """They, the nearest places' alone."""
        asked = self.query(TimesQuery)
        service = times.known_service(self.services, asked.service)
        near = self.visitor.person.region_path
        if asked.region:
            try:
                near = (await self.services.regions.get(asked.region)).path
            except NotFound:
                raise Invalid("region", "unknown") from None
        places = (await times.places_for(self.services, service, near=near))[: times.PLACES]
        ids = [each.id for each in places]
        found = await times.free_for_all(self.services, service, places=ids, most=TIMES_MOST)
        self.answer(
            TimesView(
                times=[TimeView(time=each.key, at=each.at, place=each.place) for each in found],
                places=[shown for each in places if (shown := _place(each))],
                minutes=self.services.facts.booking.minutes,
            )
        )


@for_people()
class AppointmentsCall(_Call):
    """Hers."""

    OPERATIONS: ClassVar = {
        "get": Operation(
            id="myAppointments",
            summary="Her appointments, and for what she waits",
            answer=OwnAppointmentPart,
            query=PartQuery,
        ),
        "post": Operation(
            id="holdTime",
            summary="Hold a time for some minutes; what she held before is free again",
            answer=OwnAppointmentView,
            body=HoldTimeAsk,
            status=201,
            once=True,
        ),
    }

    async def get(self) -> None:
        """A part of the list."""
        asked, person = self.query(PartQuery), self.visitor.person
        rows = await self.services.bookings.of_person(person.id, after=asked.after, most=asked.limit + 1)
        shown = rows[: asked.limit]
        waits = [each for each in await self.services.booking_waits.of_person(person.id) if not each.booking]
        places = await booking.places_of(self.services, [each.place for each in waits])
        self.answer(
            OwnAppointmentPart(
                appointments=await self.views(shown),
                waits=[
                    OwnLineView(service=each.service, place=_place(places.get(each.place)), since=each.since)
                    for each in waits
                ],
                next=shown[-1].id if len(rows) > asked.limit else None,
            )
        )

    async def post(self) -> None:
        """Held."""
        given, person = self.body(HoldTimeAsk), self.visitor.person

        async def create(made: str) -> tuple[OwnAppointmentView, None]:
            held = await booking.hold(self.services, person, given.service, given.time, key=made)
            return (await self.views([held]))[0], None

        await self.once(create)


@for_people()
class ConfirmCall(_Call):
    """She takes it."""

    OPERATIONS: ClassVar = {
        "post": Operation(
            id="confirmTime",
            summary="Take the time that is held for her, or that was offered to her; twice is once",
            answer=OwnAppointmentConfirmed,
            path={"id": ID},
            body=ConfirmTimeAsk,
            problems=(404, 409),
        )
    }

    async def post(self, booking_id: str) -> None:
        """Hers; somebody in danger is told whom to call with that."""
        given = await self.heard(ConfirmTimeAsk)
        card = await self.danger_in(given.about, given.called)
        booked = await booking.confirm(
            self.services, self.visitor.person, booking_id, about=given.about.strip(), called=given.called.strip()
        )
        view = (await self.views([booked]))[0]
        self.answer(
            OwnAppointmentConfirmed(**view.model_dump(exclude={"place"}), place=view.place, danger=card or None)
        )


@for_people()
class CancelCall(_Call):
    """She gives it back."""

    OPERATIONS: ClassVar = {
        "post": Operation(
            id="cancelAppointment",
            summary="Give a time back before it begins; twice is once",
            answer=OwnAppointmentView,
            path={"id": ID},
            problems=(404, 409),
        )
    }

    async def post(self, booking_id: str) -> None:
        """Somebody else's."""
        cancelled = await booking.cancel(self.services, self.visitor.person, booking_id)
        self.answer((await self.views([cancelled]))[0])


@for_people()
class WaitsCall(_Call):
    """She waits, or doesn't any more."""

    OPERATIONS: ClassVar = {
        "put": Operation(
            id="waitForTime",
            summary="Wait at a place for a time to come free; twice is once",
            answer=Done,
            body=WaitInLineAsk,
            problems=(409,),
        ),
        "delete": Operation(id="waitNoLonger", summary="Wait no longer", answer=Done, body=LeaveLineAsk),
    }

    async def put(self) -> None:
        """In the line."""
        given = self.body(WaitInLineAsk)
        await waiting.join(self.services, self.visitor.person, given.service, given.place)
        self.answer(Done())

    async def delete(self) -> None:
        """Out of it."""
        await waiting.leave(self.services, self.visitor.person, self.body(LeaveLineAsk).service)
        self.answer(Done())


_MINE = "/api/v1/me/appointments"
API_ROUTES = [
    Route("/api/v1/appointments/times", r"/api/v1/appointments/times", TimesCall),
    Route(_MINE, _MINE, AppointmentsCall),
    Route(f"{_MINE}/line", rf"{_MINE}/line", WaitsCall),
    Route(f"{_MINE}/{{id}}/confirm", rf"{_MINE}/([0-9a-z]{{26}})/confirm", ConfirmCall),
    Route(f"{_MINE}/{{id}}/cancel", rf"{_MINE}/([0-9a-z]{{26}})/cancel", CancelCall),
]
