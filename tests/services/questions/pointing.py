"""Sentence vectors that are seen at a glance: each text points its own way, and nothing is everyday talk."""

import numpy as np

from services.questions.rows import Frame, text_of
from services.questions.wordings import Wordings
from services.vectors import SIZE, Vector
from tests.joined import ENTRIES

NOWHERE = np.zeros(SIZE, dtype=np.float32)
AS_THEY_ARE = np.eye(SIZE, dtype=np.float32)
PLAIN = Frame(NOWHERE, NOWHERE, AS_THEY_ARE, NOWHERE, AS_THEY_ARE, {})
OUTSIDE = 20  # where questions for nobody point
UNSURE = "饭桌上老是剩一大堆"


def towards(place: int) -> Vector:
    """A vector in one of the directions."""
    way: Vector = np.eye(SIZE, dtype=np.float32)[place]
    return way


def between(one: int, other: int) -> Vector:
    """A vector between two of the directions."""
    way: Vector = (towards(one) + towards(other)) / np.float32(np.sqrt(2))
    return way


# Two matters, a wording each, which lie between where an entry points and where nothing else does.
WORDINGS = Wordings(
    np.stack([PLAIN.row(between(0, 9)), PLAIN.row(between(1, 10))]),
    np.array([0, 1], dtype=np.int32),
    PLAIN.row(between(0, OUTSIDE))[None],
    2,
)


class Model:
    """Each entry of the sample points its own way; another text the fourth."""

    def __init__(self) -> None:
        self.read: list[str] = []

    def passage(self, text: str) -> Vector:
        """As the model's; what was read is noted."""
        self.read.append(text)
        ways = {text_of(each): place for place, each in enumerate(ENTRIES)}
        return towards(ways.get(text, 3))

    def query(self, _: str) -> Vector:
        """What is asked points the fourth way."""
        return towards(3)


def broken_model() -> Model:
    """A model that can't be loaded."""
    raise OSError("no file")
