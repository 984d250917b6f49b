"""Keyword rules: which one answers what and when, and what keeps a rule from being kept."""

from dataclasses import replace
from datetime import datetime

import pytest

from domain.keywords import Rule, differences, found, from_body, overlapping, problems, to_body
from services.plain import squeeze

RULE = Rule("a", ("入学", "上学"), reply="看通知")
WEDNESDAY = datetime(2026, 11, 25, 9, 0)  # noqa: DTZ001 a clock on the wall in Shanghai


def answered(text: str, *rules: Rule, at: datetime = WEDNESDAY) -> str:
    rule = found(rules, text, at, plain=squeeze)
    return rule.id if rule else ""


def test_a_rule_is_kept_and_read_again_as_it_was() -> None:
    rule = replace(RULE, days=(1, 3), hours=("08:00", "18:00"), span=("2026-11-01", ""), on=False, contains=True)
    assert from_body(to_body([rule])) == (rule,)


def test_whole_words_are_met_however_they_are_typed_and_others_are_not() -> None:
    for text in ("入学", " 入学！", "“上学”。", "入 学"):
        assert answered(text, RULE) == "a"
    assert answered("怎么入学", RULE) == ""
    assert answered("", RULE) == ""
    assert answered("怎么入学", replace(RULE, contains=True)) == "a"


def test_the_lower_priority_comes_first_then_the_whole_word_then_the_older_rule() -> None:
    later, part = replace(RULE, id="b"), replace(RULE, id="0", contains=True)
    assert answered("入学", later, RULE) == "a"
    assert answered("入学", part, RULE) == "a"
    assert answered("入学", replace(later, priority=1), RULE) == "b"


@pytest.mark.parametrize(
    ("changes", "moment", "holds"),
    [
        ({}, "2026-11-25 03:00", True),
        ({"on": False}, "2026-11-25 09:00", False),
        ({"days": (3,)}, "2026-11-25 09:00", True),
        ({"days": (1, 2)}, "2026-11-25 09:00", False),
        ({"hours": ("08:00", "18:00")}, "2026-11-25 08:00", True),
        ({"hours": ("08:00", "18:00")}, "2026-11-25 18:00", False),
        ({"hours": ("21:00", "08:00")}, "2026-11-25 23:00", True),
        ({"hours": ("21:00", "08:00")}, "2026-11-25 07:59", True),
        ({"hours": ("21:00", "08:00")}, "2026-11-25 12:00", False),
        ({"span": ("2026-11-25", "2026-11-25")}, "2026-11-25 23:59", True),
        ({"span": ("2026-11-26", "")}, "2026-11-25 23:59", False),
        ({"span": ("", "2026-11-24")}, "2026-11-25 00:00", False),
    ],
)
def test_a_rule_answers_in_its_time_and_not_outside_it(changes: dict, moment: str, *, holds: bool) -> None:
    assert replace(RULE, **changes).holds_at(datetime.fromisoformat(moment)) is holds


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, {}),
        ({"words": ()}, {"words": "missing"}),
        ({"words": ("帮助", "入学")}, {"words": "reserved"}),
        ({"words": ("。。",)}, {"words": "invalid"}),
        ({"words": ("字" * 31,)}, {"words": "too_long"}),
        ({"words": ("课",), "contains": True}, {"words": "too_short"}),
        ({"reply": ""}, {"reply": "missing"}),
        ({"reply": "", "lesson": "shoes"}, {}),
        ({"lesson": "shoes"}, {"reply": "both"}),
        ({"reply": "", "lesson": "gone"}, {"lesson": "unknown"}),
        ({"reply": "字" * 666}, {}),
        ({"reply": "字" * 667}, {"reply": "too_long"}),
        ({"priority": 0}, {"priority": "out_of_range"}),
        ({"hours": ("08:00", "")}, {"hours": "invalid"}),
        ({"hours": ("8", "25:00")}, {"hours": "invalid"}),
        ({"hours": ("08:00", "08:00")}, {"hours": "invalid"}),
        ({"span": ("2026-11-31", "")}, {"span": "invalid"}),
        ({"span": ("2026-12-01", "2026-11-01")}, {"span": "out_of_range"}),
    ],
)
def test_what_keeps_a_rule_from_being_kept_is_told_by_field(changes: dict, expected: dict[str, str]) -> None:
    rule = replace(RULE, **changes)
    assert problems(rule, reserved=lambda word: word == "帮助", lessons={"shoes"}) == expected


def test_rules_that_may_answer_the_same_message_are_named() -> None:
    other = Rule("b", ("小学入学",), reply="x")
    assert overlapping(RULE, [RULE, other], plain=squeeze) == []
    assert overlapping(replace(RULE, contains=True), [other], plain=squeeze) == [other]
    assert overlapping(other, [replace(RULE, contains=True)], plain=squeeze) != []
    assert overlapping(RULE, [replace(other, words=("上学",))], plain=squeeze) != []


def test_what_differs_is_told_rule_by_rule() -> None:
    other = Rule("b", ("体检",), reply="x")
    assert differences([RULE], [RULE, other]) == [("added", "体检")]
    assert differences([RULE, other], [RULE]) == [("removed", "体检")]
    assert differences([RULE], [replace(RULE, on=False)]) == [("switched_off", "入学")]
    assert differences([RULE], [replace(RULE, reply="y")]) == [("changed", "入学")]
    assert differences([RULE], [RULE]) == []
