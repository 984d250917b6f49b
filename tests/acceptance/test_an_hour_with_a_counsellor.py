"""A parent waits for an hour with a counsellor, gets it, is reminded and gives it back, by a clock that is moved."""

from datetime import timedelta

from tests.acceptance.people import People, Person, gathered, has_heard
from tests.acceptance.places import Office
from tests.services.bookings.opened import opened

OFFERED, REMINDED, FREE = "您等的时间有了", "明天 09:00 有一个约", "您没有约着的"
SOON = timedelta(minutes=1)


async def books(parent: Person) -> None:
    """Take the first time that is offered, without a name."""
    await parent.says("预约", "想约哪一种")
    await parent.taps("婚姻家庭辅导", "到哪里谈")
    await parent.taps("曲阜市妇联", "选一个时间")
    await parent.taps("11 月 25 日", "怎么称呼您")
    await parent.says("不写", "想谈什么")
    await parent.says("不写", "约这个吗")
    await parent.taps("好的", "约好了")


async def waits(parent: Person, office: Office) -> None:
    """Learn that it is full, and stand in line by one tap, behind whoever did so before."""
    await office.later(SOON)
    await parent.says("预约", "想约哪一种")
    await parent.taps("婚姻家庭辅导", "到哪里谈")
    await parent.taps("曲阜市妇联", "约满了")
    await parent.taps("排队等", "排上吗")
    await parent.taps("好的", "排上了")


async def gives_back(parent: Person) -> None:
    """Cancel what she has."""
    await parent.says("我的预约", "预约号")
    await parent.taps("取消这次", "时间留给别人了")
    await parent.says("我的预约", FREE)


async def stand_in_line(office: Office, people: People, *names: str) -> list[Person]:
    """The first has the one hour that there is, the others wait for it in this order."""
    await opened(office.rig.services, hours=1)
    first, *others = [await people.person(f"{each}（样例）") for each in names]
    await books(first)
    for each in others:
        await waits(each, office)
    return [first, *others]


async def test_who_waits_gets_the_hour_that_another_gives_back_and_is_reminded_the_evening_before(
    office: Office,
) -> None:
    async with gathered(office.place) as people:
        first, second, third = await stand_in_line(office, people, "先约的", "排队的", "再排的")
        await gives_back(first)
        await office.later(SOON)
        await has_heard(second, OFFERED, 1)
        await has_heard(third, OFFERED, 0)
        await second.says("我的预约", "给您留到")
        await second.taps("要这个时间", "预约号")

        await office.is_at((24, 18, 0))
        await has_heard(second, REMINDED, 1)
        await has_heard(first, REMINDED, 0)
        await gives_back(second)
        await office.later(SOON)
        await has_heard(third, OFFERED, 1)
        await third.says("我的预约", "给您留到")
        await third.taps("不要", "时间留给别人了")
        await third.says("我的预约", FREE)


async def test_an_hour_that_was_offered_and_not_taken_goes_to_the_next_in_line(office: Office) -> None:
    async with gathered(office.place) as people:
        first, second, third = await stand_in_line(office, people, "先约的", "没看见的", "再排的")
        await gives_back(first)
        await office.later(SOON)
        await has_heard(second, OFFERED, 1)
        await office.later(timedelta(hours=2))
        await has_heard(second, "给您留的时间过了", 1)
        await has_heard(third, OFFERED, 1)
        await third.says("我的预约", "给您留到")
        await third.taps("要这个时间", "预约号")
        await second.says("我的预约", FREE)
