"""Nothing of a wish is on the wall before its words were looked at, and nothing that leads to the child."""

from collections.abc import Collection

import pytest

from domain.checks import Check, CheckState, Why
from domain.errors import Invalid
from domain.regions import Scope
from domain.wish_life import staff
from domain.wishes import WishState
from services.context import Services
from services.wishes import steps
from services.wishes.gate import concerns
from services.wishes.moving import Given, move
from services.wishes.watching import watch
from tests.joined import Clock
from tests.services.wishes.lives import COUNTY, COUNTY_TOO, Lives


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("王小明想要书包", ("name", "known")),
        ("送到峪口村", ("village", "known")),
        ("实验小学三年级要的练习册", ("school",)),
        ("打我电话138 0013 8000", ("phone",)),
        ("打我电话13800138000", ("phone",)),
        ("我叫李雷", ("name",)),
        ("给xiao ming的书包", ("known",)),
        ("给小👧明的书包", ("known",)),
        ("一套三年级的练习册", ()),
    ],
)
def test_what_leads_to_the_child_is_found(text: str, found: tuple[str, ...]) -> None:
    assert concerns(text, ("王小明", "小明", "峪口村")) == found


@pytest.mark.parametrize("text", ["给点现 金", "给点現金", "给点现\u200b金", "发个紅包", "发个红-包"])
async def test_what_nobody_grants_is_found_however_it_is_written(lives: Lives, text: str) -> None:
    with pytest.raises(Invalid) as refused:
        await lives.submitted(text=text)
    assert (refused.value.field, refused.value.problem) == ("text", "unfit")


async def held(services: Services, wish: str, why: Why) -> None:
    """Its public words, as if the platform or our own words had doubts."""
    which = {"about": wish, "field": "public_text"}
    await services.db["checks"].update_one(which, {"$set": {"state": CheckState.HELD, "why": why}})


async def test_where_the_platform_cannot_be_asked_the_countys_look_counts(lives: Lives, services: Services) -> None:
    wish = await steps.approve(services, (await lives.verified()).id, "一个书包", by=COUNTY)
    assert wish.state is WishState.PUBLISHED
    checks = (await services.checks.of([wish.id]))[wish.id]
    assert {(each.field, each.state, each.decided_by) for each in checks} == {
        ("text", CheckState.PASSED, COUNTY.id),
        ("public_text", CheckState.PASSED, COUNTY.id),
    }


async def test_words_that_our_own_list_doubts_wait_for_those_who_decide(
    lives: Lives, services: Services, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.wishes.gate.NOBODY_ELSE", frozenset())
    wish = await steps.approve(services, (await lives.verified()).id, "一个书包", by=COUNTY)
    assert wish.state is WishState.APPROVED
    for _ in range(3):
        clock.move(minutes=3)
        await watch(services)
        assert (await services.wishes.get(wish.id, scope=Scope.system())).state is WishState.APPROVED
    story = [each.kind for each in await services.events.of(wish.id, scope=Scope.system())]
    assert "reminded" not in story
    await services.db["checks"].update_many({"about": wish.id}, {"$set": {"state": CheckState.PASSED}})
    clock.move(minutes=3)
    await watch(services)
    assert (await services.wishes.get(wish.id, scope=Scope.system())).state is WishState.PUBLISHED


async def test_a_dear_wish_is_not_released_before_its_words_were_passed(lives: Lives, services: Services) -> None:
    dear = await steps.approve(services, (await lives.verified(yuan=280)).id, "一个书包", by=COUNTY)
    await held(services, dear.id, Why.REVIEW)
    with pytest.raises(Invalid) as refused:
        await steps.publish(services, dear.id, by=COUNTY_TOO)
    assert refused.value.problem == "unchecked"


@pytest.mark.parametrize("reads", range(6))
async def test_words_that_pass_while_the_clock_looks_are_on_the_wall_at_its_next_look(
    lives: Lives, services: Services, clock: Clock, monkeypatch: pytest.MonkeyPatch, reads: int
) -> None:
    """Whichever of its readings of the checks the platform's word comes after."""
    monkeypatch.setattr("services.wishes.gate.NOBODY_ELSE", frozenset())
    wish = await steps.approve(services, (await lives.verified()).id, "一个书包", by=COUNTY)
    read, left = services.checks.of, iter(range(reads))

    async def of(about: Collection[str]) -> dict[str, list[Check]]:
        if next(left, None) is None:
            await services.db["checks"].update_many({"about": wish.id}, {"$set": {"state": CheckState.PASSED}})
        return await read(about)

    monkeypatch.setattr(services.checks, "of", of)
    for _ in range(3):
        clock.move(minutes=3)
        await watch(services)
    assert (await services.wishes.get(wish.id, scope=Scope.system())).state is WishState.PUBLISHED


async def test_words_that_pass_after_their_time_are_on_the_wall_soon_after(
    lives: Lives, services: Services, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.wishes.gate.NOBODY_ELSE", frozenset())
    wish = await steps.approve(services, (await lives.verified()).id, "一个书包", by=COUNTY)
    clock.move(days=40)
    await watch(services)
    assert (await lives.story(wish))[-1] == "escalated"
    await services.db["checks"].update_many({"about": wish.id}, {"$set": {"state": CheckState.PASSED}})
    clock.move(minutes=3)
    await watch(services)
    assert (await lives.story(wish))[-1] == "published"


async def test_a_dear_wish_waits_for_its_second_person_and_is_reminded_once(
    lives: Lives, services: Services, clock: Clock
) -> None:
    wish = await steps.approve(services, (await lives.verified(yuan=280)).id, "一个书包", by=COUNTY)
    await watch(services)
    assert (await lives.story(wish))[-1] == "approved"  # there is time
    for _ in range(2 * 12):
        clock.move(hours=12)
        await watch(services)
    story = await lives.story(wish)
    assert story[story.index("approved") + 1 :][:2] == ["reminded", "escalated"]
    assert story.count("reminded") == 1


async def test_an_approval_stands_where_the_clock_puts_the_wish_up_first(lives: Lives, services: Services) -> None:
    verified = await lives.verified()
    given = Given(fields={"approved_by": COUNTY.id, "public_text": verified.text})
    approved = await move(services, verified.id, "approve", by=staff(COUNTY), given=given)
    first, late = await steps.go_on(services, approved), await steps.go_on(services, approved)
    assert (first.state, late) == (WishState.PUBLISHED, first)
    assert (await lives.story(late)).count("published") == 1
