"""What asks nothing is told from every question, and is never answered by suggestions."""

from collections.abc import Mapping
from typing import Any

import pytest

from bench.confidence import own_base
from services.questions.search import SUGGEST_FROM, Tier, tier_of
from services.questions.small_talk import Talk, small_talk
from tests.services.questions.test_search import ASKED, INDEX, rows

HEARD = [
    "嗯",
    "哦",
    "好的",
    "好的。",
    "哈",
    "哈哈哈",
    "OK",
    "ok的",
    "...",
    "……",
    "👍",
    "[微笑]",
    "[玫瑰][玫瑰]",
    "嗯呢",
    "好嘞",
    "收到",
    "没有了",
    "那行",
    "是吗",
    "嗯，知道了",
    "早",
    "拜拜",
]
THANKS = ["谢谢老师", "谢啦", "thanks", "3q", "辛苦老师", "好的谢谢", "收到，谢谢啦", "辛苦了", "[抱拳]谢谢"]
GREETING = ["您好，在吗", "下午好", "中午好老师", "早安", "在吗老师", "早上好老师", "你好呀", "你是谁"]
ASKS = (
    "",
    "  ",
    "？",
    "哭",
    "不睡",
    "早恋",
    "好动",
    "[孩子哭]",
    "谢谢，孩子哭",
    "怎么办",
    "还是不行",
    "没用",
    "那要是三岁呢",
    "12",
    "Бала тамак жебейт",
    "아이가 밥을 안 먹어요",
    "أطفالي",
)


@pytest.mark.parametrize(
    ("talk", "texts"), [(Talk.HEARD, HEARD), (Talk.THANKS, THANKS), (Talk.GREETING, GREETING), (None, ASKS)]
)
def test_small_talk_is_known_for_what_it_is(talk: Talk | None, texts: list[str]) -> None:
    assert {each: small_talk(each) for each in texts} == dict.fromkeys(texts, talk)


def test_no_question_is_taken_for_it() -> None:
    asked: list[Mapping[str, Any]] = [*ASKED, *rows("oblique.jsonl"), *rows("crisis.jsonl"), *rows("screen.jsonl")]
    assert not [row["text"] for row in asked if (row.get("expected") or row.get("crisis")) and small_talk(row["text"])]
    assert not [row["text"] for row in rows("follow_ups.jsonl") if small_talk(row["text"])]
    assert not [text for each in own_base() for text in (each.question, *each.variants) if small_talk(text)]


@pytest.mark.parametrize("text", ["嗯嗯", "早上好", "拜拜", "谢谢老师", "[语音]"])
def test_nothing_is_suggested_for_it_however_near_the_search_believes_it_is(text: str) -> None:
    assert tier_of(SUGGEST_FROM, text) is Tier.EXPERT
    assert tier_of(SUGGEST_FROM, f"{text}，孩子尿床") is Tier.SUGGEST
    assert INDEX.answer(text).tier is Tier.EXPERT
