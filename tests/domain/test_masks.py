"""Masked forms: enough to know one's own again, too little to find somebody by."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.masks import MASKS, mask_address, mask_birth_date, mask_id_number, mask_phone, mask_school, masked


@pytest.mark.parametrize(
    ("phone", "shown"),
    [
        ("13800001234", "138****1234"),
        ("+86 138-0000-1234", "138****1234"),
        ("0537-2312345", "****2345"),
        ("12338", "****"),
        ("", "****"),
    ],
)
def test_a_phone_shows_its_first_three_and_last_four(phone: str, shown: str) -> None:
    assert mask_phone(phone) == shown


def test_each_kind_hides_what_tells_who_it_is() -> None:
    assert mask_id_number("37088120160501001X") == "3****************X"
    assert mask_birth_date("2016-05-01") == "2016-**-**"
    assert mask_birth_date("五月一日") == "****"
    assert mask_school("曲阜市吴村中心小学") == "****小学"
    assert mask_school("峪口教学点") == "****"
    assert mask_address("山东省济宁市曲阜市吴村镇峪口村12号") == "山东省济宁市曲阜市****"
    assert mask_address("峪口村东头") == "****"


def test_facts_are_masked_by_their_kind_and_others_left_out() -> None:
    assert masked({"name": "王小明", "phone": "13800001234", "village": "峪口村", "school": ""}) == {
        "name": "王*明",
        "phone": "138****1234",
    }


@given(st.sampled_from(sorted(MASKS)), st.text(alphabet="王小明曲阜市县区1234567890X- 小学", min_size=1, max_size=30))
def test_no_mask_gives_the_value_away_or_fails(kind: str, value: str) -> None:
    assert MASKS[kind](value) != value
    assert "*" in MASKS[kind](value)
