"""What an editor does with entries that people read: versions, what is put away, what runs out; each page on a phone too."""

import re
from pathlib import Path

from openpyxl import load_workbook
from playwright.async_api import expect

from tests.acceptance.editors import fits_a_phone, opens_entry, releases, reviews, saves, two_editors
from tests.acceptance.experts import asks_for_a_teacher
from tests.acceptance.people import MOBILE, Officer, Person, gathered
from tests.acceptance.places import Office

HOMEWORK = "孩子写作业磨蹭怎么办"
OLD, NEW = "先定一个固定的时间。", "先定一个固定的时间，头三天陪着他。"
LAST_DAY, AFTER = "2026-12-01", (32, 9)


async def rewrites(editor: Officer, words: str) -> None:
    """Write the short answer anew."""
    await opens_entry(editor, HOMEWORK)
    await editor.fills({"聊天里的短答复": words})
    await saves(editor)


async def answered(parent: Person) -> str:
    """What the account answers to the question now."""
    return await parent.says(HOMEWORK, "")


async def test_versions_are_compared_and_an_old_one_comes_back_by_two_people(office: Office) -> None:
    async with gathered(office.place) as people:
        editor, second = await two_editors(office, people)
        parent = await people.person("问作业的（样例）")
        assert OLD in await answered(parent)
        await rewrites(editor, NEW)
        await reviews(second, HOMEWORK)
        await expect(second.main.locator("ins").filter(has_text="头三天陪着他")).to_be_visible()
        await fits_a_phone(second, "和现在比")
        await second.taps("审过了，发布", "已发布")
        await office.works()
        assert NEW in await answered(parent)

        await opens_entry(editor, HOMEWORK)
        await editor.follows("第 1 版", "从这一版到现在写的")
        await fits_a_phone(editor, "从这一版到现在写的")
        await editor.taps("用这一版作草稿", "存好了")
        assert NEW in await answered(parent)
        await releases(office, second, HOMEWORK)
        said = await answered(parent)
        assert OLD in said
        assert "头三天" not in said


async def test_what_is_put_away_answers_nobody_until_it_is_back(office: Office) -> None:
    async with gathered(office.place) as people:
        editor, _ = await two_editors(office, people)
        parent = await people.person("照旧问的（样例）")
        await opens_entry(editor, HOMEWORK)
        await editor.taps("收起来", "已收起")
        await fits_a_phone(editor, "已收起")
        await office.works()
        assert OLD not in await answered(parent)
        await parent.says("取消", "")
        await editor.opens("问答")
        await editor.unfolds("看哪些")
        await editor.follows("收起了的", HOMEWORK)
        await editor.follows(HOMEWORK, "聊天里的样子")
        await editor.taps("放回来", "已发布")
        await office.works()
        assert OLD in await answered(parent)


async def test_what_runs_out_is_seen_before_and_answers_no_more_after_its_last_day(office: Office) -> None:
    async with gathered(office.place) as people:
        editor, second = await two_editors(office, people)
        parent = await people.person("过后来问的（样例）")
        await opens_entry(editor, HOMEWORK)
        await editor.fills({"有效到": LAST_DAY})
        await saves(editor)
        await releases(office, second, HOMEWORK)
        assert OLD in await answered(parent)
        await stands_among_the_stale(editor, f"{LAST_DAY}（快到了）")
        await fits_a_phone(editor, f"{LAST_DAY}（快到了）")

        await editor.opens("今天")
        await editor.follows("条问答快过期或者过期了", HOMEWORK)

        await office.is_at(AFTER)
        assert OLD not in await answered(parent)
        await editor.signs_in(office.place, "bian")
        await stands_among_the_stale(editor, f"{LAST_DAY}（过期了）")
        await opens_entry(editor, HOMEWORK)
        await editor.fills({"有效到": ""})
        await saves(editor)
        await second.signs_in(office.place, "shen")
        await releases(office, second, HOMEWORK)
        assert OLD in await answered(parent)


async def stands_among_the_stale(editor: Officer, words: str) -> None:
    """See it in the list of what runs out, with these words."""
    await editor.opens("问答")
    await editor.unfolds("看哪些")
    await editor.follows("快过期、过期的", HOMEWORK)
    await editor.sees(words)


async def test_lists_sheets_and_what_nobody_could_answer_are_worked_on_from_a_phone(
    office: Office, tmp_path: Path
) -> None:
    async with gathered(office.place) as people:
        await two_editors(office, people)
        parent, other = await people.person("问驿站的（样例）"), await people.person("也问驿站的（样例）")
        for each in (parent, other):
            await asks_for_a_teacher(each, "人工", "村里的蒲公英驿站几点能接孩子，放学想去那里写作业")
        await office.works()
        editor = await people.officer("bian", MOBILE)
        for words, then in (("录音", "和问答一起放的录音"), ("常用回复", "全市的老师都用这一份")):
            await editor.opens("问答")
            await editor.follows(words, then)
        await tries_a_sheet(office, editor, tmp_path)
        await editor.opens("问答")
        await editor.follows("没答上的", "2 个提问")
        await editor.taps("起草一条", "聊天里的样子")
        await expect(editor.main.get_by_label("问题", exact=True)).to_have_value(re.compile("蒲公英驿站"))


async def tries_a_sheet(office: Office, editor: Officer, folder: Path) -> None:
    """Fill the template in, one row of two without an answer: she is told which, and the other comes as a draft."""
    await editor.opens("问答")
    await editor.follows("用表格导入", "先试一遍")
    async with editor.page.expect_download() as coming:
        await editor.main.get_by_role("link", name="下载样表").click()
    sheet = folder / "entries.xlsx"
    await (await coming.value).save_as(sheet)
    book = load_workbook(sheet)
    rows = book.worksheets[0]
    names = {str(cell.value): cell.column for cell in rows[1]}
    for place, answer in ((2, "先抱一抱，再说再见。"), (3, "")):  # over the example
        words = {"问题": f"孩子第 {place} 天上幼儿园哭怎么办", "主题": "入园", "聊天里的短答复": answer}
        for name, value in words.items():
            rows.cell(place, names[name], value)
    book.save(sheet)
    await editor.main.get_by_label("表格").set_input_files(sheet)
    await editor.taps("试一遍", "有 1 行要改")
    await editor.sees("第 3 行")
    await editor.taps("就这样导", "正在导")
    await office.works()
    await editor.sees("导好了")
    await editor.follows("看等着审的", "孩子第 2 天上幼儿园哭怎么办")
