"""The whole day of a safeguarding officer, on her phone and at a desk, by a clock that is moved: from the bell to the figures."""

import io
import json
from datetime import timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.async_api import expect

from tests.acceptance.guarding import at_the_bell, cries, guards, lives_in_the_village, opens_newest, rings
from tests.acceptance.people import DESK, MOBILE, Officer, gathered
from tests.acceptance.places import Office

CRY = "他又打我了，往死里打"
CHILD = "后爸天天打孩子，孩子身上全是伤"
HARMLESS = "作业多得写不完，不想活了，找我打 13812345678"
SIZES = pytest.mark.parametrize("size", [MOBILE, DESK], ids=("phone", "desk"))


async def ticked(guard: Officer) -> int:
    """How many steps are ticked on the page, as it is kept."""
    await guard.page.reload()
    return await guard.main.locator('input[name="steps"]:checked').count()


async def tries_to_reach_her(guard: Officer) -> None:
    """Silence first, then threats; both stay among what was noted, and neither counts as having reached her."""
    for outcome, text in (("接了，不出声", ""), ("被骂、被威胁", "一个男的接的，说再打来就不客气。")):
        await guard.picks({"怎么联系的": "打电话", "怎么样": outcome})
        await guard.fills({"说了什么": text})
        await guard.taps("记下这次联系", f"联系，{outcome}")
    await guard.sees("再打来就不客气")
    await expect(guard.main.locator(".head")).to_contain_text("有人接了")


@SIZES
async def test_an_officer_works_off_the_list_and_is_reminded_when_she_said(
    office: Office, size: tuple[int, int]
) -> None:
    await guards(office, "county")
    async with gathered(office.place) as people:
        her = await people.person("峪口村的（样例）")
        await lives_in_the_village(her)
        guard = await at_the_bell(people, office.place, "county", size)
        await cries(her, office, CRY)
        await rings(guard.page)
        await opens_newest(guard, "家庭暴力")
        await guard.taps("我来接", "有人接了")
        await guard.ticks("先弄清她现在安不安全", "问她方便不方便说话")
        await guard.taps("记下勾了的", "勾了的记下了")
        assert await ticked(guard) == 2
        await tries_to_reach_her(guard)
        await guard.fills({"什么时候": "2026-11-25T09:30"})
        await guard.taps("到时提醒", "约好了，到时提醒您")

        await office.is_at((25, 9, 29))
        await guard.signs_in(office.place, "county")
        await guard.opens("求助")
        row = guard.main.get_by_role("row").filter(has_text="家庭暴力")
        await expect(row).not_to_contain_text("已经晚了")
        await office.is_at((25, 9, 30))
        await guard.page.reload()
        await expect(row).to_contain_text("已经晚了")
        await row.get_by_role("link").first.click()
        await guard.sees("到了约好的时间，提醒了")
        await guard.sees("到时间了")
        assert await ticked(guard) == 2


@SIZES
async def test_what_was_handed_to_a_partner_is_late_by_its_day_until_the_answer_comes(
    office: Office, size: tuple[int, int]
) -> None:
    await guards(office, "county")
    async with gathered(office.place) as people:
        her = await people.person("要住处的（样例）")
        await lives_in_the_village(her)
        await cries(her, office, CRY)
        guard = await people.officer("county", size)
        await opens_newest(guard, "家庭暴力")
        await guard.taps("我来接", "有人接了")
        await guard.follows("法律援助", "勾上的才给")
        await guard.sees("7 天里要有回音")
        await guard.ticks("给：怎么称呼她")
        await guard.page.get_by_label("怎么称呼她", exact=True).fill("小孟")
        await guard.taps("记下，转出去", "转出去的记下了")
        case = guard.page.url.partition("?")[0]
        await guard.sees("要有回音")
        await expect(guard.main.get_by_text("逾期了", exact=True)).to_have_count(0)

        await office.later(timedelta(days=7, minutes=1))
        await guard.signs_in(office.place, "county")
        await guard.page.goto(case)
        await guard.sees("逾期了")
        await guard.unfolds("回执到了")
        await guard.taps("记下回执", "对方回执到了")
        await expect(guard.main.get_by_text("逾期了", exact=True)).to_have_count(0)


@SIZES
async def test_a_childs_case_is_reported_and_goes_to_a_colleague_and_back(
    office: Office, size: tuple[int, int]
) -> None:
    await guards(office, "county", "city")
    async with gathered(office.place) as people:
        her = await people.person("孩子的大姨（样例）")
        await lives_in_the_village(her)
        await cries(her, office, CHILD)
        guard, colleague = await people.officer("county", size), await people.officer("city", size)
        await opens_newest(guard, "")
        await guard.taps("我来接", "有人接了")
        await guard.sees("马上打 110 报告")
        await guard.taps("提出结案", "先做强制报告")
        await guard.picks({"报告给": "公安"})
        await guard.fills({"回执号": "JQ-2026-118"})
        await guard.taps("已经报告了，记下", "已经报告，")
        await guard.sees("回执号 JQ-2026-118")

        await guard.taps("放回去，请别人接", "还没有人接")
        case = guard.page.url.partition("?")[0]
        await colleague.page.goto(case)
        await colleague.main.get_by_role("link", name="看记下的").click()  # nothing has to be told twice
        await expect(colleague.main.get_by_text("JQ-2026-118")).to_be_in_viewport()
        await colleague.taps("我来接", "有人接了")
        await guard.page.reload()
        await guard.sees("市里值班的")
        await expect(guard.main.get_by_role("button", name="放回去")).to_have_count(0)
        await colleague.taps("放回去，请别人接", "还没有人接")
        await guard.page.reload()
        await guard.taps("我来接", "有人接了")
        await guard.taps("提出结案", "要另一位同事看过")


@SIZES
async def test_a_false_alarm_leaves_its_words_and_the_figures_name_nobody(
    office: Office, size: tuple[int, int], tmp_path: Path
) -> None:
    await guards(office, "city")
    async with gathered(office.place) as people:
        her = await people.person("说气话的（样例）")
        await lives_in_the_village(her)
        await cries(her, office, HARMLESS)
        guard = await people.officer("city", size)
        await opens_newest(guard, "轻生")
        await guard.taps("我来接", "有人接了")
        await guard.taps("看原话", "不是求助，是误报")
        await guard.unfolds("不是求助，是误报")
        await guard.taps("确定是误报", "标为误报")

        await guard.opens("求助")
        await guard.follows("数字", "这里只有数字，没有人")
        async with guard.page.expect_download() as coming:
            await guard.main.get_by_role("button", name="导出误报的话").click()
        await (await coming.value).save_as(tmp_path / "words.jsonl")
        (line,) = (tmp_path / "words.jsonl").read_text(encoding="utf-8").splitlines()
        kept = json.loads(line)
        assert kept["crisis"] is False
        assert "作业多得写不完" in kept["text"]
        assert "13812345678" not in line

        async with guard.page.expect_download() as coming:
            await guard.main.get_by_role("link", name="导出成表格").click()
        await (await coming.value).save_as(tmp_path / "figures.xlsx")
        book = load_workbook(io.BytesIO((tmp_path / "figures.xlsx").read_bytes()))
        cells = "\n".join(str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row)
        shown = cells + await guard.main.inner_text()
        assert "少于" in shown
        for private in ("说气话", "作业", "峪口村", "13812345678"):
            assert private not in shown
