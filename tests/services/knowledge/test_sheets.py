"""Entries by a sheet: tried without a trace, written once whatever dies, taken out and brought back without loss."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest

from domain.errors import Invalid, NotAllowed, NotFound, StoreAway
from domain.ids import new_id
from domain.knowledge import Age, Entry, EntryFields, EntryState
from domain.staff import StaffMember, StaffRole
from services.context import Services
from services.knowledge import releasing, writing
from services.knowledge.sheets import MOST_ROWS, apply_piece, cells_of, confirm, fields_of, look, try_out
from services.staff import add
from storage.staff_imports import ImportRow, ImportState, StaffImport
from tests.services.knowledge.test_releasing import SLEEP
from wording.entry_sheet import COLUMNS, SAMPLE

GOOD = {
    "question": "孩子怕黑怎么办",
    "category": "睡觉",
    "answer": "留一盏小灯。",
    "variants": "娃不敢关灯\n娃不敢关灯\n",
}


async def editor(services: Services, login: str = "bianji", role: StaffRole = StaffRole.EDITOR) -> StaffMember:
    member, _ = await add(services, login=login, name="王芳", roles=[role], region="370800")
    return member


def rows(*values: dict[str, str]) -> list[ImportRow]:
    return [ImportRow(number, each) for number, each in enumerate(values, start=2)]


def wrong(one: StaffImport) -> list[tuple[int, str, str]]:
    return [(each.number, each.column, each.problem) for each in one.rows if each.problem]


async def run(services: Services, import_id: str) -> None:
    done = False
    while not done:
        with suppress(StoreAway):  # others held what it writes: the outbox calls it again
            done = await apply_piece(services, import_id)


async def brought(
    services: Services, by: StaffMember, given: Sequence[ImportRow], *, alike: bool = False
) -> StaffImport:
    one = await try_out(services, given, by=by)
    await confirm(services, one.id, by=by, alike=alike)
    await run(services, one.id)
    return await look(services, one.id, by=by)


async def many(services: Services) -> int:
    return await services.db["knowledge"].count_documents({})


async def written(services: Services, by: StaffMember, fields: EntryFields = SLEEP) -> Entry:
    return await writing.save(services, new_id(), fields, seen=0, by=by)


async def test_a_dry_run_says_what_is_wrong_in_each_row_and_writes_nothing(services: Services) -> None:
    by = await editor(services)
    entry = await written(services, by)
    before, cells = await many(services), cells_of(entry)
    one = await try_out(
        services,
        rows(
            GOOD,
            GOOD,
            GOOD | {"question": "问" * 81},
            GOOD | {"question": "一", "answer": "答" * 700},
            GOOD | {"question": "二", "age": "六岁"},
            GOOD | {"question": "三", "valid_until": "明年"},
            GOOD | {"question": "四", "sources": "《家庭教育促进法》"},
            GOOD | {"question": "五", "lessons": "no-such"},
            GOOD | {"question": "六", "entry": new_id()},
            cells | {"answer": "早点关灯。", "seen": "9"},
            cells | {"answer": "早点关灯。", "seen": "x"},
            SAMPLE,
            GOOD | {"question": "八", "age": "3 到 6 岁", "valid_until": "2027-12-31"},
        ),
        by=by,
    )
    assert wrong(one) == [
        (3, "question", "twice"),
        (4, "question", "too_long"),
        (5, "answer", "too_long"),
        (6, "age", "unknown"),
        (7, "valid_until", "invalid"),
        (8, "sources", "article"),
        (9, "lessons", "unknown"),
        (10, "entry", "unknown"),
        (11, "seen", "changed"),
        (12, "seen", "invalid"),
        (13, "question", "sample"),
    ]
    assert await many(services) == before
    for given in ([], rows(*[GOOD] * (MOST_ROWS + 1)), rows(cells)):
        with pytest.raises(Invalid):
            await try_out(services, given, by=by)
    for role in (StaffRole.DATA_OFFICER, StaffRole.VILLAGE_OFFICER):
        with pytest.raises(NotAllowed):
            await try_out(services, rows(GOOD), by=replace(by, appointments=(replace(by.appointments[0], role=role),)))


async def test_rows_become_drafts_of_hers_that_a_colleague_releases_and_the_same_sheet_makes_nothing_twice(
    services: Services,
) -> None:
    by, other = await editor(services), await editor(services, "li")
    given = rows(GOOD, *(GOOD | {"question": f"第 {each} 个问题"} for each in range(45)))
    one, two = [await try_out(services, given, by=each) for each in (by, other)]
    assert wrong(one) == wrong(two) == []
    before = await many(services)
    await asyncio.gather(confirm(services, one.id, by=by, alike=True), confirm(services, one.id, by=by, alike=True))
    await confirm(services, two.id, by=other, alike=True)
    assert await services.db["outbox"].count_documents({"task": "import_entries"}) == 2
    await asyncio.gather(*(run(services, each.id) for each in (one, one, two)))
    done = await look(services, one.id, by=by)
    assert (done.state, len(set(done.made)), done.failed) == (ImportState.DONE, 46, {})
    assert set((await look(services, two.id, by=other)).made) == set(done.made)
    assert await many(services) == before + 46
    assert await services.db["audit"].count_documents({"kind": "entry_begun"}) == 46
    entry = await services.knowledge.get(done.made[0])
    assert (entry.state, entry.newest.variants, entry.number) == (EntryState.DRAFT, ("娃不敢关灯",), 0)
    again = await try_out(services, given, by=by)
    assert {each.problem for each in again.rows} == {"kept"}
    assert entry.draft is not None
    (author,) = entry.draft.authors
    for each in (by, other):
        if each.id == author:
            with pytest.raises(NotAllowed):
                await releasing.release(services, entry.id, seen=entry.seq, by=each)
    reviewer = other if author == by.id else by
    released = await releasing.release(services, entry.id, seen=entry.seq, by=reviewer)
    assert released.state is EntryState.PUBLISHED
    assert [each.problem for each in (await try_out(services, given[:1], by=by)).rows] == ["kept"]


async def test_a_worker_that_dies_after_a_row_is_followed_by_one_that_goes_on(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    by = await editor(services)
    entry = await written(services, by)
    given = rows(
        *(GOOD | {"question": f"第 {each} 个问题"} for each in range(4)), cells_of(entry) | {"answer": "早点睡。"}
    )
    one = await try_out(services, given, by=by)
    await confirm(services, one.id, by=by, alike=True)
    before, advance = await many(services), services.entry_imports.advance
    for dies_at in (1, 4):

        async def dies(_self: Any, sheet: Any, place: int, *, at: int = dies_at, **more: Any) -> bool:
            if place == at:
                raise asyncio.CancelledError  # its entry is kept, the sheet doesn't know it
            return await advance(sheet, place, **more)

        with monkeypatch.context() as broken:
            broken.setattr(type(services.entry_imports), "advance", dies)
            with pytest.raises(asyncio.CancelledError):
                await run(services, one.id)
    await run(services, one.id)
    done = await look(services, one.id, by=by)
    assert (len(set(done.made)), done.failed, await many(services)) == (5, {}, before + 4)
    changed = await services.knowledge.get(entry.id)
    assert (changed.newest.answer, changed.seq) == ("早点睡。", entry.seq + 1)


async def test_what_is_taken_out_comes_back_as_it_was_and_changes_only_what_was_changed(services: Services) -> None:
    by = await editor(services)
    whole = replace(SLEEP, to_fill=("县里门诊的电话",), variants=("娃晚上不睡", "=哄睡"), age=Age.PRESCHOOL)
    first = await written(services, by, whole)
    second = await written(services, by, replace(SLEEP, question="孩子怕黑怎么办", must_win=()))
    cells = cells_of(first)
    assert set(cells) == set(COLUMNS)
    assert fields_of(cells) == whole
    done = await brought(services, by, rows(cells | {"answer": "早点关灯。"}, cells_of(second)))
    assert done.made == (first.id,)
    changed = await services.knowledge.get(first.id)
    assert changed.newest == replace(whole, answer="早点关灯。")
    assert await services.knowledge.get(second.id) == second
    narrow = {name: cells[name] for name in ("question", "category", "entry")} | {
        "answer": "再早一点。",
        "seen": str(changed.seq),
    }
    await brought(services, by, rows(narrow))
    assert (await services.knowledge.get(first.id)).newest == replace(whole, answer="再早一点。")


async def test_what_somebody_has_changed_since_is_not_written_over(services: Services) -> None:
    by, other = await editor(services), await editor(services, "li")
    entry = await written(services, by)
    one = await try_out(services, rows(cells_of(entry) | {"answer": "早点关灯。"}), by=by)
    assert wrong(one) == []
    await writing.save(services, entry.id, replace(SLEEP, answer="她写的。"), seen=entry.seq, by=other)
    await confirm(services, one.id, by=by, alike=True)
    await run(services, one.id)
    done = await look(services, one.id, by=by)
    assert (done.made, done.failed) == ((), {0: ("seen", "changed")})
    assert done.rows[0].values["answer"] == "早点关灯。"  # to be mended
    assert (await services.knowledge.get(entry.id)).newest.answer == "她写的。"


async def test_a_row_that_asks_what_is_there_names_it_and_waits_for_a_person_to_look(services: Services) -> None:
    by = await editor(services)
    draft = await written(services, by, replace(SLEEP, question="孩子半夜哭怎么办"))
    given = rows(
        GOOD | {"question": "孩子写作业磨蹭怎么办"},
        GOOD | {"question": "孩子半夜哭怎么办"},
        GOOD,
        cells_of(draft) | {"answer": "抱一抱。"},
    )
    one = await try_out(services, given, by=by)
    assert wrong(one) == [(5, "question", "twice")]
    assert [each.alike for each in one.rows[:3]] == ["homework-001", draft.id, ""]
    done = await brought(services, by, given[:3])
    assert (len(done.made), sorted(done.failed.values())) == (1, [("question", "alike")] * 2)
    done = await brought(services, by, given[:2], alike=True)
    assert (len(done.made), done.failed) == (2, {})


async def test_a_sheet_is_hers_alone_and_needs_her_office_still_when_it_is_written(services: Services) -> None:
    by, other = await editor(services), await editor(services, "li")
    one = await try_out(services, rows(GOOD), by=by)
    with pytest.raises(NotFound):
        await look(services, one.id, by=other)
    await confirm(services, one.id, by=by, alike=True)
    await services.db["staff"].update_one({"_id": by.id}, {"$set": {"appointments.0.role": StaffRole.VILLAGE_OFFICER}})
    await run(services, one.id)
    done = await look(services, one.id, by=by)
    assert (done.made, done.failed) == ((), {0: ("question", "not_allowed")})
