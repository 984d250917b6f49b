"""Colleagues are invited by a sheet, as staff do it without JavaScript, and hostile files are told apart."""

import io
import zipfile
from functools import partial

import aiohttp
import pytest
from openpyxl import Workbook, load_workbook

from domain.errors import Invalid
from domain.staff import StaffRole
from handlers import sheet_import
from handlers.sheet_import import STAFF, filled_rows
from services.context import Services
from services.staff.importing import MOST_ROWS, apply_piece
from tests.console.conftest import Desk, Desks, Seen
from wording.staff_import import COLUMNS

ADDRESS = "/console/staff/import"
rows_of = partial(filled_rows, columns=STAFF, most_rows=MOST_ROWS)
HEAD = ",".join(COLUMNS.values())
GOOD = "李娜,lina,村（社区）妇联干部,曲阜市/吴村镇,,"
BAD = "赵敏,zhao,村（社区）妇联干部,邹城市,,"


async def upload(browser: Desk, content: bytes) -> Seen:
    form = aiohttp.FormData({"_xsrf": (await browser.get(ADDRESS)).token})
    form.add_field("file", content, filename="a.csv")
    async with browser.http.post(f"{browser.base}{ADDRESS}", data=form) as answer:
        browser.seen = Seen(answer.status, answer.url.path, await answer.text(), answer.headers)
    return browser.seen


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_csv_is_read_as_windows_and_others_write_it(encoding: str) -> None:
    (row,) = rows_of(f"{HEAD}\n{GOOD}\n".encode(encoding))
    assert (row.number, row.values["name"], row.problem) == (2, "李娜", "")


def test_what_is_no_sheet_or_unpacks_to_too_much_is_refused() -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"\x00" * (sheet_import.MOST_UNPACKED_BYTES + 1))
    many = f"{HEAD}\n" + f"{GOOD}\n" * 5001
    for content in (b"", b"PK\x03\x04nonsense", bomb.getvalue(), b"a,b\n1,2\n", b"\x00\x01", many.encode()):
        with pytest.raises(Invalid):
            rows_of(content)


def test_a_formula_is_never_computed_and_a_long_cell_is_cut_and_told() -> None:
    book, file = Workbook(), io.BytesIO()
    sheet = book.active
    assert sheet is not None
    sheet.append(list(COLUMNS.values()))
    sheet.append(["=1+1", "lina", "编辑", "370881", None, None])
    sheet.append(["字" * 1000, "lina2", "编辑", "370881", None, None])
    book.save(file)
    formula, long = rows_of(file.getvalue())
    assert (formula.values["name"], formula.problem) == ("", "missing")
    assert (long.column, long.problem, len(long.values["name"])) == ("name", "too_long", 150)


async def test_a_sheet_is_tried_confirmed_printed_mended_and_taken_back(desk: Desks, services: Services) -> None:
    boss = await desk(StaffRole.ADMINISTRATOR, region="370881")
    tried = await upload(boss, f"{HEAD}\n{GOOD}\n{BAD}\n".encode())
    assert "谁都没有请" in tried.text
    assert "这里不归您管" in tried.text
    assert await services.staff.by_login("lina") is None
    running = await boss.post(tried.path, do="confirm")
    assert "正在办" in running.text
    import_id = tried.path.rsplit("/", 1)[-1]
    while not await apply_piece(services, import_id):
        pass
    done = await boss.get(tried.path)
    assert "请好了 1 位" in done.text
    assert "/console/join/" in (await boss.post(f"{tried.path}/links", first="0")).text
    async with boss.http.get(f"{boss.base}{tried.path}/mend.xlsx") as answer:
        content = await answer.read()
    lines = list(load_workbook(io.BytesIO(content)).active.values)  # type: ignore[union-attr]
    assert [line[1] for line in lines] == ["用户名", "zhao"]
    assert [each.values["login"] for each in rows_of(content)] == ["zhao"]
    await boss.get(tried.path)
    assert "正在撤回" in (await boss.post(tried.path, do="withdraw")).text
    while not await apply_piece(services, import_id):
        pass
    assert await services.staff.by_login("lina") is None


async def test_the_template_is_a_sheet_that_can_be_filled_in_and_a_wrong_file_is_told(desk: Desks) -> None:
    boss = await desk(StaffRole.ADMINISTRATOR)
    async with boss.http.get(f"{boss.base}{ADDRESS}/template.xlsx") as answer:
        assert rows_of(await answer.read()) == []
    wrong = await upload(boss, b"a,b\n1,2\n")
    assert wrong.status == 400
    assert "请用这里的样表" in wrong.text
