"""Which lines a federation may show beside the state's."""

from typing import Any

import pytest

from domain.hotlines import Hotline, Hotlines, from_body, problems, to_body

LINE: dict[str, Any] = {"number": "0537-2212338", "name": "维权站", "hours": "", "for_what": "", "danger": False}


def with_lines(*lines: dict[str, Any], women_hours: str = "") -> dict[str, Any]:
    return {"women_hours": women_hours, "lines": [LINE | each for each in lines]}


@pytest.mark.parametrize("number", ["0537-2212338", "12345", "400-820-8820", "110-1", "13800001111"])
def test_numbers_of_digits_and_dashes_are_taken(number: str) -> None:
    assert problems(with_lines({"number": number})) == {}


@pytest.mark.parametrize(
    ("number", "problem"),
    [
        ("", "missing"),
        ("12", "invalid"),
        ("1" * 21, "invalid"),
        ("-0537-221", "invalid"),
        ("0537 2212338", "invalid"),
        ("０５３７２２１", "invalid"),
        ("12a45", "invalid"),
        ("110", "state"),
        ("1-2-0", "state"),
        ("12338", "state"),
        ("123-38", "state"),
    ],
)
def test_other_numbers_and_those_of_the_state_are_refused(number: str, problem: str) -> None:
    assert problems(with_lines({"number": number})) == {"line0_number": problem}


def test_a_number_stands_there_once_and_every_row_has_its_own_words() -> None:
    found = problems(
        with_lines(
            {},
            {"number": "05372212338", "name": "", "hours": "长" * 21, "for_what": "两\n行"},
            women_hours=" 早上 ",
        )
    )
    assert found == {
        "women_hours": "too_long",
        "line1_number": "repeated",
        "line1_name": "missing",
        "line1_hours": "too_long",
        "line1_for_what": "too_long",
    }


def test_there_are_only_so_many_and_fewer_on_the_cards() -> None:
    lines = [{"number": f"0537-221000{each}"} for each in range(7)]
    assert problems(with_lines(*lines)) == {"lines": "too_many"}
    assert problems(with_lines(*(each | {"danger": True} for each in lines[:4]))) == {"lines": "too_many_danger"}
    assert problems(with_lines(*(each | {"danger": True} for each in lines[:3]))) == {}


def test_lines_are_kept_in_their_order_and_read_back() -> None:
    kept = Hotlines("每天", (Hotline("12345", "甲"), Hotline("12355", "乙", danger=True)))
    assert from_body(to_body(kept)) == kept
    assert kept.for_danger == kept.lines[1:]
    assert from_body({}) == Hotlines()
