"""Entries by a sheet, at a real desk: tried, looked at, written, taken out, changed and brought back."""

import io
from dataclasses import replace
from urllib.parse import urlencode

from openpyxl import load_workbook

from domain.ids import new_id
from domain.staff import StaffRole
from handlers.sheet_file import sheet_file
from handlers.sheet_import import ENTRIES, XLSX, filled_rows
from services.context import Services
from services.knowledge import writing
from services.knowledge.sheets import MOST_ROWS, apply_piece
from storage.staff_imports import ImportRow
from tests.console.conftest import Desk, Desks
from tests.console.test_wish_entry import upload
from tests.services.knowledge.test_releasing import SLEEP, WRITER
from wording.entry_sheet import COLUMNS, SAMPLE
from wording.knowledge import AGES

IMPORT, OUT = "/console/knowledge/import", "/console/knowledge/sheet.xlsx"
HEAD = list(COLUMNS.values())


def sheet(*rows: dict[str, str]) -> bytes:
    return sheet_file([HEAD, *([each.get(name, "") for name in COLUMNS] for each in rows)])


def rows_of(content: bytes) -> list[ImportRow]:
    return filled_rows(content, ENTRIES, most_rows=MOST_ROWS)


async def file_of(browser: Desk, address: str) -> bytes:
    async with browser.http.get(f"{browser.base}{address}") as answer:
        assert (answer.status, answer.headers["Content-Type"]) == (200, XLSX)
        return await answer.read()


async def test_a_sheet_is_tried_confirmed_and_written_as_drafts(desk: Desks, services: Services) -> None:
    hers, other = await desk(StaffRole.EDITOR), await desk(StaffRole.EDITOR, login="li")
    assert "用表格导入" in (await hers.get("/console/knowledge")).text
    good = {"question": "孩子怕黑怎么办", "category": "睡觉", "answer": "留一盏小灯。"}
    like = good | {"question": "孩子写作业磨蹭怎么办"}
    tried = await upload(hers, sheet(good, like, good | {"question": "问", "age": "十岁"}, SAMPLE), IMPORT)
    assert "能导 2 个" in tried.text, tried.text
    assert "年龄：请从“可以填的”里选" in tried.text
    assert "这是样表里的例子，不会导进去" in tried.text
    assert 'href="/console/knowledge/homework-001"' in tried.text
    assert await services.db["knowledge"].count_documents({"state": "draft"}) == 0
    assert "正在导" in (await hers.post(tried.path, do="confirm")).text
    while not await apply_piece(services, tried.path.rsplit("/", 1)[-1]):
        pass
    assert "导好了 1 个，有 3 行没导" in (await hers.get(tried.path)).text
    assert "孩子怕黑怎么办" in (await other.get("/console/knowledge?which=drafts")).text
    mend = rows_of(await file_of(hers, f"{tried.path}/mend.xlsx"))
    assert [each.values["question"] for each in mend] == [like["question"], "问", SAMPLE["question"]]
    assert "这一行导过了，不会再导" in (await upload(hers, sheet(good), IMPORT)).text
    for part in ("", "/mend.xlsx"):
        assert (await other.get(f"{tried.path}{part}")).status == 404


async def test_the_list_goes_out_and_comes_back_with_nothing_to_do_until_something_is_changed(
    desk: Desks, services: Services
) -> None:
    hers = await desk(StaffRole.EDITOR)
    whole = replace(SLEEP, to_fill=("县里门诊的电话",), variants=("=1+1", "娃晚上不睡"), answer="一行\n两行")
    entry = await writing.save(services, new_id(), whole, seen=0, by=WRITER)
    page = await hers.get("/console/knowledge?which=drafts")
    assert f"{OUT}?which=drafts" in page.text
    content = await file_of(hers, f"{OUT}?{urlencode({'which': 'drafts'})}")
    (row,) = rows_of(content)
    assert "这张表和系统里的一样" in (await upload(hers, content, IMPORT)).text
    changed = {**row.values, "answer": "只有一行"}
    tried = await upload(hers, sheet(changed), IMPORT)
    assert "改成新的草稿，等同事审" in tried.text
    await hers.post(tried.path, do="confirm")
    assert await apply_piece(services, tried.path.rsplit("/", 1)[-1])
    after = await services.knowledge.get(entry.id)
    assert after.newest == replace(whole, answer="只有一行")
    assert "导出以后，有人改过这一条" in (await upload(hers, sheet(changed | {"answer": "又一行"}), IMPORT)).text
    ticked = ticks((await hers.get("/console/knowledge")).token, "eat-001", "phone-001")
    async with hers.http.post(f"{hers.base}{OUT}", data=ticked) as answer:
        assert [each.values["entry"] for each in rows_of(await answer.read())] == ["eat-001", "phone-001"]
    nothing = await hers.get(f"{OUT}?which=archived")
    assert (nothing.status, "没有可以导出的问答" in nothing.text) == (400, True)
    assert await services.db["audit"].count_documents({"kind": "exported", "about": "knowledge"}) == 2


def ticks(token: str, *ids: str) -> list[tuple[str, str]]:
    return [("_xsrf", token), *(("id", each) for each in ids)]


async def test_the_template_explains_each_column_and_its_sample_is_not_taken(desk: Desks) -> None:
    hers = await desk(StaffRole.EDITOR)
    content = await file_of(hers, f"{IMPORT}/template.xlsx")
    (sample,) = rows_of(content)
    assert {name: text for name, text in sample.values.items() if text} == SAMPLE
    assert "不会导进去" in (await upload(hers, content, IMPORT)).text
    book = load_workbook(io.BytesIO(content))
    assert [line[0] for line in book["怎么填"].values][1:] == HEAD
    assert [line[0] for line in book["可以填的"].values][1:] == list(AGES.values())


async def test_who_does_not_write_finds_none_of_these_pages_and_a_wrong_file_is_told_in_words(desk: Desks) -> None:
    village = await desk(StaffRole.VILLAGE_OFFICER, login="cun", region="370881100201")
    for address in (IMPORT, f"{IMPORT}/template.xlsx", OUT):
        assert (await village.get(address)).status == 403
    hers = await desk(StaffRole.EDITOR)
    wrong = await upload(hers, b"a,b\n1,2\n", IMPORT)
    assert (wrong.status, "请用这里的样表" in wrong.text) == (400, True)
    assert (await hers.get(f"{OUT}?which=nonsense")).status == 400
