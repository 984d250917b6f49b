"""Appointments at the console: places, hours, the week, how one went, another time; on a form that is wrong, words."""

from datetime import timedelta

from domain.staff import StaffRole
from services.bookings import booking, times
from services.context import Services
from services.people.joining import arrive
from tests.console.conftest import Desks
from tests.joined import APP, Clock

PLACE = {"version": "0", "name": "曲阜市妇联", "region": "370881", "address": "春秋路 1 号", "way": "坐 1 路车"}


async def test_from_a_place_to_how_it_went(desk: Desks, services: Services, clock: Clock) -> None:
    county = await desk(StaffRole.COUNTY, login="xian", region="370881")
    expert = await desk(StaffRole.EXPERT, login="lao", region="370881")
    form = await county.get("/console/bookings/places/new")
    address = form.text.partition('action="/console/bookings/places/')[2][:26]
    wrong = await county.post(f"/console/bookings/places/{address}", **PLACE | {"name": ""})
    assert (wrong.status, "写上地方叫什么" in wrong.text) == (400, True)
    kept = await county.post(f"/console/bookings/places/{address}", **PLACE)
    assert (kept.status, kept.path, "春秋路 1 号" in kept.text) == (200, "/console/bookings/places", True)
    she = await services.staff.by_login("lao")
    assert she is not None
    hours = f"/console/bookings/hours/{she.id}"
    assert "可以约" in (await expert.get(hours)).text
    row = {"version": "0", "services": "mind", "weekday": "2", "start": "09:00", "end": "12:00", "place": address}
    wrong = await expert.post(hours, **row | {"end": "08:00"})
    assert (wrong.status, "结束不比开始晚" in wrong.text, "09:00" in wrong.text) == (400, True, True)
    assert (await expert.post(hours, **row)).status == 200
    stale = await expert.post(hours, **row)
    assert (stale.status, "有人先改过了" in stale.text) == (409, True)
    her = await arrive(services, app=APP, openid="openid-b", now=clock())
    free = await times.free_for_all(services, "mind", places=[address])
    held = await booking.hold(services, her, "mind", free[0].key, key="01k0000000000000000000000z")
    await booking.confirm(services, her, held.id, about="家里的事", called="小芳")
    one = f"/console/bookings/{held.id}"
    assert held.id in (await county.get("/console/bookings")).text
    assert held.id in (await expert.get("/console/bookings")).text
    assert held.id not in (await expert.get("/console/bookings?from=2027-01-01")).text
    assert "小芳" not in (await county.get(one)).text
    assert "小芳" in (await expert.get(one)).text
    noted = await expert.post(f"{one}/note", note="先听她说")
    assert "先听她说" in noted.text
    early = await expert.post(f"{one}/step", version="2", how="missed")
    assert (early.status, "还没到时间" in early.text) == (409, True)
    begun = {"$set": {"at": clock() - timedelta(minutes=20)}}  # by the clock she would be signed out meanwhile
    await services.db["bookings"].update_one({"_id": held.id}, begun)
    await expert.get(one)
    came = await expert.post(f"{one}/step", version="2", how="came")
    assert (came.status, "来过了" in came.text) == (200, True)
    next_week = (await times.free_for_all(services, "mind", places=[address]))[0]
    gone = await county.post(f"{one}/again", version="3", time="nobody@1")
    assert (gone.status, "这个时间不开了" in gone.text) == (400, True)
    await county.get(one)
    again = await county.post(f"{one}/again", version="3", time=next_week.key)
    assert (again.status, again.path != one, "约好了" in again.text) == (200, True, True)
    assert "少于 5" in (await county.get("/console/bookings/figures")).text
    assert (await expert.get("/console/bookings/figures")).status == 403


async def test_another_county_and_an_editor_see_nothing(desk: Desks, services: Services) -> None:
    del services
    other = await desk(StaffRole.EDITOR, login="bian", region="370881")
    for path in ("", "/places", "/hours", "/figures"):
        assert (await other.get(f"/console/bookings{path}")).status == 403
