"""An expert's tickets on her phone: the gravest first, a ready reply, a colleague's opinion, two questions of one person."""

import re

from playwright.async_api import expect

from domain.staff import StaffRole
from tests.acceptance.experts import answers, asks_for_a_teacher, at_work, comes_to
from tests.acceptance.people import MOBILE, Officer, gathered
from tests.acceptance.places import Office
from tests.acceptance.test_pictures_with_experts import drawn

MORNING, ANSWERED = (25, 9), (25, 9, 1)  # an answer may be taken back for some seconds
HOMEWORK = "孩子写作业磨蹭，老师说他上课也走神，怎么帮他才好"
GONE = "孩子离家出走一夜没回来，手机也关了，我该先做什么"
POINTS = "问过孩子多大", "没有写出名字"


async def test_the_gravest_stands_first_and_what_lies_nearest_begins_the_answer(office: Office) -> None:
    await office.is_at(MORNING)
    await office.employs("li", "李老师", StaffRole.EXPERT)
    async with gathered(office.place) as people:
        parent, other = await people.person("磨蹭的（样例）"), await people.person("急的（样例）")
        usual = await asks_for_a_teacher(parent, "人工", HOMEWORK)
        urgent = await asks_for_a_teacher(other, "人工", GONE)
        expert = await at_work(office, people)
        await expert.opens("提问")
        rows = expert.main.get_by_role("row").filter(has_text=re.compile("编号"))
        await expect(rows).to_have_count(2)
        await expect(rows.first).to_contain_text(urgent)
        await expect(rows.first).to_contain_text("急")

        await expert.follows(usual, "问的和回的")
        await expert.unfolds("从现成的话写起")
        await expert.follows("用“孩子写作业磨蹭怎么办”", "回她")
        begun = expert.main.get_by_label("写给她的话")
        await expect(begun).to_have_value("先定一个固定的时间。")
        await begun.fill("先定一个固定的时间，照这张表，头三天陪着他。")
        await expert.main.get_by_label("选一张图片").set_input_files(drawn((900, 700)))
        await expert.taps("发给她", "回好了")
        await office.is_at(ANSWERED)
        told = await parent.hears("头三天陪着他")
        assert usual in told
        await expect(parent.phone.said.last.locator("img")).to_be_visible()
        await expert.opens("提问")
        await expect(rows).to_have_count(1)


async def writes_a_reply(expert: Officer) -> None:
    """One for all experts, with what to look at before, and that ends the matter."""
    await expert.opens("提问")
    await expert.follows("常用回复：看和改", "全市的老师都用这一份")
    await expert.follows("写一条", "哪些提问用得上")
    await expert.fills({"名字，同事": "去医院看", "说什么": "这要请医生当面看。", "发之前要看的": "\n".join(POINTS)})
    await expert.ticks("发完就办结，不再催")
    await expert.taps("保存，马上用", "发之前看 2 样")


async def test_a_ready_reply_is_sent_with_what_was_looked_at_ends_it_and_it_is_opened_again(office: Office) -> None:
    await office.is_at(MORNING)
    await office.employs("li", "李老师", StaffRole.EXPERT)
    async with gathered(office.place) as people:
        parent = await people.person("要看医生的（样例）")
        number = await asks_for_a_teacher(parent, "人工", "孩子胳膊上的红疹子半个月不退，擦什么药好")
        expert = await at_work(office, people)
        await writes_a_reply(expert)
        await comes_to(expert, number)
        await expert.unfolds("从现成的话写起")
        await expert.follows("用“去医院看”", "发之前看一看")
        await expect(expert.main.get_by_label("写给她的话")).to_have_value("这要请医生当面看。")
        await expect(expert.main.get_by_label("发完就办结，不再催")).to_be_checked()
        await expert.ticks(POINTS[0])
        await expert.taps("发给她", "办结了")
        await expert.sees(f"看过：{POINTS[0]}")
        await expert.sees(f"没勾：{POINTS[1]}")
        await office.is_at(ANSWERED)
        await parent.hears("这要请医生当面看")
        await expert.opens("提问")
        await expert.sees("没有等您回的提问")

        await expert.follows("办结的", number)
        await expert.follows(number, "问的和回的")
        await expert.taps("重新打开", "等着回")
        await comes_to(expert, number)
        await expert.unfolds("办结")
        await expert.main.get_by_role("button", name="办结", exact=True).click()
        await expert.sees("重新打开")
        await expert.opens("提问")
        await expert.sees("没有等您回的提问")


async def test_a_colleague_says_what_she_thinks_takes_the_question_over_and_no_parent_reads_along(
    office: Office,
) -> None:
    await office.is_at(MORNING)
    await office.employs("li", "李老师", StaffRole.EXPERT)
    async with gathered(office.place) as people:
        parent = await people.person("不知情的（样例）")
        number = await asks_for_a_teacher(parent, "人工", HOMEWORK)
        first = await at_work(office, people)  # the only one: it is hers
        await office.employs("wang", "王老师", StaffRole.EXPERT)
        await comes_to(first, number)
        await first.unfolds("请同事出主意")
        await first.main.locator("#opinion-to").select_option(label="王老师（手上 0 个）")
        await first.fills({"想请她看什么": "像不像看不清黑板？"})
        await first.taps("请她看", "请同事出主意：王老师")

        second = await people.officer("wang", MOBILE)
        await comes_to(second, number)
        await second.sees("像不像看不清黑板？")
        await second.unfolds("写一条内部备注")
        await second.fills({"备注，家长看不到": "像。先请家长去量视力。"})
        await second.taps("记下", "先请家长去量视力")

        await comes_to(first, number)
        await first.sees("先请家长去量视力")
        await first.unfolds("转给同事")
        await first.main.locator("#transfer-to").select_option(label="王老师（手上 0 个）")
        await first.taps("转给她", "转给同事了")
        await expect(first.main.get_by_role("link", name=number)).to_have_count(0)
        await comes_to(second, number)
        await answers(second, "先带他去量一量视力。")
        await office.is_at(ANSWERED)
        await parent.hears("先带他去量一量视力")
        said = await parent.says(number, "量一量视力")
        assert "黑板" not in said
        assert "先请家长" not in said


async def test_two_questions_of_one_person_become_one_with_all_that_was_said(office: Office) -> None:
    await office.is_at(MORNING)
    await office.employs("li", "李老师", StaffRole.EXPERT)
    async with gathered(office.place) as people:
        parent, other = await people.person("问两回的（样例）"), await people.person("旁人（样例）")
        kept = await asks_for_a_teacher(parent, "人工", HOMEWORK)
        again = await asks_for_a_teacher(parent, "人工", "还是写作业的事，他写到半夜也写不完，我该不该陪")
        strange = await asks_for_a_teacher(other, "人工", GONE)
        expert = await at_work(office, people)
        await comes_to(expert, again)
        await expert.unfolds("并到她另一个提问里")
        choice = expert.main.get_by_label("并到哪一个")
        assert kept in await choice.inner_text()
        assert strange not in await choice.inner_text()
        await expert.taps("并过去", "老师说他上课也走神")
        await expert.sees("写到半夜也写不完")
        await expert.opens("提问")
        await expect(expert.main.get_by_role("link", name=again)).to_have_count(0)
        await comes_to(expert, kept)
        await answers(expert, "先定一个固定的时间，头三天陪着他。")
        await office.is_at(ANSWERED)
        assert kept in await parent.hears("头三天陪着他")
        assert "头三天陪着他" in await parent.says(again, "编号")
