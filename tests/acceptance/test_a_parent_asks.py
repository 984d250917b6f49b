"""A parent asks on her phone: what she taps, asks on, asks twice in one message, asks without a name, and how it went a week later."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from playwright.async_api import expect

from domain.questions import KnowledgeEntry
from domain.staff import StaffRole
from tests.acceptance.experts import asks_for_a_teacher, number_in, sends_now
from tests.acceptance.people import MOBILE, WAIT_MS, Officer, People, Person, gathered, has_heard
from tests.acceptance.places import Office, opened_office, with_content
from tests.rig import Rig

ASKED_AGAIN = "过了一个星期，好些了吗"
HOMEWORK, REBELS = "孩子写作业磨蹭怎么办", "青春期孩子叛逆不听话怎么办"
OWN = KnowledgeEntry(
    "station-001",
    "妇联服务",
    "蒲公英驿站几点开门",
    "放学以后到六点，周末不开。",
    page="放学以后到六点，周末不开。\n\n第一次去，带上户口本和孩子的学生证。",
)


@pytest.fixture
async def city(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Office]:
    """The product by a clock that is moved, with all that it can answer, and an expert."""
    rig.services = await with_content(rig.services)
    async with opened_office(rig, monkeypatch) as office:
        await office.employs("li", "李老师", StaffRole.EXPERT, "370800")
        yield office


async def reads(people: People, number: str, office: Office) -> Officer:
    """An expert on her phone, with this question open."""
    await office.works()
    expert = await people.officer("li", MOBILE)
    await expert.opens("提问")
    await expert.follows(number, "问的和回的")
    return expert


async def test_a_tap_on_what_she_meant_answers_her_and_the_next_leads_to_a_teacher(city: Office) -> None:
    async with gathered(city.place) as people:
        parent = await people.person("话少的（样例）")
        await parent.says("孩子叛逆", "您是不是想问")
        told = await parent.taps(REBELS, "帮到您了吗")
        assert "大事守住，小事放手" in told
        await parent.taps("没解决", "要请老师看")
        await parent.taps("人工", "一次写清楚")
        number = number_in(await parent.says("孩子十五岁，摔门三天不说话，怕他离家", "已收到，编号"))
        expert = await reads(people, number, city)
        await expert.sees("摔门三天不说话")


async def test_none_of_what_is_offered_hands_over_what_she_wrote_by_one_tap(city: Office) -> None:
    async with gathered(city.place) as people:
        parent = await people.person("都不是的（样例）")
        await parent.says("孩子叛逆", "您是不是想问")
        number = number_in(await parent.taps("都不是，转给老师", "编号"))
        expert = await reads(people, number, city)
        await expert.sees("孩子叛逆")


async def test_what_the_page_of_an_answer_left_unsolved_goes_to_a_teacher(city: Office) -> None:
    services = city.rig.services
    await services.knowledge.put([OWN], now=city.rig.clock())
    await services.answers.refresh()
    async with gathered(city.place) as people:
        parent = await people.person("看全文的（样例）")
        await parent.says(OWN.question, "看全文")
        page = await parent.opens("看全文")
        await expect(page.locator("h1")).to_have_text(OWN.question, timeout=WAIT_MS)
        await expect(page.get_by_text("户口本")).to_be_visible()
        await page.get_by_role("button", name="没解决").click()
        await expect(page.get_by_role("status")).to_contain_text("回公众号发“人工”")
        await parent.closes()
        number = await asks_for_a_teacher(parent, "人工", "驿站周末不开，周末谁能看孩子")
        expert = await reads(people, number, city)
        await expert.sees("周末谁能看孩子")


async def test_what_is_asked_on_is_read_with_the_question_before(city: Office) -> None:
    async with gathered(city.place) as people:
        parent = await people.person("接着问的（样例）")
        await parent.says(HOMEWORK, "帮到您了吗")
        await parent.says("那要是三岁呢", "接着您刚才问的")
        await parent.taps("要不要一直陪着孩子写作业", "帮到您了吗")
        await parent.says(HOMEWORK, "帮到您了吗")
        await parent.says("那要是三岁呢", "接着您刚才问的")
        number = number_in(await parent.taps("都不是，转给老师", "编号"))
        expert = await reads(people, number, city)
        await expert.sees(HOMEWORK)
        await expert.sees("那要是三岁呢")


async def test_two_questions_in_one_message_are_both_answered(city: Office) -> None:
    async with gathered(city.place) as people:
        parent = await people.person("一次问两件的（样例）")
        both = await parent.says("孩子写作业磨蹭怎么办？孩子叛逆怎么办？", "您问了两件事")
        assert "做完一条划一条" in both
        assert "大事守住，小事放手" in both
        one = await parent.says("孩子发烧三十九度怎么办？孩子挑食怎么办？", "您问了两件事")
        assert "二三十分钟收碗" in one
        other = await parent.taps("孩子发烧、拉肚子、不舒服怎么办", "帮到您了吗")
        assert "医院" in other


async def test_a_question_without_a_name_is_followed_up_by_its_number_from_another_phone(city: Office) -> None:
    async with gathered(city.place) as people:
        parent, other = await people.person("怕人知道的（样例）"), await people.person("另一台（样例）")
        asked = "孩子十三岁，三天不肯上学，说头疼，怎么跟他说"
        number = await asks_for_a_teacher(parent, "匿名提问", asked)
        await other.says(wrong(number), "没有找到这个编号")
        looked = await other.says(f"编号 {number}", "老师还没有回")
        assert "一样不留名" in looked
        await other.taps("补充", "想补充什么")
        await other.says("他说怕上体育课。", "已经加到")

        expert = await reads(people, number, city)
        await expert.sees("怕上体育课")
        shown = await expert.main.inner_text()
        assert "没留名" in shown
        assert "怕人知道的" not in shown
        assert "另一台" not in shown
        await expert.fills({"写给她的话": "今晚陪他十分钟，先听他说。"})
        await sends_now(expert)
        await goes_out(city, parent, "今晚陪他十分钟")
        await other.says(number, "今晚陪他十分钟")
        await other.says("没解决", "请老师再看看")
        assert "老师在看" in await parent.says(number, "怕上体育课")


@pytest.mark.parametrize("comes", [True, False], ids=("she wrote yesterday", "she has been silent"))
async def test_a_week_after_an_answer_she_is_asked_once_how_it_went(city: Office, *, comes: bool) -> None:
    async with gathered(city.place) as people:
        parent = await people.person("等回音的（样例）")
        number = await asks_for_a_teacher(parent, "人工", "孩子十三岁，三天不肯上学，说头疼")
        expert = await reads(people, number, city)
        await expert.fills({"写给她的话": "今晚陪他十分钟，先听他说。"})
        await sends_now(expert)
        await goes_out(city, parent, "今晚陪他十分钟")

        await city.later(timedelta(days=6))
        if comes:
            await parent.says("你好", "您好")
        await city.later(timedelta(days=1))
        if not comes:
            await has_heard(parent, ASKED_AGAIN, 0)
            await parent.says("你好", ASKED_AGAIN)  # what couldn't be sent stands above
        await has_heard(parent, ASKED_AGAIN, 1)
        await parent.taps("有用", "帮到您就好")
        await parent.taps("没解决", "您已经说过了")
        await city.later(timedelta(days=1))
        await parent.says("我的", number)
        await has_heard(parent, ASKED_AGAIN, 1)
        await expert.signs_in(city.place, "li")
        await expert.opens("提问")
        await expert.follows("回过的", number)
        await expert.follows(number, "她说：有用")


def wrong(number: str) -> str:
    """The same number with its first digit changed."""
    return ("2" if number[0] == "1" else "1") + number[1:]


async def goes_out(office: Office, parent: Person, words: str) -> None:
    """Let pass the moments in which an answer may be taken back; it reaches her."""
    await office.later(timedelta(seconds=30))
    await parent.hears(words)
