"""The lists by which names, places and numbers are found: content/privacy/, read once."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from domain.findings import Personal

FOLDER = Path(__file__).resolve().parents[2] / "content" / "privacy"
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class BadList(Exception):
    """A file of lists is wrong. The text says which and why in one line."""


@dataclass(frozen=True, slots=True)
class NameWords:
    """
    What names are found by: `surnames` and `given` are characters; `says` and `before` stand in front of a name, with
    what is in `between` or without, `titles` and `follows` behind it, `joins` are characters that join two;
    `words` begin like names and are none. A character of `measures` behind one of `counted` counts things.
    """

    surnames: frozenset[str]
    doubtful: frozenset[str]
    compound: frozenset[str]
    given: frozenset[str]
    never: frozenset[str]
    says: tuple[str, ...]
    before: tuple[str, ...]
    titles: tuple[str, ...]
    follows: tuple[str, ...]
    nickname: tuple[str, ...]
    words: frozenset[str]
    between: str
    joins: frozenset[str]
    counted: frozenset[str]
    measures: frozenset[str]
    not_alone: frozenset[str]


@dataclass(frozen=True, slots=True)
class PlaceWords:
    """
    What names of places end with, the longest first; `stops` are characters that no such name has, `generic` what
    stands before an ending without naming a place; `not_before`: characters that make an ending part of another word.
    """

    schools: tuple[str, ...]
    villages: tuple[str, ...]
    roads: tuple[str, ...]
    stops: frozenset[str]
    generic: frozenset[str]
    not_before: Mapping[str, str]
    of_class: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class NumberWords:
    """Digits as they are written in words, what stands near an account or a phone, and expressions by kind."""

    digits: Mapping[str, str]
    account_near: re.Pattern[str]
    contact_near: re.Pattern[str]
    patterns: tuple[tuple[Personal, re.Pattern[str]], ...]


@cache
def name_words(folder: Path = FOLDER) -> NameWords:
    """The words about names. Raises BadList."""
    lists = read_lists(folder / "names.yaml")
    characters = {name: frozenset(_text(lists, name).replace(" ", "")) for name in _OF_CHARACTERS}
    words = {name: _longest_first(_text(lists, name)) for name in ("says", "before", "titles", "follows", "nickname")}
    return NameWords(
        surnames=characters["surnames"],
        doubtful=characters["doubtful"] - characters["surnames"],
        compound=frozenset(_text(lists, "compound").split()),
        given=characters["given"],
        never=characters["never"] - characters["given"],
        words=frozenset(_text(lists, "words").split()),
        between=f" {_text(lists, 'between')}",
        joins=characters["joins"],
        counted=characters["counted"],
        measures=characters["measures"],
        not_alone=characters["not_alone"],
        **words,
    )


_OF_CHARACTERS = ("surnames", "doubtful", "given", "never", "joins", "counted", "measures", "not_alone")


@cache
def place_words(folder: Path = FOLDER) -> PlaceWords:
    """The words about places. Raises BadList."""
    lists = read_lists(folder / "places.yaml")
    pairs = (pair.partition(":") for pair in _text(lists, "not_before").split())
    return PlaceWords(
        schools=_longest_first(_text(lists, "school_ends")),
        villages=_longest_first(_text(lists, "village_ends")),
        roads=_longest_first(_text(lists, "address_ends")),
        stops=frozenset(_text(lists, "stops").replace(" ", "")),
        generic=frozenset(_text(lists, "generic").split()),
        not_before={end: characters for end, _, characters in pairs},
        of_class=_expression(_text(lists, "class")),
    )


@cache
def number_words(folder: Path = FOLDER) -> NumberWords:
    """What is known about numbers. Raises BadList."""
    lists = read_lists(folder / "numbers.yaml")
    try:
        kinds = [(Personal(kind), _expression(each)) for kind, listed in lists["patterns"].items() for each in listed]
        digits = {str(word): str(digit) for word, digit in lists["digits"].items()}
    except (KeyError, ValueError, AttributeError, TypeError) as problem:
        raise BadList(f"numbers.yaml: {problem}") from None
    return NumberWords(
        digits=digits,
        account_near=_expression(_text(lists, "account_near")),
        contact_near=_expression(_text(lists, "contact_near")),
        patterns=tuple(kinds),
    )


def read_lists(file: Path) -> Mapping[str, Any]:
    """The lists of one file by their names. Raises BadList."""
    try:
        document = yaml.load(file.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506 -- a safe loader either way
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as problem:
        raise BadList(f"{file.name} cannot be read: {' '.join(str(problem).split())}") from None
    if not isinstance(document, dict):
        raise BadList(f"{file.name} must hold names with lists behind them")
    return document


def _text(lists: Mapping[str, Any], name: str) -> str:
    found = lists.get(name)
    if not isinstance(found, str):
        raise BadList(f"{name!r} must hold words with spaces between them")
    return found


def _longest_first(words: str) -> tuple[str, ...]:
    return tuple(sorted(set(words.split()), key=lambda word: (-len(word), word)))


def _expression(text: str) -> re.Pattern[str]:
    try:
        return re.compile(text)
    except re.error as problem:
        raise BadList(f"{text!r} is no expression: {problem}") from None
