"""What becomes of a question over hours and weeks, an expert on her phone: late, asked after, behind the mask, an entry."""

from playwright.async_api import expect

from domain.staff import StaffRole
from tests.acceptance.experts import answers, asks_for_a_teacher, at_work, comes_to
from tests.acceptance.people import MOBILE, Officer, gathered
from tests.acceptance.places import Office

MORNING, LATE, ANSWERED, IN_A_WEEK = (25, 9), (25, 10, 30), (25, 10, 31), (32, 11)
GONE = "孩子离家出走一夜没回来，手机也关了，我该先做什么"
NAMED = "我家闺女欧阳小满在泗水镇上学，老师说她上课走神，我打 13812341234 也没人接，该找谁谈"
WHY = "要回电话问清楚"


async def test_a_late_question_goes_up_and_who_is_above_answers_it(office: Office) -> None:
    await office.is_at(MORNING)
    await office.employs("li", "李老师", StaffRole.EXPERT)
    await office.employs("shi", "史主任", StaffRole.CITY)
    async with gathered(office.place) as people:
        parent = await people.person("等急的（样例）")
        number = await asks_for_a_teacher(parent, "人工", GONE)
        expert = await at_work(office, people)
        await expert.opens("提问")
        await expect(expert.main.get_by_text("过时间了")).to_have_count(0)

        await office.is_at(LATE)
        above = await people.officer("shi", MOBILE)
        await above.opens("提问")
        row = above.main.get_by_role("row").filter(has_text=number)
        await expect(row).to_contain_text("过时间了")
        await above.follows(number, "已经报给史主任")
        await above.sees("提醒过时间了，报给上一级")
        await answers(above, "先打 110，再打给他最好的朋友。")
        await office.is_at(ANSWERED)
        assert number in await parent.hears("先打 110")
        await expert.page.reload()
        await expert.sees("没有等您回的提问")


async def test_after_a_week_she_is_asked_and_what_did_not_help_waits_again(office: Office) -> None:
    await office.is_at(MORNING)
    await office.employs("li", "李老师", StaffRole.EXPERT)
    async with gathered(office.place) as people:
        parent = await people.person("过了一周的（样例）")
        number = await asks_for_a_teacher(parent, "人工", NAMED)
        expert = await at_work(office, people)
        await comes_to(expert, number)
        await answers(expert, "约班主任当面谈。")
        await office.is_at(ANSWERED)
        await parent.hears("约班主任当面谈")
        await expert.opens("提问")
        await expert.sees("没有等您回的提问")

        await office.is_at(IN_A_WEEK)
        await parent.says("你好", "过了一个星期，好些了吗")
        await parent.taps("没解决", "请老师再看看")
        await expert.signs_in(office.place, "li")
        await comes_to(expert, number)
        await expert.sees("她说：没解决")
        await expert.sees("等着回")


async def test_who_asks_is_seen_for_a_reason_alone_and_the_auditor_reads_that_it_was_seen(office: Office) -> None:
    await office.is_at(MORNING)
    await office.employs("li", "李老师", StaffRole.EXPERT)
    await office.employs("sun", "孙审计", StaffRole.DATA_OFFICER)
    async with gathered(office.place) as people:
        parent = await people.person("要回电话的（样例）")
        number = await asks_for_a_teacher(parent, "人工", NAMED)
        expert = await at_work(office, people)
        await comes_to(expert, number)
        await expert.unfolds("看是谁问的")
        await expert.fills({"为什么要看": "看看"})
        await expert.taps("看是谁", "请写明为什么要看，至少 4 个字")
        await expert.fills({"为什么要看": WHY})
        await expert.taps("看是谁", "第一次来是")
        await expect(expert.main.get_by_role("link", name="看她的情况")).to_have_count(0)  # a page she may not open
        await comes_to(expert, number)
        await expert.sees(WHY)
        await expert.sees("看了是谁问的")
        await expect(expert.main.get_by_text("第一次来是")).to_have_count(0)

        auditor = await people.officer("sun", MOBILE)
        await auditor.opens("记录")
        row = auditor.main.get_by_role("row").filter(has_text="看了提问的人是谁")
        await expect(row).to_contain_text("李老师")


async def makes_an_entry(expert: Officer) -> None:
    """Out of the answer that is open; what the program took out is decided by her before it can be saved."""
    await expert.taps("用这个回答起草一条问答", "〔〕标着的")
    shown = await expert.main.locator("#entry").inner_html()
    for told in ("欧阳小满", "13812341234", "泗水镇"):
        assert told not in shown, told
    await expert.fills(
        {
            "问题": "老师说孩子上课走神该找谁谈",
            "别的问法": "孩子上课走神找谁",
            "聊天里的短答复": "先找班主任，约一个放学以后的时间，当面谈。",
            "一定要答对的问法": "老师说孩子上课走神找谁谈",
            "主题": "学习",
        }
    )
    await expert.taps("保存草稿", "存好了")


async def test_a_good_answer_becomes_an_entry_without_names_that_a_colleague_reviews(office: Office) -> None:
    await office.is_at(MORNING)
    await office.employs("li", "李老师", StaffRole.EXPERT)
    async with gathered(office.place) as people:
        parent, other = await people.person("问得好的（样例）"), await people.person("后来的（样例）")
        number = await asks_for_a_teacher(parent, "人工", NAMED)
        expert = await at_work(office, people)
        await office.employs("wang", "王老师", StaffRole.EXPERT)
        await comes_to(expert, number)
        await answers(expert, "欧阳小满上课走神，先找班主任，约一个放学以后的时间。")
        await office.is_at(ANSWERED)
        await comes_to(expert, number, answered=True)
        await makes_an_entry(expert)
        await expert.follows("去审", "自己写的，要请另一位同事来审")
        await expect(expert.main.get_by_role("button", name="审过了")).to_have_count(0)

        second = await people.officer("wang", MOBILE)
        await second.opens("问答")
        await second.follows("老师说孩子上课走神该找谁谈", "聊天里的样子")
        await second.follows("去审", "发布以后是这样")
        await second.sees("答对")
        await second.taps("审过了，发布", "已发布")
        await office.works()
        await other.says("老师说我孩子上课走神，该找谁谈", "约一个放学以后的时间")
