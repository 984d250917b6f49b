"""Labels' codes, and the way of a parcel."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as some

from domain.errors import Invalid
from domain.parcels import DRAWN, LETTERS, check_letter, format_code, is_code, new_code, read_code

codes = some.text(LETTERS, min_size=DRAWN, max_size=DRAWN).map(lambda drawn: drawn + check_letter(drawn))


def problem(text: str) -> str:
    with pytest.raises(Invalid) as refused:
        read_code(text)
    return refused.value.problem


@given(codes, some.integers(0, DRAWN), some.sampled_from(LETTERS))
def test_every_single_slip_is_noticed(code: str, at: int, letter: str) -> None:
    slipped = code[:at] + letter + code[at + 1 :]
    assert is_code(slipped) == (slipped == code)


@given(codes, some.integers(0, DRAWN - 1))
def test_every_swap_of_neighbours_is_noticed(code: str, at: int) -> None:
    swapped = code[:at] + code[at + 1] + code[at] + code[at + 2 :]
    assert is_code(swapped) == (swapped == code)


def test_a_code_is_read_however_it_was_typed_or_scanned() -> None:
    code = new_code()
    for text in (
        code,
        code.lower(),
        format_code(code),
        f" {code[:4]} {code[4:]} ",
        "".join(chr(ord(each) + 0xFEE0) for each in code),  # full width
        f"https://xinqiao.example/h5/parcels/{code}",
        f"https://xinqiao.example/h5/parcels/{code}/",
    ):
        assert read_code(text) == code


def test_what_is_no_code_says_what_is_wrong_with_it() -> None:
    code = new_code()
    assert problem("  ") == "missing"
    assert problem(code[:-1]) == "length"
    assert problem(f"O{code[1:]}") == "letters"
    other = LETTERS[(LETTERS.index(code[0]) + 1) % len(LETTERS)]
    assert problem(other + code[1:]) == "slip"


@given(some.text())
def test_no_text_breaks_the_reading(text: str) -> None:
    with suppress(Invalid):
        assert is_code(read_code(text))
