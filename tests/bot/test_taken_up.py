"""A wish that she stops in the middle of is found as she left it, until two days later."""

import pytest

from services.context import Services
from tests.bot.test_flows import UP_TO_CHILD, says_all
from tests.joined import Clock, Phone
from tests.services.wishes.test_pictures import stored

AS_FAR_AS = (*UP_TO_CHILD, "王小明", "8岁")
THE_REST = ("曲阜", "1", "1", "学习用品", "一个新书包", "八十块")


async def test_next_day_she_goes_on_where_she_stopped(phone: Phone, services: Services, clock: Clock) -> None:
    await says_all(phone, *AS_FAR_AS)
    clock.move(hours=20)
    reply = await phone.says("微心愿")
    assert "接着填" in reply
    assert "哪个县" in reply
    assert "停下了" not in reply  # she has come back: nothing else is news
    shown = await says_all(phone, *THE_REST)
    assert "王小明" in shown
    assert "编号" in await phone.says("提交")
    assert await services.db["wishes"].count_documents({}) == 1


async def test_whatever_she_says_first_she_is_told_that_it_waits(phone: Phone, clock: Clock) -> None:
    await says_all(phone, *UP_TO_CHILD)
    clock.move(minutes=31)
    reply = await phone.says("王小明")
    assert "替您放着" in reply
    assert "孩子几岁" not in reply
    assert "替您放着" not in await phone.says("微课堂")
    assert "叫什么名字" in await phone.says("继续")


async def test_she_may_begin_anew(phone: Phone, services: Services, clock: Clock) -> None:
    await says_all(phone, *AS_FAR_AS)
    clock.move(hours=2)
    await phone.says("微心愿")
    reply = await phone.says("重新填")
    assert "从头来" in reply
    assert "同意" in reply
    assert "李小花" in await says_all(phone, "同意", "李小花", "9岁", *THE_REST)
    assert "王小明" not in await stored(services)


@pytest.mark.parametrize("word", ["取消", "算了"])
async def test_what_waits_is_thrown_away_by_a_word(phone: Phone, clock: Clock, word: str) -> None:
    await says_all(phone, *AS_FAR_AS)
    clock.move(hours=2)
    await phone.says("微课堂")
    assert "都没有留下" in await phone.says(word)
    assert "没有要取消的" in await phone.says(word)
    assert "接着填" not in await phone.says("微心愿")


async def test_after_two_days_it_is_gone(phone: Phone, clock: Clock) -> None:
    await says_all(phone, *AS_FAR_AS)
    clock.move(hours=2)
    await phone.says("微课堂")
    clock.move(hours=47)
    reply = await phone.says("微心愿")
    assert "接着填" not in reply
    assert "同意" in reply


async def test_a_wish_that_waited_behind_another_talk_waits_on(phone: Phone, clock: Clock) -> None:
    await says_all(phone, *AS_FAR_AS, "人工")
    clock.move(hours=2)
    reply = await phone.says("我家孩子总是半夜哭闹")
    assert "半个多小时" in reply
    assert "心愿表填到一半停下了" in reply
    assert "哪个县" in await phone.says("微心愿")


async def test_taken_up_in_the_middle_of_another_talk_which_then_goes_on(phone: Phone, clock: Clock) -> None:
    await says_all(phone, *AS_FAR_AS)
    clock.move(hours=2)
    await says_all(phone, "微课堂", "人工")
    assert "哪个县" in await phone.says("微心愿")
    assert "还留着" in await phone.says("取消")


async def test_what_waits_lies_sealed_and_a_danger_does_not_touch_it(
    phone: Phone, services: Services, clock: Clock
) -> None:
    await says_all(phone, *AS_FAR_AS)
    clock.move(hours=2)
    await phone.says("微课堂")
    async for key in services.redis.scan_iter("session:*"):
        kept = await services.redis.get(key)
        assert kept is not None
        assert "王小明".encode() not in kept
    assert "110" in await phone.says("我不想活了")
    assert "哪个县" in await phone.says("微心愿")
