"""A day with questions: a parent on her phone, an expert and an editor in the console, from the first question to an entry."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.async_api import expect

from domain.calendar import CHINA
from tests.acceptance.conftest import Demo
from tests.acceptance.experts import asks_for_a_teacher, sends_now
from tests.acceptance.people import MOBILE, WAIT_MS, Officer, gathered
from tests.acceptance.test_pictures_with_experts import drawn

pytestmark = pytest.mark.xdist_group("demo")

URGENT = "孩子十三岁，三天不肯上学，说头疼，我最担心他再也不去了"
USUAL = "我家闺女欧阳小满在泗水镇上学，老师说她上课走神，我打 13812341234 也没人接，该找谁谈"


async def test_a_parent_asks_all_day_on_her_phone(demo: Demo) -> None:
    async with gathered(demo) as people:
        parent = await people.person("孟大姐（样例）")
        await parent.says("孩子写作业磨蹭怎么办", "帮到您了吗")
        await parent.taps("有用", "帮到您就好")
        await parent.says("孩子挑食怎么办", "帮到您了吗")
        await parent.taps("没解决", "要请老师看")
        both = await parent.says("孩子写作业磨蹭怎么办？孩子挑食怎么办？", "您问了两件事")
        assert "想问老师" in both or "您还问的" in both
        await parent.says("孩子写作业磨蹭怎么办", "帮到您了吗")
        on = await parent.says("那上初中了呢", "")
        assert "编号" not in on

        await parent.says("预约", "想约哪一种")
        for answer, next_ in (("1", "到哪里谈"), ("1", "选一个时间"), ("1", "怎么称呼您"), ("不写", "想谈什么")):
            await parent.says(answer, next_)
        await parent.says("不写", "约这个吗")
        await parent.taps("好的", "约好了")
        await parent.says("我的预约", "预约号")
        await parent.taps("取消这次", "时间留给别人了")
        await parent.says("我的预约", "您没有约着的")


async def test_an_expert_on_her_phone_answers_whom_she_never_learns(demo: Demo) -> None:
    async with gathered(demo) as people:
        parent, neighbour = await people.person("不留名的（样例）"), await people.person("邻居（样例）")
        named = await people.person("留名的（样例）")
        usual = await asks_for_a_teacher(named, "人工", USUAL)
        urgent = await asks_for_a_teacher(parent, "匿名提问", URGENT)
        await neighbour.says(urgent, "老师还没有回")
        assert "收到图片，已转给老师" in await parent.phone.sends_picture()

        expert = await people.officer("expert", MOBILE)
        await expert.opens("提问")
        await expert.page.goto(f"{demo.base}/console/questions?which=all")
        rows = expert.main.get_by_role("row").filter(has_text=re.compile("编号"))
        lines = await rows.all_inner_texts()
        assert [usual in each for each in lines].index(True) > [urgent in each for each in lines].index(True)
        await expert.follows(urgent, "没留名")
        body = await expert.main.inner_text()
        assert "不留名的" not in body
        assert "看是谁问的" not in body
        picture = expert.main.locator(".talk-hers .talk-picture img")
        for _ in range(20):
            if await picture.count():
                break
            await expert.page.wait_for_timeout(500)
            await expert.page.reload()
        await expect(picture).to_have_js_property("complete", value=True)

        await notes_and_asks_a_colleague(expert)
        await expert.unfolds("从现成的话写起")
        await expert.follows("用“问清楚”", "回她")
        answer = expert.main.get_by_label("写给她的话")
        await expect(answer).to_have_value(re.compile("谢谢您来问"))
        await answer.fill("先别急着讲道理。今晚陪他十分钟，问问学校里哪一刻最难。")
        await expert.main.get_by_label("选一张图片").set_input_files(drawn((900, 700)))
        await sends_now(expert)
        told = await parent.hears("今晚陪他十分钟")
        assert urgent in told
        await neighbour.says(urgent, "今晚陪他十分钟")
        await parent.says("没解决", "请老师再看看")
        await parent.says("补充", "想补充什么")
        await parent.says("问过了，是体育课。", "已经加到")
        await expert.page.reload()
        await expert.sees("是体育课")
        await expert.fills({"写给她的话": "跟体育老师说一声，先让他在旁边看。"})
        await sends_now(expert)
        await parent.hears("先让他在旁边看")
        await parent.says("有用", "帮到您就好")
        await expert.page.reload()
        await expert.sees("她说：有用")
        await expert.taps("用这个回答起草一条问答", "聊天里的样子")
        await expert.unfolds("放弃这份草稿")
        await expert.taps("放弃草稿", "收起")

        await hands_on(expert, usual)
        await plans_a_holiday(expert)


async def notes_and_asks_a_colleague(expert: Officer) -> None:
    """An internal note, and what a colleague thinks."""
    await expert.unfolds("写一条内部备注")
    await expert.fills({"备注，家长看不到": "先看是不是怕某一节课。"})
    await expert.taps("记下", "先看是不是怕某一节课")
    await expert.unfolds("请同事出主意")
    await expert.main.get_by_label("哪位同事").first.select_option(index=1)
    await expert.fills({"想请她看什么": "要不要请校医看？"})
    await expert.taps("请她看", "请同事出主意：")


async def hands_on(expert: Officer, usual: str) -> None:
    """See who asks, for a reason that is kept, and hand the question to a colleague."""
    await expert.page.goto(f"{expert.page.url.split('/console')[0]}/console/questions?which=all")
    await expert.follows(usual, "家长")
    await expert.unfolds("看是谁问的")
    await expert.fills({"为什么要看": "要回电话问清楚"})
    await expert.taps("看是谁", "第一次来是")
    await expert.sees("看了是谁问的")
    await expert.unfolds("转给同事")
    await expert.main.locator("#transfer-to").select_option(index=1)
    await expert.taps("转给她", "转给同事了")
    await expect(expert.main.get_by_role("link", name=usual)).to_have_count(0)


async def plans_a_holiday(expert: Officer) -> None:
    """Days on which nothing is given to her."""
    await expert.opens("提问")
    await expert.follows("我会什么、哪天不在", "我不在的日子")
    far = datetime.now(CHINA).date() + timedelta(days=200)
    for place, days in ((0, 0), (1, 3)):
        name = ("first", "last")[place]
        await expert.main.locator(f"#{name}0").fill((far + timedelta(days=days)).isoformat())
    await expert.taps("保存", "记下了")
    await expect(expert.main.locator("#first0")).to_have_value(far.isoformat())


async def test_an_editor_makes_an_entry_of_what_nobody_could_answer(demo: Demo, tmp_path: Path) -> None:
    async with gathered(demo) as people:
        parent, other = await people.person("问奇怪事的（样例）"), await people.person("也问的（样例）")
        for person, name in ((parent, "张小满"), (other, "李小禾")):
            await asks_for_a_teacher(person, "人工", f"村里的蒲公英驿站几点能接孩子，我家孩子{name}放学想去那里写作业")
        editor, second = await people.officer("editor"), await people.officer("publisher", MOBILE)
        await editor.opens("问答")
        await editor.follows("没答上的", "问得像的放在一起")
        group = editor.main.locator("section").filter(has_text="蒲公英驿站").first
        shown = await group.inner_text()
        assert "2 个提问" in shown
        assert "张小满" not in shown
        assert "李小禾" not in shown
        await group.get_by_role("button", name="起草一条").click()
        await editor.sees("〔〕标着的")

        await writes_the_entry(editor)
        await second.page.goto(editor.page.url)
        await second.follows("去审", "发布以后是这样")
        await second.sees("答对")
        await second.taps("审过了，发布", "已发布")
        await parent.says("蒲公英驿站几点开门", "放学以后到六点")

        await changes_it(editor, second)
        await parent.says("蒲公英驿站几点开门", "到六点半")
        await by_a_sheet(editor, tmp_path)


async def writes_the_entry(editor: Officer) -> None:
    """Take the marks out, ask a question of one's own, and mend what another entry would be asked for."""
    await editor.fills(
        {
            "问题": "蒲公英驿站几点接孩子",
            "别的问法": "驿站几点开门\n孩子写作业磨蹭怎么办",
            "聊天里的短答复": "放学以后到六点，周末不开。第一次去带户口本。",
            "一定要答对的问法": "蒲公英驿站几点开门",
            "主题": "妇联服务",
            "试着问一句": "驿站几点能接孩子",
        }
    )
    looked = editor.page.locator("#looked")
    await editor.taps("看看会怎样答", "会直接答")
    await expect(looked).to_contain_text("磨蹭")  # a neighbour that would lose to it
    await editor.fills({"别的问法": "驿站几点开门"})
    await editor.taps("看看会怎样答", "会直接答")
    await expect(looked).not_to_contain_text("磨蹭", timeout=WAIT_MS)
    tomorrow = datetime.now(CHINA).date() + timedelta(days=7)
    await editor.fills({"有效到": tomorrow.isoformat()})
    await editor.taps("保存草稿", "存好了")


async def changes_it(editor: Officer, second: Officer) -> None:
    """A second version: what changed is seen before it is released, and stays among the versions."""
    await editor.page.goto(editor.page.url.partition("?")[0])
    await editor.fills({"聊天里的短答复": "放学以后到六点半，周末不开。第一次去带户口本。"})
    await editor.taps("保存草稿", "存好了")
    await second.page.goto(editor.page.url.partition("?")[0])
    await second.follows("去审", "和现在比")
    await expect(second.main.locator("ins").filter(has_text="六点半")).to_be_visible()
    await expect(second.main.locator("del").filter(has_text="到六点")).to_be_visible()
    await second.taps("审过了，发布", "发布过的版本")
    await second.follows("第 1 版", "从这一版到现在写的")


async def by_a_sheet(editor: Officer, folder: Path) -> None:
    """What runs out soon is taken out as a sheet, mended, tried, and comes back as drafts."""
    await editor.opens("问答")
    await editor.unfolds("看哪些")
    await editor.follows("快过期、过期的", "蒲公英驿站")
    async with editor.page.expect_download() as coming:
        await editor.main.get_by_role("link", name="导出筛出来的").click()
    sheet = folder / "entries.xlsx"
    await (await coming.value).save_as(sheet)
    book = load_workbook(sheet)
    rows = book.worksheets[0]
    names = {str(cell.value): cell.column for cell in rows[1]}
    place = next(row for row in range(2, rows.max_row + 1) if "蒲公英驿站" in str(rows.cell(row, names["问题"]).value))
    rows.cell(place, names["有效到"], (datetime.now(UTC) + timedelta(days=300)).date().isoformat())
    rows.cell(rows.max_row + 1, names["问题"], "没有写答复的一条")
    book.save(sheet)
    await editor.follows("用表格导入", "先试一遍")
    await editor.main.get_by_label("表格").set_input_files(sheet)
    await editor.taps("试一遍", "有 1 行要改")
    await editor.taps("就这样导", "导好了")
    await editor.follows("看等着审的", "蒲公英驿站")
