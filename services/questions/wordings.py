"""
How people ask, by sentence vectors: wordings of our own entries, each entry a matter, and questions that are for nobody here.

Two texts without a word in common lie near the same wordings when they speak of the same matter. This holds for any other
base on the same life. `./xinqiao bench sentences --learn` makes the vectors.
"""

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from services.vectors import FAINT, FINE, SIZE, Vector, of_length_one

SHARP = 25.0  # how quickly a wording counts for less the farther it is
WIDE = 18.0  # the same where many count together
TOGETHER = 32  # answers that are compared in one go: all at once would take a hundred times the memory
TOLD = 4  # matters that an answer is about
Rows = NDArray[np.int8]


@dataclass(frozen=True)
class Wordings:
    """
    `asked`: a rounded vector for each wording, those of a matter together, the first `ours` of matters that our own base answers;
    `starts`: where each matter's begin; `outside`: the vectors of questions for nobody. All as a question is seen
    (`Frame.question`).
    """

    asked: Rows
    starts: NDArray[np.int32]
    outside: Rows
    ours: int

    @classmethod
    def none(cls) -> "Wordings":
        """Of no matter at all."""
        return cls(
            np.zeros((0, SIZE), dtype=np.int8), np.zeros(0, dtype=np.int32), np.zeros((0, SIZE), dtype=np.int8), 0
        )

    @cached_property
    def _exact(self) -> NDArray[np.float32]:
        """Kept, since each thread that made its own would hold on to the room."""
        return self.asked.astype(np.float32) / np.float32(FINE)

    @cached_property
    def _for_nobody(self) -> NDArray[np.float32]:
        return self.outside.astype(np.float32) / np.float32(FINE)

    def check(self, asked: int, outside: int) -> None:
        """Raises ValueError where there aren't so many, or a matter has none."""
        edges = np.concatenate([self.starts, [len(self.asked)]])
        held = (len(self.asked), len(self.outside))
        if held != (asked, outside) or self.ours > asked or edges[0] != 0 or (np.diff(edges) < 1).any():
            raise ValueError("the wordings don't fit their matters")

    def near(self, question: Vector) -> tuple[Vector, Vector]:
        """How near a question lies to each wording, and to each that is for nobody, from -1 to 1."""
        return np.vecdot(self._exact, question), np.vecdot(self._for_nobody, question)

    def matters(self, near: Vector) -> Vector:
        """How near it is to each matter, as a vector of length one."""
        if not len(self.starts):
            return np.zeros(0, dtype=np.float32)
        return of_length_one(np.maximum.reduceat(_close(near - near.max() + 1, SHARP), self.starts))

    def inside(self, near: Vector, outside: Vector) -> float:
        """The log of how near a question lies to what our own base is asked, less that of how near to what is for nobody."""
        if not self.ours or not len(outside):
            return 0.0
        ours, others = (float(_close(each, WIDE).sum(dtype=np.float64)) for each in (near[: self.ours], outside))
        return math.log(ours + FAINT) - math.log(others + FAINT)

    def told(self, answers: NDArray[np.float32]) -> tuple[NDArray[np.int16], Vector]:
        """Of answers' vectors, as they are kept but not rounded: the matters that each is about, and how much, a row of TOLD."""
        told, many = np.zeros((len(answers), TOLD), dtype=np.int16), min(TOLD, len(self.starts))
        much = np.zeros((len(answers), TOLD), dtype=np.float32)
        for start in range(0, len(answers) if many else 0, TOGETHER):
            part = slice(start, start + TOGETHER)
            near = answers[part] @ self._exact.T
            shares = np.maximum.reduceat(_close(near - near.max(axis=1, keepdims=True) + 1, SHARP), self.starts, axis=1)
            told[part, :many] = np.argpartition(shares, -many, axis=1)[:, -many:]
            much[part, :many] = of_length_one(np.take_along_axis(shares, told[part, :many].astype(np.intp), axis=1))
        return told, much


def _close(near: Vector, sharp: float) -> Vector:
    close: Vector = np.exp(np.float32(sharp) * (near - np.float32(1.0)))
    return close
