"""Hours with a counsellor: today's and the week's list, one of them, and how it went."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from domain.bookings import SMALL
from domain.calendar import day_in_china, read_day
from domain.errors import BookedAlready, Conflict, Invalid, MoveNotPossible, TimeTaken
from domain.receipts import format_receipt
from domain.staff import Permission
from handlers.access import requires
from handlers.console.page import ConsolePage, seen_version
from services.bookings import desk, keeping
from wording import bookings as words

ADDRESS = "/console/bookings"
ID = r"([0-9a-z]{26})"


class BookingPage(ConsolePage):
    """A page of the bookings."""

    SECTION = "questions"

    def shown(self, template: str, **values: Any) -> None:
        """A page with the words of all of them."""
        names = self.services.facts.booking.names
        self.show(template, said=words, service_names=names, desk=self.staff.may(Permission.BOOKING_DESK), **values)


@requires(Permission.BOOKING_READ)
class Bookings(BookingPage):
    """A week."""

    async def get(self) -> None:
        """The list, today's first."""
        today = day_in_china(self.services.now())
        first = desk.monday_of(self.services, read_day(self.text_argument("from", most=10)))
        found = await desk.week(self.services, first, by=self.staff)
        days = [first + timedelta(days=number) for number in range(7)]
        self.shown(
            "bookings/week.html",
            week=found,
            days=[(day, [each for each in found.bookings if day_in_china(each.at) == day]) for day in days],
            today=today,
            before=first - timedelta(days=7),
            after=first + timedelta(days=7),
            format_receipt=format_receipt,
        )


class _One(BookingPage):
    """One booking."""

    async def show_one(
        self, booking_id: str, problems: Mapping[str, str], *, status: int = 200, notice: str = ""
    ) -> None:
        """As it stands."""
        told = await desk.look(self.services, booking_id, by=self.staff)
        receipt = format_receipt(told.booking.receipt) if told.booking.person else ""
        self.set_status(status)
        self.shown("bookings/one.html", told=told, receipt=receipt, problems=problems, notice=notice)


@requires(Permission.BOOKING_READ)
class OneBooking(_One):
    """One booking."""

    async def get(self, booking_id: str) -> None:
        """The page; what she said is there for her counsellor alone."""
        await self.show_one(booking_id, {})


@requires(Permission.BOOKING_READ)
class Step(_One):
    """How it went."""

    async def post(self, booking_id: str) -> None:
        """Kept, or said why not."""
        step = self.text_argument("how", most=20)
        try:
            await desk.take_step(self.services, booking_id, step, by=self.staff, seen=seen_version(self))
        except MoveNotPossible as error:
            await self.show_one(booking_id, {}, status=error.status, notice=words.TOO_EARLY)
            return
        except Conflict as error:
            await self.show_one(booking_id, {}, status=error.status, notice=words.CHANGED)
            return
        self.redirect(f"{ADDRESS}/{booking_id}", status=303)


@requires(Permission.BOOKING_READ)
class Again(_One):
    """Another time for her."""

    async def post(self, booking_id: str) -> None:
        """Booked, and she is told."""
        key = self.text_argument("time", most=80)
        try:
            made = await desk.book_again(self.services, booking_id, key, by=self.staff, seen=seen_version(self))
        except Invalid as error:
            await self.show_one(booking_id, {"time": error.problem}, status=error.status)
            return
        except (TimeTaken, BookedAlready) as error:
            problem = "taken" if isinstance(error, TimeTaken) else "booked"
            await self.show_one(booking_id, {"time": problem}, status=error.status)
            return
        except Conflict as error:
            await self.show_one(booking_id, {}, status=error.status, notice=words.CHANGED)
            return
        self.redirect(f"{ADDRESS}/{made.id}", status=303)


@requires(Permission.BOOKING_OPEN)
class Note(_One):
    """What the counsellor keeps for herself."""

    async def post(self, booking_id: str) -> None:
        """Kept, sealed."""
        try:
            text = self.text_argument("note").strip()
            await desk.write_note(self.services, booking_id, text, by=self.staff)
        except Invalid as error:
            await self.show_one(booking_id, {error.field: error.problem}, status=error.status)
            return
        self.redirect(f"{ADDRESS}/{booking_id}", status=303)


@requires(Permission.BOOKING_DESK)
class Figures(BookingPage):
    """How many, without persons."""

    async def get(self) -> None:
        """The table."""
        rows = await keeping.figures(self.services, by=self.staff)
        self.shown("bookings/figures.html", rows=rows, hidden=words.HIDDEN.format(small=SMALL))


ROUTES: list[Any] = [
    (ADDRESS, Bookings),
    (rf"{ADDRESS}/figures", Figures),
    (rf"{ADDRESS}/{ID}", OneBooking),
    (rf"{ADDRESS}/{ID}/step", Step),
    (rf"{ADDRESS}/{ID}/again", Again),
    (rf"{ADDRESS}/{ID}/note", Note),
]
