"""Where one meets a counsellor, and when she is there."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from domain.bookings import Hours, MeetingPlace, Single, Weekly, read_hours
from domain.calendar import read_day
from domain.errors import Conflict, Invalid, NotFound
from domain.ids import is_id, new_id
from domain.staff import Permission
from handlers.access import requires
from handlers.console.bookings import ADDRESS, ID, BookingPage
from handlers.console.choosing_region import regions_for
from handlers.console.page import seen_version
from services.bookings import keeping
from wording import bookings as words

PLACES, HOURS = f"{ADDRESS}/places", f"{ADDRESS}/hours"
SPARE = 3  # empty rows below those that are filled
ROWS_MOST = 60  # what a form may carry; how many rows there may be is the domain's


@requires(Permission.BOOKING_DESK)
class MeetingPlaces(BookingPage):
    """The places of her regions."""

    async def get(self) -> None:
        """The list."""
        found = await self.services.booking_places.all(scope=self.staff.scope(Permission.BOOKING_DESK))
        names = await self.services.regions.names(each.region for each in found)
        self.shown("bookings/places.html", places=found, names=names)


class _PlaceForm(BookingPage):
    async def form(
        self, place: MeetingPlace, problems: Mapping[str, str], *, status: int = 200, notice: str = ""
    ) -> None:
        """Of one that is new or is changed."""
        regions = await regions_for(self, Permission.BOOKING_DESK)
        self.set_status(status)
        self.shown("bookings/place_form.html", place=place, regions=regions, problems=problems, notice=notice)


@requires(Permission.BOOKING_DESK)
class PlaceNew(_PlaceForm):
    """A new one; the form draws its id, so that a form sent twice is one place."""

    async def get(self) -> None:
        """The empty form."""
        await self.form(MeetingPlace(new_id(), "", "", "", "", ""), {})


@requires(Permission.BOOKING_DESK)
class PlaceEdit(_PlaceForm):
    """One place."""

    async def get(self, place_id: str) -> None:
        """The form."""
        await self.form(await self._kept(place_id), {})

    async def post(self, place_id: str) -> None:
        """Keep it, or show what to mend."""
        if not is_id(place_id):
            raise NotFound
        name, address, way = (" ".join(self.text_argument(each).split()) for each in ("name", "address", "way"))
        open_now = self.text_argument("closed", most=3) != "on"
        region, version = self.text_argument("region", most=15), seen_version(self)
        given = MeetingPlace(place_id, name, address, way, region, "", open_now, version)
        try:
            await keeping.save_place(self.services, given, by=self.staff)
        except Invalid as error:
            await self.form(given, {error.field: error.problem}, status=error.status)
            return
        except Conflict:
            now = await self._kept(place_id)
            again = replace(given, version=now.version)
            await self.form(again, {}, status=Conflict.status, notice=words.CHANGED)
            return
        self.redirect(PLACES, status=303)

    async def _kept(self, place_id: str) -> MeetingPlace:
        return await self.services.booking_places.get(place_id, scope=self.staff.scope(Permission.BOOKING_DESK))


@requires(Permission.BOOKING_READ)
class Counsellors(BookingPage):
    """Whose hours she may set."""

    async def get(self) -> None:
        """The list."""
        self.shown("bookings/counsellors.html", counsellors=await keeping.counsellors(self.services, by=self.staff))


@requires(Permission.BOOKING_READ)
class HoursForm(BookingPage):
    """When somebody is there."""

    async def get(self, staff_id: str) -> None:
        """The form."""
        kept, name = await keeping.hours_of(self.services, staff_id, by=self.staff)
        weekly = [(str(each.weekday), f"{each.start:%H:%M}", f"{each.end:%H:%M}", each.place) for each in kept.weekly]
        singles = [
            (f"{each.day}", f"{each.start:%H:%M}", f"{each.end:%H:%M}", each.place if each.opens else "")
            for each in kept.singles
        ]
        await self._form(kept, name, weekly, singles, {})

    async def post(self, staff_id: str) -> None:
        """Kept from now on, or what to mend."""
        kept, name = await keeping.hours_of(self.services, staff_id, by=self.staff)
        weekly, singles = (
            self._rows(("weekday", "start", "end", "place")),
            self._rows(("day", "day_start", "day_end", "day_place")),
        )
        try:
            chosen = frozenset(self.get_arguments("services")[:20])
            given = Hours(
                staff_id, "", chosen, self._weekly(weekly), self._singles(singles), version=seen_version(self)
            )
            await keeping.save_hours(self.services, given, by=self.staff)
        except Invalid as error:
            await self._form(replace(kept, services=chosen), name, weekly, singles, _named(error), status=error.status)
            return
        except Conflict as error:
            await self._form(kept, name, weekly, singles, {}, status=error.status, notice=words.CHANGED)
            return
        self.redirect(f"{HOURS}/{staff_id}", status=303)

    def _rows(self, names: tuple[str, str, str, str]) -> list[tuple[str, str, str, str]]:
        columns = [[each[:30] for each in self.get_arguments(name)[:ROWS_MOST]] for name in names]
        rows = [(one, start, end, place) for one, start, end, place in zip(*columns, strict=False)]
        return [each for each in rows if each[1] or each[2]]

    def _weekly(self, rows: list[tuple[str, str, str, str]]) -> tuple[Weekly, ...]:
        found = []
        for weekday, start, end, place in rows:
            hours = read_hours(start, end)
            if hours is None or weekday not in {"0", "1", "2", "3", "4", "5", "6"}:
                raise Invalid("weekly", "invalid")
            found.append(Weekly(int(weekday), *hours, place))
        return tuple(found)

    def _singles(self, rows: list[tuple[str, str, str, str]]) -> tuple[Single, ...]:
        found = []
        for text, start, end, place in rows:
            hours, day = read_hours(start, end), read_day(text)
            if hours is None or day is None:
                raise Invalid("single", "invalid")
            found.append(Single(day, *hours, place, opens=bool(place)))
        return tuple(found)

    async def _form(
        self,
        hours: Hours,
        name: str,
        weekly: list[tuple[str, str, str, str]],
        singles: list[tuple[str, str, str, str]],
        problems: Mapping[str, str],
        *,
        status: int = 200,
        notice: str = "",
    ) -> None:
        places = await keeping.places_for(self.services, by=self.staff)
        self.set_status(status)
        self.shown(
            "bookings/hours.html",
            hours=hours,
            name=name,
            weekly=[*weekly, *[("0", "", "", "")] * SPARE],
            singles=[*singles, *[("", "", "", "")] * SPARE],
            places=places,
            problems=problems,
            notice=notice,
        )


def _named(error: Invalid) -> dict[str, str]:
    """A row's problem stands below its table."""
    return {error.field.rstrip("0123456789"): error.problem}


ROUTES: list[Any] = [
    (PLACES, MeetingPlaces),
    (rf"{PLACES}/new", PlaceNew),
    (rf"{PLACES}/{ID}", PlaceEdit),
    (HOURS, Counsellors),
    (rf"{HOURS}/{ID}", HoursForm),
]
