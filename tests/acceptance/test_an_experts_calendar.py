"""An expert's calendar on her phone: she opens hours, parents book and wait in line, some come, one doesn't, one is moved."""

import re

from playwright.async_api import expect

from domain.staff import StaffRole
from tests.acceptance.people import MOBILE, Officer, People, Person, gathered
from tests.acceptance.places import Office

MORNING, TOMORROW = (25, 9), "2026-11-26"
AT_NINE, AT_TEN = "11 月 26 日（周四）09:00", "11 月 26 日（周四）10:00"
PLACE = "曲阜市妇联"


async def opens_hours(office: Office, people: People, until: str) -> Officer:
    """A county sets a place up; the expert opens tomorrow from nine `until` then. The expert."""
    await office.is_at(MORNING)
    await office.employs("li", "李老师", StaffRole.EXPERT)
    await office.employs("qu", "曲主任", StaffRole.COUNTY, "370881")
    county = await people.officer("qu", MOBILE)
    await county.opens("提问")
    await county.follows("预约：谁哪天来", "这一周")
    await county.follows("在哪里谈", "还没有地方")
    await county.follows("加一个地方", "怎么走")
    await county.fills({"叫什么": PLACE, "地址": "春秋路1号", "怎么走": "坐1路车到市政府"})
    await county.taps("保存", PLACE)

    expert = await people.officer("li", MOBILE)
    await to_her_week(expert)
    await expert.follows("什么时候在", "李老师")
    await expert.follows("李老师", "一次 50 分钟")
    await expert.ticks("心理咨询")
    await expert.main.locator("#day0").fill(TOMORROW)
    await expert.main.locator("#day_place0").select_option(label=PLACE)
    await expert.main.locator("#day_start0").fill("09:00")
    await expert.main.locator("#day_end0").fill(until)
    await expert.main.get_by_role("button", name="保存", exact=True).click()
    await expert.sees("什么时候在", heading=True)
    return expert


async def to_her_week(expert: Officer) -> None:
    """From the list of questions to this week's bookings."""
    await expert.opens("提问")
    await expert.follows("预约：谁哪天来", "这一周")


async def to_booking(expert: Officer, receipt: str) -> None:
    """The booking with this number, by the week."""
    await to_her_week(expert)
    row = expert.main.get_by_role("row").filter(has_text=receipt)
    await row.get_by_role("link").click()
    await expert.sees(f"预约号 {receipt}")


async def books(parent: Person, at: str) -> str:
    """Book an hour; its number."""
    await parent.says("预约", "想约哪一种")
    await parent.taps("心理咨询", "到哪里谈")
    await parent.says("1", "选一个时间")
    await parent.taps(at, "怎么称呼您")
    await parent.says("小孟", "想谈什么")
    await parent.says("孩子夜里睡不踏实", "约这个吗")
    booked = await parent.taps("好的", "约好了")
    assert at in booked
    found = re.search(r"预约号 ([\d -]+\d)", booked)
    assert found, booked
    return found[1]


async def waits_in_line(parent: Person) -> None:
    """Wait for a time to come free."""
    await parent.says("预约", "想约哪一种")
    await parent.taps("心理咨询", "到哪里谈")
    await parent.says("1", "这里现在约满了")
    await parent.taps("排队等", "排上吗")
    await parent.taps("好的", "排上了")


async def test_who_came_and_who_did_not_is_kept_at_its_time_with_a_note_that_is_hers_alone(office: Office) -> None:
    async with gathered(office.place) as people:
        expert = await opens_hours(office, people, "11:00")
        parent, other = await people.person("来的（样例）"), await people.person("没来的（样例）")
        came, missed = await books(parent, AT_NINE), await books(other, AT_TEN)
        await to_booking(expert, came)
        await expert.sees("孩子夜里睡不踏实")
        await expect(expert.main.get_by_role("button", name="来了")).to_have_count(0)  # it hasn't begun

        await office.is_at((26, 9, 55))
        await expert.signs_in(office.place, "li")
        await to_booking(expert, came)
        await expert.fills({"自己的谈话记录": "下周再谈一次睡觉的事。"})
        await expert.taps("保存", "下周再谈一次")
        await expert.taps("来了", "来过了")
        await office.is_at((26, 10, 5))
        await to_booking(expert, missed)
        await expect(expert.main.get_by_role("button", name="没来")).to_have_count(0)  # she may still come
        await office.is_at((26, 10, 16))
        await to_booking(expert, missed)
        await expert.main.get_by_role("button", name="没来").click()
        await expert.sees("没来")
        await to_her_week(expert)
        for receipt, state in ((came, "来过了"), (missed, "没来")):
            await expect(expert.main.get_by_role("row").filter(has_text=receipt)).to_contain_text(state)

        county = await people.officer("qu", MOBILE)
        await to_booking(county, came)
        shown = await county.main.inner_text()
        assert "睡不踏实" not in shown
        assert "下周再谈" not in shown


async def test_a_time_that_is_given_back_is_offered_to_who_waits_and_she_takes_it(office: Office) -> None:
    async with gathered(office.place) as people:
        expert = await opens_hours(office, people, "10:00")
        first, second = await people.person("先约的（样例）"), await people.person("排队的（样例）")
        receipt = await books(first, AT_NINE)
        await waits_in_line(second)
        await first.says("我的预约", receipt)
        await first.taps("取消这次", "时间留给别人了")
        await office.works()
        offered = await second.hears("您等的时间有了")
        assert AT_NINE in offered
        assert "心理" not in offered  # somebody else may look on
        await second.says("我的预约", "要这个时间")
        taken = await second.taps("要这个时间", "预约号")
        await to_her_week(expert)
        rows = expert.main.get_by_role("row").filter(has_text="09:00")
        await expect(rows).to_have_count(2)
        await expect(rows.filter(has_text=receipt)).to_contain_text("她取消了")
        found = re.search(r"预约号 ([\d -]+\d)", taken)
        assert found, taken
        await expect(rows.filter(has_text=found[1])).to_contain_text("约好了")


async def test_an_hour_is_moved_and_another_called_off_and_she_is_told_at_once(office: Office) -> None:
    async with gathered(office.place) as people:
        expert = await opens_hours(office, people, "12:00")
        parent = await people.person("改时间的（样例）")
        receipt = await books(parent, AT_NINE)
        await to_booking(expert, receipt)
        await expert.picks({"改到": AT_TEN})
        await expert.taps("约上，告诉她", AT_TEN)
        await office.works()
        await parent.hears(f"{AT_NINE} 那个约，改到 {AT_TEN}")
        await expert.taps("我们取消", "我们取消了")
        await office.works()
        told = await parent.hears(f"对不起，{AT_TEN} 那个约")
        assert f"还空着的：{AT_NINE}" in told
        assert "您没有约着的" in await parent.says("我的预约", "您没有约着的")
