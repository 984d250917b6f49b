"""
What a message is read by: runs of characters, how they sound, and which kinds of words follow each other.

All of it is hashed into a fixed number of places, each with where in the text it stands, so that a model over them is a
table of weights. Sounds are the same for a character, for a wrong one that sounds alike and for pinyin in letters.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from services.questions.terms import sound

BITS = 17
LONGEST = 4  # of the runs of characters and of sounds
APART = 12  # so far apart two words may stand that are read together
_SIZE = 1 << BITS
_LETTERS = re.compile(r"[a-z]+")
_EDGE = 2  # stands for the text's beginning and its end
Places = NDArray[np.intp]
Codes = NDArray[np.uint32]


class Words:
    """Named lists of words, and where they stand in a text. A word may be in several lists."""

    def __init__(self, lists: Mapping[str, Iterable[str]]) -> None:
        self._known: dict[str, list[int]] = {}
        for name, words in sorted(lists.items()):
            number = _number(name)
            for word in words:
                known = self._known.setdefault(word, [])
                if number not in known:
                    known.append(number)
        self._starts: dict[str, tuple[int, ...]] = {}
        lengths: dict[str, set[int]] = {}
        for word in self._known:
            lengths.setdefault(word[:2], set()).add(len(word))
        self._starts = {start: tuple(sorted(each, reverse=True)) for start, each in lengths.items()}

    def found(self, plain: str) -> list[tuple[int, int]]:
        """For each word in a squeezed text, from left to right: where it begins and which list it is in."""
        places: list[tuple[int, int]] = []
        for place in range(len(plain) - 1):
            for length in self._starts.get(plain[place : place + 2], ()):
                known = self._known.get(plain[place : place + length])
                if known:
                    places += ((place, number) for number in known)
                    break
        return places


def read(plain: str, words: Words) -> tuple[Places, Places]:
    """For a squeezed text: the numbers of what it is read by, and for each the place where it begins."""
    spelt = np.array([_EDGE, *map(ord, plain), _EDGE], dtype=np.uint32)
    at = np.arange(-1, len(plain) + 1, dtype=np.intp)
    said, where = _sounds(plain)
    heard = np.array([_EDGE, *map(_number, said), _EDGE], dtype=np.uint32)
    heard_at = np.array([-1, *where, len(plain)], dtype=np.intp)
    parts = [(_runs(spelt, length, length), at[: max(0, len(spelt) - length + 1)]) for length in range(1, LONGEST + 1)]
    parts += [
        (_runs(heard, length, 16 + length), heard_at[: max(0, len(heard) - length + 1)])
        for length in range(2, LONGEST + 1)
    ]
    parts.append(_pairs(words.found(plain)))
    numbers = _mixed(np.concatenate([number for number, _ in parts]))
    places = np.concatenate([place for _, place in parts])
    return numbers, np.minimum(np.maximum(places, 0), max(0, len(plain) - 1))


def _pairs(found: Sequence[tuple[int, int]]) -> tuple[Codes, Places]:
    """Each kind of word, and which other kind follows it before long."""
    numbers: list[int] = []
    places: list[int] = []
    for order, (place, kind) in enumerate(found):
        numbers.append((kind * 31 + 7) & 0xFFFFFFFF)
        places.append(place)
        for after, other in found[order + 1 :]:
            if after - place > APART:
                break
            if after > place:
                numbers.append((kind * 1000003 ^ other) & 0xFFFFFFFF)
                places.append(place)
    return np.array(numbers, dtype=np.uint32), np.array(places, dtype=np.intp)


def _runs(codes: Codes, length: int, salt: int) -> Codes:
    """A number for each run of a length."""
    many = len(codes) - length + 1
    if many <= 0:
        return np.zeros(0, dtype=np.uint32)
    run = np.full(many, salt, dtype=np.uint32)
    for offset in range(length):
        run = run * np.uint32(1000003) ^ codes[offset : offset + many]
    return run


def _mixed(codes: Codes) -> Places:
    """Spread over all places, so that what is alike doesn't fall together."""
    codes = codes ^ (codes >> np.uint32(16))
    codes = codes * np.uint32(0x85EBCA6B)
    codes = codes ^ (codes >> np.uint32(13))
    codes = codes * np.uint32(0xC2B2AE35)
    codes = codes ^ (codes >> np.uint32(16))
    return (codes & np.uint32(_SIZE - 1)).astype(np.intp)


@cache
def _number(name: str) -> int:
    """A number of a name that is the same everywhere and always."""
    number = 5381
    for letter in name.encode():
        number = (number * 33 ^ letter) & 0xFFFFFFFF
    return number


def _sounds(plain: str) -> tuple[list[str], list[int]]:
    """How a text is said, sound by sound, and where each begins; letters that are pinyin are taken as such."""
    said: list[str] = []
    where: list[int] = []
    done = 0
    for run in _LETTERS.finditer(plain):
        said += map(sound, plain[done : run.start()])
        where += range(done, run.start())
        for syllable, start in _syllables(run.group()):
            said.append(syllable)
            where.append(run.start() + start)
        done = run.end()
    said += map(sound, plain[done:])
    where += range(done, len(plain))
    return said, where


@cache
def _all_sounds() -> frozenset[str]:
    """Every sound that a common character has, and how it is written in full."""
    return frozenset(sound(chr(code)) for code in range(0x4E00, 0x9FA6))


def _syllables(letters: str) -> list[tuple[str, int]]:
    """Letters as pinyin, the longest first; what isn't stays a letter."""
    known, found, place = _all_sounds(), [], 0
    while place < len(letters):
        for length in range(min(6, len(letters) - place), 0, -1):
            plain = _as_said(letters[place : place + length])
            if plain in known or length == 1:
                found.append((plain, place))
                place += length
                break
    return found


def _as_said(letters: str) -> str:
    letters = re.sub(r"^([zcs])h", r"\1", letters)
    return re.sub(r"([aei])ng$", r"\1n", letters)


def window_sums(worth: NDArray[np.float64], places: Places, length: int, width: int, step: int) -> NDArray[np.float64]:
    """The sums of what stands in each stretch of `width` characters, `step` apart."""
    per_place = np.bincount(places, worth, minlength=max(1, length))
    if length <= width:
        return np.array([per_place.sum()])
    sums = np.concatenate(([0.0], np.cumsum(per_place)))
    starts = np.append(np.arange(0, length - width, step), length - width)
    return np.asarray(sums[starts + width] - sums[starts], dtype=np.float64)
