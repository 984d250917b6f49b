"""Campaigns on real stores: whose wishes they are, how far they have come, who keeps them, and what everybody sees."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from domain.campaigns import Campaign, CampaignState, part_of, problems
from domain.errors import Conflict, Invalid, MoveNotPossible, NotAllowed, NotFound
from domain.ids import new_id
from domain.regions import Scope
from domain.small_numbers import HIDDEN
from domain.wishes import WishState
from services.context import Services
from services.wishes import campaigns
from services.wishes.live_campaigns import FRESH
from storage.paging import Part
from storage.scoped import placed
from storage.wall import facets, place_in_line
from storage.wish_asked import Asked
from tests.joined import Clock
from tests.services.wishes.lives import CITY, COUNTY, ELSEWHERE, OFFICER, QUFU, TOWNSHIP, Lives
from tests.storage.test_plans import plan_of

THE_CITY = "370000/370800/"
OTHER = f"{THE_CITY}370883/"


def spring(**more: Any) -> Campaign:
    """One of the county's, open, around the day of the tests."""
    days = (date(2026, 11, 1), date(2026, 12, 31))
    made = Campaign(new_id(), "春节心愿", "一起圆孩子的小心愿。", *days, "370881", "", target_wishes=10)
    return replace(made, state=CampaignState.OPEN, **more)


def on_wall(number: int, state: WishState, *, path: str, at: datetime, back: bool = False) -> dict[str, Any]:
    """A wish as it is stored, that came on the wall then."""
    wish_id, kind = new_id(), ("study", "books")[number % 2]
    return {
        "_id": wish_id,
        "key": wish_id,
        "receipt": wish_id,
        "guardian": "p1",
        "kind": kind,
        "text": "一个新书包",
        "public_text": "一个新书包",
        "cost_fen": 50_00,
        "child_masked": "王*",
        "age_band": "6-8",
        "region": "370881",
        **placed(path),
        "submitted_at": at,
        "changed_at": at,
        "seq": 1,
        "state": str(state),
        "code": wish_id,
        "wall": facets(county=path.split("/")[2], kind=kind, price="50", age="6-8"),
        "published_at": at,
        "line": place_in_line(at + timedelta(days=9 if back else 0), wish_id, first=back),
    }


async def put(services: Services, many: int, state: WishState, **more: Any) -> None:
    given = {"path": QUFU, "at": services.now(), **more}
    await services.db["wishes"].insert_many([on_wall(number, state, **given) for number in range(many)])


async def test_wishes_belong_by_day_region_and_kind_and_nobody_enters_them(services: Services) -> None:
    now = services.now()
    await put(services, 6, WishState.PUBLISHED)
    await put(services, 6, WishState.CONFIRMED)
    await put(services, 3, WishState.DELIVERED)
    await put(services, 5, WishState.CONFIRMED, path=OTHER)
    await put(services, 5, WishState.CONFIRMED, at=datetime(2026, 10, 31, 15, 59, tzinfo=UTC))  # still October in China
    await put(services, 1, WishState.CONFIRMED, at=datetime(2026, 10, 31, 16, tzinfo=UTC))
    await put(services, 2, WishState.REFUSED)
    mine = await campaigns.keep(services, spring(), by=COUNTY)
    _, found = await campaigns.look(services, mine.id, by=COUNTY)
    assert found.counts == {"shown": 16, "taken": 10, "arrived": 10, "done": 7}
    assert found.fen == 7 * 50_00
    books = await campaigns.keep(services, spring(kinds=("books",)), by=COUNTY)
    assert (await campaigns.look(services, books.id, by=COUNTY))[1].counts["done"] == 3
    city = await campaigns.keep(services, spring(region="370800"), by=CITY)
    assert (await campaigns.look(services, city.id, by=CITY))[1].counts["done"] == 12
    assert now == services.now()


async def test_a_wish_that_comes_on_the_wall_counts_and_one_after_the_close_does_not(
    lives: Lives, services: Services, clock: Clock
) -> None:
    mine = await campaigns.keep(services, spring(), by=COUNTY)
    wish = await lives.published()
    found = await services.live_wall.part({"campaign": mine.id}, after="", most=5)
    assert [each.code for each in found.wishes] == [wish.code]
    clock.move(seconds=60)
    closed = await campaigns.close(services, mine.id, by=COUNTY)
    assert await campaigns.close(services, mine.id, by=COUNTY) == closed
    clock.move(seconds=60)
    await lives.published()
    _, progress = await campaigns.look(services, mine.id, by=COUNTY)
    assert progress.counts == {"shown": 1, "taken": 0, "arrived": 0, "done": 0}
    with pytest.raises(MoveNotPossible):
        await campaigns.keep(services, replace(closed, name="换掉", state=CampaignState.OPEN), by=COUNTY)


async def test_the_city_and_counties_keep_their_own(services: Services) -> None:
    for boss, region, refused in (
        (ELSEWHERE, "370881", NotAllowed),
        (COUNTY, "370800", NotAllowed),
        (OFFICER, "370881", NotAllowed),
        (TOWNSHIP, "370881100", NotAllowed),
        (COUNTY, "370881100", Invalid),
        (COUNTY, "999999", Invalid),
    ):
        with pytest.raises(refused):
            await campaigns.keep(services, spring(region=region), by=boss)
    mine = await campaigns.keep(services, spring(), by=COUNTY)
    for call in (campaigns.look, campaigns.close):
        with pytest.raises(NotFound):
            await call(services, mine.id, by=ELSEWHERE)  # type: ignore[operator]
    with pytest.raises(NotFound):
        await campaigns.keep(services, replace(mine, name="换掉"), by=ELSEWHERE)
    assert await services.campaigns.page(scope=ELSEWHERE.scope(campaigns.READ)) == []
    assert [each.id for each in await services.campaigns.page(scope=CITY.scope(campaigns.READ))] == [mine.id]
    told = [each["kind"] async for each in services.db["audit"].find({"about": mine.id})]
    assert told == ["campaign_saved"]


async def test_of_two_who_change_the_same_one_is_told(services: Services) -> None:
    draft = spring()
    mine, again = await asyncio.gather(*(campaigns.keep(services, draft, by=COUNTY) for _ in range(2)))
    assert mine.id == again.id
    tries = [campaigns.keep(services, replace(mine, name=f"名字 {n}"), by=COUNTY) for n in range(3)]
    done = await asyncio.gather(*tries, return_exceptions=True)
    assert sorted(type(each).__name__ for each in done) == ["Campaign", "Conflict", "Conflict"]
    kept = await services.campaigns.get(mine.id, scope=Scope.system())
    assert kept.version == 2
    assert await campaigns.keep(services, replace(kept, version=1), by=COUNTY) == kept  # sent twice
    with pytest.raises(Conflict):
        await campaigns.keep(services, replace(kept, words="别的", version=1), by=COUNTY)


def test_what_keeps_one_from_being_kept() -> None:
    assert problems(spring()) == {}
    assert problems(spring(name="")) == {"name": "missing"}
    assert problems(spring(words="字" * 201)) == {"words": "too_long"}
    assert problems(spring(last=date(2026, 10, 1))) == {"last": "before"}
    assert problems(spring(last=date(2027, 11, 2))) == {"last": "too_late"}
    assert problems(spring(target_wishes=0)) == {"target_wishes": "missing"}
    assert problems(spring(target_wishes=0, target_fen=100)) == {}
    assert problems(spring(target_wishes=-1)) == {"target_wishes": "too_many"}
    assert [part_of(*each) for each in ((0, 0), (1, 3), (9, 3))] == [0, 33, 100]


async def test_small_numbers_and_drafts_are_for_staff_alone(services: Services, clock: Clock) -> None:
    await put(services, 3, WishState.CONFIRMED)
    await put(services, 6, WishState.PUBLISHED)
    mine = await campaigns.keep(services, spring(), by=COUNTY)
    shown = await services.live_campaigns.one(mine.id)
    assert shown.progress.counts == {"shown": 9, "taken": HIDDEN, "arrived": HIDDEN, "done": HIDDEN}
    assert (shown.progress.fen, shown.running) == (HIDDEN, True)
    await put(services, 2, WishState.CONFIRMED)
    assert await services.live_campaigns.one(mine.id) is shown
    clock.move(seconds=FRESH.total_seconds() + 1)
    assert (await services.live_campaigns.one(mine.id)).progress.fen == 250_00
    await put(services, 2, WishState.CLAIMED)  # two that were taken and haven't come true: the difference would tell
    clock.move(seconds=FRESH.total_seconds() + 1)
    counts = (await services.live_campaigns.one(mine.id)).progress.counts
    assert counts == {"shown": 13, "taken": HIDDEN, "arrived": 5, "done": 5}
    assert [each.id for each in await services.live_campaigns.running()] == [mine.id]
    draft = await campaigns.keep(services, replace(spring(), state=CampaignState.DRAFT), by=COUNTY)
    over = await campaigns.keep(services, spring(first=date(2026, 1, 1), last=date(2026, 2, 1)), by=COUNTY)
    assert [each.id for each in await services.live_campaigns.running()] == [mine.id]
    assert not (await services.live_campaigns.one(over.id)).running
    with pytest.raises(NotFound):
        await services.live_campaigns.one(draft.id)
    for unknown in (draft.id, new_id()):
        with pytest.raises(Invalid):
            await services.live_wall.part({"campaign": unknown}, after="", most=5)
    with pytest.raises(MoveNotPossible):
        await campaigns.close(services, draft.id, by=COUNTY)


async def test_its_wall_goes_on_from_part_to_part_with_what_was_given_back_in_front(services: Services) -> None:
    await put(services, 2, WishState.PUBLISHED, back=True)
    await put(services, 5, WishState.PUBLISHED)
    await put(services, 3, WishState.PUBLISHED, at=datetime(2026, 9, 1, tzinfo=UTC), back=True)
    mine = await campaigns.keep(services, spring(), by=COUNTY)
    seen: list[str] = []
    after = ""
    for _ in range(4):
        part = await services.live_wall.part({"campaign": mine.id}, after=after, most=2)
        seen += [each.place for each in part.wishes]
        after = part.next
        if not after:
            break
    assert (len(seen), seen, [each[0] for each in seen[:2]]) == (7, sorted(seen), ["0", "0"])
    some = await services.live_wall.part({"campaign": mine.id, "kind": "books"}, after="", most=9)
    assert {each.kind for each in some.wishes} == {"books"}


async def test_among_many_wishes_only_its_own_are_looked_at(services: Services) -> None:
    """However many there are of other days: the indexes begin and end with its days."""
    now, own, others = services.now(), 40, 3000
    await put(services, others, WishState.PUBLISHED, at=now - timedelta(days=90))
    await put(services, own, WishState.PUBLISHED)
    mine = await campaigns.keep(services, spring(), by=COUNTY)
    asked = Asked(kinds=mine.kinds, on_wall=mine.span)
    scope = Scope.of(QUFU)
    for ask in (
        lambda: services.campaigns.progress(mine),
        lambda: services.wishes.page(scope=scope, asked=asked, most=10),
        lambda: services.wall.page({}, campaign=mine, most=own),
        lambda: services.wall.page({"kind": "books"}, campaign=mine, after="1", most=own),
    ):
        plan = await plan_of(services.db, "wishes", ask)
        assert "IXSCAN" in plan["stages"], plan
        assert "COLLSCAN" not in plan["stages"], plan
        assert plan["docs"] <= own, plan
    for listing in (
        lambda: services.campaigns.page(scope=scope, part=Part(), most=10),
        lambda: services.campaigns.running(date(2026, 11, 24), most=10),
    ):
        plan = await plan_of(services.db, "campaigns", listing)
        assert not plan["stages"] & {"SORT", "COLLSCAN"} or plan["docs"] <= 1, plan


async def test_the_city_s_numbers_less_a_county_s_tell_of_nobody(services: Services, clock: Clock) -> None:
    await put(services, 8, WishState.CONFIRMED)
    await put(services, 3, WishState.CONFIRMED, path=OTHER)
    mine = await campaigns.keep(services, spring(), by=COUNTY)
    city = await campaigns.keep(services, spring(region="370800"), by=CITY)
    assert (await services.live_campaigns.one(city.id)).progress.counts["done"] == HIDDEN
    assert (await services.live_campaigns.one(mine.id)).progress.counts["done"] == 8
    await put(services, 2, WishState.CONFIRMED, path=OTHER)
    clock.move(seconds=FRESH.total_seconds() + 1)
    assert (await services.live_campaigns.one(city.id)).progress.counts["done"] == 13
    assert (await campaigns.look(services, city.id, by=CITY))[1].counts["done"] == 13


@pytest.mark.parametrize("text", ["帮王小明圆个梦", "给王家庄小学的孩子", "送到李家村", "请打 13812345678"])
@pytest.mark.parametrize("field", ["name", "words"])
async def test_what_everybody_reads_of_a_campaign_names_no_child_and_no_place(
    services: Services, field: str, text: str
) -> None:
    made = replace(spring(), **{field: text})
    with pytest.raises(Invalid) as told:
        await campaigns.keep(services, made, by=COUNTY)
    assert (told.value.field, told.value.problem) == (field, "identifying")
    with pytest.raises(NotFound):
        await services.campaigns.get(made.id, scope=Scope.system())
