"""Volunteers in the console: looked up by one, approved by another, in their county alone; a worry is one alert."""

from datetime import timedelta

from domain.company import Standing
from domain.staff import StaffRole
from services.context import Services
from tests.console.conftest import Desks
from tests.services.wishes.companions import Companions, with_company

AT = "/console/volunteers"


async def test_one_notes_the_check_and_another_approves(desk: Desks, services: Services) -> None:
    there = Companions(with_company(services))
    known = await there.applied("lead")
    her, today = await desk(StaffRole.COUNTY, login="xian", region="370881"), there.today().isoformat()
    assert known.number in (await her.get(AT)).text
    page = await her.get(f"{AT}/{known.id}")
    assert "还没查" in page.text
    unchecked = await her.post(f"{AT}/{known.id}/approved", version="1")
    assert (unchecked.status, "先记上今天还有效的查询" in unchecked.text) == (409, True)
    for day in ("", "明天", "2020-01-01"):
        assert (await her.post(f"{AT}/{known.id}/check", version="1", day=day)).status == 400
    noted = await her.post(f"{AT}/{known.id}/check", version="1", day=today)
    assert (noted.path, "还没查" in noted.text) == (f"{AT}/{known.id}", False)
    own = await her.post(f"{AT}/{known.id}/approved", version="2")
    assert (own.status, "要是两个人" in own.text) == (409, True)
    colleague = await desk(StaffRole.COUNTY, login="tong", region="370881")
    await colleague.get(f"{AT}/{known.id}")
    assert (await colleague.post(f"{AT}/{known.id}/approved", version="1")).status == 409
    approved = await colleague.post(f"{AT}/{known.id}/approved", version="2")
    assert (approved.status, "可以陪伴" in approved.text) == (200, True)
    neighbour = await desk(StaffRole.COUNTY, login="lin", region="370883")
    assert known.number not in (await neighbour.get(AT)).text
    await neighbour.get("/console/")
    assert (await neighbour.get(f"{AT}/{known.id}")).status == 404


async def test_a_worry_sent_twice_is_one_alert(desk: Desks, services: Services) -> None:
    there = Companions(with_company(services))
    wish = await there.in_hand()
    her = await desk(StaffRole.VILLAGE_OFFICER, login="cun", region="370881100201")
    form = await her.get(f"/console/wishes/{wish.id}/worry")
    drawn = form.value("entry")
    short = await her.post(f"/console/wishes/{wish.id}/worry", entry=drawn, text="")
    assert (short.status, "请写是什么事" in short.text) == (400, True)
    for _ in range(2):
        sent = await her.post(f"/console/wishes/{wish.id}/worry", entry=drawn, text="孩子说害怕")
        assert sent.status == 200
        await her.get(f"/console/wishes/{wish.id}/worry")
    assert await services.db["alerts"].count_documents({}) == 1
    for name in ("lead", "second"):
        known = await services.volunteers.of_person((await there.somebody(name)).id)
        assert known is not None
        assert known.state is Standing.SUSPENDED
    assert (await her.post(f"/console/wishes/{wish.id}/worry", text="孩子说害怕")).status == 400


async def test_an_officer_sets_the_day_of_a_meeting(desk: Desks, services: Services) -> None:
    there = Companions(with_company(services))
    wish = await there.in_hand()
    her, at = await desk(StaffRole.VILLAGE_OFFICER, login="cun", region="370881100201"), f"/console/wishes/{wish.id}"
    turn = (await her.get(f"{at}/arrange")).value("turn")
    day = (there.today() + timedelta(days=2)).isoformat()
    for wrong in ({"day": "2020-01-01", "place": "public"}, {"day": day, "place": "school"}):
        assert (await her.post(f"{at}/arrange", turn=turn, **wrong)).status == 400
    assert (await her.post(f"{at}/arrange", turn=turn, day=day, place="public")).path == at
    assert ((await there.now(wish)).meet_on, (await there.now(wish)).meet_at) == (day, "public")
