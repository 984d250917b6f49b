"""A small number is shown to nobody; what numbers of campaigns tell together is in test_campaign_numbers.py."""

from domain.small_numbers import FEWEST, HIDDEN, hidden


def test_a_small_number_is_hidden_and_none_is_none() -> None:
    assert [hidden(each) for each in (0, 1, FEWEST - 1, FEWEST)] == [0, HIDDEN, HIDDEN, FEWEST]
