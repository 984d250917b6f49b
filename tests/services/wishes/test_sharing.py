"""Several bring a dear wish together, and the wish stays one: places, who comes first, who is told, and what is left of each."""

import asyncio
from datetime import timedelta

import pytest

from domain.errors import MoveNotPossible, NoPlaceLeft, NotAllowed, NotFound, SharesFull, XinqiaoError
from domain.ids import new_id
from domain.people import Person
from domain.staff import Permission
from domain.wishes import Wish, WishState
from services.context import Services
from services.privacy.erasing import erase_person
from services.wishes import families, giving, sharing, steps
from services.wishes.cards import cards
from services.wishes.certificates import certificate
from services.wishes.figures import figures
from services.wishes.ledger import ledger
from services.wishes.own import came_true
from services.wishes.thanking import tell_thanks, thank
from storage.blocks import Block
from storage.joining import JoiningStore
from storage.mongo import transaction
from tests.joined import APP
from tests.services.wishes.lives import COUNTY, COUNTY_TOO, OFFICER, Lives


async def dear(lives: Lives, *, yuan: int = 280, lead: str = "lead") -> Wish:
    """A dear wish, taken up."""
    wish = await lives.published(yuan=yuan)
    if wish.state is WishState.APPROVED:
        wish = await steps.publish(lives.services, wish.id, by=COUNTY_TOO)
    return await giving.claim(lives.services, wish.code, by=await lives.somebody(lead))


async def opened(lives: Lives, **more: str) -> Wish:
    """The same with a code that was passed on."""
    wish = await dear(lives, **more)  # type: ignore[arg-type]
    return await sharing.open_to_others(lives.services, wish.id, by=await lives.somebody(more.get("lead", "lead")))


async def joined(lives: Lives, wish: Wish, *names: str) -> Wish:
    for name in names:
        wish = await sharing.join(lives.services, wish.invite, by=await lives.somebody(name))
    return wish


async def confirmed(lives: Lives, wish: Wish) -> Wish:
    await families.act(lives.services, wish.id, "prepare", by=await lives.somebody("lead"))
    await steps.decide(lives.services, wish.id, "deliver", by=OFFICER)
    return await families.act(lives.services, wish.id, "confirm", by=await lives.somebody("guardian"))


async def test_twenty_come_at_once_and_four_find_a_place(lives: Lives, services: Services) -> None:
    wish = await opened(lives)
    people = [await lives.somebody(f"p{number}") for number in range(20)]

    async def come(by: Person) -> Wish | XinqiaoError:
        try:
            return await sharing.join(services, wish.invite, by=by)
        except XinqiaoError as error:
            return error

    found = await asyncio.gather(*(come(each) for each in people))
    assert sum(isinstance(each, Wish) for each in found) == 4
    assert {type(each) for each in found if not isinstance(each, Wish)} == {NoPlaceLeft}
    now = await lives.now(wish)
    assert len(set(now.sharers)) == 4
    assert (await lives.story(wish)).count("shared") == 4
    assert now.donor_id == wish.donor_id
    assert now.turn == wish.turn  # nothing that the lead has seen is past


async def test_twice_is_once_and_a_place_that_is_given_up_is_free(lives: Lives, services: Services) -> None:
    wish = await joined(lives, await opened(lives), "a", "b", "a", "c", "d")
    assert len(wish.sharers) == 4
    with pytest.raises(NoPlaceLeft):
        await joined(lives, wish, "e")
    await sharing.leave(services, wish.id, by=await lives.somebody("a"))
    with pytest.raises(NotFound):
        await sharing.leave(services, wish.id, by=await lives.somebody("a"))
    assert len((await joined(lives, wish, "e")).sharers) == 4
    assert any("有一位爱心人士来不了" in text for text in await lives.told("lead"))


async def test_nobody_comes_twice_nor_who_leads_nor_the_guardian_nor_by_another_account(lives: Lives) -> None:
    wish = await opened(lives)
    for name, number in (("lead", "1"), ("lead-too", "1"), ("guardian", "2"), ("guardian-too", "2")):
        await lives.gives_number(name, number)
    for name in ("lead", "lead-too", "guardian", "guardian-too"):
        with pytest.raises(NotAllowed):
            await joined(lives, wish, name)
    for name in ("a", "a-too"):
        await lives.gives_number(name, "3")
    found = await asyncio.gather(*(joined(lives, wish, name) for name in ("a", "a-too")), return_exceptions=True)
    assert sorted(isinstance(each, NotAllowed) for each in found) == [False, True]
    assert len((await lives.now(wish)).sharers) == 1


async def test_who_is_blocked_comes_by_no_account_of_hers(lives: Lives, services: Services) -> None:
    wish = await opened(lives)
    for name in ("blocked", "blocked-too"):
        await lives.gives_number(name, "4")
    person = await lives.somebody("blocked")
    now = services.now()
    held = Block(new_id(), person.id, "370000/", "advertising", "county", now, now + timedelta(days=7))
    async with transaction(services.db) as session:
        await services.blocks.insert(held, session=session)
    for name in ("blocked", "blocked-too"):
        with pytest.raises(NotAllowed):
            await joined(lives, wish, name)


async def test_one_person_shares_so_many_at_a_time_and_a_share_is_no_claim(lives: Lives, services: Services) -> None:
    wishes = [await opened(lives, lead=f"lead-{number}") for number in range(5)]
    for name in ("a", "a-too"):
        await lives.gives_number(name, "5")
    found = await asyncio.gather(
        *(joined(lives, wish, ("a", "a-too")[number % 2]) for number, wish in enumerate(wishes)), return_exceptions=True
    )
    assert sum(isinstance(each, Wish) for each in found) == services.facts.wish.sharing.open_most == 3
    assert {type(each) for each in found if not isinstance(each, Wish)} == {SharesFull}
    assert (await dear(lives, lead="a")).donor_id == (await lives.somebody("a")).id  # her claims are all free
    held = next(number for number, each in enumerate(found) if isinstance(each, Wish))
    await sharing.leave(services, wishes[held].id, by=await lives.somebody(("a", "a-too")[held % 2]))
    free = next(number for number, each in enumerate(found) if not isinstance(each, Wish))
    await joined(lives, wishes[free], "a")


async def test_a_cheap_one_isn_t_shared_nor_one_past_its_delivery_nor_by_an_ended_code(
    lives: Lives, services: Services
) -> None:
    lead, cheap = await lives.somebody("lead"), await dear(lives, yuan=200)
    with pytest.raises(MoveNotPossible):
        await sharing.open_to_others(services, cheap.id, by=lead)
    await families.act(services, cheap.id, "release", by=lead)
    wish = await opened(lives)
    with pytest.raises(NotFound):
        await sharing.open_to_others(services, wish.id, by=await lives.somebody("stranger"))
    assert (await sharing.open_to_others(services, wish.id, by=lead)).invite == wish.invite
    await sharing.close_to_others(services, wish.id, by=lead)
    with pytest.raises(NotFound):
        await joined(lives, wish, "a")
    wish = await sharing.open_to_others(services, wish.id, by=lead)
    await families.act(services, wish.id, "prepare", by=lead)
    await joined(lives, wish, "a")  # it isn't delivered yet
    await steps.decide(services, wish.id, "deliver", by=OFFICER)
    with pytest.raises(NotFound):
        await joined(lives, wish, "b")
    with pytest.raises(MoveNotPossible):
        await sharing.leave(services, wish.id, by=await lives.somebody("a"))


async def test_a_join_against_a_release_leaves_nobody_with_a_wish_that_nobody_leads(
    lives: Lives, services: Services
) -> None:
    lead = await lives.somebody("lead")
    for _ in range(8):
        wish = await opened(lives)
        come = [joined(lives, wish, f"p{number}") for number in range(4)]
        found = await asyncio.gather(*come, families.act(services, wish.id, "release", by=lead), return_exceptions=True)
        now = await lives.now(wish)
        assert (now.state, now.sharers, now.invite, now.donor_id) == (WishState.PUBLISHED, (), "", "")
        assert {type(each) for each in found} <= {Wish, NotFound}
        came = [name for name, each in zip(("p0", "p1", "p2", "p3"), found, strict=False) if isinstance(each, Wish)]
        for name in came:
            assert "牵头的人办不了" in (await lives.told(name))[-1]
        story = await lives.story(wish)
        assert story.index("released") > max((at for at, kind in enumerate(story) if kind == "shared"), default=0)
        await services.db["wishes"].delete_one({"_id": wish.id})


@pytest.mark.parametrize("end", ["reassign", "fail", "cancel"])
async def test_who_shares_is_freed_and_told_in_kind_words(lives: Lives, services: Services, end: str) -> None:
    wish = await joined(lives, await opened(lives), "a", "b")
    if end != "reassign":
        await families.act(services, wish.id, "prepare", by=await lives.somebody("lead"))
        await steps.decide(services, wish.id, "fail", by=OFFICER, why="other")
    else:
        await steps.decide(services, wish.id, "reassign", by=COUNTY, why="other")
    now = await lives.now(wish)
    assert (now.sharers, now.invite) == ((), "")
    for name in ("a", "b"):
        (told,) = await lives.told(name)
        assert "不用再准备了" in told
        assert "谢谢您的心意" in told
    if end == "cancel":
        await steps.decide(services, wish.id, "cancel", by=COUNTY, why="other")
        assert len(await lives.told("a")) == 1


async def test_each_has_it_in_her_record_and_the_wish_counts_once(lives: Lives, services: Services) -> None:
    wish = await confirmed(lives, await joined(lives, await opened(lives), "a", "b"))
    for name in ("lead", "a", "b"):
        person = await lives.somebody(name)
        (hers,) = await came_true(services, by=person)
        assert (hers.id, len(hers.sharers)) == (wish.id, 2)
        (card,) = await cards(services, person)
        assert (card.wishes, card.shared) == (1, 1)
        assert any(f"/h5/certificates/{wish.certificate}" in text for text in await lives.told(name))
    assert await came_true(services, by=await lives.somebody("stranger")) == []
    found = await certificate(services, wish.certificate)
    assert (found.givers, found.giver) == (3, "")
    told = await lives.told("guardian")
    assert sum("有几位爱心人士一起" in text for text in told) == 2  # ready, and delivered
    assert await services.wishes.of_donor((await lives.somebody("a")).id) == []


async def test_thanks_reach_who_leads_and_who_shares_once(lives: Lives, services: Services) -> None:
    wish = await confirmed(lives, await joined(lives, await opened(lives), "a", "b"))
    await thank(services, wish.id, "谢谢你们", by=await lives.somebody("guardian"))
    for _ in range(2):
        await tell_thanks(services, wish.id, until=services.now())
        await services.db["checks"].update_many({"field": "thanks"}, {"$set": {"state": "passed"}})
    await tell_thanks(services, wish.id, until=services.now())
    for name in ("lead", "a", "b"):
        assert sum("谢谢你们" in text for text in await lives.told(name)) == 1
    assert not any("谢谢你们" in text for text in await lives.told("guardian"))


async def test_of_one_who_is_erased_the_place_is_free_and_past_the_delivery_only_the_count_stays(
    lives: Lives, services: Services
) -> None:
    wish = await joined(lives, await opened(lives), "a", "b")
    gone = await lives.somebody("a")
    await erase_person(services, gone.id, how="chat", now=services.now())
    assert (await lives.now(wish)).sharers == ((await lives.somebody("b")).id,)
    wish = await confirmed(lives, await joined(lives, wish, "c"))
    await erase_person(services, (await lives.somebody("b")).id, how="chat", now=services.now())
    now = await lives.now(wish)
    assert now.sharers == ("", (await lives.somebody("c")).id)
    assert (await certificate(services, wish.certificate)).givers == 3
    with pytest.raises(NotFound):
        await sharing.join(services, (await opened(lives, lead="other")).invite, by=gone)


async def test_two_records_of_one_person_share_once_and_who_leads_shares_not_at_all(
    lives: Lives, services: Services
) -> None:
    wish = await joined(lives, await opened(lives), "a", "b", "c", "d")
    ids = {name: (await lives.somebody(name)).id for name in ("lead", "guardian", "a", "b", "c", "d", "new")}

    async def merge(one: str, other: str) -> None:
        late = services.now()
        await JoiningStore(services.db).merge(ids[one], ids[other], home=APP, how="unionid", late=late, now=late)

    await merge("a", "b")
    now = await lives.now(wish)
    assert len(now.sharers) == 3
    await merge("new", "c")
    await merge("lead", "d")
    now = await lives.now(wish)
    assert len(now.sharers) == 2
    for name in ("a", "c"):
        person = await services.people.get(ids[name])
        assert [each.id for each in await sharing.shared(services, person)] == [wish.id]
    assert now.donor_id not in now.sharers


async def test_figures_and_the_ledger_count_the_wish_and_its_price_once(lives: Lives, services: Services) -> None:
    wish = await confirmed(lives, await joined(lives, await opened(lives), "a", "b", "c"))
    found = await figures(services, by=COUNTY)
    assert (found.all.wishes, found.all.groups["done"], found.all.fen) == (1, 1, wish.cost_fen)
    day = timedelta(days=1)
    span = (services.now() - day, services.now() + day)
    (row,) = await ledger(services, scope=COUNTY.scope(Permission.WISH_READ), span=span, by=COUNTY)
    assert (row.given, row.wish.cost_fen) == ("several", wish.cost_fen)


async def test_whoever_is_erased_while_she_comes_is_in_no_wish(lives: Lives, services: Services) -> None:
    wish = await opened(lives)
    for number in range(6):
        by = await lives.somebody(f"gone-{number}")
        await asyncio.gather(
            sharing.join(services, wish.invite, by=by),
            erase_person(services, by.id, how="chat", now=services.now()),
            return_exceptions=True,
        )
        assert (await lives.now(wish)).sharers == ()


async def test_a_join_against_the_delivery_comes_before_it_or_not_at_all(lives: Lives, services: Services) -> None:
    for turn in range(4):
        wish = await opened(lives, lead=f"lead-{turn}")
        come = [joined(lives, wish, f"p{turn}-{number}") for number in range(3)]
        found = await asyncio.gather(
            *come, steps.decide(services, wish.id, "deliver", by=OFFICER), return_exceptions=True
        )
        now, story = await lives.now(wish), await lives.story(wish)
        assert now.state is WishState.DELIVERED
        assert len(now.sharers) == sum(isinstance(each, Wish) for each in found[:3]) == story.count("shared")
        assert story[-1] == "delivered"
        assert {type(each) for each in found[:3]} <= {Wish, NotFound}
