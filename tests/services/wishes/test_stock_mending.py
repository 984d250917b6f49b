"""A wrong entry is put right by another that names it, once; a divided lot keeps its sum; whoever is first."""

import asyncio
from collections.abc import Awaitable
from importlib import import_module
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.errors import Conflict, Invalid, NotAllowed, NotFound
from domain.ids import new_id
from domain.regions import Scope
from domain.stock import Booked, Lot
from services.context import Services
from services.wishes import stock
from services.wishes.stock import Entry
from services.wishes.stock_mending import Correction, correct
from services.wishes.stock_parting import Parting, part
from tests.services.wishes.lives import CITY, COUNTY, ELSEWHERE, OFFICER, TOWNSHIP, Lives

EVERYWHERE = Scope.system()


async def there(services: Services, lot: Lot) -> int:
    return (await services.lots.get(lot.id, scope=EVERYWHERE)).many


async def at_once(*calls: Awaitable[Any]) -> tuple[list[Any], list[str]]:
    done = await asyncio.gather(*calls, return_exceptions=True)
    failed = [each for each in done if isinstance(each, BaseException)]
    return [each for each in done if not isinstance(each, BaseException)], [str(each) for each in failed]


async def out(services: Services, lot: Lot, many: int) -> str:
    entry = Entry(new_id(), Booked.OUT, many, "handed_out")
    await stock.book(services, lot.id, entry, by=COUNTY)
    return entry.id


async def test_a_movement_typed_twice_is_taken_back_and_one_typed_wrong_put_right(
    lives: Lives, services: Services
) -> None:
    lot = await lives.lot(many=50)
    first, second = await out(services, lot, 2), await out(services, lot, 2)
    await correct(services, lot.id, Correction(new_id(), second, 0, "twice"), by=COUNTY)
    await correct(services, lot.id, Correction(new_id(), first, 3, "miswritten"), by=COUNTY)
    fewer = await correct(services, lot.id, Correction(new_id(), lot.id, 5, "miswritten"), by=COUNTY)
    moves = await services.lots.moves(lot.id)
    assert (fewer.many, [each.change for each in moves]) == (2, [-45, -1, 2, -2, -2, 50])
    assert [each.rights for each in moves] == [lot.id, first, second, "", "", ""]
    shown = await stock.look(services, lot.id, by=COUNTY)
    assert (shown.correctable, Booked.CORRECTED in shown.offered) == ([], False)
    assert await services.db["audit"].count_documents({"kind": "lot_booked", "data.kind": "corrected"}) == 3


async def test_of_many_who_put_the_same_movement_right_at_once_one_does(lives: Lives, services: Services) -> None:
    lot = await lives.lot(many=10)
    wrong = await out(services, lot, 4)
    tries = (correct(services, lot.id, Correction(new_id(), wrong, 0, "twice"), by=COUNTY) for _ in range(4))
    done, failed = await at_once(*tries)
    assert (len(done), failed, await there(services, lot)) == (1, ["movement: corrected"] * 3, 10)


async def test_a_correction_sent_twice_at_once_counts_once_and_another_under_its_id_is_refused(
    lives: Lives, services: Services
) -> None:
    lot = await lives.lot(many=10)
    wrong = await out(services, lot, 4)
    asked = Correction(new_id(), wrong, 1, "miswritten")
    done, failed = await at_once(*(correct(services, lot.id, asked, by=COUNTY) for _ in range(3)))
    assert (len(done), failed, await there(services, lot)) == (3, [], 9)
    with pytest.raises(Conflict):
        await correct(services, lot.id, Correction(asked.id, wrong, 1, "twice"), by=COUNTY)


async def test_putting_right_and_taking_at_once_never_go_below_what_is_there(lives: Lives, services: Services) -> None:
    lot = await lives.lot(many=5)
    undo = correct(services, lot.id, Correction(new_id(), lot.id, 1, "miswritten"), by=COUNTY)
    takes = (stock.book(services, lot.id, Entry(new_id(), Booked.OUT, 2, "broken"), by=COUNTY) for _ in range(2))
    done, failed = await at_once(undo, *takes)
    moves = await services.lots.moves(lot.id)
    assert 0 <= await there(services, lot) == sum(each.change for each in moves)
    assert (len(done) + len(failed), "many: too_few" in failed) == (3, True)


async def test_a_count_has_the_last_word_on_what_was_before_it(lives: Lives, services: Services) -> None:
    lot = await lives.lot(many=5)
    wrong = await out(services, lot, 2)
    count = Entry(new_id(), Booked.COUNTED, 4, "counted", seen=2)
    both = (
        stock.book(services, lot.id, count, by=COUNTY),
        correct(services, lot.id, Correction(new_id(), wrong, 0, "twice"), by=COUNTY),
    )
    done, _ = await at_once(*both)
    assert (len(done), await there(services, lot) in {4, 5}) == (1, True)
    seen = (await services.lots.get(lot.id, scope=EVERYWHERE)).seq
    await stock.book(services, lot.id, Entry(new_id(), Booked.COUNTED, 4, "counted", seen=seen), by=COUNTY)
    with pytest.raises(Invalid, match="movement: co"):
        await correct(services, lot.id, Correction(new_id(), wrong, 0, "twice"), by=COUNTY)
    with pytest.raises(Invalid, match="movement: counted"):
        await correct(services, lot.id, Correction(new_id(), lot.id, 0, "twice"), by=COUNTY)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"why": "whim"}, "why: missing"),
        ({"many": -1}, "many: invalid"),
        ({"many": 5}, "many: same"),
        ({"many": 10_001}, "many: invalid"),
        ({"movement": "0" * 26}, "movement: unknown"),
        ({"many": 1}, "many: too_few"),
    ],
)
async def test_what_can_t_be_put_right_is_said(
    lives: Lives, services: Services, change: dict[str, Any], said: str
) -> None:
    lot = await lives.lot(many=5)
    await out(services, lot, 2)
    asked = Correction(**{"id": new_id(), "movement": lot.id, "many": 4, "why": "miswritten"} | change)
    with pytest.raises(Invalid, match=said):
        await correct(services, lot.id, asked, by=COUNTY)


async def test_another_lot_s_movement_a_count_and_another_county_s_lot_are_not_put_right(
    lives: Lives, services: Services
) -> None:
    lot, other = await lives.lot(many=5), await lives.lot(many=5)
    count = Entry(new_id(), Booked.COUNTED, 4, "counted", seen=1)
    await stock.book(services, lot.id, count, by=COUNTY)
    for wrong in (other.id, count.id):
        with pytest.raises(Invalid, match="movement: unknown"):
            await correct(services, lot.id, Correction(new_id(), wrong, 0, "twice"), by=COUNTY)
    for by in (ELSEWHERE, OFFICER, TOWNSHIP):
        with pytest.raises((NotFound, NotAllowed)):
            await correct(services, other.id, Correction(new_id(), other.id, 0, "twice"), by=by)
        with pytest.raises((NotFound, NotAllowed)):
            await part(services, other.id, Parting(new_id(), 1, other.point, "sorted"), by=by)


async def test_a_part_is_a_lot_of_its_own_and_both_movements_name_each_other(lives: Lives, services: Services) -> None:
    lot = await lives.lot(many=5)
    below = await lives.point("370881100")
    asked = Parting(new_id(), 2, below.id, "nearer")
    done, failed = await at_once(*(part(services, lot.id, asked, by=COUNTY) for _ in range(3)))
    made = done[0]
    assert (failed, {each.id for each in done}) == ([], {made.id})
    assert (await there(services, lot), made.many, made.point, made.what) == (3, 2, below.id, lot.what)
    assert (made.code != lot.code, made.region_path) == (True, below.region_path)
    gone, came = (await services.lots.moves(lot.id))[0], (await services.lots.moves(made.id))[0]
    assert (gone.kind, gone.change, gone.pair, gone.pair_lot) == (Booked.PARTED, -2, came.id, made.id)
    assert (came.kind, came.change, came.pair, came.pair_lot) == (Booked.PART, 2, gone.id, lot.id)
    assert await services.lots.at_points([lot.point, below.id]) == {lot.point: 3, below.id: 2}
    with pytest.raises(Conflict):
        await part(services, lot.id, Parting(asked.id, 1, below.id, "nearer"), by=COUNTY)


async def test_parts_taken_at_once_never_make_more_than_there_was(lives: Lives, services: Services) -> None:
    lot = await lives.lot(many=5)
    tries = (part(services, lot.id, Parting(new_id(), 2, lot.point, "sorted"), by=COUNTY) for _ in range(4))
    done, failed = await at_once(*tries)
    assert (len(done), failed, await there(services, lot)) == (2, ["many: too_few"] * 2, 1)
    assert await services.lots.at_points([lot.point]) == {lot.point: 5}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"why": "whim"}, "why: missing"),
        ({"many": 0}, "many: invalid"),
        ({"many": 6}, "many: too_few"),
        ({"point": ""}, "point: missing"),
        ({"point": "0" * 26}, "point: unknown"),
    ],
)
async def test_what_can_t_be_divided_is_said_and_changes_nothing(
    lives: Lives, services: Services, change: dict[str, Any], said: str
) -> None:
    lot = await lives.lot(many=5)
    asked = Parting(**{"id": new_id(), "many": 1, "point": lot.point, "why": "sorted"} | change)
    with pytest.raises(Invalid, match=said):
        await part(services, lot.id, asked, by=COUNTY)
    assert (await there(services, lot), len(await services.lots.moves(lot.id))) == (5, 1)


async def test_a_part_stays_in_its_county(lives: Lives, services: Services) -> None:
    lot, far = await lives.lot(many=5), await lives.point("370883", by=CITY)
    with pytest.raises(Invalid, match="point: other_county"):
        await part(services, lot.id, Parting(new_id(), 1, far.id, "sorted"), by=CITY)
    assert (await there(services, lot), await services.lots.at_points([far.id])) == (5, {})


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(st.sampled_from(["part", "undo"]), st.integers(0, 4)), max_size=6))
async def test_whatever_is_divided_and_put_right_lots_are_the_sum_of_their_movements(
    lives: Lives, services: Services, steps: list[tuple[str, int]]
) -> None:
    lots = [await lives.lot(many=4)]
    for kind, many in steps:
        lot = lots[many % len(lots)]
        before = sum([await there(services, each) for each in lots])
        try:
            if kind == "part":
                lots.append(await part(services, lot.id, Parting(new_id(), many, lot.point, "sorted"), by=COUNTY))
                assert sum([await there(services, each) for each in lots]) == before
            else:
                await correct(services, lot.id, Correction(new_id(), lots[0].id, many, "twice"), by=COUNTY)
        except Invalid:
            assert sum([await there(services, each) for each in lots]) == before
    for each in lots:
        moves = await services.lots.moves(each.id)
        assert await there(services, each) == sum(one.change for one in moves) == moves[0].left >= 0


async def test_earlier_movements_are_placed_by_the_point_where_they_were_made(lives: Lives, services: Services) -> None:
    lot = await lives.lot(many=5)
    below = await lives.point("370881100")
    carried = Entry(new_id(), Booked.CARRIED, why="nearer", point=below.id, seen=1)
    await stock.book(services, lot.id, carried, by=COUNTY)
    kept = await services.db["lot_moves"].find().sort("seq", 1).to_list(None)
    new = ("within", "region_path", "rights", "pair", "pair_lot")
    await services.db["lot_moves"].update_many({}, {"$unset": dict.fromkeys(new, "")})
    for _ in range(2):
        await import_module("storage.migrations.0034_place_movements").up(services.db)
    now = await services.db["lot_moves"].find().sort("seq", 1).to_list(None)
    assert [each["within"] for each in now] == [each["within"] for each in kept]
    assert [each.rights for each in await services.lots.moves(lot.id)] == ["", ""]
