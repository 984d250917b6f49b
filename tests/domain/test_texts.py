"""Texts in one's own words: what they may hold, and what is filled in."""

import pytest

from domain.texts import TextSlot, filled, problem_of

SLOT = TextSlot("x", "编号 {receipt}", 60, ("receipt", "hours"), ("receipt",))


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("收到，编号 {receipt}。", ""),
        ("{receipt}\n{hours} 小时", ""),
        ("  ", "missing"),
        ("收到了", "gap_missing"),
        ("{receipt} {name}", "unknown_gap"),
        ("{receipt} {", "unknown_gap"),
        ("{receipt} }", "unknown_gap"),
        ("{{receipt}}", "unknown_gap"),
        ("{receipt.__class__}", "unknown_gap"),
        ("{receipt!r}", "unknown_gap"),
        ("{0}", "unknown_gap"),
        ("{receipt}\x07", "invalid"),
        ("{receipt}" + "长" * 18, "too_long"),
    ],
)
def test_only_known_gaps_are_taken_and_the_needed_ones_asked_for(text: str, problem: str) -> None:
    assert problem_of(SLOT, text) == problem


def test_what_is_filled_in_is_not_looked_at_again() -> None:
    assert filled("{receipt}、{hours}", {"receipt": "{hours}", "hours": 24}) == "{hours}、24"
