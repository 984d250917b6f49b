"""Lists fit into one message, whatever their length."""

from bot.cards import LIST_MOST_BYTES, TEXT_MOST_BYTES, fit, numbered
from bot.session import Option


def options(count: int) -> list[Option]:
    return [Option(f"第{number}乡镇街道", f"第{number}乡镇街道") for number in range(1, count + 1)]


def test_a_short_list_is_numbered_and_tappable() -> None:
    assert numbered(options(3)).count("<a ") == 3


def test_a_list_whose_taps_take_too_much_room_is_only_numbered() -> None:
    listed = numbered(options(14))
    assert "<a " not in listed
    assert listed.splitlines()[13] == "14. 第14乡镇街道"


def test_of_a_list_that_is_too_long_the_beginning_is_shown_and_that_words_can_be_typed() -> None:
    lines = numbered(options(300)).splitlines()
    assert sum(len(line.encode()) + 1 for line in lines) <= LIST_MOST_BYTES
    assert lines[0] == "1. 第1乡镇街道"
    assert "写名字" in lines[-1]


def test_a_text_is_cut_between_characters() -> None:
    cut = fit("字" * 1000)
    assert len(cut.encode()) <= TEXT_MOST_BYTES
    assert set(cut) == {"字"}
