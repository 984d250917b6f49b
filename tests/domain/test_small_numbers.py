"""Whatever of numbers that are parts of each other is shown, nobody works a small one out of it."""

from itertools import combinations, product

from domain.small_numbers import FEWEST, HIDDEN, hidden, hidden_stages


def test_a_small_number_is_hidden_and_none_is_none() -> None:
    assert [hidden(each) for each in (0, 1, FEWEST - 1, FEWEST)] == [0, HIDDEN, HIDDEN, FEWEST]


def test_of_stages_neither_a_number_nor_a_difference_is_small() -> None:
    """All that can be, up to where it repeats itself."""
    tried = 0
    for counts in product(range(13), repeat=4):
        if list(counts) != sorted(counts, reverse=True):
            continue
        tried += 1
        found = hidden_stages(counts, keep=-1)
        assert all(each in {HIDDEN, many} for each, many in zip(found, counts, strict=True))
        shown = [each for each in found if each != HIDDEN]
        assert all(each == 0 or each >= FEWEST for each in shown), counts
        assert all(more == fewer or more - fewer >= FEWEST for more, fewer in combinations(shown, 2)), counts
    assert tried == 1820


def test_what_is_far_apart_is_shown_and_the_last_comes_before_those_between() -> None:
    assert hidden_stages([30, 20, 12, 6], keep=-1) == [30, 20, 12, 6]
    assert hidden_stages([30, 22, 12, 10], keep=-1) == [30, 22, HIDDEN, 10]
    assert hidden_stages([30, 30, 28, 28], keep=-1) == [30, 30, HIDDEN, HIDDEN]
