"""
The rules of the safeguarding screen as a person writes them, and what is made of them.

A file of content/safeguarding/ holds `words` (named lists, shared by all files) and `rules`. A rule's patterns (`any`)
are made of words as they stand, `<list>` for any word of a list, `~4` for up to four characters in between, and what
else a regular expression has. One of its `near` must stand near the match, and none of its `unless`; with `always: true` a match
is never outweighed by what the rest of the message reads like. A word of a list
may go on as an expression: what follows its first letters. Everything is compared in the form of
`services.plain.squeeze`.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from domain.safeguarding import Danger
from services.plain import squeeze
from services.safeguarding.beginnings import slots

_PART = re.compile(r"<(?P<list>[a-z_]+)>|~(?P<gap>\d+)")
_LETTERS = re.compile(r"[一-鿿0-9a-z]+(?![?*{])")  # a word's beginning, up to what may be missing
_EXPRESSION = re.compile(r"[()\[\]?!|]")
SINGLE = 20  # so many pairs are about as common as one single character
_FIELDS = frozenset(("id", "danger", "any", "near", "unless", "always"))
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class BadRules(Exception):
    """A file of rules is wrong. The text says which, where and why in one line."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """
    One wording of a danger. `slots`: for each part that must occur, beginnings of which one must stand in the text;
    `always`: a match is danger whatever else the text reads like.
    """

    danger: Danger
    rule: str
    regex: re.Pattern[str]
    near: re.Pattern[str] | None
    unless: re.Pattern[str] | None
    slots: tuple[frozenset[str], ...]
    always: bool = False


def load_words(folder: Path) -> dict[str, list[str]]:
    """The lists of a folder without what stands behind their words as an expression. Raises BadRules."""
    lists = _words({file.name: _read(file) for file in sorted(folder.glob("*.yaml"))})
    return {name: [plain for word in words if len(plain := _plain(word)) > 1] for name, words in lists.items()}


def load_rules(folder: Path) -> list[Pattern]:
    """The patterns of all files of a folder, in the files' order. Raises BadRules."""
    files = sorted(folder.glob("*.yaml"))
    if not files:
        raise BadRules(f"{folder} holds no rules")
    documents = {file.name: _read(file) for file in files}
    words = _words(documents)
    return [pattern for name, document in documents.items() for pattern in _patterns(name, document, words)]


def _read(file: Path) -> dict[str, Any]:
    try:
        document = yaml.load(file.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506 -- a safe loader either way
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as problem:
        raise BadRules(f"{file.name} cannot be read: {' '.join(str(problem).split())}") from None
    if not isinstance(document, dict) or set(document) - {"words", "rules"}:
        raise BadRules(f"{file.name} must hold words, rules or both, and nothing else")
    return document


def _words(documents: Mapping[str, dict[str, Any]]) -> dict[str, tuple[str, ...]]:
    words: dict[str, tuple[str, ...]] = {}
    for file, document in documents.items():
        for name, listed in (document.get("words") or {}).items():
            if name in words:
                raise BadRules(f"{file}: the list {name!r} stands twice")
            if not isinstance(name, str) or not re.fullmatch("[a-z_]+", name):
                raise BadRules(f"{file}: {name!r} is no name of a list")
            words[name] = _list(file, name, listed)
    return words


def _list(file: str, name: str, listed: object) -> tuple[str, ...]:
    if isinstance(listed, str):
        listed = listed.split()
    if not isinstance(listed, list) or not listed or not all(isinstance(each, str) for each in listed):
        raise BadRules(f"{file}: the list {name!r} must hold words")
    for each in listed:
        if not _LETTERS.match(each):
            raise BadRules(f"{file}: the list {name!r}: {each!r} doesn't begin with a letter")
    return tuple(dict.fromkeys(each if _EXPRESSION.search(each) else squeeze(each) for each in listed))


def _plain(word: str) -> str:
    return squeeze(re.split(r"[(\[]", word)[0])


def _patterns(file: str, document: dict[str, Any], words: Mapping[str, Sequence[str]]) -> Iterator[Pattern]:
    for rule in document.get("rules") or ():
        if not isinstance(rule, dict) or not {"id", "danger", "any"} <= set(rule) <= _FIELDS:
            raise BadRules(f"{file}: a rule has id, danger, any and perhaps near and unless: {str(rule)[:60]}")
        name = rule["id"]
        if rule["danger"] not in set(Danger):
            raise BadRules(f"{file}: {name}: there is no danger {rule['danger']!r}")
        where = f"{file}: {name}"
        near, unless = (_joined(where, rule.get(field) or [], words) for field in ("near", "unless"))
        for each in _texts(where, rule["any"]):
            regex = re.compile(_regex(where, each, words), re.DOTALL)
            if regex.search("") is not None:
                raise BadRules(f"{where}: {each!r} matches a text without words")
            needed = slots(regex.pattern) + (slots(near.pattern) if near else ())
            ordered = tuple(sorted(needed, key=_how_common))
            always = rule.get("always") is True
            yield Pattern(Danger(rule["danger"]), name, regex, near, unless, ordered, always)


def _joined(where: str, listed: object, words: Mapping[str, Sequence[str]]) -> re.Pattern[str] | None:
    made = [_regex(where, each, words) for each in _texts(where, listed)]
    return re.compile("|".join(made), re.DOTALL) if made else None


def _texts(where: str, listed: object) -> list[str]:
    if not isinstance(listed, list) or not all(isinstance(each, str) and each for each in listed):
        raise BadRules(f"{where}: patterns stand in a list of texts")
    return listed


def _regex(where: str, pattern: str, words: Mapping[str, Sequence[str]]) -> str:
    def part(found: re.Match[str]) -> str:
        if found["gap"]:
            return f".{{0,{found['gap']}}}?"
        if found["list"] not in words:
            raise BadRules(f"{where}: there is no list {found['list']!r}")
        longest_first = sorted(words[found["list"]], key=len, reverse=True)
        return f"(?:{'|'.join(longest_first)})"

    made = _PART.sub(part, pattern)
    try:
        re.compile(made)
    except re.error as problem:
        raise BadRules(f"{where}: {pattern!r}: {problem}") from None
    return made


def _how_common(slot: frozenset[str]) -> int:
    """A guess: single characters stand in far more texts than pairs."""
    return sum(SINGLE if len(each) == 1 else 1 for each in slot)
