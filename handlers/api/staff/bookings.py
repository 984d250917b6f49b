"""Hours with a counsellor, for programs of staff. What a woman said of hers, and a counsellor's notes, no program reads."""

from dataclasses import asdict
from datetime import date, datetime, time
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from domain.bookings import Booking, Hours, MeetingPlace, Single, State, Weekly
from domain.receipts import format_receipt
from domain.staff import Permission
from handlers.access import requires
from handlers.api.appointments import TIME
from handlers.api.call import DAY, ID
from handlers.api.operation import Model, Operation, Route
from handlers.api.staff.call import StaffCall
from services.bookings import desk, keeping

CODE = r"^[0-9]{2,15}$"
TEXT_MOST = 400  # what may be sent; how long it may be is the service's
ROWS_MOST = 60


class WeekQuery(Model):
    """Which week: the one of this day, or today's."""

    day: Annotated[date | None, DAY] = Field(default=None, description="a day of the week; today without one")


class BookedView(Model):
    """An hour with a counsellor. `receipt` is the number that she says at the door, empty once she is forgotten."""

    id: str
    receipt: str
    service: str
    counsellor: str
    place: str
    region_path: str
    at: datetime
    state: State
    version: int


class MeetingWeek(Model):
    """Those of a week, from its Monday on."""

    monday: date
    meetings: list[BookedView]


class MeetingDetail(BookedView):
    """One, with what can be done now and the times that she could be given instead."""

    steps: list[str]
    times: list[str]


class MeetingStepAsk(Model):
    """How it went, or that we call it off: then she is told with an apology."""

    how: Literal["came", "missed", "call_off"]


class MeetAgainAsk(Model):
    """Another time for her, as `times` names it."""

    time: str = Field(pattern=TIME)


class MeetingPlaceWrite(Model):
    """Where one goes, and how to get there."""

    name: str = Field(min_length=1, max_length=TEXT_MOST)
    address: str = Field(min_length=1, max_length=TEXT_MOST)
    way: str = Field(max_length=TEXT_MOST)
    region: str = Field(pattern=CODE)
    is_open: bool


class MeetingPlaceKept(MeetingPlaceWrite):
    """The same, as it is kept."""

    id: str
    region_path: str
    version: int


class MeetingPlaces(Model):
    """Those of her regions."""

    places: list[MeetingPlaceKept]


class WeeklyRow(Model):
    """From when until when on a day of each week; 0 is Monday."""

    weekday: int = Field(ge=0, le=6)
    start: time
    end: time
    place: str = Field(pattern=ID)


class SingleRow(Model):
    """A day that is another: open at a place as well, or, without one, shut in these hours."""

    day: date
    start: time
    end: time
    place: str = Field(pattern=r"^([0-9a-z]{26})?$")


class MeetingHoursWrite(Model):
    """When a counsellor is there, and for what."""

    services: list[str] = Field(max_length=9)
    weekly: list[WeeklyRow] = Field(max_length=ROWS_MOST)
    singles: list[SingleRow] = Field(max_length=ROWS_MOST)


class MeetingHoursKept(MeetingHoursWrite):
    """The same, as it is kept; version 0 where nothing was said yet."""

    version: int


class MeetingFigure(Model):
    """A month and county, without persons; null where it is too few to be told."""

    month: str
    county: str
    booked: int | None
    came: int | None
    missed: int | None


class MeetingFigures(Model):
    """Of the last twelve months."""

    rows: list[MeetingFigure]


def _facts(each: Booking) -> dict[str, object]:
    facts: dict[str, object] = {name: getattr(each, name) for name in BookedView.model_fields}
    return facts | {"receipt": format_receipt(each.receipt) if each.person else ""}


def _kept(place: MeetingPlace) -> MeetingPlaceKept:
    return MeetingPlaceKept(**{name: getattr(place, name) for name in MeetingPlaceKept.model_fields})


def _plain(given: MeetingPlaceWrite, place_id: str, version: int) -> MeetingPlace:
    name, address, way = (" ".join(each.split()) for each in (given.name, given.address, given.way))
    return MeetingPlace(place_id, name, address, way, given.region, "", given.is_open, version)


class _MeetingCall(StaffCall):
    async def detail(self, booking_id: str) -> MeetingDetail:
        """One, without what is for the counsellor alone."""
        told = await desk.outline(self.services, booking_id, by=self.staff)
        facts = _facts(told.booking) | {"steps": list(told.steps), "times": [each.key for each in told.times]}
        return MeetingDetail.model_validate(facts)


@requires(Permission.BOOKING_READ)
class MeetingsCall(_MeetingCall):
    """A week."""

    OPERATIONS: ClassVar = {
        "get": Operation(
            id="listMeetings",
            summary="A week of appointments: her regions', or her own",
            answer=MeetingWeek,
            query=WeekQuery,
        )
    }

    async def get(self) -> None:
        """It."""
        monday = desk.monday_of(self.services, self.query(WeekQuery).day)
        found = await desk.week(self.services, monday, by=self.staff)
        rows = [BookedView.model_validate(_facts(each)) for each in found.bookings]
        self.answer(MeetingWeek(monday=monday, meetings=rows))


@requires(Permission.BOOKING_READ)
class MeetingCall(_MeetingCall):
    """One."""

    OPERATIONS: ClassVar = {
        "get": Operation(
            id="getMeeting",
            summary="An appointment",
            answer=MeetingDetail,
            path={"id": ID},
            problems=(404,),
            versioned=True,
        )
    }

    async def get(self, booking_id: str) -> None:
        """It."""
        found = await self.detail(booking_id)
        self.versioned(found.version, whole=True)
        self.answer(found)


@requires(Permission.BOOKING_READ)
class MeetingStepCall(_MeetingCall):
    """How it went."""

    OPERATIONS: ClassVar = {
        "post": Operation(
            id="stepMeeting",
            summary="It took place, she didn't come, or we call it off",
            answer=MeetingDetail,
            path={"id": ID},
            problems=(404, 409),
            body=MeetingStepAsk,
            seen=True,
            versioned=True,
        )
    }

    async def post(self, booking_id: str) -> None:
        """Kept."""
        given, seen = self.body(MeetingStepAsk), self.seen_version()
        await self.unless_changed(desk.take_step(self.services, booking_id, given.how, by=self.staff, seen=seen))
        found = await self.detail(booking_id)
        self.versioned(found.version)
        self.answer(found)


@requires(Permission.BOOKING_READ)
class MeetAgainCall(_MeetingCall):
    """Another time for her."""

    OPERATIONS: ClassVar = {
        "post": Operation(
            id="meetAgain",
            summary="Book another time for her: the appointment is moved there, or followed; she is told",
            answer=MeetingDetail,
            path={"id": ID},
            problems=(404, 409),
            body=MeetAgainAsk,
            status=201,
            once=True,
            versioned=True,
        )
    }

    async def post(self, booking_id: str) -> None:
        """Booked."""
        given = self.body(MeetAgainAsk)

        async def create(made: str) -> tuple[MeetingDetail, int]:
            seen = (await desk.find(self.services, booking_id, by=self.staff)).version
            kept = await desk.book_again(self.services, booking_id, given.time, by=self.staff, seen=seen, made=made)
            return await self.detail(kept.id), kept.version

        await self.once(create)


@requires(Permission.BOOKING_DESK)
class MeetingPlacesCall(StaffCall):
    """Where one goes."""

    OPERATIONS: ClassVar = {
        "get": Operation(id="listMeetingPlaces", summary="Where appointments are", answer=MeetingPlaces),
        "post": Operation(
            id="createMeetingPlace",
            summary="Add a place",
            answer=MeetingPlaceKept,
            body=MeetingPlaceWrite,
            status=201,
            once=True,
            versioned=True,
        ),
    }

    async def get(self) -> None:
        """They."""
        found = await self.services.booking_places.all(scope=self.staff.scope(Permission.BOOKING_DESK))
        self.answer(MeetingPlaces(places=[_kept(each) for each in found]))

    async def post(self) -> None:
        """Added."""
        given = self.body(MeetingPlaceWrite)

        async def create(made: str) -> tuple[MeetingPlaceKept, int]:
            kept = await keeping.save_place(self.services, _plain(given, made, 0), by=self.staff)
            return _kept(kept), kept.version

        await self.once(create)


@requires(Permission.BOOKING_DESK)
class MeetingPlaceCall(StaffCall):
    """One place."""

    OPERATIONS: ClassVar = {
        "put": Operation(
            id="changeMeetingPlace",
            summary="Change a place",
            answer=MeetingPlaceKept,
            path={"id": ID},
            problems=(404,),
            body=MeetingPlaceWrite,
            seen=True,
            versioned=True,
        )
    }

    async def put(self, place_id: str) -> None:
        """Changed."""
        given = _plain(self.body(MeetingPlaceWrite), place_id, self.seen_version())
        kept = await self.unless_changed(keeping.save_place(self.services, given, by=self.staff))
        self.versioned(kept.version)
        self.answer(_kept(kept))


@requires(Permission.BOOKING_READ)
class MeetingHoursCall(StaffCall):
    """When a counsellor is there."""

    OPERATIONS: ClassVar = {
        "get": Operation(
            id="getMeetingHours",
            summary="When a counsellor can be booked",
            answer=MeetingHoursKept,
            path={"id": ID},
            problems=(404,),
            versioned=True,
        ),
        "put": Operation(
            id="setMeetingHours",
            summary="Set when a counsellor can be booked; what is booked stays booked",
            answer=MeetingHoursKept,
            path={"id": ID},
            problems=(404,),
            body=MeetingHoursWrite,
            seen=True,
            versioned=True,
        ),
    }

    async def get(self, staff_id: str) -> None:
        """Hers."""
        kept, _ = await keeping.hours_of(self.services, staff_id, by=self.staff)
        self._tell(kept)

    async def put(self, staff_id: str) -> None:
        """Hers from now on."""
        given, seen = self.body(MeetingHoursWrite), self.seen_version()
        weekly = tuple(Weekly(each.weekday, each.start, each.end, each.place) for each in given.weekly)
        singles = tuple(
            Single(each.day, each.start, each.end, each.place, opens=bool(each.place)) for each in given.singles
        )
        hours = Hours(staff_id, "", frozenset(given.services), weekly, singles, seen)
        self._tell(await self.unless_changed(keeping.save_hours(self.services, hours, by=self.staff)))

    def _tell(self, hours: Hours) -> None:
        weekly = [
            WeeklyRow(weekday=each.weekday, start=each.start, end=each.end, place=each.place) for each in hours.weekly
        ]
        singles = [
            SingleRow(day=each.day, start=each.start, end=each.end, place=each.place if each.opens else "")
            for each in hours.singles
        ]
        self.versioned(hours.version)
        found = {"services": sorted(hours.services), "weekly": weekly, "singles": singles}
        self.answer(MeetingHoursKept.model_validate(found | {"version": hours.version}))


@requires(Permission.BOOKING_DESK)
class MeetingFiguresCall(StaffCall):
    """How many."""

    OPERATIONS: ClassVar = {
        "get": Operation(id="meetingFigures", summary="Appointments a month and county", answer=MeetingFigures)
    }

    async def get(self) -> None:
        """Without persons."""
        rows = await keeping.figures(self.services, by=self.staff)
        self.answer(MeetingFigures(rows=[MeetingFigure(**asdict(each)) for each in rows]))


_GAP = r"([0-9a-z]{26})"
_ALL, _PLACES, _HOURS = (f"/api/v1/staff/appointment{each}" for each in ("s", "-places", "-hours"))
API_ROUTES = [
    Route(_ALL, _ALL, MeetingsCall),
    Route(f"{_ALL}/figures", f"{_ALL}/figures", MeetingFiguresCall),
    Route(f"{_ALL}/{{id}}", rf"{_ALL}/{_GAP}", MeetingCall),
    Route(f"{_ALL}/{{id}}/step", rf"{_ALL}/{_GAP}/step", MeetingStepCall),
    Route(f"{_ALL}/{{id}}/again", rf"{_ALL}/{_GAP}/again", MeetAgainCall),
    Route(_PLACES, _PLACES, MeetingPlacesCall),
    Route(f"{_PLACES}/{{id}}", rf"{_PLACES}/{_GAP}", MeetingPlaceCall),
    Route(f"{_HOURS}/{{id}}", rf"{_HOURS}/{_GAP}", MeetingHoursCall),
]
