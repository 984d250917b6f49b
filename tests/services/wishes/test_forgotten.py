"""No wish that waits too long is missing from the list, each says why, and what moves is gone from it."""

from datetime import timedelta

import pytest

from domain.errors import MoveNotPossible, NotAllowed, NotFound
from domain.forgotten import Stall, waits_since, why_now
from domain.regions import Scope
from domain.staff import StaffMember
from domain.wishes import Wish, WishState
from services.context import Services
from services.wishes import families, forgotten, giving, meetings, steps
from services.wishes.urging import urge, urgings
from services.wishes.watching import watch
from storage.migrations import migrate
from storage.paging import Part
from tests.joined import Clock
from tests.services.wishes.companions import Companions, with_company
from tests.services.wishes.lives import CITY, COUNTY, COUNTY_TOO, ELSEWHERE, OFFICER, QUFU, Lives


async def whys(services: Services, *, by: StaffMember = COUNTY, why: Stall | None = None) -> dict[str, set[Stall]]:
    found = await forgotten.page(services, by=by, why=why)
    return {each.id: set(why_now(each, services.now())) for each in found}


async def go_by(services: Services, clock: Clock, days: int) -> None:
    """So many days, in each of which the clock looks."""
    for _ in range(days):
        clock.move(days=1)
        await watch(services)


async def test_a_wish_that_is_new_is_on_no_list_and_one_that_nobody_takes_up_is_from_its_day_on(
    lives: Lives, services: Services, clock: Clock
) -> None:
    wish = await lives.published()
    assert await whys(services) == {}
    await go_by(services, clock, 15)
    assert await whys(services) == {}
    await go_by(services, clock, 16)
    assert await whys(services) == {wish.id: {Stall.WALL}}
    await go_by(services, clock, 20)
    found = await whys(services)
    assert found == {wish.id: {Stall.WALL, Stall.ESCALATED}}
    assert (await whys(services, why=Stall.WALL)).keys() == {wish.id}
    assert await whys(services, why=Stall.GUARDIAN) == {}
    assert await forgotten.count(services, by=COUNTY) == 1


async def test_officers_see_those_of_their_region_alone(lives: Lives, services: Services, clock: Clock) -> None:
    wish = await lives.published()
    await go_by(services, clock, 40)
    for reader in (OFFICER, COUNTY, CITY):
        assert (await whys(services, by=reader)).keys() == {wish.id}
    assert await whys(services, by=ELSEWHERE) == {}
    assert await forgotten.page(services, by=ELSEWHERE, county="370881") == []
    assert [each.id for each in await forgotten.page(services, by=CITY, county="370881")] == [wish.id]
    assert await forgotten.page(services, by=CITY, county="370883") == []


async def test_what_was_given_back_is_listed_at_once_with_how_long_the_child_has_waited(
    lives: Lives, services: Services, clock: Clock
) -> None:
    wish = await lives.claimed()
    clock.move(days=2)
    await families.act(services, wish.id, "release", by=await lives.somebody("donor"))
    assert await whys(services) == {wish.id: {Stall.BACK}}
    back = await lives.now(wish)
    assert (back.backs, waits_since(back, services.now())) == (1, back.published_at)
    again = await giving.claim(services, back.code, by=await lives.somebody("other"))
    assert await whys(services) == {}
    await families.act(services, again.id, "release", by=await lives.somebody("other"))
    assert (await lives.now(wish)).backs == 2


async def test_each_reason_is_said_and_ends_with_the_step_that_was_missing(
    lives: Lives, services: Services, clock: Clock
) -> None:
    wish = await lives.claimed()
    donor = await lives.somebody("donor")
    await families.act(services, wish.id, "extend", by=donor)
    assert await whys(services) == {wish.id: {Stall.EXTENDED}}
    await families.act(services, wish.id, "prepare", by=donor)
    assert await whys(services) == {}
    await steps.decide(services, wish.id, "fail", by=OFFICER, why="other")
    assert await whys(services) == {wish.id: {Stall.FAILED}}
    await lives.budget(yuan=500)
    await steps.cover(services, wish.id, "budget", by=COUNTY)
    await steps.decide(services, wish.id, "deliver", by=OFFICER)
    assert await whys(services) == {}
    await go_by(services, clock, 6)
    assert await whys(services) == {wish.id: {Stall.GUARDIAN}}
    await go_by(services, clock, 6)
    assert await whys(services) == {wish.id: {Stall.GUARDIAN, Stall.ESCALATED}}
    await families.act(services, wish.id, "dispute", by=await lives.somebody("guardian"))
    assert await whys(services) == {wish.id: {Stall.DISPUTED}}
    await steps.decide(services, wish.id, "settle", by=COUNTY, why="other")
    await families.act(services, wish.id, "confirm", by=await lives.somebody("guardian"))
    await go_by(services, clock, 60)
    assert await whys(services) == {}


async def test_words_that_nobody_passes_are_listed(
    lives: Lives, services: Services, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.wishes.gate.NOBODY_ELSE", frozenset())
    approved = await steps.approve(services, (await lives.verified()).id, "一个书包", by=COUNTY)
    doubted = await lives.submitted(text="书包，电话 13800138000")
    assert await whys(services) == {}
    await go_by(services, clock, 6)
    found = await whys(services)
    assert Stall.WORDS in found[approved.id]
    assert Stall.WORDS in found[doubted.id]
    assert (await whys(services, why=Stall.WORDS)).keys() == {approved.id, doubted.id}


async def test_company_without_its_volunteers_and_a_guardian_who_does_not_answer(
    services: Services, clock: Clock
) -> None:
    companions = Companions(with_company(services))
    made = companions.services
    wish = await companions.asked()
    clock.move(days=9)
    assert await whys(made) == {wish.id: {Stall.VOLUNTEER}}
    wish = await giving.claim(made, wish.code, by=await companions.vetted("lead"))
    assert await whys(made) == {}
    clock.move(days=9)
    assert await whys(made) == {wish.id: {Stall.VOLUNTEER}}
    wish = await meetings.accompany(made, wish.invite, by=await companions.vetted("second"))
    day = companions.today() + timedelta(days=20)
    await meetings.arrange(made, wish.id, day=day, place="public", by=OFFICER)
    assert await whys(made) == {}
    clock.move(days=5)
    assert await whys(made) == {wish.id: {Stall.GUARDIAN}}
    assert urgings(made, await companions.now(wish), COUNTY) == ["remind"]
    told = len(await companions.told("guardian"))
    await urge(made, wish.id, "remind", by=COUNTY)
    assert "同意请回复" in (await companions.told("guardian"))[told]
    await meetings.step(made, wish.id, "agree", by=await companions.somebody("guardian"))
    assert await whys(made) == {}


async def test_the_list_is_read_in_parts_the_longest_wait_first(lives: Lives, services: Services, clock: Clock) -> None:
    made = []
    for number in range(7):
        made.append((await lives.published(text=f"第 {number} 个书包")).id)
        await go_by(services, clock, 1)
    await go_by(services, clock, 40)
    found: list[Wish] = []
    while True:
        after = found[-1].id if found else ""
        part = await forgotten.page(services, by=COUNTY, part=Part(after=after, rising=True), most=3)
        if not part:
            break
        found += part
    assert [each.id for each in found] == made
    since = [waits_since(each, services.now()) for each in found]
    assert since == sorted(since)  # type: ignore[type-var]


async def test_reminding_tells_once_a_day_and_keeps_who_did(lives: Lives, services: Services, clock: Clock) -> None:
    wish = await lives.claimed()
    told = len(await lives.told("donor"))
    for _ in range(3):
        await urge(services, wish.id, "remind", by=COUNTY)
        assert urgings(services, await lives.now(wish), COUNTY) == []
    assert len(await lives.told("donor")) == told + 1
    assert (await lives.story(wish)).count("reminded") == 1
    clock.move(hours=21)
    await urge(services, wish.id, "remind", by=COUNTY_TOO)
    assert len(await lives.told("donor")) == told + 2
    rows = await services.db["audit"].find({"kind": "wish_moved", "data.move": "reminded"}).to_list(None)
    assert sorted(each["actor"] for each in rows) == [COUNTY.id, COUNTY_TOO.id]
    with pytest.raises(NotFound):
        await urge(services, wish.id, "remind", by=ELSEWHERE)


async def test_a_wish_is_put_in_front_on_the_wall_by_those_who_decide(
    lives: Lives, services: Services, clock: Clock
) -> None:
    first = await lives.published()
    clock.move(hours=1)
    second = await lives.published()
    assert [each.code for each in await services.wall.page({}, most=9)] == [first.code, second.code]
    with pytest.raises(NotAllowed):
        await urge(services, second.id, "forward", by=OFFICER)
    with pytest.raises(MoveNotPossible):
        await urge(services, second.id, "remind", by=COUNTY)
    for _ in range(2):
        await urge(services, second.id, "forward", by=COUNTY)
    assert [each.code for each in await services.wall.page({}, most=9)] == [second.code, first.code]
    assert (await lives.story(second)).count("forwarded") == 1
    with pytest.raises(MoveNotPossible):
        await urge(services, (await lives.claimed()).id, "forward", by=COUNTY)


async def test_wishes_of_before_are_found_after_the_migration(lives: Lives, services: Services, clock: Clock) -> None:
    waits, back = await lives.published(), await lives.claimed()
    await families.act(services, back.id, "release", by=await lives.somebody("donor"))
    over = await lives.submitted()
    await families.act(services, over.id, "withdraw", by=await lives.somebody("guardian"))
    new = {"stalls": "", "stalls_at": "", "backs": ""}
    await services.db["wishes"].update_many({}, {"$unset": new})
    clock.move(days=32)
    await services.db["schema"].update_one({"_id": "version"}, {"$set": {"number": 31}}, upsert=True)
    await migrate(services.db)
    await services.db["wishes"].update_many({"next_at": {"$ne": None}}, {"$min": {"next_at": services.now()}})
    await watch(services)
    found = await whys(services)
    assert found == {waits.id: {Stall.WALL}, back.id: {Stall.WALL, Stall.BACK}}
    stored = await services.db["wishes"].find_one({"_id": over.id})
    assert stored is not None
    assert stored["state"] == WishState.WITHDRAWN
    assert stored["next_at"] is None


async def test_counts_by_county_are_the_rows_of_the_lists(lives: Lives, services: Services, clock: Clock) -> None:
    for _ in range(3):
        await lives.published()
    await go_by(services, clock, 40)
    counts = await services.forgotten.by_county(services.now(), scope=Scope.of("370000/370800/"))
    assert counts == {"370881": 3}
    assert len(await forgotten.page(services, by=CITY, county="370881")) == 3
    assert QUFU.endswith("370881/")
