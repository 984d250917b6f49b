"""Every move of a wish, made at random by everybody: none that is forbidden, and nothing lost of the stock and the budget."""

import random
from typing import Any

import pytest

from domain.errors import Conflict, Invalid, MoveNotPossible, NotAllowed, NotFound
from domain.regions import Scope
from domain.stock import Budget
from domain.wish_life import MOVES, STAGES, SYSTEM, Mover, allowed, person, staff
from domain.wishes import ENDED, Wish, WishState
from services.context import Services
from services.wishes import steps
from services.wishes.moving import Given, move
from services.wishes.watching import watch
from storage.mongo import Duplicate
from tests.joined import Clock
from tests.services.wishes.lives import CITY, COUNTY, COUNTY_TOO, ELSEWHERE, OFFICER, TOWNSHIP, Lives

LOT, PIECES, YUAN = "0" * 26, 3, 600
FIELDS: dict[str, dict[str, Any]] = {
    "claim": {"donor_id": "$by", "claim_slot": "$slot"},
    "verify": {"verified_by": "$by"},
    "approve": {"approved_by": "$by", "public_text": "一个新书包"},
    "deliver": {"delivered_by": "$by"},
}


async def _try(services: Services, wish: Wish, name: str, by: Mover) -> Wish:
    """The move as services make it, with what it has to bring."""
    if name == "cover" and by.member is not None:
        return await steps.cover(services, wish.id, "budget" if wish.seq % 2 else "stock", lot=LOT, by=by.member)
    fields = {field: by.id if value == "$by" else value for field, value in FIELDS.get(name, {}).items()}
    if name == "claim":
        fields["claim_slot"] = f"{by.id}:0"
    if name == "publish":
        before = await services.wishes.get(wish.id, scope=Scope.system())
        if allowed(before, name, by):
            return await steps.publish(services, wish.id, by=by.member or CITY)
    return await move(services, wish.id, name, by=by, given=Given(fields=fields, why="other"))


@pytest.mark.parametrize("seed", range(4))
async def test_walked_at_random_by_everybody_no_move_is_forbidden_and_nothing_is_lost(
    lives: Lives, services: Services, clock: Clock, seed: int
) -> None:
    dice = random.Random(seed)
    await lives.lot(LOT, many=PIECES)
    budget = await lives.budget(yuan=YUAN)
    movers = [SYSTEM, *map(staff, (OFFICER, TOWNSHIP, COUNTY, COUNTY_TOO, CITY, ELSEWHERE))]
    movers += [person((await lives.somebody(name)).id) for name in ("guardian", "donor", "other")]
    wishes = [await lives.submitted(yuan=dice.choice((80, 280))) for _ in range(3)]
    moves = {each.id: 2 for each in wishes}
    for _ in range(220):
        wish = await lives.now(dice.choice(wishes))
        name, by = dice.choice(list(MOVES)), dice.choice(movers)
        try:
            expected = allowed(wish, name, by)
        except (NotAllowed, MoveNotPossible):
            expected = None
        try:
            after = await _try(services, wish, name, by)
        except (NotAllowed, MoveNotPossible, NotFound, Duplicate, Conflict, Invalid):
            # Invalid: the stock or the budget is at its end
            after = await lives.now(wish)
            assert after == wish
        else:
            assert expected is not None, (wish.state, name, by.id)
            assert after.state is expected.leads_to
            moves[wish.id] += 1
        if dice.random() < 0.05:
            clock.move(days=3)
            await watch(services)
        for each in [await lives.now(each) for each in wishes]:
            await _whole(services, each)
        await _nothing_lost(services, budget)


async def _nothing_lost(services: Services, budget: Budget) -> None:
    """What is missing from the lot and the budget is what wishes took and didn't give back, each once."""
    lot = await services.lots.get(LOT, scope=Scope.system())
    booked = [each for each in await services.lots.moves(LOT) if each.wish]
    assert 0 <= lot.many == PIECES + sum(each.change for each in booked)
    now = await services.budgets.get(budget.id, scope=Scope.system())
    spent = [each for each in await services.budgets.moves(budget.id) if each.wish]
    assert 0 <= now.spent_fen == sum(each.change_fen for each in spent) <= now.total_fen
    story = [each async for each in services.db["events"].find({"kind": "covered"})]
    taken = [each.wish for each in booked if each.change < 0] + [each.wish for each in spent if each.change_fen > 0]
    assert sorted(taken) == sorted(each["about"] for each in story)
    held = [each async for each in services.db["wishes"].find({"cover_held": True, "state": "prepared"})]
    back = sum(each.change > 0 for each in booked) + sum(each.change_fen < 0 for each in spent)
    assert back <= len(taken) - len(held)


async def _whole(services: Services, wish: Wish) -> None:
    """An open wish has an owner and a deadline, an ended one neither; its story has every number once, in order."""
    story = await services.events.of(wish.id, scope=Scope.system(), most=1000)
    assert [each.seq for each in story] == list(range(1, wish.seq + 1))
    stored = await services.db["wishes"].find_one({"_id": wish.id})
    assert stored is not None
    assert bool(stored["next_at"]) == wish.is_open
    if wish.state in ENDED:
        assert (wish.desk, wish.due_at, stored["child_open"]) == ("", None, None)
    else:
        assert wish.desk
        assert wish.due_at
        assert stored["child_open"]
        assert wish.state in STAGES
    if wish.state is WishState.PUBLISHED:
        assert (wish.donor_id, stored["claim_slot"]) == ("", None)
        assert wish.approved_by not in {"", wish.verified_by}
