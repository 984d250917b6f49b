"""Regions that change: the tree at once, what lies in them by and by, old figures never."""

from dataclasses import replace
from datetime import date

import pytest

from domain.errors import Invalid, NotAllowed, NotFound
from domain.ids import new_id
from domain.regions import Region, RegionLevel, Scope
from domain.staff import StaffMember, StaffRole
from services.context import Services
from services.regions import follow as following
from services.regions.change import Order, add, close, merge, move, rename
from services.regions.look import look
from services.staff import add as add_staff
from storage.events import Event
from tests.joined import REGIONS, Clock

QUFU, ZOUCHENG, TOWN, VILLAGE = "370881", "370883", "370881100", "370881100201"
THERE = "370000/370800/370881/370881100/370881100201/"
MOVED = "370000/370800/370883/370881100/370881100201/"
NEIGHBOUR = Region("370881200", "尼山镇", RegionLevel.TOWNSHIP, "370000/370800/370881/370881200/")


@pytest.fixture
async def boss(services: Services) -> StaffMember:
    member, _ = await add_staff(services, login="boss", name="王芳", roles=[StaffRole.ADMINISTRATOR], region="370800")
    return member


def order(by: StaffMember, change_id: str = "") -> Order:
    return Order(change_id or new_id(), date(2026, 11, 24), "市里的通知", by)


async def fill(services: Services, many: int = 7) -> None:
    await services.db["wishes"].insert_many(
        {"_id": f"w{at}", "key": f"k{at}", "receipt": f"r{at}", "region": VILLAGE, "region_path": THERE}
        for at in range(many)
    )


async def paths(services: Services) -> set[str]:
    return {each["region_path"] async for each in services.db["wishes"].find()}


async def run(services: Services, change_id: str) -> None:
    while not await following.follow(services, change_id, again=True):
        pass


async def test_a_township_that_moves_takes_all_that_lies_in_it_along(
    services: Services, boss: StaffMember, clock: Clock
) -> None:
    await fill(services)
    officer, _ = await add_staff(services, login="li", name="李娜", roles=[StaffRole.VILLAGE_OFFICER], region=VILLAGE)
    await services.events.add(Event("w1", 1, "submitted", "g", clock(), THERE))
    change = await move(services, TOWN, parent=ZOUCHENG, order=order(boss))
    assert (await services.regions.get(VILLAGE)).path == MOVED
    await run(services, change.id)
    await run(services, change.id)
    assert await paths(services) == {MOVED}
    account = await services.staff.get(officer.id)
    assert (account.region_path, account.appointments[0].region_path) == (MOVED, MOVED)
    assert [each.region_path for each in await services.events.of("w1", scope=Scope.system())] == [THERE]
    kept = await services.region_changes.get(change.id)
    assert kept is not None
    assert (kept.done_at, kept.moved) == (clock(), 8)


async def test_following_goes_on_where_it_broke_off(
    services: Services, boss: StaffMember, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "BATCH", 3)
    await fill(services)
    change = await move(services, TOWN, parent=ZOUCHENG, order=order(boss))
    advance = type(services.region_changes).advance
    calls = 0

    async def breaks(*arguments: object, **more: object) -> None:
        nonlocal calls
        calls += 1
        if calls == 4:
            raise RuntimeError
        await advance(*arguments, **more)  # type: ignore[arg-type]

    with monkeypatch.context() as broken:
        broken.setattr(type(services.region_changes), "advance", breaks)
        with pytest.raises(RuntimeError):
            await run(services, change.id)
    await run(services, change.id)
    assert await paths(services) == {MOVED}


async def test_a_move_there_and_back_ends_where_it_began_in_whichever_order_it_is_followed(
    services: Services, boss: StaffMember
) -> None:
    await fill(services)
    there = await move(services, TOWN, parent=ZOUCHENG, order=order(boss))
    back = await move(services, TOWN, parent=QUFU, order=order(boss))
    await run(services, back.id)
    await run(services, there.id)
    assert await paths(services) == {THERE}


async def test_the_same_order_twice_is_one_change(services: Services, boss: StaffMember) -> None:
    asked = order(boss)
    first = await move(services, TOWN, parent=ZOUCHENG, order=asked)
    assert await move(services, TOWN, parent=ZOUCHENG, order=asked) == first
    assert len(await services.region_changes.of(TOWN)) == 1


async def test_a_region_that_is_taken_in_keeps_its_name_and_its_villages_go_along(
    services: Services, boss: StaffMember
) -> None:
    await services.regions.put([NEIGHBOUR])
    await fill(services)
    change = await merge(services, TOWN, into=NEIGHBOUR.code, order=order(boss))
    await run(services, change.id)
    assert await paths(services) == {f"{NEIGHBOUR.path}{VILLAGE}/"}
    assert [each.code for each in await services.regions.below(NEIGHBOUR.code)] == [VILLAGE]
    assert [each.code for each in await services.regions.below(QUFU)] == [NEIGHBOUR.code]
    assert await services.regions.names([TOWN]) == {TOWN: "吴村镇"}
    successor = (await look(services, TOWN, by=boss)).successor
    assert successor is not None
    assert successor.code == NEIGHBOUR.code
    assert [each.id for each in (await look(services, NEIGHBOUR.code, by=boss)).changes] == [change.id]


async def test_a_second_seed_leaves_what_staff_changed(services: Services, boss: StaffMember) -> None:
    await rename(services, QUFU, name="曲阜新区", order=order(boss))
    await move(services, TOWN, parent=ZOUCHENG, order=order(boss))
    new = Region("370881100202", "上峪村", RegionLevel.VILLAGE, "370000/370800/370881/370881100/370881100202/")
    await services.regions.put([*REGIONS, new])
    assert (await services.regions.get(QUFU)).name == "曲阜新区"
    assert (await services.regions.get(VILLAGE)).path == MOVED
    assert (await services.regions.get(new.code)).path == MOVED.replace(VILLAGE, new.code)
    await services.regions.put([replace(REGIONS[3], name="邹城")])
    assert (await services.regions.get(ZOUCHENG)).name == "邹城市"  # it held the township that moved


async def test_a_region_is_added_and_closed(services: Services, boss: StaffMember) -> None:
    await add(services, QUFU, code="370881300", name="石门山镇", order=order(boss))
    assert (await services.regions.get("370881300")).level is RegionLevel.TOWNSHIP
    with pytest.raises(Invalid, match="taken"):
        await add(services, QUFU, code="370881300", name="石门山镇", order=order(boss))
    await close(services, "370881300", order=order(boss))
    assert "370881300" not in [each.code for each in await services.regions.below(QUFU)]
    with pytest.raises(NotFound):
        await rename(services, "370881300", name="又一个", order=order(boss))


@pytest.mark.parametrize(
    ("code", "parent"), [(VILLAGE, QUFU), (TOWN, VILLAGE), (TOWN, QUFU), (TOWN, "999999"), (QUFU, "370000")]
)
async def test_a_move_that_would_break_the_tree_is_refused(
    services: Services, boss: StaffMember, code: str, parent: str
) -> None:
    with pytest.raises((Invalid, NotAllowed)):
        await move(services, code, parent=parent, order=order(boss))


async def test_what_is_not_empty_is_not_closed_and_the_city_stays(services: Services, boss: StaffMember) -> None:
    with pytest.raises(Invalid):
        await close(services, TOWN, order=order(boss))
    with pytest.raises(Invalid):
        await close(services, "370800", order=order(boss))


async def test_who_administers_a_county_changes_nothing_outside_it(services: Services) -> None:
    local, _ = await add_staff(services, login="local", name="王芳", roles=[StaffRole.ADMINISTRATOR], region=QUFU)
    with pytest.raises(NotAllowed):
        await rename(services, ZOUCHENG, name="别处", order=order(local))
    with pytest.raises(NotAllowed):
        await move(services, TOWN, parent=ZOUCHENG, order=order(local))
