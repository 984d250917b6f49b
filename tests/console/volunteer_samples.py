"""What the pages of volunteers can show, made up, as in samples.py."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from domain.company import PLEDGE, Standing, Volunteer
from domain.wishes import Wish
from wording import company as said

PLACES = {"370800": "济宁市", "370881": "曲阜市"}
NOW = datetime(2026, 11, 24, 6, 30, tzinfo=UTC)
NEW = Volunteer(
    "01k0000000000000000000000v",
    "p1",
    "K7M29QXD",
    "370881",
    "370800/370881/",
    Standing.APPLIED,
    PLEDGE,
    NOW,
)
CHECKED = replace(NEW, state=Standing.APPROVED, checked_on=date(2026, 11, 20), checked_by="s1", decided_by="s2")


def pages(wish: Wish) -> dict[str, tuple[str, dict[str, Any]]]:
    """Each page, by the name of its sample."""
    old = replace(CHECKED, id="01k0000000000000000000000x", checked_on=date(2025, 11, 20))
    common: dict[str, Any] = {"said": said, "places": PLACES, "problems": {}}
    listed = common | {"volunteers": [NEW, CHECKED, old], "lapsed": {old.id}, "ending": {CHECKED.id}}
    one = common | {"volunteer": NEW, "lapsed": False, "today": NOW.date(), "names": {"s1": "王芳"}, "notice": ""}
    one |= {"offered": ["approved", "suspended", "ended"]}
    worry = common | {"wish": wish, "text": "", "entry_id": "01k0000000000000000000000e"}
    wrong = {"problems": {"day": "out_of_range"}, "notice": said.PROBLEMS["decide"]["same"]}
    return {
        "volunteers": ("wishes/volunteers.html", listed),
        "volunteers-none": ("wishes/volunteers.html", listed | {"volunteers": [], "lapsed": set(), "ending": set()}),
        "volunteer": ("wishes/volunteer.html", one),
        "volunteer-wrong": ("wishes/volunteer.html", one | wrong),
        "volunteer-lapsed": ("wishes/volunteer.html", one | {"volunteer": old, "lapsed": True, "offered": ["ended"]}),
        "wish-worry": ("wishes/worry.html", worry),
        "wish-worry-wrong": ("wishes/worry.html", worry | {"problems": {"text": "length"}}),
    }
