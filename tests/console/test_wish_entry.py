"""An officer enters wishes at her browser, one and by a sheet, as staff do it without JavaScript."""

import io
import re
from functools import partial

import aiohttp
import pytest
from openpyxl import load_workbook

from domain.errors import Invalid
from domain.receipts import format_receipt
from domain.regions import Scope
from domain.staff import StaffRole
from handlers.sheet_import import WISHES, filled_rows
from services.context import Services
from services.wishes.sheets import MOST_ROWS, apply_piece
from tests.console.conftest import Desk, Desks, Seen
from tests.services.wishes.entries import ELSEWHERE, SHEET, add_village
from wording.wish_import import COLUMNS

NEW, IMPORT = "/console/wishes/new", "/console/wishes/import"
FORM = {name: text for name, text in SHEET.items() if name != "region"} | {"consent": "on"}
rows_of = partial(filled_rows, columns=WISHES, most_rows=MOST_ROWS)
HEAD = ",".join(COLUMNS.values())
LINE = "王小明,8,吴村镇/峪口村,李秀英,奶奶、姥姥,,衣服鞋子,一双运动鞋,80,2026-11-20,2号柜3盒,"
BAD = "李想,80,吴村镇/峪口村,李秀英,奶奶、姥姥,,衣服鞋子,一双运动鞋,80,2026-11-20,2号柜3盒,"


async def fill(browser: Desk, **other: str) -> Seen:
    """The form, opened and sent."""
    page = await browser.get(NEW)
    assert page.status == 200
    return await browser.post(NEW, **(FORM | {"key": page.value("key"), "place": page.value("place")} | other))


async def upload(browser: Desk, content: bytes, where: str = IMPORT) -> Seen:
    form = aiohttp.FormData({"_xsrf": (await browser.get(where)).token})
    form.add_field("file", content, filename="a.csv")
    async with browser.http.post(f"{browser.base}{where}", data=form) as answer:
        browser.seen = Seen(answer.status, answer.url.path, await answer.text(), answer.headers)
    return browser.seen


async def test_a_village_officer_enters_a_wish_and_prints_its_number_for_the_family(
    desk: Desks, services: Services
) -> None:
    village = await desk(StaffRole.VILLAGE_OFFICER, login="cun", region="370881100201")
    assert "替家庭录心愿" in (await village.get("/console/wishes")).text
    seen = await fill(village)
    assert re.fullmatch(r"/console/wishes/[0-9a-z]{26}", seen.path), seen.text
    assert "录好了" in seen.text
    assert "镇妇联2号柜第3盒" in seen.text
    assert "孩子的奶奶、姥姥" in seen.text
    assert "王小明" not in seen.text
    assert "李秀英" in (await village.post(f"{seen.path}/child", child_reason="visit")).text
    wish = await services.wishes.get(seen.path.rsplit("/", 1)[1], scope=Scope.system())
    slip = await village.get(f"{seen.path}/receipt")
    assert format_receipt(wish.receipt) in slip.text
    assert "王小明" not in slip.text


async def test_the_same_form_sent_twice_is_one_wish(desk: Desks, services: Services) -> None:
    village = await desk(StaffRole.VILLAGE_OFFICER, login="cun", region="370881100201")
    page = await village.get(NEW)
    fields = FORM | {"key": page.value("key"), "place": page.value("place")}
    first, token = await village.post(NEW, **fields), page.token
    second = await village.post(NEW, **(fields | {"_xsrf": token}))
    assert (first.path, await services.db["wishes"].count_documents({})) == (second.path, 1)


async def test_what_is_wrong_stands_beside_its_field_and_all_stays_as_it_was_typed(desk: Desks) -> None:
    village = await desk(StaffRole.VILLAGE_OFFICER, login="cun", region="370881100201")
    for other, told in (
        ({"phone": "12345"}, "11 位手机号"),
        ({"signed": "2020-01-01"}, "签字要在最近一年里"),
        ({"consent": ""}, "监护人签了字，才能录"),
        ({"yuan": "三百"}, "只写数字"),
        ({"text": "现金"}, "这样东西不能办"),
    ):
        wrong = await fill(village, **other)
        assert (wrong.status, told in wrong.text, wrong.value("box")) == (400, True, "镇妇联2号柜第3盒")


async def test_a_second_wish_of_the_child_is_refused_with_the_first_and_a_likely_twin_is_asked_about(
    desk: Desks, services: Services
) -> None:
    village = await desk(StaffRole.VILLAGE_OFFICER, login="cun", region="370881100201")
    first = await fill(village)
    again = await fill(village)
    assert (again.status, f'href="{first.path}"' in again.text) == (409, True)
    assert "已经有一个心愿在办" in again.text
    twin = await fill(village, child_name="王晓明")
    assert (twin.status, "名字相近" in twin.text) == (409, True)
    assert await services.db["wishes"].count_documents({}) == 1
    fields = FORM | {name: twin.value(name) for name in ("key", "place", "seen")} | {"child_name": "王晓明"}
    assert "录好了" in (await village.post(NEW, **fields)).text
    assert await services.db["wishes"].count_documents({}) == 2


async def test_a_county_chooses_the_village_step_by_step_and_never_another_countys(
    desk: Desks, services: Services
) -> None:
    await add_village(services, ELSEWHERE, "东村")
    county = await desk(StaffRole.COUNTY, login="xian", region="370881")
    page = await fill(county)
    assert (page.status, "选到村" in page.text) == (400, True)
    page = await county.post(NEW, **(FORM | {"place": "370881", "deeper": "370881100", "pick": "1"}))
    assert "吴村镇的哪里" in page.text
    assert page.value("child_name") == "王小明"
    fields = FORM | {"key": page.value("key"), "place": "370881100", "deeper": "370881100201"}
    assert "录好了" in (await county.post(NEW, **fields)).text
    before = await services.db["wishes"].count_documents({})
    refused = await fill(county, child_name="李想", text="一套新华字典和文具", place=ELSEWHERE)
    assert (refused.status, await services.db["wishes"].count_documents({})) == (400, before)
    part = await county.post("/console/wishes/pick", htmx=True, place="370881", deeper="370881100")
    assert "峪口村" in part.text


@pytest.mark.parametrize("role", [StaffRole.EXPERT, StaffRole.EDITOR, StaffRole.CITY])
async def test_who_does_not_enter_wishes_finds_none_of_these_pages(desk: Desks, role: StaffRole) -> None:
    other = await desk(role, login="other")
    for address in (NEW, IMPORT, f"{IMPORT}/template.xlsx"):
        assert (await other.get(address)).status == 403
    await other.get("/console/")
    assert (await other.post(NEW, **FORM)).status == 403


async def test_a_sheet_is_tried_confirmed_printed_and_mended(desk: Desks, services: Services) -> None:
    town = await desk(StaffRole.TOWNSHIP, login="zhen", region="370881100")
    tried = await upload(town, f"{HEAD}\n{LINE}\n{BAD}\n".encode("gb18030"))
    assert "能录 1 个" in tried.text
    assert "几岁：请写 0 到 17 的整数" in tried.text
    assert await services.db["wishes"].count_documents({}) == 0
    assert "正在录" in (await town.post(tried.path, do="confirm")).text
    while not await apply_piece(services, tried.path.rsplit("/", 1)[-1]):
        pass
    done = await town.get(tried.path)
    assert "录好了 1 个，有 1 行没录" in done.text
    assert "王*明" in (await town.get(f"{tried.path}/slips")).text
    async with town.http.get(f"{town.base}{tried.path}/mend.xlsx") as answer:
        content = await answer.read()
    assert [each.values["child_name"] for each in rows_of(content)] == ["李想"]
    again = await upload(town, f"{HEAD}\n{LINE}\n".encode())
    assert "这一行录过了，不会再录" in again.text
    other = await desk(StaffRole.TOWNSHIP, login="other", region="370881100")
    for part in ("", "/mend.xlsx", "/slips"):
        assert (await other.get(f"{tried.path}{part}")).status == 404


async def test_the_template_explains_each_column_and_offers_the_values(desk: Desks) -> None:
    town = await desk(StaffRole.TOWNSHIP, login="zhen", region="370881100")
    async with town.http.get(f"{town.base}{IMPORT}/template.xlsx") as answer:
        content = await answer.read()
    assert rows_of(content) == []
    book = load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["心愿", "怎么填", "可以填的"]
    assert [line[0] for line in book["怎么填"].values][1:] == list(COLUMNS.values())
    offered = {line[0]: line for line in zip(*book["可以填的"].values, strict=True)}
    assert "奶奶、姥姥" in offered["是孩子的什么人"]
    assert len(book["心愿"].data_validations.dataValidation) == 3


async def test_a_wrong_file_is_told_in_words_and_one_too_long_is_refused(desk: Desks) -> None:
    town = await desk(StaffRole.TOWNSHIP, login="zhen", region="370881100")
    wrong = await upload(town, b"a,b\n1,2\n")
    assert (wrong.status, "请用这里的样表" in wrong.text) == (400, True)
    with pytest.raises(Invalid):
        rows_of("\n".join([HEAD, *[LINE] * 501]).encode())
