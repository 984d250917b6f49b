"""
What a message says, judged by its sentence vector and its peaks: a small network that has read what people in danger write, and
everyday talk.

Its weights lie in content/safeguarding/gist.bin. `./xinqiao bench gist --learn` makes them.
"""

import json
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from services.safeguarding.likeness import LEAST, stretches
from services.vectors import PEAKS, SIZE, Vector, of_length_one

NAME = "gist.bin"
WIDE = SIZE + PEAKS  # numbers that a text is judged by: its vector's, then its peaks'


class BadGist(Exception):
    """The file of weights is wrong. The text says why in one line."""


@dataclass(frozen=True, slots=True)
class Settings:
    """
    Where a second look is taken, and what comes of it.

    `begin`, `end`: the first look's log odds between which it is. The rest makes new log odds out of the first look's score,
    a rule that matches, the text's length and the gist's score; from `card` on the card is shown, from `alert` on staff are called.
    `learned`: the digest of the texts that all of it comes from.
    """

    begin: float
    end: float
    by_score: float
    by_rule: float
    by_length: float
    by_gist: float
    start: float
    card: float
    alert: float
    learned: str = ""

    def odds(self, score: float, length: int, gist: float, *, rule: bool) -> float:
        """The log odds that a text speaks of danger."""
        worth = self.by_score * max(score, LEAST) + self.by_rule * rule + self.by_gist * gist
        return self.start + worth + self.by_length * stretches(length)


def seen_from(middle: Vector, numbers: Vector) -> Vector:
    """The WIDE numbers of a text, or of many in rows, from their middle: the vector and the peaks each of length one."""
    off = numbers - middle
    return np.concatenate([of_length_one(off[..., :SIZE]), of_length_one(off[..., SIZE:])], axis=-1)


@dataclass(frozen=True, slots=True)
class Network:
    """
    One hidden layer over the WIDE numbers of a text, seen from their `middle`: `inwards` has a row for each cell, `bias` what it
    starts from, `outwards` what it counts.
    """

    middle: Vector
    inwards: NDArray[np.float32]
    bias: Vector
    outwards: Vector

    def score(self, numbers: Vector) -> float:
        """How much it says of danger: log odds, before the first look is asked."""
        # A product of matrices would wake a library's threads, which costs ten times as much.
        cells = np.vecdot(self.inwards, seen_from(self.middle, numbers)) + self.bias
        return float(np.maximum(cells, 0) @ self.outwards)


@dataclass(frozen=True, slots=True)
class Gist:
    """The network and what is made of its score."""

    network: Network
    settings: Settings

    @classmethod
    def load(cls, file: Path) -> "Gist":
        """The weights of a file. Raises BadGist."""
        try:
            header, _, packed = file.read_bytes().partition(b"\n")
            facts: dict[str, Any] = json.loads(header)
            numbers = np.frombuffer(zlib.decompress(packed), dtype="<f2").astype(np.float32)
            middle, cells = numbers[:WIDE], numbers[WIDE:].reshape(-1, WIDE + 2)
            inwards, bias, outwards = (np.ascontiguousarray(each) for each in (cells[:, :WIDE], *cells[:, WIDE:].T))
            return cls(Network(middle, inwards, bias, outwards), Settings(**facts))
        except (OSError, ValueError, TypeError, zlib.error) as problem:
            raise BadGist(f"{file.name} cannot be read: {' '.join(str(problem).split())}") from None

    def as_bytes(self) -> bytes:
        """The file of weights."""
        facts = {name: getattr(self.settings, name) for name in Settings.__slots__}
        ours = self.network
        cells = np.column_stack([ours.inwards, ours.bias, ours.outwards])
        numbers = np.concatenate([ours.middle, cells.ravel()]).astype("<f2")
        return json.dumps(facts).encode() + b"\n" + zlib.compress(numbers.tobytes(), 9)
