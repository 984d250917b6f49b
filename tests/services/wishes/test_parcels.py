"""Parcels on real stores: scanned once a step, forward only, by those whose region it is, and with the wish's own move."""

import asyncio

import pytest

from domain.errors import Conflict, Invalid, MoveNotPossible, NotAllowed, NotFound, StoreAway
from domain.ids import new_id
from domain.parcels import Parcel, Place, Point, is_code
from domain.staff import StaffRole
from domain.wishes import WishState
from services.context import Services
from services.wishes import families, giving, parcels, points, steps
from storage.mongo import Session
from tests.joined import Clock
from tests.services.wishes.lives import CITY, COUNTY, COUNTY_TOO, ELSEWHERE, OFFICER, QUFU, TOWNSHIP, Lives, member

EXPERT = member(StaffRole.EXPERT, QUFU, "expert")


async def made(services: Services, wish_id: str) -> Parcel:
    return await parcels.label_for(services, wish_id, by=COUNTY)


async def a_point(services: Services, *, name: str = "妇联一楼") -> Point:
    point = Point(new_id(), name, "370881", "", "崇德路 1 号", "周一到周五 9:00–17:00")
    return await points.keep(services, point, by=COUNTY)


async def story(services: Services, parcel: Parcel) -> list[tuple[str, str, str]]:
    return [(str(each.place), each.by, each.point) for each in await services.parcels.steps([parcel.id])]


async def test_a_parcel_goes_from_hand_to_hand_and_its_arrival_is_the_wishs_own_move(
    lives: Lives, services: Services
) -> None:
    wish = await lives.claimed()
    parcel = await made(services, wish.id)
    assert is_code(parcel.code)
    point = await a_point(services)
    await parcels.hand_on(services, parcel.code, Place.HANDED_IN, by=COUNTY)
    assert (await lives.now(wish)).state is WishState.PREPARED  # whoever handed it in need not say so as well
    await parcels.hand_on(services, parcel.code, Place.AT_POINT, by=COUNTY_TOO, point=point.id)
    assert [each.id for each in (await points.look(services, point.id, by=COUNTY)).stock] == [parcel.id]
    await parcels.hand_on(services, parcel.code, Place.OUT, by=TOWNSHIP)
    seen = await points.look(services, point.id, by=COUNTY)
    assert (list(seen.stock), [str(each.place) for each in seen.steps]) == ([], ["out", "at_point"])
    done = await parcels.hand_on(services, parcel.code, Place.GIVEN, by=OFFICER)
    assert (done.parcel.place, done.wish_moved) == (Place.GIVEN, True)
    now = await lives.now(wish)
    assert (now.state, now.delivered_by) == (WishState.DELIVERED, "officer")
    assert await story(services, parcel) == [
        ("handed_in", "county", ""),
        ("at_point", "county-too", point.id),
        ("out", "township", ""),
        ("given", "officer", ""),
    ]
    assert any("送到了" in text for text in await lives.told("guardian"))


async def test_a_wish_has_one_label_however_often_it_is_asked_for(lives: Lives, services: Services) -> None:
    wish = await lives.claimed()
    found = await asyncio.gather(*(made(services, wish.id) for _ in range(8)))
    assert len({each.code for each in found}) == 1
    assert await services.db["parcels"].count_documents({}) == 1
    with pytest.raises(MoveNotPossible):
        await made(services, (await lives.published(text="一盒彩笔")).id)


async def test_a_label_that_was_being_made_twice_at_once_is_one(lives: Lives, services: Services) -> None:
    """Of a wish that was taken up before there were labels."""
    wish = await lives.claimed()
    await services.db["parcels"].delete_many({})
    found = await asyncio.gather(*(made(services, wish.id) for _ in range(8)))
    assert len({each.code for each in found}) == 1


async def test_scanning_a_step_twice_is_scanning_it_once(lives: Lives, services: Services) -> None:
    parcel = await made(services, (await lives.claimed()).id)
    for to in (Place.HANDED_IN, Place.OUT, Place.GIVEN):
        assert (await parcels.hand_on(services, parcel.code, to, by=COUNTY)).before is not None
        again = await parcels.hand_on(services, parcel.code, to, by=COUNTY_TOO)
        assert (again.before, again.parcel.place) == (None, to)
    assert [place for place, _, _ in await story(services, parcel)] == ["handed_in", "out", "given"]


@pytest.mark.parametrize("to", [Place.HANDED_IN, Place.OUT, Place.GIVEN])
async def test_of_many_officers_who_scan_at_once_one_is_kept(lives: Lives, services: Services, to: Place) -> None:
    wish = await lives.claimed()
    parcel = await made(services, wish.id)
    people = (COUNTY, COUNTY_TOO, TOWNSHIP, OFFICER, CITY)
    done = await asyncio.gather(*(parcels.hand_on(services, parcel.code, to, by=each) for each in people))
    assert {each.parcel.place for each in done} == {to}
    assert sum(each.before is not None for each in done) == 1
    assert len(await story(services, parcel)) == 1
    story_of_wish = await lives.story(wish)
    assert story_of_wish.count("delivered") == int(to is Place.GIVEN)
    assert story_of_wish.count("prepared") == int(to is not Place.GIVEN)


async def test_a_parcel_never_goes_back(lives: Lives, services: Services) -> None:
    parcel = await made(services, (await lives.claimed()).id)
    await parcels.hand_on(services, parcel.code, Place.OUT, by=COUNTY)
    for to in (Place.HANDED_IN, Place.LABELLED, Place.RETURNED):
        with pytest.raises(MoveNotPossible):
            await parcels.hand_on(services, parcel.code, to, by=COUNTY)
    await parcels.hand_on(services, parcel.code, Place.GIVEN, by=COUNTY)
    with pytest.raises(MoveNotPossible):
        await parcels.hand_on(services, parcel.code, Place.OUT, by=COUNTY)
    assert [place for place, _, _ in await story(services, parcel)] == ["out", "given"]


async def test_nobody_of_another_region_or_without_the_permission_sees_or_moves_it(
    lives: Lives, services: Services
) -> None:
    parcel = await made(services, (await lives.claimed()).id)
    for call in (
        parcels.hand_on(services, parcel.code, Place.HANDED_IN, by=ELSEWHERE),
        parcels.look(services, parcel.code, by=ELSEWHERE),
        parcels.take_back(services, parcel.id, by=ELSEWHERE, seq=1),
        parcels.label_for(services, parcel.wish_id, by=ELSEWHERE),
    ):
        with pytest.raises(NotFound):
            await call
    for call in (
        parcels.hand_on(services, parcel.code, Place.HANDED_IN, by=EXPERT),
        parcels.look(services, parcel.code, by=EXPERT),
        parcels.label_for(services, parcel.wish_id, by=EXPERT),
    ):
        with pytest.raises(NotAllowed):
            await call
    assert await story(services, parcel) == []


async def test_a_point_takes_in_what_is_of_its_county_only(lives: Lives, services: Services) -> None:
    parcel = await made(services, (await lives.claimed()).id)
    there = Point(new_id(), "邹城", "370883", "", "路 1 号", "9 点")
    other = await points.keep(services, there, by=ELSEWHERE)
    for point, problem in (("", "missing"), (other.id, "unknown"), ("nonsense", "unknown")):
        with pytest.raises(Invalid) as refused:
            await parcels.hand_on(services, parcel.code, Place.AT_POINT, by=CITY, point=point)
        assert (refused.value.field, refused.value.problem) == ("point", problem)
    first, second = await a_point(services), await a_point(services, name="文化站")
    for point in (first.id, second.id):
        await parcels.hand_on(services, parcel.code, Place.AT_POINT, by=COUNTY, point=point)
    assert [many for _, many in await points.points(services, by=COUNTY)] == [0, 1]


async def test_an_arrival_that_is_marked_without_a_scan_carries_the_parcel_along(
    lives: Lives, services: Services
) -> None:
    by_staff, by_donor = await lives.claimed(), await lives.claimed("other", text="一盒彩笔")
    one, other = await made(services, by_staff.id), await made(services, by_donor.id)
    await steps.decide(services, by_staff.id, "deliver", by=OFFICER)
    await families.act(services, by_donor.id, "hand_over", by=await lives.somebody("other"))
    assert [place for place, _, _ in await story(services, one)] == ["given"]
    assert await story(services, other) == [("given", "", "")]  # no id of a person in it


async def test_what_was_brought_for_a_wish_that_goes_back_in_line_is_given_back(
    lives: Lives, services: Services
) -> None:
    wish = await lives.claimed()
    parcel = await made(services, wish.id)
    await parcels.hand_on(services, parcel.code, Place.HANDED_IN, by=COUNTY)
    await steps.decide(services, wish.id, "reassign", by=COUNTY, why="other")
    seen = await parcels.look(services, parcel.code, by=COUNTY)
    assert (seen.offered, seen.parcel.is_open) == ((Place.RETURNED,), False)
    with pytest.raises(MoveNotPossible):
        await parcels.hand_on(services, parcel.code, Place.GIVEN, by=COUNTY)
    await parcels.hand_on(services, parcel.code, Place.RETURNED, by=COUNTY)
    again = await giving.claim(services, wish.code, by=await lives.somebody("second"))
    assert (await made(services, again.id)).code != parcel.code
    assert (await lives.now(wish)).state is WishState.CLAIMED


async def test_a_crash_between_the_scan_and_the_parcel_is_made_good_by_the_next_scan(
    lives: Lives, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    wish = await lives.claimed()
    parcel = await made(services, wish.id)

    async def away(*_: object, **__: object) -> None:
        raise StoreAway("mongodb")

    with monkeypatch.context() as broken:
        broken.setattr(type(services.parcels), "step", away)
        for to in (Place.HANDED_IN, Place.GIVEN):
            with pytest.raises(StoreAway):
                await parcels.hand_on(services, parcel.code, to, by=COUNTY)
    assert (await lives.now(wish)).state is WishState.PREPARED  # nothing of the arrival was written
    await parcels.hand_on(services, parcel.code, Place.HANDED_IN, by=COUNTY)
    await parcels.hand_on(services, parcel.code, Place.GIVEN, by=COUNTY)
    assert (await lives.now(wish)).state is WishState.DELIVERED
    assert (await lives.story(wish)).count("prepared") == 1


async def test_a_scan_by_mistake_is_taken_back_by_her_alone_and_both_stay_in_the_story(
    lives: Lives, services: Services
) -> None:
    parcel = await made(services, (await lives.claimed()).id)
    point = await a_point(services)
    await parcels.hand_on(services, parcel.code, Place.AT_POINT, by=COUNTY, point=point.id)
    out = (await parcels.hand_on(services, parcel.code, Place.OUT, by=COUNTY)).parcel
    with pytest.raises(Conflict):
        await parcels.take_back(services, parcel.id, by=COUNTY_TOO, seq=out.seq)
    back = await parcels.take_back(services, parcel.id, by=COUNTY, seq=out.seq)
    assert (back.place, back.point) == (Place.AT_POINT, point.id)
    with pytest.raises(Conflict):
        await parcels.take_back(services, parcel.id, by=COUNTY, seq=back.seq)
    given = (await parcels.hand_on(services, parcel.code, Place.GIVEN, by=COUNTY)).parcel
    with pytest.raises(Conflict):
        await parcels.take_back(services, parcel.id, by=COUNTY, seq=given.seq)
    assert [place for place, _, _ in await story(services, parcel)] == ["at_point", "out", "at_point", "given"]


async def test_every_scan_is_in_the_audit_log_once(lives: Lives, services: Services, clock: Clock) -> None:
    parcel = await made(services, (await lives.claimed()).id)
    for _ in range(3):
        await parcels.hand_on(services, parcel.code, Place.OUT, by=COUNTY)
        clock.move(seconds=1)
    rows = await services.db["audit"].find({"kind": "parcel_handed_on"}).to_list(None)
    assert [(each["actor"], each["about"], each["data"]["place"]) for each in rows] == [("county", parcel.id, "out")]


async def test_a_point_is_kept_by_the_county_and_closed_once_it_is_empty(lives: Lives, services: Services) -> None:
    point = await a_point(services)
    with pytest.raises(NotAllowed):
        await points.keep(services, Point(new_id(), "村里", "370881", "", "村委", "9 点"), by=OFFICER)
    with pytest.raises(NotAllowed):
        await points.keep(services, Point(new_id(), "别处", "370883", "", "路", "9 点"), by=COUNTY)
    with pytest.raises(NotFound):
        await points.get(services, point.id, by=ELSEWHERE)
    changed = await points.keep(services, Point(point.id, "妇联大厅", "", "", "崇德路 1 号", "天天", 1), by=COUNTY)
    assert (changed.name, changed.version, changed.region) == ("妇联大厅", 2, "370881")
    with pytest.raises(Conflict):
        await points.keep(services, Point(point.id, "旧的", "", "", "崇德路 1 号", "天天", 1), by=COUNTY)
    parcel = await made(services, (await lives.claimed()).id)
    await parcels.hand_on(services, parcel.code, Place.AT_POINT, by=COUNTY, point=point.id)
    closing = Point(point.id, "妇联大厅", "", "", "崇德路 1 号", "天天", 2, closed=True)
    with pytest.raises(Invalid) as refused:
        await points.keep(services, closing, by=COUNTY)
    assert (refused.value.field, refused.value.problem) == ("closed", "not_empty")
    await parcels.hand_on(services, parcel.code, Place.OUT, by=COUNTY)
    assert (await points.keep(services, closing, by=COUNTY)).closed
    assert (
        await parcels.points_for(services, await services.wishes.get(parcel.wish_id, scope=CITY.scope(parcels.READ)))
        == []
    )


async def test_a_step_that_fails_leaves_nothing_half_written(
    lives: Lives, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    parcel = await made(services, (await lives.claimed()).id)
    real = services.audit.add

    async def away(*args: object, session: Session | None = None, **more: object) -> None:
        del args, session, more
        raise StoreAway("mongodb")

    monkeypatch.setattr(type(services.audit), "add", away)
    with pytest.raises(StoreAway):
        await parcels.hand_on(services, parcel.code, Place.GIVEN, by=COUNTY)
    monkeypatch.setattr(type(services.audit), "add", lambda _self, *args, **more: real(*args, **more))
    assert await story(services, parcel) == []
    assert (
        await lives.now(await services.wishes.get(parcel.wish_id, scope=COUNTY.scope(parcels.READ)))
    ).delivered_by == ""
