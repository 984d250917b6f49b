"""Hours with a counsellor: who was first, what lapses, who waits, who is reminded, and how one went."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from domain.bookings import State
from domain.errors import BookedAlready, MoveNotPossible, NotFound, StaffBook, TimeTaken
from domain.ids import new_id
from domain.people import Person
from domain.regions import Scope
from domain.staff import StaffMember, StaffRole
from services.bookings import booking, desk, keeping, times, waiting
from services.context import Services
from services.people.joining import arrive
from tests.joined import APP, Clock
from tests.services.bookings.opened import COUNTY, opened
from tests.services.people.test_looking import member
from tests.services.questions.conftest import Platform, desk_of, heard, platform, work  # noqa: F401 fixtures

SECRET = "他喝了酒就摔东西，我不知道怎么办"


async def woman(services: Services, number: int = 0) -> Person:
    return await arrive(services, app=APP, openid=f"openid-b{number}", now=services.now())


async def free(services: Services, place: str) -> list[str]:
    return [each.key for each in await times.free_for_all(services, "mind", places=[place], most=20)]


async def booked(services: Services, person: Person, key: str, service: str = "mind"):
    held = await booking.hold(services, person, service, key, key=new_id())
    return await booking.confirm(services, person, held.id, about=SECRET, called="小芳")


async def test_fifty_people_book_the_same_ten_times_at_once_and_ten_have_one(services: Services) -> None:
    _, place = await opened(services, hours=10)
    keys = await free(services, place.id)
    assert len(keys) == 10
    women = [await woman(services, number) for number in range(50)]
    tried = [booked(services, each, keys[number % 10]) for number, each in enumerate(women)]
    found = await asyncio.gather(*tried, return_exceptions=True)
    got = [each for each in found if not isinstance(each, BaseException)]
    assert len(got) == 10
    assert {type(each) for each in found if isinstance(each, BaseException)} == {TimeTaken}
    assert len({(each.counsellor, each.at) for each in got}) == 10
    assert await free(services, place.id) == []


async def test_what_is_held_lapses_by_the_clock_and_is_somebody_elses(services: Services, clock: Clock) -> None:
    _, place = await opened(services)
    first, second = await woman(services, 1), await woman(services, 2)
    key = (await free(services, place.id))[0]
    held = await booking.hold(services, first, "mind", key, key=new_id())
    with pytest.raises(TimeTaken):
        await booking.hold(services, second, "mind", key, key=new_id())
    assert key not in await free(services, place.id)
    clock.move(minutes=11)
    assert key in await free(services, place.id)
    with pytest.raises(TimeTaken):
        await booking.confirm(services, first, held.id)
    assert (await booked(services, second, key)).person == second.id


async def test_one_of_a_service_and_what_she_held_before_is_free_again(services: Services) -> None:
    _, place = await opened(services)
    her = await woman(services)
    one, two, *_ = await free(services, place.id)
    await booking.hold(services, her, "mind", one, key=new_id())
    kept = await booked(services, her, two)
    assert one in await free(services, place.id)
    assert await booking.confirm(services, her, kept.id) == kept
    with pytest.raises(BookedAlready):
        await booking.hold(services, her, "mind", one, key=new_id())
    both = await asyncio.gather(
        *(booking.hold(services, her, "family", one, key=new_id()) for _ in range(4)), return_exceptions=True
    )
    assert sum(not isinstance(each, BaseException) for each in both) >= 1
    assert await services.db["bookings"].count_documents({"service": "family", "hers": {"$exists": True}}) == 1


async def test_whoever_waits_is_asked_in_turn_and_by_several_workers_once(
    desk_of: Services,  # noqa: F811
    platform: Platform,  # noqa: F811
    clock: Clock,
) -> None:
    services = desk_of
    clock.move(hours=16)  # nine in the morning in China
    _, place = await opened(services, hours=1)
    has, first, second, other = [await woman(services, number) for number in range(4)]
    for number in range(4):
        await heard(services, f"openid-b{number}")
    key = (await free(services, place.id))[0]
    kept = await booked(services, has, key)
    for each in (first, second):
        await waiting.join(services, each, "mind", place.id)
        clock.move(seconds=1)
    await waiting.join(services, first, "mind", place.id)  # twice is once, and keeps her place
    assert await waiting.offer(services) == 0
    await booking.cancel(services, has, kept.id)
    with pytest.raises(TimeTaken):
        await booking.hold(services, other, "mind", key, key=new_id())
    assert sum(await asyncio.gather(*(waiting.offer(services) for _ in range(5)))) == 1
    await work(services)
    asked = [(openid, text) for openid, text in platform.sent if "您等的时间有了" in text]
    assert [openid for openid, _ in asked] == ["openid-b1"]
    assert "心理" not in asked[0][1]
    assert await free(services, place.id) == []
    clock.move(hours=2, minutes=1)
    await asyncio.gather(*(waiting.offer(services) for _ in range(3)))
    await work(services)
    assert [openid for openid, text in platform.sent if "您等的时间有了" in text] == ["openid-b1", "openid-b2"]
    assert [openid for openid, text in platform.sent if "先问下一位" in text] == ["openid-b1"]
    offered = await services.bookings.open_of(second.id, "mind", now=services.now())
    assert offered is not None
    assert (await booking.confirm(services, second, offered.id)).state is State.BOOKED
    assert await services.db["booking_waits"].count_documents({}) == 0


async def test_nobody_is_asked_at_night(services: Services, clock: Clock) -> None:
    _, place = await opened(services, hours=1)
    her = await woman(services)
    await waiting.join(services, her, "mind", place.id)
    clock.move(hours=5)  # ten at night in China
    assert await waiting.offer(services) == 0
    clock.move(hours=8)
    assert await services.booking_waits.waiting("mind", place.id) == 1


async def test_she_is_reminded_twice_in_words_that_say_nothing(
    desk_of: Services,  # noqa: F811
    platform: Platform,  # noqa: F811
    clock: Clock,
) -> None:
    services = desk_of
    _, place = await opened(services)
    her = await woman(services)
    await heard(services, "openid-b0")
    keys = await free(services, place.id)
    await booked(services, her, keys[-1])
    await work(services)
    assert platform.sent == []
    clock.move(hours=1, minutes=1)  # 18:01 in China
    await work(services)
    clock.move(hours=15)
    await work(services)
    assert len(platform.sent) == 2
    for _, text in platform.sent:
        assert "有一个约" in text
        assert not any(word in text for word in ("心理", "婚姻", "妇联", "咨询", SECRET))


async def test_a_cancelled_one_is_not_reminded_of(desk_of: Services, platform: Platform, clock: Clock) -> None:  # noqa: F811
    services = desk_of
    _, place = await opened(services)
    her = await woman(services)
    await heard(services, "openid-b0")
    kept = await booked(services, her, (await free(services, place.id))[-1])
    await booking.cancel(services, her, kept.id)
    assert (await booking.cancel(services, her, kept.id)).state is State.CANCELLED
    clock.move(hours=17)
    await work(services)
    assert platform.sent == []


async def test_who_did_not_come_twice_is_booked_for_by_staff_alone(services: Services, clock: Clock) -> None:
    she, place = await opened(services, hours=8)
    her = await woman(services)
    for service in ("mind", "family"):
        await booked(services, her, (await free(services, place.id))[0], service)
    clock.move(hours=20)
    found = await services.bookings.of_person(her.id)
    for each in found:
        if services.now() < each.at + timedelta(minutes=15):
            with pytest.raises(MoveNotPossible):
                await desk.take_step(services, each.id, "missed", by=she, seen=each.version)
    clock.move(hours=10)
    for each in found:
        await desk.take_step(services, each.id, "missed", by=she, seen=each.version)
    await opened_again(services, she)
    key = (await free(services, place.id))[0]
    with pytest.raises(StaffBook):
        await booking.hold(services, her, "mind", key, key=new_id())
    with pytest.raises(StaffBook):
        await waiting.join(services, her, "mind", place.id)
    missed = await services.bookings.find(found[0].id)
    assert missed is not None
    new = await desk.book_again(services, missed.id, key, by=COUNTY, seen=missed.version)
    assert (new.state, new.person) == (State.BOOKED, her.id)
    clock.move(days=61)
    await booking.may_book(services, her, "family")
    await opened_again(services, she)
    assert await booked(services, her, (await free(services, place.id))[0], new.service)


async def opened_again(services: Services, she: StaffMember) -> None:
    kept, _ = await keeping.hours_of(services, she.id, by=she)
    day = (services.now() + timedelta(days=2)).date()
    await keeping.save_hours(
        services, replace(kept, singles=tuple(replace(each, day=day) for each in kept.singles)), by=she
    )


async def test_words_are_for_the_counsellor_alone_and_go_with_her(services: Services) -> None:
    she, place = await opened(services)
    her = await woman(services)
    kept = await booked(services, her, (await free(services, place.id))[0])
    told = await desk.look(services, kept.id, by=she)
    assert (told.about, told.called, told.hers) == (SECRET, "小芳", True)
    await desk.write_note(services, kept.id, "先听她说", by=she)
    assert (await desk.look(services, kept.id, by=she)).note == "先听她说"
    seen = await desk.look(services, kept.id, by=COUNTY)
    assert (seen.about, seen.called, seen.note, seen.hers) == ("", "", "", False)
    with pytest.raises(NotFound):
        await desk.write_note(services, kept.id, "我也写", by=COUNTY)
    for stranger in (member(StaffRole.COUNTY, "370000/370800/370883/"), member(StaffRole.EXPERT, she.region_path)):
        with pytest.raises(NotFound):
            await desk.look(services, kept.id, by=stranger)
    document = await services.db["bookings"].find_one({"_id": kept.id})
    assert SECRET not in str(document)
    assert "小芳" not in str(document)


async def test_we_call_one_off_with_an_apology_and_move_another(
    desk_of: Services,  # noqa: F811
    platform: Platform,  # noqa: F811
) -> None:
    services = desk_of
    she, place = await opened(services)
    first, second = await woman(services, 0), await woman(services, 1)
    for number in range(2):
        await heard(services, f"openid-b{number}")
    one, two, three = await free(services, place.id)
    called, moved = await booked(services, first, one), await booked(services, second, two)
    await desk.take_step(services, called.id, "call_off", by=she, seen=called.version)
    new = await desk.book_again(services, moved.id, three, by=COUNTY, seen=moved.version)
    assert new.person == second.id
    assert (await services.bookings.get(moved.id, scope=Scope.system()))[0].state is State.MOVED
    await work(services)
    said = dict(platform.sent)
    assert "对不起" in said["openid-b0"]
    assert "还空着的" in said["openid-b0"]
    assert "改到" in said["openid-b1"]


async def test_figures_hide_few_and_name_nobody(services: Services) -> None:
    _, place = await opened(services, hours=6)
    for number, key in enumerate(await free(services, place.id)):
        await booked(services, await woman(services, number), key)
    row = (await keeping.figures(services, by=COUNTY))[0]
    assert (row.county, row.booked, row.came) == ("曲阜市", 6, 0)
    await services.db["bookings"].update_many({"service": "mind"}, {"$set": {"service": "family"}})
    await services.db["bookings"].delete_one({})
    await services.db["bookings"].delete_one({})
    assert (await keeping.figures(services, by=COUNTY))[0].booked is None
