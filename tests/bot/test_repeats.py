"""A repeated message has one effect and the same reply."""

import asyncio

import pytest

from bot.session import Session, to_bytes
from domain.regions import Scope
from services.context import Services
from tests.bot.test_flows import WHOLE_WISH, receipt_in, says_all
from tests.joined import APP, Clock, Phone


async def test_the_last_message_of_a_wish_sent_three_times_at_once_is_one_wish(
    phone: Phone, services: Services
) -> None:
    await says_all(phone, *WHOLE_WISH)
    replies = await asyncio.gather(*(phone.says("提交", number=900_001) for _ in range(3)))
    assert len(set(replies)) == 1
    assert receipt_in(replies[0])
    assert len(await services.wishes.page(scope=Scope.system())) == 1


async def test_a_repeat_after_the_end_gets_the_same_receipt(phone: Phone, services: Services) -> None:
    await says_all(phone, *WHOLE_WISH)
    first = await phone.says("提交", number=900_002)
    assert await phone.says("提交", number=900_002) == first
    assert len(await services.wishes.page(scope=Scope.system())) == 1


@pytest.mark.parametrize("text", ["微心愿", "微课堂", "帮助", "孩子写作业磨蹭怎么办", "退订"])
async def test_a_repeat_gets_the_same_reply(phone: Phone, text: str) -> None:
    first = await phone.says(text, number=900_003)
    assert await phone.says(text, number=900_003) == first


async def test_an_answer_that_is_repeated_is_not_taken_for_the_next_step(phone: Phone) -> None:
    await says_all(phone, "微心愿", "同意", "王小明")
    first = await phone.says("8", number=900_004)
    assert await phone.says("8", number=900_004) == first
    assert "哪个乡镇" in await phone.says("曲阜")


async def test_a_pure_message_repeated_later_does_not_answer_a_dialogue(phone: Phone) -> None:
    await phone.says("嗯嗯额", number=900_005)
    await says_all(phone, "微心愿", "同意")
    await phone.says("嗯嗯额", number=900_005)
    assert "孩子几岁" in await phone.says("王小明")


async def test_two_messages_at_once_both_count(phone: Phone) -> None:
    await says_all(phone, "微心愿", "同意", "王小明")
    await asyncio.gather(phone.says("8"), phone.says("帮助"))
    assert "哪个乡镇" in await phone.says("曲阜")


async def test_a_question_handed_over_twice_is_one_question(phone: Phone, services: Services) -> None:
    text = "村里的老房子漏雨应该去哪里申请翻修补贴"
    replies = await asyncio.gather(*(phone.says(text, number=900_006) for _ in range(3)))
    assert len(set(replies)) == 1
    assert await services.questions.count_open(scope=Scope.system()) == 1


async def test_an_answer_that_could_not_be_sent_leads_the_next_reply(
    phone: Phone, services: Services, clock: Clock
) -> None:
    await services.notes.leave("k", app=APP, openid=phone.openid, text="先歇一歇。", now=clock())
    stored = to_bytes(Session(notes=True), services.seal)
    await services.turns.commit(APP, phone.openid, "note:k", version=0, session=stored, reply=b"", now_ms=1)
    assert "先歇一歇。" in await phone.says("帮助")
    assert "先歇一歇。" not in await phone.says("帮助")
