"""
When the office works and when nobody is disturbed, in China's time.

The office works from Monday to Friday in a morning and an afternoon with lunch between, not on days off, and on the
weekend days that are worked to make up for them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")
SATURDAY = 5
ROWS_MOST = 40
SPAN_MOST = timedelta(days=31)
NAME_MOST = 20
YEARS = range(2020, 2101)
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
Period = tuple[time, time]


def day_in_china(moment: datetime) -> date:
    """Which day it is for everybody here: in the morning another one than in UTC."""
    return moment.astimezone(CHINA).date()


@dataclass(frozen=True, slots=True)
class QuietHours:
    """When nothing is pushed, in Asia/Shanghai: from `start` to `end`, over midnight where end is the earlier one."""

    start: time
    end: time

    def hold(self, moment: time) -> bool:
        """Whether `moment` lies inside."""
        if self.start <= self.end:
            return self.start <= moment < self.end
        return moment >= self.start or moment < self.end


@dataclass(frozen=True, slots=True)
class DaysOff:
    """Days on which nobody works, both ends included."""

    first: date
    last: date
    name: str = ""


@dataclass(frozen=True, slots=True)
class MadeUpDay:
    """A day that is worked though it is a weekend's."""

    day: date
    name: str = ""


@dataclass(frozen=True, slots=True)
class Calendar:
    """The office's time. `checked` says that staff have looked the days off over."""

    morning: Period = (time(8, 30), time(12))
    afternoon: Period = (time(14), time(17, 30))
    off: tuple[DaysOff, ...] = ()
    made_up: tuple[MadeUpDay, ...] = ()
    checked: bool = True
    _worked: frozenset[date] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Know the made-up days at once."""
        object.__setattr__(self, "_worked", frozenset(each.day for each in self.made_up))

    def works_on(self, day: date) -> bool:
        """Whether the office works on this day. A made-up day counts before a day off."""
        if day in self._worked:
            return True
        return day.weekday() < SATURDAY and not any(each.first <= day <= each.last for each in self.off)

    def is_working(self, moment: datetime) -> bool:
        """Whether somebody works at this aware moment."""
        return any(start <= moment < end for start, end in self._periods(moment.astimezone(CHINA).date()))

    def next_opening(self, moment: datetime) -> datetime:
        """When somebody works next: now, or when the office opens."""
        return self.add_working_hours(moment, 0)

    def working_hours_between(self, first: datetime, last: datetime) -> float:
        """How many hours are worked from `first` to `last`, both aware; 0 where `last` isn't the later one."""
        worked, day = timedelta(), first.astimezone(CHINA).date()
        while day <= last.astimezone(CHINA).date():
            for start, end in self._periods(day):
                worked += max(timedelta(), min(end, last) - max(start, first))
            day += _DAY
        return worked / _HOUR

    def add_working_hours(self, moment: datetime, hours: float) -> datetime:
        """
        The moment by which `hours` have been worked since the aware `moment`, in China's time; with none the next one
        at which somebody works. Raises ValueError for less than none.
        """
        left = _left(hours)
        day = moment.astimezone(CHINA).date()
        while True:
            for start, end in self._periods(day):
                if end <= moment:
                    continue
                begins = max(start, moment.astimezone(CHINA))
                if left <= end - begins:
                    return begins + left
                left -= end - begins
            day += _DAY

    def subtract_working_hours(self, moment: datetime, hours: float) -> datetime:
        """
        The latest moment from which `hours` are worked until the aware `moment`, in China's time. Raises ValueError for
        less than none.
        """
        left = _left(hours)
        day = moment.astimezone(CHINA).date()
        while True:
            for start, end in reversed(list(self._periods(day))):
                if start >= moment:
                    continue
                ends = min(end, moment.astimezone(CHINA))
                if left <= ends - start:
                    return ends - left
                left -= ends - start
            day -= _DAY

    def add_working_days(self, moment: datetime, days: int) -> datetime:
        """The end of the office's `days`-th working day after the aware `moment`'s day, in China's time."""
        day, left = moment.astimezone(CHINA).date(), days
        while left > 0 or not self.works_on(day):
            day += _DAY
            left -= self.works_on(day)
        return datetime.combine(day, self.afternoon[1], CHINA)

    def _periods(self, day: date) -> Iterator[tuple[datetime, datetime]]:
        if self.works_on(day):
            for start, end in (self.morning, self.afternoon):
                yield datetime.combine(day, start, CHINA), datetime.combine(day, end, CHINA)


def _left(hours: float) -> timedelta:
    if hours < 0:
        raise ValueError("hours of work are not negative")
    return timedelta(hours=hours)


def read_time(text: object) -> time | None:
    """A time of day as HH:MM; None for anything else."""
    try:
        return time.fromisoformat(str(text)) if len(str(text)) == len("08:30") else None
    except ValueError:
        return None


def read_day(text: object) -> date | None:
    """A date as YYYY-MM-DD within `YEARS`; None for anything else."""
    try:
        found = date.fromisoformat(str(text)) if len(str(text)) == len("2026-10-01") else None
    except ValueError:
        return None
    return found if found and found.year in YEARS else None


def quiet_problems(body: Mapping[str, Any]) -> dict[str, str]:
    """What keeps quiet hours from being kept: a stable word a field. No body at all stands for what was delivered."""
    if not body:
        return {}
    asked = [name for name in ("start", "end") if body["on"] or body[name]]  # while they are off they may be left empty
    found = {name: "invalid" for name in asked if read_time(body[name]) is None}
    return found or ({"end": "same"} if body["on"] and body["start"] == body["end"] else {})


def quiet_from_body(body: Mapping[str, Any]) -> QuietHours | None:
    """Quiet hours as they were kept; None where what was delivered counts."""
    if not body:
        return None
    if not body["on"]:
        return QuietHours(time.min, time.min)
    return QuietHours(time.fromisoformat(body["start"]), time.fromisoformat(body["end"]))


def quiet_to_body(quiet: QuietHours) -> dict[str, Any]:
    """As kept."""
    return {"on": quiet.start != quiet.end, "start": f"{quiet.start:%H:%M}", "end": f"{quiet.end:%H:%M}"}


def calendar_problems(body: Mapping[str, Any]) -> dict[str, str]:
    """What keeps a calendar from being kept: a stable word a field. No body at all stands for what was delivered."""
    if not body:
        return {}
    found = _hours_problems(body)
    off, made_up = body["off"], body["made_up"]
    found |= {name: "too_many" for name in ("off", "made_up") if len(body[name]) > ROWS_MOST}
    spans: list[tuple[date, date]] = []
    for number, each in enumerate(off):
        first, last = read_day(each["first"]), read_day(each["last"])
        if first is None or last is None:
            found[f"off{number}"] = "invalid"
        elif not timedelta() <= last - first <= SPAN_MOST:
            found[f"off{number}"] = "out_of_range"
        else:
            spans.append((first, last))
    for number, each in enumerate(made_up):
        day = read_day(each["day"])
        if day is None:
            found[f"made_up{number}"] = "invalid"
        elif any(first <= day <= last for first, last in spans):
            found[f"made_up{number}"] = "both"
    for name in ("off", "made_up"):
        long = [number for number, each in enumerate(body[name]) if not _is_name(each["name"])]
        found |= {f"{name}{number}": "too_long" for number in long}
    return found


def _is_name(text: str) -> bool:
    return len(text) <= NAME_MOST and text == " ".join(text.split())


def _hours_problems(body: Mapping[str, Any]) -> dict[str, str]:
    found: dict[str, str] = {}
    before: time | None = None
    for name in ("morning", "afternoon"):
        start, end = (read_time(each) for each in body[name])
        if start is None or end is None:
            found[name] = "invalid"
        elif start >= end or (before is not None and start < before):
            found[name] = "out_of_range"
        before = end
    return found


def calendar_from_body(body: Mapping[str, Any]) -> Calendar | None:
    """A calendar as staff kept it; None where what was delivered counts."""
    if not body:
        return None
    morning, afternoon = (
        (time.fromisoformat(start), time.fromisoformat(end)) for start, end in (body["morning"], body["afternoon"])
    )
    day = date.fromisoformat
    off = tuple(DaysOff(day(each["first"]), day(each["last"]), each["name"]) for each in body["off"])
    made_up = tuple(MadeUpDay(day(each["day"]), each["name"]) for each in body["made_up"])
    return Calendar(morning, afternoon, off, made_up)


def calendar_to_body(calendar: Calendar) -> dict[str, Any]:
    """As kept."""
    return {
        "morning": [f"{each:%H:%M}" for each in calendar.morning],
        "afternoon": [f"{each:%H:%M}" for each in calendar.afternoon],
        "off": [
            {"first": each.first.isoformat(), "last": each.last.isoformat(), "name": each.name} for each in calendar.off
        ],
        "made_up": [{"day": each.day.isoformat(), "name": each.name} for each in calendar.made_up],
    }
