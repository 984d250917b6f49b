"""What the pages of bookings can show, made up, as in samples.py."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from domain.bookings import Booking, Hours, MeetingPlace, Slot, State
from domain.receipts import format_receipt
from domain.regions import Region, RegionLevel
from services.bookings.desk import Told, Week
from services.bookings.keeping import Row
from wording import bookings as said

QUFU = "370000/370800/370881/"
AT = datetime(2026, 12, 1, 1, 0, tzinfo=UTC)
PLACE = MeetingPlace(
    "01k0000000000000000000000m", "曲阜市妇联", "春秋路 1 号", "坐 1 路车到市政府", "370881", QUFU, version=1
)
BOOKING = Booking(
    *("01k0000000000000000000000v", "3057221468", "mind", "p1", "s1", PLACE.id, QUFU, AT), State.BOOKED, version=2
)
REGIONS = [Region("370881", "曲阜市", RegionLevel.COUNTY, QUFU)]
COMMON: dict[str, Any] = {
    "said": said,
    "desk": True,
    "service_names": {"family": "婚姻家庭辅导", "mind": "心理咨询"},
    "problems": {},
    "notice": "",
    "section": "questions",
}


def pages() -> dict[str, tuple[str, dict[str, Any]]]:
    """Each page, by the name of its sample."""
    monday = date(2026, 11, 30)
    rows = [BOOKING, replace(BOOKING, state=State.MISSED), replace(BOOKING, state=State.CAME, person="")]
    week = Week(monday, rows, {"s1": "李梅"}, {PLACE.id: PLACE})
    about = COMMON | {"today": date(2026, 12, 1), "before": date(2026, 11, 23), "after": date(2026, 12, 7)}
    about |= {"format_receipt": format_receipt}
    tuesday = date(2026, 12, 1)
    slot = Slot("01k0000000000000000000000s", AT + timedelta(days=1), PLACE.id)
    told = Told(BOOKING, "李梅", PLACE, ["call_off"], [slot], True, "家里的事", "小芳", "先听她说")
    one = COMMON | {"told": told, "receipt": "3057 2214 68"}
    past = replace(told, steps=["came", "missed"], hers=False, times=[])
    place = COMMON | {"place": PLACE, "regions": REGIONS}
    hours = Hours("01k0000000000000000000000s", QUFU, frozenset({"mind"}), version=1)
    form = COMMON | {"hours": hours, "name": "李梅", "places": [PLACE]}
    form |= {"weekly": [("1", "09:00", "12:00", PLACE.id), ("0", "", "", "")], "singles": [("", "", "", "")]}
    figures = COMMON | {"hidden": said.HIDDEN.format(small=5)}
    return {
        "bookings": ("bookings/week.html", about | {"week": week, "days": [(monday, []), (tuesday, rows)]}),
        "bookings-none": (
            "bookings/week.html",
            about | {"week": replace(week, bookings=[]), "days": [(tuesday, [])], "desk": False},
        ),
        "booking": ("bookings/one.html", one),
        "booking-past": ("bookings/one.html", one | {"told": past, "notice": said.TOO_EARLY}),
        "booking-wrong": ("bookings/one.html", one | {"problems": {"note": "too_long", "time": "taken"}}),
        "booking-taken": ("bookings/one.html", one | {"told": past, "problems": {"time": "taken"}}),
        "booking-erased": ("bookings/one.html", one | {"told": past, "receipt": ""}),
        "booking-places": (
            "bookings/places.html",
            COMMON | {"places": [PLACE, replace(PLACE, is_open=False)], "names": {"370881": "曲阜市"}},
        ),
        "booking-places-none": ("bookings/places.html", COMMON | {"places": [], "names": {}}),
        "booking-place": ("bookings/place_form.html", place),
        "booking-place-new": ("bookings/place_form.html", place | {"place": replace(PLACE, version=0)}),
        "booking-place-wrong": (
            "bookings/place_form.html",
            place
            | {
                "problems": {"name": "missing", "address": "too_long", "way": "too_long", "region": "unknown"},
                "notice": said.CHANGED,
            },
        ),
        "booking-counsellors": ("bookings/counsellors.html", COMMON | {"counsellors": {"s1": "李梅"}}),
        "booking-counsellors-none": ("bookings/counsellors.html", COMMON | {"counsellors": {}}),
        "booking-hours": ("bookings/hours.html", form),
        "booking-hours-wrong": (
            "bookings/hours.html",
            form
            | {"problems": {"services": "unknown", "weekly": "invalid", "single": "unknown"}, "notice": said.CHANGED},
        ),
        "booking-figures": ("bookings/figures.html", figures | {"rows": [Row("2026-11", "曲阜市", 12, 7, None)]}),
        "booking-figures-none": ("bookings/figures.html", figures | {"rows": []}),
    }
