"""The county's stock and budget: never below nothing, nothing twice, and what a wish gives back comes back once."""

import asyncio
from collections.abc import Awaitable, Sequence
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.errors import Conflict, Invalid, MoveNotPossible, NotAllowed, NotFound
from domain.ids import new_id
from domain.regions import Scope
from domain.staff import StaffRole
from domain.stock import Booked, Budget, Lot
from domain.wishes import Wish, WishState
from services.context import Services
from services.privacy.erasing import erase_person
from services.wishes import budgets, covers, points, steps, stock
from services.wishes.stock import Entry
from services.wishes.watching import watch
from tests.joined import Clock
from tests.services.wishes.lives import (
    CITY,
    COUNTY,
    COUNTY_TOO,
    ELSEWHERE,
    OFFICER,
    QUFU,
    TODAY,
    TOWNSHIP,
    Lives,
    member,
)

EVERYWHERE = Scope.system()


async def there(services: Services, lot: Lot) -> int:
    return (await services.lots.get(lot.id, scope=EVERYWHERE)).many


async def spent(services: Services, budget: Budget) -> int:
    return (await services.budgets.get(budget.id, scope=EVERYWHERE)).spent_fen


async def at_once(*calls: Awaitable[Any]) -> tuple[list[Any], list[BaseException]]:
    """What came of calls that ran at once, and what was said no to."""
    done: Sequence[Any] = await asyncio.gather(*calls, return_exceptions=True)
    return [each for each in done if not isinstance(each, BaseException)], [
        each for each in done if isinstance(each, BaseException)
    ]


async def test_a_lot_is_received_once_with_a_label_and_lies_where_it_was_put(lives: Lives, services: Services) -> None:
    first = await lives.lot(many=5)
    again = await stock.receive(services, Lot(first.id, "", *_facts(first)), by=COUNTY)
    assert (again.code, again.many, again.region_path) == (first.code, 5, QUFU)
    assert await services.lots.at_points([first.point]) == {first.point: 5}
    with pytest.raises(Conflict):
        await stock.receive(services, Lot(first.id, "", "铅笔", *_facts(first)[1:]), by=COUNTY)


def _facts(lot: Lot) -> tuple[Any, ...]:
    return lot.what, lot.kind, lot.value_fen, lot.source, lot.point, lot.received_on, lot.many


@pytest.mark.parametrize(
    ("field", "value", "problem"),
    [
        ("what", "", "missing"),
        ("what", "书" * 31, "too_long"),
        ("kind", "company", "missing"),
        ("value_fen", 0, "invalid"),
        ("many", 0, "invalid"),
        ("many", 10_001, "invalid"),
        ("received_on", TODAY + timedelta(days=1), "later"),
        ("point", "", "missing"),
        ("point", "0" * 26, "unknown"),
    ],
)
async def test_what_is_no_lot_is_said(lives: Lives, services: Services, field: str, value: Any, problem: str) -> None:
    names = ("what", "kind", "value_fen", "source", "point", "received_on", "many")
    facts = dict(zip(names, _facts(await lives.lot()), strict=True)) | {field: value}
    with pytest.raises(Invalid) as said:
        await stock.receive(services, Lot(new_id(), "", **facts), by=COUNTY)
    assert (said.value.field, said.value.problem) == (field.removesuffix("_fen"), problem)


async def test_a_point_of_the_city_takes_no_lot(lives: Lives) -> None:
    point = await lives.point("370800")
    with pytest.raises(Invalid, match="point: unknown"):  # it isn't the county's
        await lives.lot(point=point.id)


async def test_an_entry_sent_twice_counts_once_and_another_under_its_id_is_refused(
    lives: Lives, services: Services
) -> None:
    lot = await lives.lot(many=5)
    entry = Entry(new_id(), Booked.OUT, 2, "handed_out")
    done, failed = await at_once(*(stock.book(services, lot.id, entry, by=COUNTY) for _ in range(3)))
    assert (len(done), failed, await there(services, lot)) == (3, [], 3)
    with pytest.raises(Conflict):
        await stock.book(services, lot.id, Entry(entry.id, Booked.OUT, 1, "handed_out"), by=COUNTY)


async def test_of_two_who_take_the_last_one_at_once_one_gets_it(lives: Lives, services: Services) -> None:
    lot = await lives.lot(many=1)
    takes = (stock.book(services, lot.id, Entry(new_id(), Booked.OUT, 1, "broken"), by=COUNTY) for _ in range(3))
    done, failed = await at_once(*takes)
    assert (len(done), await there(services, lot)) == (1, 0)
    assert [str(each) for each in failed] == ["many: too_few"] * 2


async def test_a_count_is_of_what_was_seen_and_the_county_s(lives: Lives, services: Services) -> None:
    lot = await lives.lot(many=5)
    await stock.book(services, lot.id, Entry(new_id(), Booked.IN, 1, "found"), by=COUNTY)
    with pytest.raises(Conflict):
        await stock.book(services, lot.id, Entry(new_id(), Booked.COUNTED, 5, "counted", seen=lot.seq), by=COUNTY)
    with pytest.raises(NotAllowed):
        await stock.book(services, lot.id, Entry(new_id(), Booked.COUNTED, 5, "counted", seen=2), by=TOWNSHIP)
    counted = await stock.book(services, lot.id, Entry(new_id(), Booked.COUNTED, 4, "counted", seen=2), by=COUNTY)
    assert (counted.many, [each.change for each in await services.lots.moves(lot.id)]) == (4, [-2, 1, 5])


async def test_a_lot_is_carried_to_a_point_of_a_township_whose_officer_enters_it_then(
    lives: Lives, services: Services
) -> None:
    lot = await lives.lot(many=5)
    out = Entry(new_id(), Booked.OUT, 1, "handed_out")
    with pytest.raises(NotFound):
        await stock.book(services, lot.id, out, by=TOWNSHIP)
    below = await lives.point("370881100")
    moved = await stock.book(
        services, lot.id, Entry(new_id(), Booked.CARRIED, why="nearer", point=below.id, seen=lot.seq), by=COUNTY
    )
    assert (moved.point, moved.many) == (below.id, 5)
    assert (await stock.book(services, lot.id, out, by=TOWNSHIP)).many == 4
    for by in (OFFICER, ELSEWHERE, member(StaffRole.EXPERT, "370000/", "e")):
        with pytest.raises((NotFound, NotAllowed)):
            await stock.look(services, lot.id, by=by)


async def test_a_point_with_lots_stays_open_and_a_closed_one_takes_none(lives: Lives, services: Services) -> None:
    lot = await lives.lot(many=1)
    point = await services.points.get(lot.point, scope=EVERYWHERE)
    closing = type(point)(**{**_of(point), "closed": True})
    with pytest.raises(Invalid, match="closed: lots_there"):
        await points.keep(services, closing, by=COUNTY)
    await stock.book(services, lot.id, Entry(new_id(), Booked.OUT, 1, "broken"), by=COUNTY)
    await points.keep(services, closing, by=COUNTY)
    with pytest.raises(Invalid, match="point: unknown"):
        await lives.lot(point=point.id)


def _of(thing: Any) -> dict[str, Any]:
    return {name: getattr(thing, name) for name in type(thing).__dataclass_fields__}


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(entries=st.lists(st.tuples(st.sampled_from([Booked.IN, Booked.OUT, Booked.COUNTED]), st.integers(0, 6))))
async def test_whatever_is_entered_the_movements_add_up(
    lives: Lives, services: Services, entries: list[tuple[Booked, int]]
) -> None:
    lot = await lives.lot(many=3)
    expected = 3
    for kind, many in entries:
        seen = (await services.lots.get(lot.id, scope=EVERYWHERE)).seq
        entry = Entry(new_id(), kind, many, stock.WHY[kind][0], seen=seen)
        after = {Booked.IN: expected + many, Booked.OUT: expected - many, Booked.COUNTED: many}[kind]
        possible = after >= 0 and (many or kind is Booked.COUNTED)
        try:
            await stock.book(services, lot.id, entry, by=COUNTY)
        except Invalid:
            assert not possible
        else:
            assert possible
            expected = after
    moves = await services.lots.moves(lot.id, most=1000)
    assert await there(services, lot) == expected == sum(each.change for each in moves)
    assert next(each.left for each in moves) == expected
    assert [each.seq for each in moves] == list(range(len(moves), 0, -1))


async def covered(services: Services, wish: Wish, lot: Lot | None = None) -> Wish:
    source = "stock" if lot else "budget"
    return await steps.cover(services, wish.id, source, lot=lot.id if lot else "", by=COUNTY)


async def test_what_covers_a_wish_is_taken_with_the_move_and_known_to_staff(lives: Lives, services: Services) -> None:
    lot, wish = await lives.lot(many=2), await lives.published()
    found = await covers.choices(services, wish)
    assert ([each.id for each in found.lots], found.budget) == ([lot.id], None)
    now = await covered(services, wish, lot)
    assert (now.state, now.desk, now.cover_from, now.cover_held) == (WishState.PREPARED, "county", "stock", True)
    assert await there(services, lot) == 1
    with pytest.raises(MoveNotPossible):
        await covered(services, wish, lot)
    source = await covers.source_of(services, now, by=COUNTY)
    assert isinstance(source, Lot)
    assert await covers.source_of(services, now, by=ELSEWHERE) is None


@pytest.mark.parametrize(
    ("source", "problem"), [("", "missing"), ("mine", "missing"), ("stock", "lot"), ("budget", "no_budget")]
)
async def test_a_cover_names_its_source(lives: Lives, services: Services, source: str, problem: str) -> None:
    wish = await lives.published()
    with pytest.raises(Invalid) as said:
        await steps.cover(services, wish.id, source, lot="0" * 26, by=COUNTY)
    assert (said.value.field, said.value.problem) == ("source", problem)
    with pytest.raises(Invalid, match="move: unknown"):
        await steps.decide(services, wish.id, "cover", by=COUNTY)
    assert (await lives.now(wish)).state is WishState.PUBLISHED


async def test_another_county_s_stock_is_no_source(lives: Lives, services: Services) -> None:
    point = await lives.point("370883", by=CITY)
    lot = Lot(new_id(), "", *_facts(await lives.lot())[:4], point.id, TODAY, 3)
    await stock.receive(services, lot, by=ELSEWHERE)
    wish = await lives.published()
    with pytest.raises(Invalid, match="source: lot"):
        await covered(services, wish, lot)


async def test_two_wishes_that_want_the_last_piece_at_once(lives: Lives, services: Services) -> None:
    lot = await lives.lot(many=1)
    wishes = [await lives.published() for _ in range(3)]
    done, failed = await at_once(*(covered(services, each, lot) for each in wishes))
    assert (len(done), await there(services, lot)) == (1, 0)
    assert [str(each) for each in failed] == ["source: used_up"] * 2
    assert sorted([(await lives.now(each)).state for each in wishes]) == ["prepared", "published", "published"]


async def test_one_wish_covered_by_two_at_once_takes_one(lives: Lives, services: Services) -> None:
    lot, wish = await lives.lot(many=5), await lives.published()
    both = (steps.cover(services, wish.id, "stock", lot=lot.id, by=by, seen=wish.turn) for by in (COUNTY, COUNTY_TOO))
    done, _ = await at_once(*both)
    assert (len(done), await there(services, lot)) == (1, 4)


async def test_two_covers_at_once_never_overspend(lives: Lives, services: Services) -> None:
    budget = await lives.budget(yuan=200)
    wishes = [await lives.published(yuan=80) for _ in range(4)]
    done, failed = await at_once(*(covered(services, each) for each in wishes))
    assert (len(done), await spent(services, budget)) == (2, 16_000)
    assert [str(each) for each in failed] == ["source: over"] * 2


@pytest.mark.parametrize("from_stock", [True, False])
async def test_what_never_went_out_comes_back_once(lives: Lives, services: Services, *, from_stock: bool) -> None:
    lot, budget = await lives.lot(many=1), await lives.budget(yuan=80)
    which = lot if from_stock else None

    async def taken() -> bool:
        return not await there(services, lot) if from_stock else bool(await spent(services, budget))

    wish = await lives.published()
    await covered(services, wish, which)
    assert await taken()
    failed = await steps.decide(services, wish.id, "fail", by=COUNTY, why="other")
    assert not await taken()
    assert not failed.cover_held
    again = await covered(services, failed, which)
    assert await taken()
    assert again.cover_held
    anew = await steps.decide(services, wish.id, "reassign", by=COUNTY, why="other")
    assert (anew.cover_from, anew.cover_held, anew.covered_by, await taken()) == ("", False, "", False)
    await covered(services, wish, which)
    await steps.decide(services, wish.id, "fail", by=COUNTY, why="other")
    await steps.decide(services, wish.id, "cancel", by=COUNTY, why="other")
    assert not await taken()


async def test_what_was_handed_over_never_comes_back_by_itself(lives: Lives, services: Services, clock: Clock) -> None:
    lot, wish = await lives.lot(many=1), await lives.published()
    await covered(services, wish, lot)
    await steps.decide(services, wish.id, "deliver", by=OFFICER)
    clock.move(days=60)
    await watch(services)
    assert await there(services, lot) == 0


async def test_a_family_that_leaves_gives_back_what_still_lies_there(lives: Lives, services: Services) -> None:
    lot, budget = await lives.lot(many=1), await lives.budget(yuan=80)
    await covered(services, await lives.published(), lot)
    await covered(services, await lives.published())
    guardian = await lives.somebody("guardian")
    await erase_person(services, guardian.id, how="page", now=services.now())
    assert (await there(services, lot), await spent(services, budget)) == (1, 0)


async def test_a_budget_is_put_down_by_the_county_and_never_below_what_has_gone(
    lives: Lives, services: Services
) -> None:
    budget = await lives.budget(yuan=300)
    await covered(services, await lives.published(yuan=80))
    with pytest.raises(Invalid, match="total: spent"):
        await budgets.put_down(services, _totalled(budget, 7999), by=COUNTY)
    more = await budgets.put_down(services, _totalled(budget, 8000), by=COUNTY)
    assert (more.left_fen, more.version) == (0, 2)
    with pytest.raises(Conflict):
        await budgets.put_down(services, _totalled(budget, 9000), by=COUNTY_TOO)
    with pytest.raises(Invalid, match="year: kept"):
        await lives.budget(yuan=1)
    with pytest.raises(NotAllowed):
        await budgets.put_down(services, _totalled(budget, 9000), by=TOWNSHIP)
    with pytest.raises(NotFound):
        await budgets.look(services, budget.id, by=ELSEWHERE)
    shown = await budgets.look(services, budget.id, by=COUNTY)
    assert [each.change_fen for each in shown.moves] == [0, 8000, 0]


def _totalled(budget: Budget, total: int) -> Budget:
    return type(budget)(**{**_of(budget), "total_fen": total})
