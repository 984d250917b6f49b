import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.wishes import MOVES, WishState, age_band, mask_name


@given(st.text(alphabet="王小明欧阳娜李", min_size=2, max_size=6))
def test_a_masked_name_never_shows_the_given_name_whole(name: str) -> None:
    masked = mask_name(name)
    assert len(masked) == len(name)
    assert "*" in masked
    assert masked[1:-1].strip("*") == ""


def test_every_state_but_the_first_is_reached_by_a_move() -> None:
    assert set(WishState) - {WishState.SUBMITTED} <= set(MOVES.values())


@pytest.mark.parametrize(("years", "band"), [(0, "0-5"), (5, "0-5"), (6, "6-8"), (17, "15-17")])
def test_lists_show_an_age_band(years: int, band: str) -> None:
    assert age_band(years) == band


def test_eighteen_is_past_every_band() -> None:
    with pytest.raises(ValueError, match="18"):
        age_band(18)
