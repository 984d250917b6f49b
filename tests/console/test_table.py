"""The table part: the address says what is shown, the sheet is what is on the screen."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from domain.errors import StoreAway
from domain.ids import new_id
from domain.lessons import Lesson, LessonState
from domain.regions import Scope
from domain.staff import StaffRole
from handlers.console.list_page import MOST_ROWS
from handlers.console.sheet import sheet_of
from handlers.console.table import Asked, Column, Table, look
from services.context import Services
from storage.audit import AuditStore
from storage.paging import Part
from tests.console.conftest import Desk, Desks
from tests.console.test_walk import wish_in_qufu
from tests.joined import Phone

WORDS: Table[str] = Table(
    name="words", address="/console/words", caption="词", key=lambda row: row, sort="-word",
    columns=(Column("word", "词", lambda row, _: row), Column("long", "长", lambda row, _: str(len(row)), shown=False)),
)  # fmt: skip


async def many_lessons(services: Services, count: int) -> list[str]:
    """Drafts, in the order in which they were written."""
    ids = sorted(new_id() for _ in range(count))
    for number, lesson_id in enumerate(ids):
        await services.lessons.insert(
            Lesson(
                id=lesson_id, slug=f"draft-{number}", title=f"第 {number} 稿", series="family-education", order=number,
                digest="先听", body="正文", minutes=3, quiz=(), sources=(), state=LessonState.DRAFT, version=1,
            )
        )  # fmt: skip
    return ids


async def sheet(desk: Desk, path: str) -> list[tuple[object, ...]]:
    """The rows of the sheet that is found there."""
    async with desk.http.get(desk.base + path) as answer:
        assert answer.status == 200
        assert answer.content_type.endswith("spreadsheetml.sheet")
        assert answer.headers["Content-Disposition"].startswith("attachment")
        book = load_workbook(BytesIO(await answer.read()))
    return list(book.worksheets[0].iter_rows(values_only=True))


async def test_a_list_is_paged_forward_and_back_without_missing_a_row(desk: Desks, services: Services) -> None:
    await many_lessons(services, 65)
    browser = await desk(StaffRole.EDITOR)
    first = await browser.get("/console/lessons?state=draft")
    assert ("第 64 稿" in first.text, "第 34 稿" in first.text, 'rel="prev"' in first.text) == (True, False, False)
    following = first.text.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    assert "state=draft" in following
    second = await browser.get(following)
    assert ("第 34 稿" in second.text, "第 5 稿" in second.text, "第 4 稿" in second.text) == (True, True, False)
    back = second.text.split('rel="prev" href="')[1].split('"')[0].replace("&amp;", "&")
    again = await browser.get(back)
    assert [again.text.count(f"第 {number} 稿") for number in (64, 35, 34)] == [
        first.text.count(f"第 {number} 稿") for number in (64, 35, 34)
    ]
    assert 'rel="next"' in again.text


async def test_parts_before_and_behind_a_row_meet_in_both_orders(services: Services) -> None:
    ids = await many_lessons(services, 9)
    for rising in (False, True):
        whole = [each.id for each in await services.lessons.page(state=LessonState.DRAFT, part=Part(rising=rising))]
        assert whole == (ids if rising else ids[::-1])
        behind = await services.lessons.page(state=LessonState.DRAFT, part=Part(after=whole[3], rising=rising), most=2)
        before = await services.lessons.page(state=LessonState.DRAFT, part=Part(before=whole[3], rising=rising), most=2)
        assert [each.id for each in behind] == whole[4:6]
        assert [each.id for each in before] == whole[1:3]


async def test_wishes_are_sorted_by_when_they_came_both_ways(desk: Desks, phone: Phone, services: Services) -> None:
    await wish_in_qufu(phone, services)
    browser = await desk(StaffRole.COUNTY)
    assert 'aria-sort="descending"' in (await browser.get("/console/wishes")).text
    assert 'aria-sort="ascending"' in (await browser.get("/console/wishes?sort=at")).text
    assert (await browser.get("/console/wishes?sort=child")).status == 400
    assert (await browser.get("/console/wishes?state=nonsense")).status == 400


async def test_columns_are_chosen_and_stay_in_this_browser(desk: Desks, phone: Phone, services: Services) -> None:
    await wish_in_qufu(phone, services)
    browser, other = await desk(StaffRole.COUNTY), await desk(StaffRole.COUNTY, login="li")
    page = await browser.get("/console/wishes")
    assert '<th scope="col">地方</th>' in page.text
    page = await browser.post("/console/columns/wishes", column="receipt", back="/console/wishes?state=checked")
    assert page.path == "/console/wishes"
    assert '<th scope="col">编号</th>' in page.text
    assert '<th scope="col">地方</th>' not in page.text
    assert '<th scope="col">地方</th>' in (await other.get("/console/wishes")).text
    away = await browser.post("/console/columns/wishes", column="receipt", back="//elsewhere.example/")
    assert away.path == "/console/"


async def test_the_sheet_is_exactly_the_screen_and_its_leaving_is_written_down(
    desk: Desks, phone: Phone, services: Services
) -> None:
    await wish_in_qufu(phone, services)
    browser = await desk(StaffRole.COUNTY, region="370881")
    await browser.get("/console/wishes")
    await browser.post("/console/columns/wishes", column="child", back="/console/wishes")
    rows = await sheet(browser, "/console/wishes?state=checked&xlsx=1")
    assert rows[0] == ("心愿", "孩子")
    assert len(rows) == 2
    assert rows[1][1] == "王*明，6-8 岁"
    assert len(await sheet(browser, "/console/wishes?state=claimed&xlsx=1")) == 1
    acts = [each for each in await services.audit.page(scope=Scope.system()) if each.kind == "exported"]
    assert [each.data["rows"] for each in acts] == [0, 1]
    assert acts[1].about == "wishes"
    assert acts[1].data["columns"] == ["wish", "child"]
    assert acts[1].data["filters"] == {"state": "checked"}


async def test_a_sheet_of_another_county_is_empty(desk: Desks, phone: Phone, services: Services) -> None:
    await wish_in_qufu(phone, services)
    browser = await desk(StaffRole.COUNTY, region="370883")
    assert len(await sheet(browser, "/console/wishes?xlsx=1")) == 1


async def test_nothing_leaves_that_cannot_be_written_down(desk: Desks, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = await desk(StaffRole.EDITOR)

    async def away(*_args: object, **_more: object) -> None:
        raise StoreAway("mongodb")

    monkeypatch.setattr(AuditStore, "add", away)
    page = await browser.get("/console/lessons?xlsx=1")
    assert page.status == 503


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", '=HYPERLINK("http://x")'])
def test_no_cell_of_a_sheet_is_a_formula(text: str) -> None:
    view = look(WORDS, Asked(sort="-word"), [text], {}, most=5)
    cell = load_workbook(BytesIO(sheet_of(view))).worksheets[0]["A2"]
    assert cell.data_type == "s"
    assert str(cell.value).strip() == text.strip()
    assert cell.quotePrefix


def test_what_no_sheet_can_hold_is_left_out() -> None:
    view = look(WORDS, Asked(sort="-word"), ["a\x00\x1bb"], {}, most=5)
    assert load_workbook(BytesIO(sheet_of(view))).worksheets[0]["A2"].value == "ab"


def test_a_sheet_that_is_too_long_says_so_in_its_last_row() -> None:
    view = look(WORDS, Asked(sort="-word"), ["a"] * (MOST_ROWS + 1), {}, most=MOST_ROWS)
    rows = list(load_workbook(BytesIO(sheet_of(view)), read_only=True).worksheets[0].iter_rows(values_only=True))
    assert len(rows) == MOST_ROWS + 2
    assert f"前 {MOST_ROWS} 行" in str(rows[-1][0])


async def test_many_lessons_are_withdrawn_at_once_after_being_asked(desk: Desks, services: Services) -> None:
    browser = await desk(StaffRole.PUBLISHER)
    page = await browser.get("/console/lessons")
    assert 'form="moves-lessons"' in page.text
    asked = await browser.post("/console/lessons/many", move="withdraw", id="lesson-shoes")
    assert "收起这 1 课吗" in asked.text
    assert (await services.lessons.get("lesson-shoes")).state is LessonState.PUBLISHED
    done = await browser.post("/console/lessons/many", move="withdraw", id="lesson-shoes", sure="1")
    assert "收起了 1 课" in done.text
    assert (await services.lessons.get("lesson-shoes")).state is LessonState.WITHDRAWN
    await browser.get("/console/lessons")
    assert "还没有选" in (await browser.post("/console/lessons/many", move="withdraw")).text


async def test_who_may_not_publish_has_nothing_to_tick(desk: Desks) -> None:
    browser = await desk(StaffRole.EDITOR)
    assert "moves-lessons" not in (await browser.get("/console/lessons")).text
    assert (await browser.post("/console/lessons/many", move="withdraw", id="lesson-shoes")).status == 403
