"""The page of parts, and sheets that are read: what is wrong is told row by row, and no file does harm."""

import io
import zipfile

import aiohttp
import pytest
from openpyxl import Workbook, load_workbook

from domain.errors import Invalid
from domain.staff import StaffRole
from handlers import sheet_import
from handlers.console.components import IMPORTED
from handlers.sheet_import import MOST_BYTES, MOST_ROWS, read_sheet
from tests.console.conftest import Desks


def xlsx(*rows: tuple[object, ...]) -> bytes:
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(list(row))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_good_rows_are_read_and_wrong_ones_told_by_row_and_column() -> None:
    found = read_sheet(xlsx(("人数", "名称"), (12, "一村"), (None, None), ("很多", "二村"), (5, "")), IMPORTED)
    assert found.rows == ((2, {"name": "一村", "people": "12"}),)
    assert [(each.row, each.column, each.problem) for each in found.problems] == [
        (4, "人数", "invalid"),
        (5, "名称", "missing"),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_csv_of_any_office_is_read(encoding: str) -> None:
    found = read_sheet("名称,人数,备注\r\n一村,12,\r\n".encode(encoding), IMPORTED)
    assert [row["name"] for _, row in found.rows] == ["一村"]


def bomb() -> bytes:
    """Small, and a gigabyte when unpacked."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"\x00" * (sheet_import.MOST_UNPACKED_BYTES + 1))
    return file.getvalue()


def crowd() -> bytes:
    """Very many parts."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for number in range(sheet_import.MOST_PARTS + 1):
            archive.writestr(f"{number}.xml", b"")
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "missing"),
        (b"x" * (MOST_BYTES + 1), "too_large"),
        (bomb(), "too_large"),
        (crowd(), "too_large"),
        (b"PK\x03\x04 and no more", "not_a_sheet"),
        (xlsx(("名称", "人数"))[:-200], "not_a_sheet"),
        (b"\xff\xfe\x00\x01", "not_a_sheet"),
        ("名字,人数\n一村,2\n".encode(), "headings"),
        (("名称,人数\n" + "一村,2\n" * (MOST_ROWS + 1)).encode(), "too_many_rows"),
    ],
)
def test_a_file_that_is_no_sheet_of_ours_is_refused(content: bytes, problem: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_sheet(content, IMPORTED)
    assert refused.value.problem == problem


async def test_the_page_tries_a_sheet_and_keeps_nothing(desk: Desks) -> None:
    browser = await desk(StaffRole.VILLAGE_OFFICER)
    page = await browser.get("/console/components")
    form = aiohttp.FormData({"_xsrf": page.token})
    form.add_field("file", xlsx(("名称", "人数"), ("一村", 3), ("二村", "多")), filename="a.xlsx")
    async with browser.http.post(f"{browser.base}/console/components/import", data=form) as answer:
        text = await answer.text()
    assert "能收下 1 行" in text
    assert "第 3 行" in text
    assert "什么都没有存" in text


async def test_the_form_tells_beside_the_field_and_the_steps_go_both_ways(desk: Desks) -> None:
    browser = await desk(StaffRole.VILLAGE_OFFICER)
    await browser.get("/console/components")
    page = await browser.post("/console/components/form", **{"sample-title": "题", "sample-count": "多"})
    assert page.status == 400
    assert 'id="sample-count-problem"' in page.text
    answers = {"wizard-place": "一村", "wizard-people": ""}
    page = await browser.post("/console/components/wizard", step="place", go="on", **answers)
    assert 'type="hidden" name="wizard-place" value="一村"' in page.text
    page = await browser.post("/console/components/wizard", step="people", go="on", **answers)
    assert (page.status, 'id="wizard-people-problem"' in page.text) == (400, True)
    page = await browser.post("/console/components/wizard", step="people", go="back", **answers)
    assert 'id="wizard-place" name="wizard-place" type="text" value="一村"' in page.text
    page = await browser.post("/console/components/wizard", step="check", go="on", **answers)
    assert "走完了" in page.text


async def test_the_sample_table_is_filtered_and_taken_as_a_sheet(desk: Desks) -> None:
    browser = await desk(StaffRole.VILLAGE_OFFICER)
    page = await browser.get("/console/components?state=done")
    assert "样例一村" in page.text
    assert '<a href="/console/components">样例三村</a>' not in page.text
    async with browser.http.get(f"{browser.base}/console/components?state=done&xlsx=1") as answer:
        rows = list(load_workbook(io.BytesIO(await answer.read())).worksheets[0].iter_rows(values_only=True))
    assert [row[0] for row in rows] == ["名称", "样例一村（点名称就打开）"]
