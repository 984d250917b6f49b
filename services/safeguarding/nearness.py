"""
How near a message lies to what people in danger have written, and to everyday talk: by sentence vectors.

The vectors of the texts that the screen was taught with lie in content/safeguarding/nearness.bin, shortened and rounded.
`./xinqiao bench nearness --learn` makes them.
"""

import json
import math
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from services.safeguarding.likeness import LEAST, stretches
from services.vectors import SIZE, Vector

NAME = "nearness.bin"
KEPT = 192  # directions of a vector that are kept: those in which the texts differ most
FINE = 508.0  # steps of a rounded number from nothing to one; none is above a quarter
SHARP = 18.0  # how quickly a text counts for less the farther it is
FAINT = 1e-9  # what nothing near counts for


class BadNearness(Exception):
    """The file of vectors is wrong. The text says why in one line."""


@dataclass(frozen=True, slots=True)
class Settings:
    """
    Where a second look is taken, and what comes of it.

    `begin`, `end`: the first look's log odds between which it is. The rest makes new log odds out of the first look's score,
    a rule that matches, the text's length and how near it is; from `card` on the card is shown, from `alert` on staff are called.
    """

    begin: float
    end: float
    by_score: float
    by_rule: float
    by_length: float
    by_near: float
    start: float
    card: float
    alert: float

    def odds(self, score: float, length: int, near: float, *, rule: bool) -> float:
        """The log odds that a text speaks of danger."""
        worth = self.by_score * max(score, LEAST) + self.by_rule * rule + self.by_near * near
        return self.start + worth + self.by_length * stretches(length)


@dataclass(frozen=True, slots=True)
class Nearness:
    """`middle`: the vector between all; `turned`: the directions that are kept; `texts`: the shortened vectors of texts."""

    middle: Vector
    turned: NDArray[np.float32]
    texts: NDArray[np.float32]
    danger: NDArray[np.bool_]
    settings: Settings

    @classmethod
    def load(cls, file: Path) -> "Nearness":
        """The vectors of a file. Raises BadNearness."""
        try:
            header, _, packed = file.read_bytes().partition(b"\n")
            facts: dict[str, Any] = json.loads(header)
            raw = zlib.decompress(packed)
            edges = (SIZE * 4, SIZE * 4 * (1 + KEPT))
            middle = np.frombuffer(raw[: edges[0]], dtype="<f4")
            turned = np.frombuffer(raw[edges[0] : edges[1]], dtype="<f4").reshape(SIZE, KEPT)
            rows = np.frombuffer(raw[edges[1] :], dtype=np.int8).reshape(-1, KEPT + 1)
            texts = rows[:, 1:].astype(np.float32) / np.float32(FINE)
            return cls(middle, turned, texts, rows[:, 0] != 0, Settings(**facts))
        except (OSError, ValueError, TypeError, zlib.error) as problem:
            raise BadNearness(f"{file.name} cannot be read: {' '.join(str(problem).split())}") from None

    def as_bytes(self) -> bytes:
        """The file of vectors."""
        facts = {name: getattr(self.settings, name) for name in Settings.__slots__}
        rows = np.concatenate([self.danger[:, None].astype(np.int8), rounded(self.texts)], axis=1)
        parts = (self.middle.astype("<f4"), self.turned.astype("<f4"), rows)
        return json.dumps(facts).encode() + b"\n" + zlib.compress(b"".join(part.tobytes() for part in parts), 9)

    def near(self, vector: Vector) -> float:
        """How much nearer a text lies to those of danger than to the others: above nothing where it does."""
        return nearness(self.texts, self.danger, shortened(vector[None], self.middle, self.turned)[0])


def shortened(vectors: NDArray[np.float32], middle: Vector, turned: NDArray[np.float32]) -> NDArray[np.float32]:
    """What is left of vectors in the directions that are kept, seen from the middle, of length one."""
    short = (vectors - middle) @ turned
    return np.asarray(short / np.maximum(np.linalg.norm(short, axis=1, keepdims=True), FAINT), dtype=np.float32)


def rounded(vectors: NDArray[np.float32]) -> NDArray[np.int8]:
    """Numbers as the file keeps them."""
    return np.asarray(np.clip(np.rint(vectors * FINE), -127, 127), dtype=np.int8)


def nearness(texts: NDArray[np.float32], danger: NDArray[np.bool_], asked: Vector) -> float:
    """The log of how near the texts of danger are to a shortened vector, less that of the others."""
    alike = np.vecdot(
        texts, asked
    )  # a product of matrices would wake a library's threads, which costs ten times as much
    close = np.exp(np.float32(SHARP) * (alike - np.float32(1.0)))
    of_danger, others = (float(close[which].sum(dtype=np.float64)) for which in (danger, ~danger))
    return math.log(of_danger + FAINT) - math.log(others + FAINT)
