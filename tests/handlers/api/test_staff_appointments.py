"""Appointments by programs of staff: places, hours, the week, how one went, another time for her; never what she said."""

from domain.staff import StaffRole
from services.bookings import booking, times
from services.context import Services
from services.people.joining import arrive
from tests.handlers.api.conftest import Programs
from tests.joined import APP

KEY = "key-of-a-test-1"
PLACE = {"name": "曲阜市妇联", "address": "春秋路 1 号", "way": "", "region": "370881", "is_open": True}


async def test_places_hours_and_what_became_of_one(program: Programs, services: Services) -> None:
    county = await program(StaffRole.COUNTY, region="370881")
    expert = await program(StaffRole.EXPERT, login="lao", region="370881")
    made = await county.call("POST", "/appointment-places", PLACE, Idempotency_Key=KEY)
    assert (made.status, made.etag) == (201, '"v1"')
    place = made.body["id"]
    changed = await county.call("PUT", f"/appointment-places/{place}", PLACE | {"way": "进门左手"}, If_Match=made.etag)
    assert (changed.status, changed.body["way"]) == (200, "进门左手")
    stale = await county.call("PUT", f"/appointment-places/{place}", PLACE, If_Match=made.etag)
    assert stale.status == 412
    assert (await expert.call("GET", "/appointment-places")).status == 403
    hours = f"/appointment-hours/{expert.staff_id}"
    row = {"weekday": 2, "start": "09:00", "end": "12:00", "place": place}
    given = {"services": ["mind"], "weekly": [row], "singles": []}
    none = await expert.call("GET", hours)
    assert none.body["version"] == 0
    assert (await expert.call("PUT", hours, given, If_Match=none.etag)).body["version"] == 1
    her = await arrive(services, app=APP, openid="openid-b", now=services.now())
    free = await times.free_for_all(services, "mind", places=[place])
    held = await booking.hold(services, her, "mind", free[0].key, key="01k0000000000000000000000z")
    await booking.confirm(services, her, held.id, about="家里的事", called="小芳")
    week = await county.call("GET", "/appointments?day=2026-11-25")
    assert [each["id"] for each in week.body["meetings"]] == [held.id]
    one = await expert.call("GET", f"/appointments/{held.id}")
    assert "小芳" not in str(one.body)
    assert one.body["steps"] == ["call_off"]
    again = await county.call(
        "POST", f"/appointments/{held.id}/again", {"time": one.body["times"][0]}, Idempotency_Key="key-of-a-test-2"
    )
    assert again.status == 201, again.body
    assert (again.status, again.body["state"]) == (201, "booked")
    assert (await county.call("GET", f"/appointments/{held.id}")).body["state"] == "moved"
    step = f"/appointments/{again.body['id']}/step"
    early = await expert.call("POST", step, {"how": "missed"}, If_Match=again.etag)
    assert early.body["code"] == "move_not_possible"
    off = await expert.call("POST", step, {"how": "call_off"}, If_Match=again.etag)
    assert (off.status, off.body["state"]) == (200, "called_off")
    figures = await county.call("GET", "/appointments/figures")
    assert figures.body["rows"][0]["booked"] is None


async def test_a_week_is_asked_for_by_a_day_and_by_no_number(program: Programs) -> None:
    desk = await program(StaffRole.COUNTY, region="370881")
    assert (await desk.call("GET", "/appointments?day=2026-11-24")).body["monday"] == "2026-11-23"
    for day in ("0", "0.5", "20261124", "2026-13-01"):
        refused = await desk.call("GET", f"/appointments?day={day}")
        assert (refused.status, refused.body["field"]) == (400, "day")
