"""An expert answers after hours and lets it wait until the office opens: her phone and a parent's, by a clock that is moved."""

import pytest
from playwright.async_api import expect

from domain.staff import StaffRole
from tests.acceptance.experts import asks_for_a_teacher, comes_to
from tests.acceptance.people import MOBILE, Person, gathered
from tests.acceptance.places import Office, Time

ASKED = "孩子十三岁，三天不肯上学，说头疼，怎么跟他说"
FIRST, BETTER = "先别急着讲道理。", "先别急着讲道理。今晚陪他十分钟，听他说。"
TUESDAY, WEDNESDAY = 24, 25  # of November; the clock begins on Tuesday at five in the afternoon
EVENING = (TUESDAY, 19), (WEDNESDAY, 8, 29), (WEDNESDAY, 8, 30)
LUNCH = (WEDNESDAY, 12, 30), (WEDNESDAY, 13, 59), (WEDNESDAY, 14, 0)


async def heard_nothing(parent: Person, office: Office, number: str, count: int) -> None:
    """Nothing came of itself, and who asks what became of it learns of no answer."""
    await office.works()
    await expect(parent.phone.said).to_have_count(count)
    told = await parent.says(number, "老师还没有回")
    assert "老师在看" in told, told
    assert "别急" not in told


@pytest.mark.parametrize(("written", "before", "opens"), [EVENING, LUNCH], ids=("evening", "lunch"))
async def test_an_answer_that_was_held_reaches_her_once_when_the_office_opens(
    office: Office, written: Time, before: Time, opens: Time
) -> None:
    await office.employs("li", "李老师", StaffRole.EXPERT)
    async with gathered(office.place) as people:
        expert, parent = await people.officer("li", MOBILE), await people.person("孟大姐（样例）")
        number = await asks_for_a_teacher(parent, "人工", ASKED)
        await office.works()
        await comes_to(expert, number)
        hold = expert.main.get_by_label("等上班再发")
        await expect(hold).to_have_count(0)  # the office works: there is nothing to wait for

        await office.is_at(written)
        await expert.signs_in(office.place, "li")  # hours later she isn't signed in any more
        await comes_to(expert, number)
        await expect(hold).to_be_checked()
        await expert.sees("会到她的聊天里")
        count = await parent.phone.said.count()
        await expert.fills({"写给她的话": FIRST})
        await expert.taps("发给她", "没发以前，都能收回来改")
        await heard_nothing(parent, office, number, count)

        await expert.taps("先不发，收回来改", "回她")
        answer = expert.main.get_by_label("写给她的话")
        await expect(answer).to_have_value(FIRST)
        await answer.fill(BETTER)
        await expert.taps("发给她", "等到")
        await heard_nothing(parent, office, number, count + 1)

        await office.is_at(before)
        await heard_nothing(parent, office, number, count + 2)
        await office.is_at(opens)
        told = await parent.hears("今晚陪他十分钟")
        assert number in told
        await office.is_at((WEDNESDAY, 16))
        await expect(parent.phone.said).to_have_count(count + 4)
        assert "已经回您了" in await parent.says(number, "今晚陪他十分钟")
        await expert.signs_in(office.place, "li")
        await comes_to(expert, number, answered=True)
        await expert.sees("发到她的聊天里了")
        await expect(expert.main.get_by_role("button", name="先不发")).to_have_count(0)
        await expect(hold).to_have_count(0)
