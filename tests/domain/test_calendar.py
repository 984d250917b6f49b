"""The office's time: lunch, weekends, days off and made-up days, in China's time zone."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from domain.calendar import (
    CHINA,
    Calendar,
    DaysOff,
    MadeUpDay,
    calendar_from_body,
    calendar_problems,
    calendar_to_body,
    quiet_from_body,
    quiet_problems,
)

OFFICE = Calendar(
    off=(DaysOff(date(2026, 10, 1), date(2026, 10, 7), "国庆节"),),
    made_up=(MadeUpDay(date(2026, 9, 27)), MadeUpDay(date(2026, 10, 10))),
)
moments = some.integers(0, 60 * 24 * 60 * 60).map(
    lambda after: datetime(2026, 9, 1, tzinfo=UTC) + timedelta(seconds=after)
)
hours = some.floats(0, 120, allow_nan=False)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


@pytest.mark.parametrize(
    ("moment", "working"),
    [
        ("2026-09-25 08:29", False),
        ("2026-09-25 08:30", True),
        ("2026-09-25 11:59", True),
        ("2026-09-25 12:00", False),
        ("2026-09-25 13:59", False),
        ("2026-09-25 14:00", True),
        ("2026-09-25 17:30", False),
        ("2026-09-26 10:00", False),
        ("2026-09-27 10:00", True),
        ("2026-10-01 10:00", False),
        ("2026-10-07 10:00", False),
        ("2026-10-08 10:00", True),
        ("2026-10-10 10:00", True),
    ],
)
def test_lunch_weekends_and_days_off_are_not_worked_and_made_up_days_are(moment: str, *, working: bool) -> None:
    assert OFFICE.is_working(at(moment)) == working
    assert OFFICE.is_working(at(moment).astimezone(UTC)) == working


@pytest.mark.parametrize(
    ("first", "last", "worked"),
    [
        ("2026-09-25 11:00", "2026-09-25 15:00", 2),
        ("2026-09-25 12:30", "2026-09-25 13:30", 0),
        ("2026-09-25 17:00", "2026-09-28 09:00", 0.5 + 7 + 0.5),
        ("2026-09-30 17:00", "2026-10-08 09:00", 1),
        ("2026-10-08 09:00", "2026-10-07 09:00", 0),
    ],
)
def test_hours_are_counted_as_they_are_worked(first: str, last: str, worked: float) -> None:
    assert OFFICE.working_hours_between(at(first), at(last)) == pytest.approx(worked)


def test_the_office_opens_after_lunch_after_the_weekend_and_after_the_holiday() -> None:
    assert OFFICE.next_opening(at("2026-09-25 12:30")) == at("2026-09-25 14:00")
    assert OFFICE.next_opening(at("2026-09-25 20:00")) == at("2026-09-27 08:30")
    assert OFFICE.next_opening(at("2026-09-30 17:30")) == at("2026-10-08 08:30")
    assert OFFICE.next_opening(at("2026-09-25 09:10")) == at("2026-09-25 09:10")


@given(moments, hours)
def test_hours_that_are_added_are_the_hours_between(moment: datetime, count: float) -> None:
    end = OFFICE.add_working_hours(moment, count)
    assert OFFICE.working_hours_between(moment, end) == pytest.approx(count, abs=1e-6)
    assert end >= moment


@given(moments, hours)
def test_hours_that_are_taken_away_are_the_hours_between(moment: datetime, count: float) -> None:
    begin = OFFICE.subtract_working_hours(moment, count)
    assert OFFICE.working_hours_between(begin, moment) == pytest.approx(count, abs=1e-6)
    assert begin <= moment


@given(moments, moments, hours, hours)
def test_later_or_longer_never_ends_earlier(one: datetime, other: datetime, few: float, many: float) -> None:
    early, late = sorted((one, other))
    less, more = sorted((few, many))
    assert OFFICE.add_working_hours(early, more) <= OFFICE.add_working_hours(late, more)
    assert OFFICE.add_working_hours(early, less) <= OFFICE.add_working_hours(early, more)


@given(moments, moments, moments)
def test_hours_of_two_stretches_add_up(one: datetime, two: datetime, three: datetime) -> None:
    first, middle, last = sorted((one, two, three))
    whole = OFFICE.working_hours_between(first, middle) + OFFICE.working_hours_between(middle, last)
    assert OFFICE.working_hours_between(first, last) == pytest.approx(whole)


def test_less_than_no_hours_is_an_error() -> None:
    with pytest.raises(ValueError, match="negative"):
        OFFICE.add_working_hours(at("2026-09-25 09:00"), -1)


def test_a_calendar_is_kept_and_read_back() -> None:
    body = calendar_to_body(OFFICE)
    assert calendar_problems(body) == {}
    assert calendar_from_body(body) == OFFICE
    assert calendar_from_body({}) is None


def test_what_no_calendar_can_hold_is_named_by_its_row() -> None:
    body = calendar_to_body(OFFICE) | {
        "morning": ["8点", "12:00"],
        "afternoon": ["17:30", "14:00"],
        "off": [
            {"first": "2026-10-01", "last": "2026-10-07", "name": ""},
            {"first": "2026-10-07", "last": "2026-10-01", "name": ""},
            {"first": "2026-02-30", "last": "2026-03-01", "name": ""},
            {"first": "0001-01-01", "last": "0001-01-02", "name": ""},
            {"first": "2026-01-01", "last": "2026-03-01", "name": "长" * 21},
        ],
        "made_up": [{"day": "2026-10-03", "name": ""}, {"day": "明天", "name": ""}],
    }
    assert calendar_problems(body) == {
        "morning": "invalid",
        "afternoon": "out_of_range",
        "off1": "out_of_range",
        "off2": "invalid",
        "off3": "invalid",
        "off4": "too_long",
        "made_up0": "both",
        "made_up1": "invalid",
    }
    assert calendar_problems(body | {"off": body["off"] * 9})["off"] == "too_many"
    early = calendar_to_body(OFFICE) | {"afternoon": ["11:00", "17:00"]}
    assert calendar_problems(early) == {"afternoon": "out_of_range"}


def test_quiet_hours_are_two_different_times_of_day_or_none() -> None:
    assert quiet_problems({"on": True, "start": "21:00", "end": "21:00"}) == {"end": "same"}
    assert quiet_problems({"on": True, "start": "", "end": "25:00"}) == {"start": "invalid", "end": "invalid"}
    assert quiet_problems({"on": False, "start": "", "end": ""}) == {}
    assert quiet_problems({"on": False, "start": "late", "end": "08:00"}) == {"start": "invalid"}
    assert quiet_problems({}) == {}
    off, night = quiet_from_body({"on": False, "start": "x", "end": ""}), {"on": True, "start": "22:00", "end": "07:00"}
    assert off is not None
    assert not any(off.hold(time(hour)) for hour in range(24))
    kept = quiet_from_body(night)
    assert kept is not None
    assert [hour for hour in range(24) if kept.hold(time(hour))] == [0, 1, 2, 3, 4, 5, 6, 22, 23]
    assert quiet_from_body({}) is None


def test_a_day_is_a_day_in_china_whatever_the_server_thinks() -> None:
    midnight = datetime(2026, 9, 30, 16, 0, tzinfo=UTC)  # 1 October in China
    assert OFFICE.next_opening(midnight) == at("2026-10-08 08:30")
    assert OFFICE.next_opening(midnight - timedelta(hours=8)) == at("2026-09-30 16:00")
