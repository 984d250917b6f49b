"""She books an hour in the chat, gives it back, waits, and is met first where she writes in danger."""

from services.context import Services
from tests.joined import Clock, Phone
from tests.services.bookings.opened import opened


async def all_of(phone: Phone, *texts: str) -> str:
    said = ""
    for each in texts:
        said = await phone.says(each)
    return said


async def test_nothing_is_open_yet(phone: Phone) -> None:
    assert "预约还没有开" in await phone.says("预约")


async def test_she_books_in_a_few_taps_without_a_name_and_gives_it_back(phone: Phone, services: Services) -> None:
    await opened(services)
    assert "心理咨询" in await phone.says("预约")
    assert "曲阜市妇联" in await phone.says("2")
    assert "09:00" in await phone.says("1")
    assert "不用真名" in await phone.says("1")
    assert "只有老师看得到" in await phone.says("不写")
    assert "约这个吗" in await phone.says("想说说家里的事")
    said = await phone.says("1")
    assert "约好了" in said
    assert "坐1路车" in said
    assert "已经约好了" in await all_of(phone, "预约", "2", "1", "1")
    mine = await phone.says("我的预约")
    assert "09:00" in mine
    kept = await services.db["bookings"].find_one({"state": "booked"})
    assert "取消了" in await phone.says("取消这次", tap=f"b:x{kept['_id']}")
    assert "没有约着的" in await phone.says("我的预约")


async def test_a_choice_whose_words_also_begin_a_booking_is_taken_as_the_choice(
    phone: Phone, services: Services
) -> None:
    await opened(services)
    for tapped in ("", "心理咨询"):
        assert "想约哪一种" in await phone.says("心理咨询")  # which begins one
        assert "到哪里谈" in await phone.says("心理咨询", tap=tapped)
        await phone.says("取消")


async def test_one_step_back_lets_go_of_the_time_once_another_is_chosen(phone: Phone, services: Services) -> None:
    await opened(services)
    await all_of(phone, "预约", "2", "1", "1")
    assert "选一个时间" in await phone.says("上一步")
    await phone.says("1")
    assert await services.db["bookings"].count_documents({"state": "held"}) == 1
    assert await services.db["bookings"].count_documents({"taken": {"$exists": True}}) == 1


async def test_with_everything_taken_she_is_told_kindly_and_may_wait(phone: Phone, services: Services) -> None:
    await opened(services, hours=1)
    await all_of(phone, "预约", "2", "1", "1", "不写", "不写", "1")
    other = Phone(services, "openid-of-another")
    asked = await all_of(other, "预约", "2", "1")
    assert "约满了。可以排队" in asked
    assert "1. 排队等" in asked
    assert ("选一个时间" in asked, "09:00" in asked) == (False, False)
    assert "排上吗" in await other.says("1")
    assert "排上了" in await other.says("1")
    assert "在排队" in await other.says("我的预约")
    assert "不等了" in await other.says("不等了", tap="b:wmind")
    assert await services.db["booking_waits"].count_documents({}) == 0


async def test_confirmed_too_late_the_time_is_gone(phone: Phone, services: Services, clock: Clock) -> None:
    await opened(services)
    await all_of(phone, "预约", "2", "1", "1", "不写", "不写")
    clock.move(minutes=12)
    assert "给您留的时间过了" in await phone.says("1")


async def test_a_tap_of_nobodys_does_nothing(phone: Phone) -> None:
    for tapped in ("b:x", "b:y01jz8z8z8z8z8z8z8z8z8z8z8z", "b:wnothing", "b:zz"):
        assert await phone.says("要这个时间", tap=tapped)
