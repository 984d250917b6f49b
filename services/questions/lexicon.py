"""The words that a person keeps for the question search: content/search/, read once."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from operator import add, itemgetter
from pathlib import Path
from typing import Any

import yaml

from services.plain import squeeze

FOLDER = Path(__file__).resolve().parents[2] / "content" / "search"
FAR = 6  # how many characters may stand in a phrase's gap
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class BadWords(Exception):
    """A file of the search's words is wrong. The text says which and why in one line."""


@dataclass(frozen=True, slots=True)
class _Phrase:
    start: str
    end: str
    meaning: str


class Phrases:
    """Phrases and what they mean, found in a text from left to right, the longest first."""

    def __init__(self, phrases: Iterable[tuple[str, str]]) -> None:
        self._long: dict[str, list[_Phrase]] = {}  # by their first two characters
        self._short: dict[str, list[_Phrase]] = {}  # of one character
        for phrase, meaning in phrases:
            start, _, end = phrase.partition("~")
            if start:
                known = self._long if len(start) > 1 else self._short
                known.setdefault(start[:2], []).append(_Phrase(start, end, meaning))
        for listed in self._long.values():
            listed.sort(key=lambda each: -len(each.start))

    def replaced(self, text: str) -> str:
        """`text` with each phrase in its place by what it means."""
        made: list[str] = []
        copied = 0
        for place, listed in self._beginnings(text):
            if place < copied:
                continue
            for phrase in listed:
                if text.startswith(phrase.start, place):
                    made += (text[copied:place], phrase.meaning)
                    copied = place + len(phrase.start)
                    break
        return "".join((*made, text[copied:])) if made else text

    def meanings(self, text: str) -> Iterator[str]:
        """What the phrases in `text` mean; phrases may lie over each other."""
        for place, listed in self._beginnings(text):
            for phrase in listed:
                if text.startswith(phrase.start, place):
                    after = place + len(phrase.start)
                    if not phrase.end or text.find(phrase.end, after, after + FAR + len(phrase.end)) >= 0:
                        yield phrase.meaning

    def _beginnings(self, text: str) -> list[tuple[int, list[_Phrase]]]:
        """Where phrases may begin, in order: at one place those of two characters and more come first."""
        found = [(place, known) for place, known in enumerate(map(self._long.get, map(add, text, text[1:]))) if known]
        if not self._short.keys().isdisjoint(text):
            found += [(place, known) for place, known in enumerate(map(self._short.get, text)) if known]
            found.sort(key=itemgetter(0))
        return found


@dataclass(frozen=True, slots=True)
class Lexicon:
    """`same`: other spellings of one word. `concepts`: other words for one matter. The rest says nothing."""

    same: Phrases
    concepts: Phrases
    filler: Phrases
    filler_characters: frozenset[str]


@cache
def lexicon(folder: Path = FOLDER) -> Lexicon:
    """The words of a folder. Raises BadWords."""
    same = Phrases(_longest_stay(_phrases(folder / "same.yaml")))
    concepts = ((_plain(same, phrase), name) for phrase, name in _phrases(folder / "concepts.yaml"))
    filler = _read(folder / "fillers.yaml")
    words = [_plain(same, word) for word in str(filler.get("phrases", "")).split()]
    return Lexicon(
        same=same,
        concepts=Phrases(dict.fromkeys(concepts)),
        filler=Phrases((word, " ") for word in words),
        filler_characters=frozenset(str(filler.get("characters", ""))),
    )


def _plain(same: Phrases, phrase: str) -> str:
    return "~".join(same.replaced(squeeze(part)) for part in phrase.split("~"))


def _longest_stay(phrases: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """The phrases, and each of the words that they are replaced by as itself, so that it isn't taken apart."""
    for phrase, meaning in phrases:
        yield squeeze(phrase), meaning
        yield meaning, meaning


def _phrases(file: Path) -> Iterator[tuple[str, str]]:
    for name, listed in _read(file).items():
        if not isinstance(listed, str):
            raise BadWords(f"{file.name}: {name!r} must hold words with spaces between them")
        for phrase in listed.split():
            yield phrase, name


def _read(file: Path) -> Mapping[str, Any]:
    try:
        document = yaml.load(file.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506 -- a safe loader either way
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as problem:
        raise BadWords(f"{file.name} cannot be read: {' '.join(str(problem).split())}") from None
    if not isinstance(document, dict):
        raise BadWords(f"{file.name} must hold names with words behind them")
    return {str(name): listed for name, listed in document.items()}
