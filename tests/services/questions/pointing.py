"""Sentence vectors that are seen at a glance: each text points its own way, and nothing is everyday talk."""

import numpy as np

from services.questions.rows import Frame, text_of
from services.vectors import SIZE, Vector
from tests.joined import ENTRIES

NOWHERE = np.zeros(SIZE, dtype=np.float32)
PLAIN = Frame(NOWHERE, NOWHERE, NOWHERE, np.eye(SIZE, dtype=np.float32), {})  # all of it as the vectors are
UNSURE = "饭桌上老是剩一大堆"


def towards(place: int) -> Vector:
    """A vector in one of the directions."""
    way: Vector = np.eye(SIZE, dtype=np.float32)[place]
    return way


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
