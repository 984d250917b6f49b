"""Names and lines as they are kept: what nobody sees tells nobody apart, and an ordinary name stays as it was typed."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.plain_text import one_line, plain_name
from domain.wish_entry import read_entry
from tests.services.wishes.entries import SHEET

SAME = (
    *("李小明", " 李 小\u3000明\n", "李\u200b小明", "李小明\u202e", "\u2067李小明\u2069", "李小明\ufe0f"),
    *(
        "李小明\U000e0100",
        "李⼩明",
        "李小明\u0301",
        "李\u3164小明",
        "李\u034f小明",
        "李小\x00明",
        "李小明\u2800",
        "\ufeff李小明",
    ),
)


@pytest.mark.parametrize("name", ["王小明", "欧阳栖梧", "买买提·艾力", "李㛃", "赵𬀩", "Anna"])
def test_an_ordinary_name_stays_as_it_is(name: str) -> None:
    assert plain_name(name) == name


def test_a_name_is_one_however_it_is_typed() -> None:
    assert {plain_name(each) for each in SAME} == {"李小明"}
    dotted = (
        "买买提·艾力",
        "买买提•艾力",
        "买买提‧艾力",
        "买买提・艾力",
        "买买提･艾力",
        "买买提 · 艾力",
        "买买提.艾力",
        "买买提·艾力·",
    )
    assert {plain_name(each) for each in dotted} == {"买买提·艾力"}
    assert {plain_name(each) for each in ("\u200b", " \u3164", "·", "")} == {""}


@given(st.text())
def test_what_is_kept_of_any_text_is_kept_again_and_shows_whole(text: str) -> None:
    name, line = plain_name(text), one_line(text)
    assert (plain_name(name), one_line(line)) == (name, line)
    for kept in (name, line):
        assert not {unicodedata.category(each) for each in kept} & {"Cc", "Cf", "Cs"}
    assert not any(each.isspace() for each in name)
    assert line == " ".join(line.split())


def test_a_sheet_is_read_the_same() -> None:
    typed = SHEET | {"child_name": "王\u200b小明\u202e", "guardian": "李⼩英 ", "text": "一双\u202e 鞋\u200b子"}
    entry = read_entry(typed)
    assert (entry.child_name, entry.guardian, entry.text) == ("王小明", "李小英", "一双 鞋子")
