"""A sheet of wishes: tried without a trace, entered once whatever dies, and with nothing left of it that isn't needed."""

import asyncio
import hashlib
from contextlib import suppress
from typing import Any

import pytest

from domain.errors import Invalid, NotAllowed, NotFound, StoreAway
from domain.staff import StaffMember, StaffRole
from services.context import Services
from services.staff import add
from services.wishes.entering import enter
from services.wishes.sheets import MOST_ROWS, apply_piece, confirm, look, made_of, try_out
from storage.staff_imports import ImportRow, ImportState
from tests.services.wishes.entries import ELSEWHERE, KEY, add_village, sheet

GOOD = {
    "age": "8",
    "region": "吴村镇/峪口村",
    "guardian": "李秀英",
    "relation": "奶奶、姥姥",
    "phone": "",
    "kind": "衣服鞋子",
    "text": "一双运动鞋",
    "yuan": "80",
    "signed": "2026-11-20",
    "box": "2号柜3盒",
    "text_version": "",
}
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻"
CITY = "370000/370800/"


def row(number: int, **values: str) -> ImportRow:
    name = f"{SURNAMES[number % len(SURNAMES)]}{SURNAMES[number * 7 % len(SURNAMES)]}{SURNAMES[number // 3 % 30]}"
    return ImportRow(number, {"child_name": name, **GOOD, **values})


async def officer(
    services: Services, region: str = "370881100", login: str = "zhen", role: StaffRole = StaffRole.TOWNSHIP
) -> StaffMember:
    member, _ = await add(services, login=login, name="王芳", roles=[role], region=region)
    return member


async def run(services: Services, import_id: str) -> None:
    done = False
    while not done:
        with suppress(StoreAway):  # others held what it writes: the outbox calls it again
            done = await apply_piece(services, import_id)


async def digest(services: Services) -> str:
    """Of everything in the database but the sheets that wait."""
    rows: list[Any] = []
    for name in sorted(await services.db.list_collection_names()):
        if name not in {"wish_imports", "secrets"}:
            rows += [str(each) async for each in services.db[name].find().sort("_id", 1)]
    return hashlib.sha256("".join(rows).encode()).hexdigest()


async def wishes(services: Services) -> int:
    return await services.db["wishes"].count_documents({})


async def test_a_dry_run_says_what_is_wrong_in_each_row_and_writes_nothing(services: Services) -> None:
    by = await officer(services)
    await enter(services, sheet(), by=by, key=KEY, seen=())
    await add_village(services, ELSEWHERE, "东村")
    before = await digest(services)
    one = await try_out(
        services,
        [
            row(2),
            row(3, child_name="王小明"),
            row(4, age="十八"),
            row(5, age="18"),
            row(6, region=ELSEWHERE),
            row(20, region="曲阜市"),
            row(7, region="月亮/峪口村"),
            row(8, relation="邻居"),
            row(9, kind="月亮"),
            row(10, text="现金"),
            row(11, yuan="301"),
            row(12, signed="去年"),
            row(13, box="13800138000"),
            row(14, text_version="push.v1"),
            row(15, guardian=""),
            row(16, child_name=row(2).values["child_name"]),
            row(17, region="峪口村", age="8岁", relation="grandmother", kind="clothes", signed="2026/11/20"),
            row(18, child_name="王晓明"),
            row(19, phone="123"),
        ],
        by=by,
    )
    assert [(each.number, each.column, each.problem) for each in one.rows if each.problem] == [
        (3, "child_name", "open"),
        (4, "age", "invalid"),
        (5, "age", "invalid"),
        (6, "region", "not_yours"),
        (20, "region", "not_a_village"),
        (7, "region", "unknown"),
        (8, "relation", "unknown"),
        (9, "kind", "unknown"),
        (10, "text", "unfit"),
        (11, "yuan", "out_of_range"),
        (12, "signed", "not_a_day"),
        (13, "box", "identifying"),
        (14, "text_version", "unknown"),
        (15, "guardian", "missing"),
        (16, "child_name", "twice"),
        (19, "phone", "invalid"),
    ]
    assert [(each.number, each.alike) for each in one.rows if each.alike] == [(18, "spelled")]
    assert await digest(services) == before
    kept = str(await services.db["wish_imports"].find_one({"_id": one.id}))
    assert "李秀英" not in kept


async def test_forty_rows_are_entered_once_by_two_confirms_and_three_workers_at_once(services: Services) -> None:
    by = await officer(services)
    one = await try_out(services, [row(number) for number in range(2, 42)], by=by)
    assert [each for each in one.rows if each.problem] == []
    await asyncio.gather(*(confirm(services, one.id, by=by, alike=True) for _ in range(2)))
    assert await services.db["outbox"].count_documents({"task": "import_wishes"}) == 1
    await asyncio.gather(*(run(services, one.id) for _ in range(3)))
    done = await look(services, one.id, by=by)
    assert (done.state, len(set(done.made)), done.failed) == (ImportState.DONE, 40, {})
    assert await wishes(services) == 40
    assert await services.db["audit"].count_documents({"kind": "wish_entered"}) == 40
    assert {each.entered_by for each in await made_of(services, done, by=by)} == {by.id}


async def test_a_worker_that_dies_after_any_step_is_followed_by_one_that_goes_on(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    by = await officer(services)
    one = await try_out(services, [row(number) for number in range(2, 10)], by=by)
    await confirm(services, one.id, by=by, alike=True)
    advance = services.wish_imports.advance

    async def dies(_self: Any, sheet: Any, place: int, **more: Any) -> bool:
        if place == 3:
            raise asyncio.CancelledError  # its wish is kept, the sheet doesn't know it
        return await advance(sheet, place, **more)

    with monkeypatch.context() as broken:
        broken.setattr(type(services.wish_imports), "advance", dies)
        with pytest.raises(asyncio.CancelledError):
            await apply_piece(services, one.id)
    assert (await wishes(services), len((await look(services, one.id, by=by)).made)) == (4, 3)
    await run(services, one.id)
    done = await look(services, one.id, by=by)
    assert (await wishes(services), len(set(done.made)), done.failed) == (8, 8, {})


async def test_the_same_sheet_again_says_that_each_row_is_kept_and_makes_none_twice(services: Services) -> None:
    by = await officer(services)
    rows = [row(number) for number in range(2, 7)]
    first, twin = await try_out(services, rows, by=by), await try_out(services, rows, by=by)
    for one in (first, twin):
        await confirm(services, one.id, by=by, alike=True)
        await run(services, one.id)
    assert await wishes(services) == 5
    assert set((await look(services, twin.id, by=by)).made) == set((await look(services, first.id, by=by)).made)
    again = await try_out(services, [*rows, row(9)], by=by)
    assert [each.problem for each in again.rows] == ["kept"] * 5 + [""]


async def test_rows_that_look_like_another_wish_wait_for_her_word(services: Services) -> None:
    by = await officer(services)
    await enter(services, sheet(), by=by, key=KEY, seen=())
    for looked, made in ((False, 0), (True, 1)):
        one = await try_out(services, [row(2, child_name="王晓明")], by=by)
        assert one.rows[0].alike == "spelled"
        await confirm(services, one.id, by=by, alike=looked)
        await run(services, one.id)
        done = await look(services, one.id, by=by)
        assert (len(done.made), dict(done.failed)) == (made, {} if looked else {0: ("child_name", "alike")})


async def test_of_a_sheet_that_is_done_only_rows_to_mend_are_kept(services: Services) -> None:
    by = await officer(services)
    one = await try_out(services, [row(2), row(3, age="99")], by=by)
    await confirm(services, one.id, by=by, alike=True)
    await run(services, one.id)
    good, bad = (await look(services, one.id, by=by)).rows
    assert (good.number, good.values) == (2, {})
    assert bad.values["guardian"] == "李秀英"


async def test_a_child_that_got_a_wish_meanwhile_fails_that_row_alone(services: Services) -> None:
    by = await officer(services)
    one = await try_out(services, [row(2, child_name="王小明"), row(3)], by=by)
    await enter(services, sheet(), by=by, key=KEY, seen=())
    await confirm(services, one.id, by=by, alike=True)
    await run(services, one.id)
    done = await look(services, one.id, by=by)
    assert (len(done.made), dict(done.failed)) == (1, {0: ("child_name", "open")})


async def test_who_lost_her_right_meanwhile_enters_nothing(services: Services) -> None:
    by = await officer(services)
    one = await try_out(services, [row(2)], by=by)
    await confirm(services, one.id, by=by, alike=True)
    await services.db["staff"].update_one({"_id": by.id}, {"$set": {"appointments": []}})
    await run(services, one.id)
    assert await wishes(services) == 0


async def test_a_sheet_is_hers_alone_and_takes_the_right_to_enter(services: Services) -> None:
    by = await officer(services)
    one = await try_out(services, [row(2)], by=by)
    other = await officer(services, region="370883", login="other")
    with pytest.raises(NotFound):
        await look(services, one.id, by=other)
    with pytest.raises(NotFound):
        await confirm(services, one.id, by=other, alike=True)
    expert = await officer(services, login="expert", role=StaffRole.EXPERT)
    with pytest.raises(NotAllowed):
        await try_out(services, [row(2)], by=expert)
    for rows in ([], [row(2)] * (MOST_ROWS + 1)):
        with pytest.raises(Invalid):
            await try_out(services, rows, by=by)
