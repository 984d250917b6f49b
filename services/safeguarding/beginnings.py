"""
What a text must hold for an expression to be worth trying.

Most messages speak of no danger: looking up a text's characters and pairs of characters in a table tells most
expressions away before one is tried. Read are the parts of an expression that every match has; what is not understood
counts as "may be anything", so that the table never hides a match.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

_LETTERS = re.compile(r"[一-鿿0-9a-z]+")
_QUANTIFIER = re.compile(r"[?*+]\??|\{(?P<least>\d+)(?:,\d*)?\}\??")
_SINGLE = re.compile(r"\\.|\[(?:\\.|[^\]])*\]|[.^$]")

Slot = frozenset[str]


def slots(expression: str) -> tuple[Slot, ...]:
    """For each part that every match has: beginnings of one or two characters, one of which stands in the match."""
    if len(_choices(expression)) > 1:
        whole = beginnings(expression)
        return (whole,) if whole else ()
    return tuple(
        found for part, optional in _parts(expression) if not optional and (found := _part_beginnings(part)) is not None
    )


def beginnings(expression: str) -> Slot | None:
    """How a match may begin, in one or two characters; None when it may begin anyhow."""
    found: set[str] = set()
    for choice in _choices(expression):
        ways = _choice_beginnings(choice)
        if ways is None:
            return None
        found |= ways
    return frozenset(found)


def _choice_beginnings(choice: str) -> Slot | None:
    found: set[str] = set()
    for part, optional in _parts(choice):
        if part.startswith(("(?!", "(?<", "(?=")):
            continue
        ways = _part_beginnings(part)
        if ways is None:
            return None
        found |= ways
        if not optional:
            return frozenset(found)
    return None


def _part_beginnings(part: str) -> Slot | None:
    if part.startswith("(?:"):
        return beginnings(part[3:-1])
    return frozenset((part[:2],)) if _LETTERS.fullmatch(part) else None


def _choices(expression: str) -> list[str]:
    """The expression cut at the bars that stand in no bracket."""
    cuts, depth, inside = [-1], 0, False
    for place, character in enumerate(expression):
        if expression[place - 1 : place] == "\\":
            continue
        inside = (inside or character == "[") and character != "]"
        if not inside:
            depth += (character == "(") - (character == ")")
            if character == "|" and not depth:
                cuts.append(place)
    cuts.append(len(expression))
    return [expression[start + 1 : end] for start, end in pairwise(cuts)]


def _parts(choice: str) -> Iterator[tuple[str, bool]]:
    """A choice's groups, runs of letters and single characters in order; whether each may be missing."""
    place = 0
    while place < len(choice):
        end = _end_of_part(choice, place)
        quantifier = _QUANTIFIER.match(choice, end)
        if quantifier and end - place > 1 and _LETTERS.match(choice, place):
            yield choice[place : end - 1], False  # the quantifier belongs to the last letter alone
            place = end - 1
        optional = bool(quantifier) and _may_be_missing(quantifier)
        yield choice[place:end], optional
        place = quantifier.end() if quantifier else end


def _may_be_missing(quantifier: re.Match[str] | None) -> bool:
    if quantifier is None:
        return False
    return quantifier["least"] == "0" if quantifier["least"] else quantifier[0][0] != "+"


def _end_of_part(choice: str, place: int) -> int:
    if choice[place] == "(":
        return _closing(choice, place) + 1
    found = _LETTERS.match(choice, place) or _SINGLE.match(choice, place)
    return found.end() if found else place + 1


def _closing(choice: str, place: int) -> int:
    depth, inside = 0, False
    for at in range(place, len(choice)):
        if choice[at - 1 : at] == "\\":
            continue
        inside = (inside or choice[at] == "[") and choice[at] != "]"
        if not inside:
            depth += (choice[at] == "(") - (choice[at] == ")")
            if not depth:
                return at
    return len(choice) - 1
