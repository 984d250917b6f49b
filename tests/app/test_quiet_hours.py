"""When nothing is pushed: by the content, by a setting, or never."""

from datetime import time

import pytest

from app.settings import BadSetting, load_settings
from app.wiring import CONTENT, _quiet_hours
from services.content import load


@pytest.mark.parametrize(
    ("given", "quiet", "open_hours"),
    [
        ("", ["21:00", "23:59", "00:00", "07:59"], ["08:00", "20:59"]),
        ("22:30-06:15", ["22:30", "03:00", "06:14"], ["06:15", "22:29"]),
        ("12:00-14:00", ["12:00", "13:59"], ["11:59", "14:00", "23:00"]),
        ("none", [], ["00:00", "03:00", "12:00", "23:59"]),
    ],
)
def test_the_setting_goes_before_the_content(given: str, quiet: list[str], open_hours: list[str]) -> None:
    hours = _quiet_hours(load_settings(over={"quiet_hours": given}, env_file=None), load(CONTENT))
    assert all(hours.hold(time.fromisoformat(each)) for each in quiet)
    assert not any(hours.hold(time.fromisoformat(each)) for each in open_hours)


@pytest.mark.parametrize("given", ["21:00", "25:00-08:00", "21:00-08:61", "night"])
def test_other_words_are_refused(given: str) -> None:
    with pytest.raises(BadSetting, match="XINQIAO_QUIET_HOURS"):
        load_settings(over={"quiet_hours": given}, env_file=None)
