"""Nobody decides about what she has written herself, nor takes part in it twice."""

import pytest

from domain.company import Standing
from domain.errors import MoveNotPossible, NotAllowed
from domain.wishes import WishState
from services.context import Services
from services.wishes import families, giving, meetings, steps, volunteers
from services.wishes.entering import correct_for, enter
from tests.services.wishes.companions import Companions, with_company
from tests.services.wishes.entries import KEY, sheet
from tests.services.wishes.lives import COUNTY, COUNTY_TOO, OFFICER, TOWNSHIP, VISIT, Lives

NUMBER = "13800138000"


@pytest.fixture
def there(services: Services) -> Companions:
    return Companions(with_company(services))


async def test_who_put_a_sheet_in_other_words_does_not_approve_them(services: Services) -> None:
    wish = await enter(services, sheet(), by=OFFICER, key=KEY, seen=())
    await steps.decide(services, wish.id, "return_checked", by=TOWNSHIP, why="unclear")
    await correct_for(services, wish.id, by=COUNTY, text="一双36码的运动鞋", cost_fen=90_00)
    await steps.verify(services, wish.id, VISIT, by=OFFICER)
    with pytest.raises(NotAllowed):
        await steps.approve(services, wish.id, "一双36码的运动鞋", by=COUNTY)
    assert (await steps.approve(services, wish.id, "一双36码的运动鞋", by=COUNTY_TOO)).approved_by == COUNTY_TOO.id


async def test_a_guardian_does_not_take_up_her_own_child_s_wish_by_another_account(lives: Lives) -> None:
    wish = await lives.published()
    for name in ("guardian", "guardian-too"):
        await lives.gives_number(name, NUMBER)
        with pytest.raises(NotAllowed):
            await giving.claim(lives.services, wish.code, by=await lives.somebody(name))


async def test_who_may_meet_no_child_takes_up_nothing_by_another_account(there: Companions) -> None:
    await there.vetted("bad")
    known = await volunteers.standing_of(there.services, await there.somebody("bad"))
    assert known
    await volunteers.decide(there.services, known.id, Standing.SUSPENDED, by=COUNTY, seen=known.version)
    wish, dear = await there.asked(), await there.published()
    other = await there.vetted("bad-too")
    for name in ("bad", "bad-too"):
        await there.gives_number(name, NUMBER)
    for each in (wish, dear):
        with pytest.raises(NotAllowed):
            await giving.claim(there.services, each.code, by=other)
    held = await giving.claim(there.services, wish.code, by=await there.vetted("lead"))
    with pytest.raises(MoveNotPossible):
        await meetings.accompany(there.services, held.invite, by=other)


async def test_the_two_adults_are_two_people(there: Companions) -> None:
    wish = await giving.claim(there.services, (await there.asked()).code, by=await there.vetted("lead"))
    for name in ("lead", "lead-too"):
        await there.gives_number(name, NUMBER)
    with pytest.raises(MoveNotPossible):
        await meetings.accompany(there.services, wish.invite, by=await there.vetted("lead-too"))


async def test_who_noted_that_it_was_delivered_does_not_settle_whether_it_was(lives: Lives) -> None:
    services, wish = lives.services, await lives.claimed()
    await steps.decide(services, wish.id, "deliver", by=COUNTY)
    await families.act(services, wish.id, "dispute", by=await lives.somebody("guardian"))
    with pytest.raises(NotAllowed):
        await steps.decide(services, wish.id, "settle", by=COUNTY, why="other")
    settled = await steps.decide(services, wish.id, "settle", by=COUNTY_TOO, why="other")
    assert settled.state is WishState.DELIVERED
