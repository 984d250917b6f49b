import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.numbers import read_age, read_choice, read_money


@pytest.mark.parametrize(
    "typed",
    [
        "1",
        "１",
        "一",
        "第一个",
        "第1个",
        "选1",
        "1.",
        "1、",
        "①",
        "（1）",
        "我要第一个",
        "看一",
        "一。",
        " 1 ",
        "1吧",
        "第一课",
    ],
)
def test_one_is_read_however_it_is_typed(typed: str) -> None:
    assert read_choice(typed) == 1


@pytest.mark.parametrize(
    ("typed", "number"), [("十", 10), ("十二", 12), ("两", 2), ("二十", 20), ("12", 12), ("3号", 3)]
)
def test_bigger_numbers_are_read(typed: str, number: int) -> None:
    assert read_choice(typed) == number


@pytest.mark.parametrize("typed", ["", "孩子", "0", "-1", "1.5", "一个孩子不写作业怎么办", "第", "abc"])
def test_what_is_no_choice_is_none(typed: str) -> None:
    assert read_choice(typed) is None


@pytest.mark.parametrize(
    ("typed", "fen"),
    [
        ("80", 8000),
        ("80元", 8000),
        ("八十块", 8000),
        ("大概298块钱", 29800),
        ("¥99.5", 9950),
        ("１００", 10000),
        ("一百五十", 15000),
        ("两百块", 20000),
        ("1,200", 120000),
    ],
)
def test_a_price_is_read_however_it_is_typed(typed: str, fen: int) -> None:
    assert read_money(typed) == fen


@pytest.mark.parametrize("typed", ["", "很贵", "不知道", "0.001", "80到100"])
def test_what_is_no_price_is_none(typed: str) -> None:
    assert read_money(typed) is None


@pytest.mark.parametrize(
    ("typed", "years"),
    [
        ("8", 8),
        ("8岁", 8),
        ("八岁", 8),
        ("今年8岁了", 8),
        ("8岁半", 8),
        ("10周岁", 10),
        ("十一岁", 11),
        ("8个月", 0),
        ("快9岁了", 9),
    ],
)
def test_an_age_is_read_however_it_is_typed(typed: str, years: int) -> None:
    assert read_age(typed) == years


@given(st.text(max_size=40))
def test_reading_never_raises(text: str) -> None:
    read_choice(text)
    read_money(text)
    read_age(text)
