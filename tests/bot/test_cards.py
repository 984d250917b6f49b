"""Lists fit into one message, whatever their length."""

from app.processes import ROOT
from bot.cards import LIST_MOST_BYTES, TEXT_MOST_BYTES, fit, numbered
from bot.commands import LIST_MOST
from bot.session import Option
from services.content.reading import load
from wording import lessons as lesson_words


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


def test_every_days_list_of_our_lessons_and_every_series_can_be_tapped() -> None:
    """Which lessons stand together changes every day: a long title must not cost the taps on one of them."""
    content = load(ROOT / "content")
    longest = {
        series.slug: sorted(
            (each for each in content.lessons if each.series == series.slug), key=lambda each: each.order
        )
        for series in content.series
    }
    days = [[lessons[day % len(lessons)] for lessons in longest.values() if lessons] for day in range(366)]
    parts = [lessons[at : at + LIST_MOST] for lessons in longest.values() for at in range(0, len(lessons), LIST_MOST)]
    for shown in [*days, *parts]:
        listed = numbered(
            [
                *(Option(each.title, f"l:{each.slug}", lesson_words.length(each.minutes)) for each in shown),
                Option(lesson_words.OTHERS, "s:"),
            ]
        )
        assert listed.count("<a ") == len(shown) + 1, [each.title for each in shown]
