"""What a woman can do in the chat, from end to end."""

import re

import pytest

from bot.words import menu_keys
from domain.receipts import read_receipt
from domain.regions import Scope
from handlers.h5.consents import CONTENT
from services.content import load
from services.context import Services
from tests.joined import APP, HER, Clock, Phone, words

UP_TO_CHILD = ("微心愿", "同意")
WHOLE_WISH = (*UP_TO_CHILD, "王小明", "8岁", "曲阜", "1", "1", "学习用品", "一个新书包", "八十块")


async def says_all(phone: Phone, *texts: str) -> str:
    reply = ""
    for text in texts:
        reply = await phone.says(text)
    return reply


def receipt_in(reply: str) -> str | None:
    found = re.search(r"编号 ([\d -]+)", reply)
    return read_receipt(found[1].strip()) if found else None


async def test_following_is_welcomed_with_what_there_is(phone: Phone, services: Services) -> None:
    welcome = await phone.event("subscribe")
    for word in ("微课堂", "微心愿", "家教问答", "12338", "110"):
        assert word in welcome
    person = await services.people.find(APP, HER)
    assert person is not None
    assert person.identity(APP) is not None
    assert person.identity(APP).following


async def test_a_lesson_is_listed_then_opened_by_its_number(phone: Phone) -> None:
    listed = await phone.says("微课堂")
    assert "1. " in listed
    opened = await phone.says("第二个")
    assert opened == "[听孩子把话说完](https://xinqiao.example/h5/lessons/listen)"


async def test_a_lesson_is_opened_by_a_tap_even_much_later(phone: Phone, clock: Clock) -> None:
    await phone.says("微课堂")
    clock.move(hours=20)
    assert "/h5/lessons/shoes" in await phone.says("选双合脚的鞋", tap="l:shoes")


async def test_a_series_is_opened_by_its_name(phone: Phone) -> None:
    await phone.says("微课堂")
    listed = await phone.says("舞前三分钟")
    assert "跳舞前先热身" in listed
    assert "选双合脚的鞋" in listed


async def test_a_wish_is_submitted_and_shown_under_mine(phone: Phone, services: Services) -> None:
    before = await says_all(phone, *WHOLE_WISH)
    assert "王小明" in before
    assert "80" in before
    reply = await phone.says("提交")
    receipt = receipt_in(reply)
    assert receipt is not None
    assert receipt[:4] in await phone.says("我的")
    wishes = await services.wishes.page(scope=Scope.of("370000/370800/370881/"))
    assert [(wish.receipt, wish.child_masked, wish.cost_fen, wish.age_band) for wish in wishes] == [
        (receipt, "王*明", 8000, "6-8")
    ]


async def test_a_wish_lies_sealed_with_its_consent_and_its_event(phone: Phone, services: Services) -> None:
    await says_all(phone, *WHOLE_WISH, "提交")
    stored = await services.db["wishes"].find_one({})
    assert stored is not None
    assert "王小明".encode() not in repr(stored).encode()
    consents = await services.consents.of(stored["guardian"])
    assert [(each.purpose, each.about) for each in consents] == [("child_wish", stored["_id"])]
    story = await services.events.of(stored["_id"], scope=Scope.system())
    assert [(each.kind, each.seq) for each in story] == [("submitted", 1), ("checked", 2)]


async def test_a_no_to_the_consent_keeps_nothing(phone: Phone, services: Services) -> None:
    reply = await says_all(phone, "微心愿", "不同意")
    assert "什么都没有记下" in reply
    assert await services.db["wishes"].count_documents({}) == 0
    assert await services.turns.session(APP, HER) == (0, None)


async def test_a_childs_name_lies_sealed_in_the_session(phone: Phone, services: Services) -> None:
    await says_all(phone, *UP_TO_CHILD, "王小明")
    _, stored = await services.turns.session(APP, HER)
    assert stored is not None
    assert "王小明".encode() not in stored
    assert rb"\u738b" not in stored


@pytest.mark.parametrize("said", ["123456789", "13812345678", "王小明8岁", "１２"])
async def test_a_number_is_no_childs_name(phone: Phone, said: str) -> None:
    reply = await says_all(phone, *UP_TO_CHILD, said)
    assert "名字里不用写数字" in reply
    assert "孩子几岁了" in await phone.says("王小明")


async def test_one_step_back_asks_the_last_step_again(phone: Phone) -> None:
    await says_all(phone, *UP_TO_CHILD, "王小红")
    assert "叫什么名字" in await phone.says("上一步")
    reply = await says_all(phone, "王小明", "8", "1", "1", "1", "1", "新书包", "80")
    assert "王小明" in reply
    assert "王小红" not in reply


async def test_back_at_the_first_step_stays_there(phone: Phone) -> None:
    await phone.says("微心愿")
    assert "第一步" in await phone.says("上一步")


async def test_a_wrong_answer_says_what_to_change_and_asks_again(phone: Phone) -> None:
    await says_all(phone, *UP_TO_CHILD, "王小明")
    reply = await phone.says("很大了")
    assert "比如" in reply
    assert "孩子几岁" in reply
    assert "哪个县市区" in await phone.says("8")


async def test_a_price_above_the_limit_is_refused_kindly(phone: Phone) -> None:
    assert "300" in await says_all(phone, *WHOLE_WISH[:-1], "5000")


async def test_a_detour_comes_back_to_the_step(phone: Phone) -> None:
    await says_all(phone, *UP_TO_CHILD)
    reply = await phone.says("微课堂")
    assert "跳舞前先热身" in reply or "选双合脚的鞋" in reply
    assert "叫什么名字" in reply
    assert "孩子几岁" in await phone.says("王小明")


async def test_a_tap_on_a_lesson_in_the_middle_is_a_detour(phone: Phone) -> None:
    await says_all(phone, *UP_TO_CHILD)
    reply = await phone.says("选双合脚的鞋", tap="l:shoes")
    assert "/h5/lessons/shoes" in reply
    assert "叫什么名字" in reply


async def test_another_dialogue_in_between_gives_way_again(phone: Phone) -> None:
    await says_all(phone, *UP_TO_CHILD)
    assert "一次写清楚" in await phone.says("人工")
    reply = await phone.says("我家孩子总是半夜哭闹，想找老师聊聊")
    assert receipt_in(reply)
    assert "叫什么名字" in reply
    assert "孩子几岁" in await phone.says("王小明")


async def test_cancel_keeps_nothing_and_says_how_to_start_again(phone: Phone, services: Services) -> None:
    await says_all(phone, *UP_TO_CHILD, "王小明")
    reply = await phone.says("取消")
    assert "微心愿" in reply
    assert await services.db["wishes"].count_documents({}) == 0
    assert "没有要取消的" in await phone.says("取消")


async def test_half_an_hour_later_a_question_to_an_expert_has_ended_with_a_kind_word(
    phone: Phone, clock: Clock
) -> None:
    await phone.says("人工")
    clock.move(minutes=31)
    reply = await phone.says("我家孩子总是半夜哭闹，想找老师聊聊")
    assert "半个多小时" in reply
    assert "人工" in reply
    assert receipt_in(reply) is None


async def test_a_picture_in_the_middle_is_told_that_words_are_needed(phone: Phone) -> None:
    asked = await phone.says("人工")
    body = "<MsgType>image</MsgType><PicUrl>http://x.example/1</PicUrl><MediaId>1</MediaId>"
    reply = words(await phone.sends(body))
    assert "打字" in reply
    assert asked in reply


@pytest.mark.parametrize(
    "body",
    [
        "<MsgType>image</MsgType><PicUrl>http://x.example/1</PicUrl><MediaId>1</MediaId>",
        "<MsgType>voice</MsgType><MediaId>1</MediaId><Format>amr</Format>",
        "<MsgType>video</MsgType><MediaId>1</MediaId><ThumbMediaId>2</ThumbMediaId>",
        "<MsgType>location</MsgType><Location_X>35.4</Location_X><Location_Y>116.6</Location_Y><Scale>15</Scale><Label>x</Label>",
        "<MsgType>link</MsgType><Title>t</Title><Description>d</Description><Url>http://x.example</Url>",
    ],
)
async def test_what_is_not_text_is_answered_sensibly(phone: Phone, body: str) -> None:
    assert words(await phone.sends(body))


async def test_an_unknown_event_is_answered_quietly(phone: Phone) -> None:
    assert await phone.event("something_new") == ""


async def test_a_known_question_is_answered_at_once(phone: Phone) -> None:
    assert "固定的时间" in await phone.says("孩子写作业磨蹭怎么办")


async def test_an_unknown_question_is_handed_over_with_a_receipt(phone: Phone, services: Services) -> None:
    reply = await phone.says("村里的老房子漏雨应该去哪里申请翻修补贴")
    assert receipt_in(reply)
    assert await services.questions.count_open(scope=Scope.system()) == 1
    stored = await services.db["questions"].find_one({})
    assert "漏雨".encode() not in repr(stored).encode()
    assert receipt_in(reply)[:4] in await phone.says("我的")


async def test_a_few_letters_are_not_handed_over(phone: Phone, services: Services) -> None:
    assert "没听懂" in await phone.says("鞋子")
    assert await services.questions.count_open(scope=Scope.system()) == 0


async def test_small_talk_is_answered_as_such_and_nothing_is_handed_over(phone: Phone, services: Services) -> None:
    await phone.says("孩子挑食怎么办")  # nor is it taken for asking on
    for said, answer in (("嗯", "我在呢"), ("……", "我在呢"), ("没有了", "我在呢"), ("[微笑]", "我在呢")):
        assert await phone.says(said) == f"{answer}，有事随时发给我。"
    for said in ("谢谢", "好的，谢谢老师", "明白了，辛苦了老师"):
        assert await phone.says(said) == "不客气。有事随时来找我。"
    assert "您好" in await phone.says("老师您好，在吗")
    assert await services.questions.count_open(scope=Scope.system()) == 0


async def test_stop_and_start_of_pushes(phone: Phone, services: Services) -> None:
    assert "不再" in await phone.says("退订")
    person = await services.people.find(APP, HER)
    assert person is not None
    assert not person.pushes
    assert "9 点" in await phone.says("订阅")
    assert (await services.people.get(person.id)).pushes


async def test_leaving_takes_the_session_and_the_chat(phone: Phone, services: Services) -> None:
    await says_all(phone, *UP_TO_CHILD)
    assert await phone.event("unsubscribe") == ""
    assert await services.turns.session(APP, HER) == (0, None)
    assert await services.db["outbox"].count_documents({"task": "forget_chat"}) == 1


async def test_danger_in_the_middle_of_a_wish_is_met_first_and_the_wish_goes_on(
    phone: Phone, services: Services
) -> None:
    await says_all(phone, *UP_TO_CHILD)
    reply = await phone.says("他又打我了，我不想活了")
    assert reply.index("110") < reply.index("12338")
    assert "还留着" in reply
    assert len(await services.alerts.page(scope=Scope.system())) == 1
    assert "孩子几岁" in await phone.says("王小明")


async def test_danger_is_met_however_fast_somebody_writes(phone: Phone, services: Services) -> None:
    for _ in range(70):
        await phone.says("帮助")
    assert "110" in await phone.says("我老公正在打我救救我")
    assert len(await services.alerts.page(scope=Scope.system())) == 1


async def test_menu_keys_open_what_the_words_open(phone: Phone) -> None:
    assert await phone.event("CLICK", "menu:help") == await phone.says("帮助")
    assert "12110" in await phone.event("CLICK", "menu:danger")
    assert "监护人" in await phone.event("CLICK", "menu:wish")
    await phone.says("取消")
    assert "爱心单位" in await phone.event("CLICK", "menu:organisation")
    assert "陪伴志愿者" in await phone.event("CLICK", "menu:volunteer")
    assert await phone.event("CLICK", "menu:book") == await phone.says("预约")


def test_the_menu_of_the_content_has_nothing_that_is_not_answered() -> None:
    menu = load(CONTENT).menu
    keys = [each.key for button in menu.buttons for each in button.buttons if each.key]
    assert set(keys) <= set(menu_keys())
    assert {"menu:book", "menu:organisation", "menu:volunteer"} <= set(keys)


async def test_to_go_on_asks_the_waiting_step_again_and_is_no_answer(phone: Phone) -> None:
    await says_all(phone, "微心愿", "同意")
    again = await phone.says("继续")
    assert "孩子叫什么名字" in again


async def test_with_nothing_under_way_to_go_on_is_met_with_words(phone: Phone) -> None:
    assert "现在没有填到一半的" in await phone.says("继续")


async def test_whoever_wants_pushes_again_is_told_the_hours_without_them(phone: Phone) -> None:
    assert "晚上 9 点到早上 8 点不打扰" in await phone.says("订阅")


async def test_a_price_that_is_a_hotlines_number_is_a_price(phone: Phone) -> None:
    await says_all(phone, *WHOLE_WISH[:-1])
    assert "您看对不对" in await phone.says("110")
