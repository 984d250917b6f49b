import pytest

from bench.screen import HELD_OUT
from bench.training import MANY, SPREAD, Row, more, rows_of, wordings
from domain.safeguarding import Danger

ROWS = wordings()
EVERYBODY = 3  # characters of a reply that everybody writes, such as 辛苦了


def test_nothing_that_the_screen_is_measured_on_is_among_what_it_learns() -> None:
    measured = {row["text"] for row in rows_of(HELD_OUT) if len(row["text"]) > EVERYBODY}
    assert measured.isdisjoint(row.text for row in ROWS)


def test_of_each_line_with_choices_several_wordings_are_made_the_same_every_time() -> None:
    assert wordings() == ROWS
    assert len(ROWS) > SPREAD * 300
    assert {row.style for row in ROWS} == {MANY}
    assert not any(sign in row.text for row in ROWS for sign in "[]<>|")


@pytest.mark.parametrize("seed", range(3))
def test_what_is_misheard_or_slipped_stays_what_it_was_about(seed: int) -> None:
    given = [*[Row("俺娘把农药瓶子攥在手里", Danger.SELF_HARM, "one")] * 40, Row("菜价涨了", None, "other")]
    told = [row for row in more(given, seed) if row.style == "one"]
    assert {row.danger for row in told} == {Danger.SELF_HARM}
    assert len({row.text for row in told}) > 10
