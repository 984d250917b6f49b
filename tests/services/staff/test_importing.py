"""A sheet of colleagues: tried without a trace, applied once whatever dies, and taken back where nobody has joined."""

import asyncio
import hashlib
from contextlib import suppress
from typing import Any

import pytest

from domain.errors import Invalid, MoveNotPossible, NotAllowed, NotFound, StoreAway
from domain.staff import StaffMember, StaffRole
from services.context import Services
from services.staff import add
from services.staff.importing import apply_piece, confirm, links, look, try_out, withdraw
from services.staff.invitations import join
from storage.staff_imports import ImportRow, ImportState

COUNTY, VILLAGE, ADMIN = StaffRole.COUNTY, StaffRole.VILLAGE_OFFICER, StaffRole.ADMINISTRATOR
PASSWORD = "一句只在这里用的长口令"


def row(number: int, **values: str) -> ImportRow:
    given = {"name": "李娜", "login": f"cun{number}", "role": "村（社区）妇联干部", "region": "370881100"} | values
    return ImportRow(number, given)


async def boss(services: Services, region: str = "370800", login: str = "boss") -> StaffMember:
    member, _ = await add(services, login=login, name="王芳", roles=[ADMIN], region=region)
    return member


async def digest(services: Services) -> str:
    """Of everything in the database but the sheets that wait."""
    rows: list[Any] = []
    for name in sorted(await services.db.list_collection_names()):
        if name != "staff_imports":
            rows += [str(each) async for each in services.db[name].find().sort("_id", 1)]
    return hashlib.sha256("".join(rows).encode()).hexdigest()


async def run(services: Services, import_id: str) -> None:
    done = False
    while not done:
        with suppress(StoreAway):  # others held what it writes: the outbox calls it again
            done = await apply_piece(services, import_id)


async def accounts(services: Services) -> int:
    return await services.db["staff"].count_documents({"login": {"$regex": "^cun"}})


async def test_a_dry_run_says_what_is_wrong_in_each_row_and_writes_nothing(services: Services) -> None:
    by = await boss(services)
    before = await digest(services)
    one = await try_out(
        services,
        [
            row(2),
            row(3, login="cun2"),
            row(4, login="boss"),
            row(5, login="有汉字"),
            row(6, role="皇后"),
            row(7, region="月亮/吴村镇"),
            row(8, region="曲阜市/吴村镇", until="2026-12-31"),
            row(9, until="2026-13-01"),
            row(10, until="2020-01-01"),
            row(11, name=""),
            row(12, login="=1+1"),
        ],
        by=by,
    )
    assert [(each.number, each.column, each.problem) for each in one.rows if each.problem] == [
        (3, "login", "twice"),
        (4, "login", "taken"),
        (5, "login", "invalid"),
        (6, "role", "unknown"),
        (7, "region", "unknown"),
        (9, "until", "not_a_day"),
        (10, "until", "out_of_range"),
        (11, "name", "missing"),
        (12, "login", "invalid"),
    ]
    assert await digest(services) == before
    kept = str(await services.db["staff_imports"].find_one({"_id": one.id}))
    assert "cun2" not in kept


async def test_nobody_invites_into_a_neighbours_region_or_gives_more_than_she_may(services: Services) -> None:
    by = await boss(services, region="370881")
    one = await try_out(services, [row(2), row(3, region="370883"), row(4, region="370800")], by=by)
    assert [each.problem for each in one.rows] == ["", "not_yours", "not_yours"]
    officer, _ = await add(services, login="zhen", name="镇里", roles=[StaffRole.TOWNSHIP], region="370881100")
    with pytest.raises(NotAllowed):
        await try_out(services, [row(2)], by=officer)
    other = await boss(services, region="370883", login="other")
    for move in (look, confirm, withdraw):
        with pytest.raises(NotFound):
            await move(services, one.id, by=other)


async def test_two_confirms_and_two_workers_at_once_invite_everybody_once(services: Services) -> None:
    by = await boss(services)
    one = await try_out(services, [row(number) for number in range(2, 32)], by=by)
    await asyncio.gather(*(confirm(services, one.id, by=by) for _ in range(4)))
    assert await services.db["outbox"].count_documents({"task": "import_staff"}) == 1
    await asyncio.gather(*(run(services, one.id) for _ in range(3)))
    done = await look(services, one.id, by=by)
    assert (done.state, len(set(done.made)), done.failed) == (ImportState.DONE, 30, {})
    assert await accounts(services) == 30
    assert await services.db["audit"].count_documents({"kind": "staff_invited"}) == 30


async def test_a_worker_that_dies_in_the_middle_is_followed_by_one_that_goes_on(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    by = await boss(services)
    one = await try_out(services, [row(number) for number in range(2, 12)], by=by)
    await confirm(services, one.id, by=by)
    insert, count = services.audit.add, 0

    async def dies(*given: Any, **more: Any) -> None:
        nonlocal count
        count += 1
        if count == 5:
            raise asyncio.CancelledError
        await insert(*given, **more)

    with monkeypatch.context() as broken:
        broken.setattr(type(services.audit), "add", lambda _self, *given, **more: dies(*given, **more))
        with pytest.raises(asyncio.CancelledError):
            await apply_piece(services, one.id)
    assert await accounts(services) == 4
    await run(services, one.id)
    assert await accounts(services) == 10
    assert len((await look(services, one.id, by=by)).made) == 10


async def test_a_login_taken_meanwhile_fails_that_row_alone(services: Services) -> None:
    by = await boss(services)
    one = await try_out(services, [row(2), row(3)], by=by)
    await add(services, login="cun2", name="别人", roles=[VILLAGE], region="370881")
    await confirm(services, one.id, by=by)
    await run(services, one.id)
    done = await look(services, one.id, by=by)
    assert (len(done.made), dict(done.failed)) == (1, {0: ("login", "taken")})


async def test_who_lost_her_right_meanwhile_invites_nobody(services: Services) -> None:
    by = await boss(services)
    one = await try_out(services, [row(2)], by=by)
    await confirm(services, one.id, by=by)
    await services.db["staff"].update_one({"_id": by.id}, {"$set": {"appointments": []}})
    await run(services, one.id)
    assert await accounts(services) == 0


async def test_who_has_not_joined_is_withdrawn_with_her_link_and_who_has_stays(services: Services) -> None:
    by = await boss(services)
    one = await try_out(services, [row(number) for number in range(2, 5)], by=by)
    with pytest.raises(MoveNotPossible):
        await withdraw(services, one.id, by=by)
    await confirm(services, one.id, by=by)
    await run(services, one.id)
    _, given = await links(services, one.id, by=by, first=0)
    assert len(given) == 3
    await join(services, given[0][1], password=PASSWORD)
    assert len((await links(services, one.id, by=by, first=0))[1]) == 2
    await withdraw(services, one.id, by=by)
    await withdraw(services, one.id, by=by)
    await run(services, one.id)
    assert (await look(services, one.id, by=by)).state is ImportState.WITHDRAWN
    assert await accounts(services) == 1
    with pytest.raises(NotFound):
        await join(services, given[1][1], password=PASSWORD)
    again = await try_out(services, [row(3)], by=by)
    assert again.rows[0].problem == "" or again.rows[0].values["login"] == given[0][0].login


async def test_a_sheet_of_nobody_or_of_too_many_is_refused(services: Services) -> None:
    by = await boss(services)
    for rows in ([], [row(2)] * 5001):
        with pytest.raises(Invalid):
            await try_out(services, rows, by=by)
