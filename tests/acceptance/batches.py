"""Many wishes at once: a filled sheet, the county's stock, a delivery day."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from openpyxl import load_workbook
from playwright.async_api import expect

from tests.acceptance.people import WAIT_MS, Officer, approves
from wording.wish_import import COLUMNS

THING = "棉鞋"
SURNAMES = "赵钱孙李周吴郑王冯陈蒋沈韩杨朱秦许何吕施张曹严金魏陶姜谢邹喻柏章苏潘葛范彭鲁韦马苗凤方俞任袁"
VILLAGE = "城关街道（样例）/东门社区（样例）"


def fill(template: Path, filled: Path, rows: int) -> None:
    """Fill the template that the page gives with `rows` children, and one more whose gift costs too much."""
    book = load_workbook(template)
    sheet = book.worksheets[0]
    names = {str(cell.value): cell.column for cell in sheet[1] if cell.value}
    signed = f"{datetime.now(UTC) - timedelta(days=3):%Y-%m-%d}"
    for place, surname in enumerate(SURNAMES[: rows + 1]):
        values = {
            "child_name": f"{surname}小棉",
            "age": str(6 + place % 6),
            "region": VILLAGE,
            "guardian": f"{surname}奶奶",
            "relation": "奶奶、姥姥",
            "kind": "衣服鞋子",
            "text": f"{THING} {place + 10} 码",
            "yuan": "80" if place < rows else "800",
            "signed": signed,
            "box": f"2 号柜 第 {place + 1} 页",
        }
        for name, value in values.items():
            sheet.cell(place + 2, names[COLUMNS[name]], value)
    book.save(filled)


async def imports(officer: Officer, filled: Path, rows: int) -> None:
    """Take the template, fill it in, try it, and have what is right entered."""
    await officer.opens("心愿")
    await officer.follows("替家庭录心愿", "签字的同意书")
    await officer.follows("一次录很多个", "先试一遍")
    async with officer.page.expect_download() as coming:
        await officer.main.get_by_role("link", name="下载样表").click()
    template = filled.with_name("template.xlsx")
    await (await coming.value).save_as(template)
    fill(template, filled, rows)
    await officer.main.get_by_label("表格").set_input_files(filled)
    await officer.taps("试一遍", f"能录 {rows} 个，有 1 行要改")
    await officer.taps("就这样录", f"录好了 {rows} 个，有 1 行没录")
    await officer.sees("打印给家里的编号条")


async def gives_itself(county: Officer, text: str) -> None:
    """Approve the first wish that waits and has these words, and have the county give it from its budget."""
    await approves(county, text)
    await county.follows("由县里来办", "先不")
    await county.ticks("年的经费")
    await county.taps("由县里来办", "备好了，等送到")


async def picks_for_a_day(county: Officer, many: int) -> list[str]:
    """Set a delivery day and pick that many wishes for it; the numbers on their labels."""
    await county.opens("心愿")
    await county.follows("圆梦日", "定一个")
    await county.follows("定一个", "在哪里办")
    await county.fills({"在哪里办": "城关小学操场边"})
    await county.taps("接着挑心愿", "要在这一天送的")
    boxes = county.main.locator("label.choice").filter(has_text=THING)
    await expect(boxes).to_have_count(many, timeout=WAIT_MS)
    for each in await boxes.all():
        await each.click()
    await county.taps("就这些", f"挑了 {many} 个心愿")
    return await county.main.locator('td[data-label="标签"] a').all_inner_texts()
