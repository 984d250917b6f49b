"""
How much a short message reads like one that asks on: learned from content/training/questions/asked_on.txt and from questions
of their own by `./xinqiao bench asking --learn`, which writes content/search/asked_on.bin.
"""

import json
import math
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from services.plain import fold
from services.questions.follow_up_words import LETTER, follow_up_words
from services.questions.lexicon import FOLDER, lexicon
from services.questions.search import Found
from services.questions.terms import Kind, terms

WEIGHTS = FOLDER / "asked_on.bin"
PLACES = 1 << 13  # where the weights of the parts of a message lie
LONGEST = 3  # characters of a part
FEW = 9  # a message of fewer parts is taken as if it had so many
LEAST, MANY = 1e-3, 5  # the chance that counts as none; letters that count as one
_ALPHABET = "ABC"  # what stands for an age, a stage of childhood, somebody


@dataclass(frozen=True, slots=True)
class AskingOn:
    """`weights` of parts, each an int8 of `unit`; `length` and `start` go with them. `factors` as `signs_of` has its signs."""

    weights: NDArray[np.int8]
    unit: float
    length: float
    start: float
    factors: tuple[float, ...]
    enough: float

    def score(self, text: str) -> float:
        """The log odds by the message's own parts."""
        found = parts_of(text)
        worth = float(self.weights[found].sum(dtype=np.int64)) / self.unit / math.sqrt(max(len(found), FEW))
        return worth + self.length * length_of(text) + self.start

    def sees(self, text: str, alone: Found) -> bool:
        """Whether a message asks on; `alone` is what is found for it by itself."""
        signs = (self.score(text), *signs_of(text, alone), 1.0)
        return sum(factor * each for factor, each in zip(self.factors, signs, strict=True)) >= self.enough

    @classmethod
    def load(cls, file: Path) -> "AskingOn":
        """The weights of a file. Raises ValueError, OSError."""
        header, _, packed = file.read_bytes().partition(b"\n")
        facts: dict[str, Any] = json.loads(header)
        facts["factors"] = tuple(facts["factors"])
        return cls(np.frombuffer(zlib.decompress(packed), dtype=np.int8), **facts)

    def as_bytes(self) -> bytes:
        """The file."""
        facts = {name: getattr(self, name) for name in AskingOn.__slots__ if name != "weights"}
        return json.dumps(facts).encode() + b"\n" + zlib.compress(self.weights.tobytes(), 9)


@cache
def asking_on() -> AskingOn:
    """What was learned. Raises ValueError, OSError."""
    return AskingOn.load(WEIGHTS)


def parts_of(text: str) -> Sequence[int]:
    """The places of a message's parts: runs of one to three characters, with its beginning and end."""
    whole = f"^{_marked(text)}$"
    runs = {whole[at : at + long] for long in range(1, LONGEST + 1) for at in range(len(whole) - long + 1)}
    return sorted({zlib.crc32(each.encode()) % PLACES for each in runs})


def length_of(text: str) -> float:
    """In tens of characters."""
    return len(_marked(text)) / 10


def signs_of(text: str, alone: Found) -> tuple[float, ...]:
    """
    How surely it is found by itself, whether it names a matter, and more than one, how much is left of it without ages,
    persons and ways to ask on, and whether nothing is.
    """
    matters = sum(each[0] == Kind.CONCEPT.value for each in set(terms(text)))
    chance, left = min(max(alone.score, LEAST), 1 - LEAST), left_of(text)
    sure = math.log(chance / (1 - chance))
    return (sure, float(matters > 0), float(matters > 1), len(left) / MANY, float(not left))


def left_of(text: str) -> str:
    """The letters that tell something besides ages, persons, ways to ask on, and what says nothing."""
    words, known = follow_up_words(), lexicon()
    rest = fold(text)
    for pattern in (words.on, words.no_help, *words.naming):
        rest = pattern.sub(" ", rest)
    rest = known.filler.replaced(words.leading.sub(" ", rest))
    return "".join(each for each in LETTER.findall(rest) if each not in known.filler_characters)


def _marked(text: str) -> str:
    """The letters of a text, each age and person the same one."""
    words, plain = follow_up_words(), fold(text).encode("utf-8", "replace").decode()
    age, *others = words.naming
    stages = others[: len(words.stages)]
    for mark, patterns in zip(_ALPHABET, ((age,), stages, words.changed), strict=True):
        for pattern in patterns:
            plain = pattern.sub(mark, plain)
    return "".join(filter(str.isalnum, plain))
