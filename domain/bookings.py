"""An hour with a counsellor (预约): the times that she opens, who holds one, and how it went. One person each."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from domain.calendar import CHINA, Calendar, day_in_china, read_time

AHEAD = timedelta(days=28)
LEAD = timedelta(hours=2)  # nobody is on her way before
GRID = timedelta(hours=1)
NAME_MOST, ADDRESS_MOST, WAY_MOST = 30, 80, 200
ABOUT_MOST, CALLED_MOST, NOTE_MOST = 500, 20, 2000
ROWS_MOST = 40
SMALL = 5  # figures below it are hidden: who they are could be guessed


class State(StrEnum):
    """How it stands with a booking."""

    HELD = "held"
    BOOKED = "booked"
    CAME = "came"
    MISSED = "missed"
    CANCELLED = "cancelled"  # by her
    CALLED_OFF = "called_off"  # by us
    MOVED = "moved"
    LAPSED = "lapsed"


class WaitState(StrEnum):
    """How it stands with somebody who waits for a time to come free."""

    WAITING = "waiting"
    OFFERED = "offered"


@dataclass(frozen=True, slots=True)
class Rules:
    """What can be booked, as (id, words) pairs, and for how long things last; see content/bookings.yaml."""

    services: tuple[tuple[str, str], ...] = ()
    minutes: int = 50
    hold_minutes: int = 10
    offer_hours: int = 2
    missed_after: int = 15
    missed_most: int = 2
    missed_days: int = 60

    @property
    def names(self) -> dict[str, str]:
        """The words of each service."""
        return dict(self.services)


@dataclass(frozen=True, slots=True)
class MeetingPlace:
    """Where one goes. `way` says how to get there; one that isn't open takes no new bookings."""

    id: str
    name: str
    address: str
    way: str
    region: str
    region_path: str
    is_open: bool = True
    version: int = 0


@dataclass(frozen=True, slots=True)
class Weekly:
    """From when until when she is there on a day of each week (0 is Monday)."""

    weekday: int
    start: time
    end: time
    place: str


@dataclass(frozen=True, slots=True)
class Single:
    """A day that is another: with `opens` she is there in these hours too, without she isn't."""

    day: date
    start: time
    end: time
    place: str
    opens: bool


@dataclass(frozen=True, slots=True)
class Hours:
    """When a counsellor can be booked, and for which services. `version` is 0 where she has said nothing yet."""

    counsellor: str
    region_path: str
    services: frozenset[str] = frozenset()
    weekly: tuple[Weekly, ...] = ()
    singles: tuple[Single, ...] = ()
    version: int = 0


@dataclass(frozen=True, slots=True)
class Slot:
    """A time that can be booked."""

    counsellor: str
    at: datetime
    place: str

    @property
    def key(self) -> str:
        """What it is called by: one booking can have it."""
        return f"{self.counsellor}@{self.at.astimezone(UTC):%Y%m%d%H%M}"


@dataclass(frozen=True, slots=True)
class Booking:
    """
    A time that somebody holds or has. `offered` says that it was offered to her while she waited; `person` is empty once
    she is forgotten.
    """

    id: str
    receipt: str
    service: str
    person: str
    counsellor: str
    place: str
    region_path: str
    at: datetime
    state: State
    held_until: datetime | None = None
    offered: bool = False
    version: int = 1

    def is_open(self, now: datetime) -> bool:
        """Whether the time is still hers."""
        return self.state is State.BOOKED or self.is_held(now)

    def is_held(self, now: datetime) -> bool:
        """Whether it is kept for her until she confirms."""
        return self.state is State.HELD and self.held_until is not None and self.held_until > now


@dataclass(frozen=True, slots=True)
class Wait:
    """Somebody who waits at a place for a service."""

    id: str
    person: str
    service: str
    place: str
    region_path: str
    since: datetime
    state: WaitState = WaitState.WAITING
    booking: str = ""


def place_problems(place: MeetingPlace) -> dict[str, str]:
    """What keeps a place from being kept: a stable word a field."""
    found = {name: "missing" for name in ("name", "address") if not getattr(place, name)}
    longest = {"name": NAME_MOST, "address": ADDRESS_MOST, "way": WAY_MOST}
    return found | {name: "too_long" for name, most in longest.items() if len(getattr(place, name)) > most}


def hours_problems(hours: Hours, *, services: Iterable[str], places: Iterable[str]) -> dict[str, str]:
    """What keeps hours from being kept: a stable word a field; rows are named by their number."""
    known, there = set(services), set(places)
    found = {"services": "unknown"} if hours.services - known else {}
    rows: Mapping[str, Sequence[Weekly | Single]] = {"weekly": hours.weekly, "single": hours.singles}
    for name, each_of in rows.items():
        if len(each_of) > ROWS_MOST:
            found[name] = "too_many"
        for number, each in enumerate(each_of):
            if each.start >= each.end:
                found[f"{name}{number}"] = "out_of_range"
            elif each.place not in there and (isinstance(each, Weekly) or each.opens):
                found[f"{name}{number}"] = "unknown"
    return found


def slots(
    hours: Hours, calendar: Calendar, *, first: date, last: date, minutes: int, away: Iterable[date] = ()
) -> list[Slot]:
    """Her times of these days, in their order; weekly ones not on holidays."""
    found: dict[datetime, Slot] = {}
    gone = set(away)
    for day in _days(first, last):
        if day in gone:
            continue
        rows: list[Weekly | Single] = []
        if not any(each.first <= day <= each.last for each in calendar.off):
            rows += [each for each in hours.weekly if each.weekday == day.weekday()]
        singles = [each for each in hours.singles if each.day == day]
        rows += [each for each in singles if each.opens]
        shut = [(each.start, each.end) for each in singles if not each.opens]
        for row in rows:
            for at in _starts(day, row.start, row.end, minutes):
                local = at.astimezone(CHINA).time()
                if not any(start <= local < end for start, end in shut):
                    found.setdefault(at, Slot(hours.counsellor, at, row.place))
    return [found[at] for at in sorted(found)]


def _days(first: date, last: date) -> Iterator[date]:
    day = first
    while day <= last:
        yield day
        day += timedelta(days=1)


def _starts(day: date, start: time, end: time, minutes: int) -> Iterator[datetime]:
    at, ends = datetime.combine(day, start, CHINA), datetime.combine(day, end, CHINA)
    while at + timedelta(minutes=minutes) <= ends:
        yield at.astimezone(UTC)
        at += GRID


def read_hours(start: object, end: object) -> tuple[time, time] | None:
    """From when until when, as HH:MM each; None for anything else."""
    begins, ends = read_time(start), read_time(end)
    return (begins, ends) if begins is not None and ends is not None else None


def reminders(at: datetime, now: datetime) -> dict[str, datetime]:
    """When she is reminded: on the evening before, and two hours before; only what is still to come."""
    evening = datetime.combine(day_in_china(at) - timedelta(days=1), time(18), CHINA).astimezone(UTC)
    found = {"day": evening, "hours": at - LEAD}
    return {name: when for name, when in found.items() if when > now}
