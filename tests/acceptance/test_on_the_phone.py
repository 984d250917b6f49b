"""From following to a lesson, a wish and an answer, on the phone in a browser."""

import re

import pytest
from playwright.async_api import expect

from tests.acceptance.conftest import PATIENCE_MS, Phone

pytestmark = pytest.mark.xdist_group("demo")


async def test_whoever_follows_is_welcomed_with_the_ways_in(phone: Phone) -> None:
    welcome = await phone.said.last.inner_text()
    for words in ("微课堂", "微心愿", "家教问答", "12338"):
        assert words in welcome


async def test_a_lesson_is_found_opened_and_read(phone: Phone) -> None:
    listed = await phone.says("微课堂", "今天给您挑的小课")
    title = re.search(r"^1[.．、 ]*(.+?)（", listed, re.MULTILINE)
    assert title, listed
    await phone.says("第一个", title[1].strip())
    await phone.said.last.get_by_test_id("article-card").click()
    lesson = phone.page.frame_locator('[data-testid="page-frame"]')
    await expect(lesson.locator("h1")).to_contain_text(title[1].strip(), timeout=PATIENCE_MS)
    await phone.page.get_by_test_id("page-close").click()
    await expect(phone.page.get_by_test_id("message-input")).to_be_visible()


async def test_a_lesson_is_opened_by_the_menu_and_a_tap(phone: Phone) -> None:
    await phone.page.locator("#swap").click()
    await phone.page.get_by_test_id("menu-button").filter(has_text="微课堂").click()
    count = await phone.said.count()
    await phone.page.get_by_test_id("menu-item").filter(has_text="今天的小课").click()
    await phone.hears(count, "今天给您挑的小课")
    count = await phone.said.count()
    await phone.said.last.get_by_test_id("choice").first.click()
    await expect(phone.said).to_have_count(count + 1)
    await expect(phone.said.last.get_by_test_id("article-card")).to_be_visible()


async def test_a_wish_goes_through_with_a_step_back_a_detour_a_wrong_input_and_a_danger(phone: Phone) -> None:
    await phone.says("微心愿", "监护人")
    await phone.taps("同意", "孩子叫什么名字")
    await phone.says("王小朵", "孩子几岁")
    await phone.says("很小", "数字")
    await phone.says("上一步", "孩子叫什么名字")
    await phone.says("王小花", "孩子几岁")
    await phone.says("九岁", "哪个县市区")
    await phone.says("曲阜", "哪个乡镇")
    await phone.says("孩子写作业磨蹭怎么办", "哪个乡镇")
    danger = await phone.says("他又打我了 往死里打", "110")
    assert danger.index("110") < danger.index("12338")
    await phone.says("继续", "哪个乡镇")
    await phone.taps("河东镇", "哪个村")
    await phone.taps("石桥村", "想要哪一类")
    await phone.taps("学习用品", "想要什么")
    await phone.says("一个新书包", "多少钱")
    await phone.says("八百", "300")
    confirm = await phone.says("八十块", "您看对不对")
    assert "王小花" in confirm
    submitted = await phone.taps("提交", "已收到，编号")
    receipt = re.search(r"编号 ([\d -]+)", submitted)
    assert receipt
    mine = await phone.says("我的", "一个新书包")
    assert receipt[1].strip() in mine


async def test_a_wish_is_left_by_a_word(phone: Phone) -> None:
    await phone.says("微心愿", "监护人")
    await phone.taps("同意", "孩子叫什么名字")
    await phone.says("取消", "")
    assert "孩子叫什么名字" not in await phone.says("你好", "您好")


async def test_a_question_is_answered_another_offered_and_a_third_handed_over(phone: Phone) -> None:
    answered = await phone.says("孩子写作业磨蹭怎么办", "")
    assert "人工" in answered
    offered = await phone.says("孩子叛逆", "您是不是想问")  # so few letters name a matter and ask nothing
    assert "都不是" in offered
    await phone.taps("都不是", "编号")
    await phone.says("人工", "一次写清楚")
    handed = await phone.says("孩子转学以后不合群，老师说他上课走神，我不知道怎么帮他", "已收到，编号")
    assert "老师" in handed


async def test_pushes_are_stopped_and_taken_up_again(phone: Phone) -> None:
    await phone.says("退订", "不再给您推送")
    assert "小课推送：已停" in await phone.says("我的", "小课推送")
    await phone.says("订阅", "以后有新课会告诉您")
    assert "小课推送：开着" in await phone.says("我的", "小课推送")


async def test_a_picture_a_place_and_a_sticker_are_met_with_words(phone: Phone) -> None:
    assert "图片收到了" in await phone.sends_picture()
    assert "位置收到了" in await phone.sends("send-place")
    assert "表情收到啦" in await phone.sends("send-sticker")
