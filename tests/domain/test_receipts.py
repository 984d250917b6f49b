from hypothesis import given
from hypothesis import strategies as st

from domain.receipts import check_digit, format_receipt, new_receipt, read_receipt

DIGITS = st.text(alphabet="0123456789", min_size=10, max_size=10)


@given(DIGITS, st.integers(0, 10), st.integers(1, 9))
def test_a_single_wrong_digit_is_noticed(digits: str, place: int, by: int) -> None:
    receipt = digits + check_digit(digits)
    wrong = receipt[:place] + str((int(receipt[place]) + by) % 10) + receipt[place + 1 :]
    assert read_receipt(wrong) is None


@given(DIGITS, st.integers(0, 9))
def test_two_swapped_neighbours_are_noticed(digits: str, place: int) -> None:
    receipt = digits + check_digit(digits)
    swapped = receipt[:place] + receipt[place + 1] + receipt[place] + receipt[place + 2 :]
    assert swapped == receipt or read_receipt(swapped) is None


def test_a_receipt_is_read_as_it_is_shown_and_as_it_is_typed() -> None:
    receipt = new_receipt()
    assert len(receipt) == 11
    assert read_receipt(format_receipt(receipt)) == receipt
    assert read_receipt(receipt.translate(str.maketrans("0123456789", "０１２３４５６７８９"))) == receipt


@given(st.text(max_size=30))
def test_anything_typed_is_read_or_refused_without_an_error(text: str) -> None:
    assert read_receipt(text) is None or len(read_receipt(text) or "") == 11
