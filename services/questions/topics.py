"""
What a text is about, said by how near it is to each entry of our own knowledge base.

Two texts without a word in common are near to the same entries when they speak of the same matter: the entries' many
wordings stand between them. This holds for any other base of questions on the same life.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray

from services.questions.field import Field, Groups, Scores
from services.questions.terms import Kind, Term, terms

CONTENT = Path(__file__).resolve().parents[2] / "content"
FOLDER = CONTENT / "knowledge"
HEARD = CONTENT / "training" / "questions" / "spoken.txt"
WEIGHTS = {Kind.CHARACTER: 0.3, Kind.PAIR: 0.3, Kind.SOUND: 0.0, Kind.CONCEPT: 0.6}
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
MATTERS = 20  # of each file: its first entries span it, and each one costs memory and time
TOGETHER = 512  # texts that are placed in one go
TOLD = 48  # matters of a question that are looked at
FINEST = 255  # steps that a byte holds
Topic = NDArray[np.float32]
Nearness = NDArray[np.float32] | NDArray[np.uint8]


class Topics:
    """Matters, each a few texts. `of` places a text among them."""

    def __init__(self, matters: Sequence[Sequence[str]]) -> None:
        self._many = len(matters)
        self._groups = Groups([len(matter) for matter in matters])
        self.field = Field(self._groups.laid_out([[terms(text) for text in matter] for matter in matters]), WEIGHTS)

    def of(self, scores: Scores) -> Topic:
        """How near a text with these scores in `field` is to each matter, as a vector of length one (or zero)."""
        near = np.square(self._groups.best(scores))
        length = math.sqrt(near @ near)
        return (near / length if length else near).astype(np.float32)

    def of_texts(self, texts: Sequence[Sequence[Iterable[Term]]], *, in_bytes: bool = False) -> Nearness:
        """A column for each text, of whose parts the terms are given, and a row for each matter. See `exactly`."""
        found = np.zeros((self._many, len(texts)), dtype=np.uint8 if in_bytes else np.float32)
        for start in range(0, len(texts), TOGETHER):  # a part at a time: all of it twice is more than all else
            sets = (frozenset(chain.from_iterable(text)) for text in texts[start : start + TOGETHER])
            part = np.stack([self.of(self.field.scores(each)) for each in sets], axis=1)
            found[:, start : start + TOGETHER] = np.rint(part * FINEST) if in_bytes else part
        return found


def exactly(kept: Nearness) -> NDArray[np.float32]:
    """How near texts are to matters, 0 to 1, of what is kept of it: itself, or the nearest of FINEST steps."""
    return kept * np.float32(1 / FINEST) if kept.dtype == np.uint8 else kept.astype(np.float32, copy=False)


@dataclass(frozen=True, slots=True)
class Told:
    """The matters that a question speaks of most, with how near it is to each."""

    matters: NDArray[np.intp]
    shares: Topic


def told(topic: Topic) -> Told:
    """Those of a topic that count: the many to which it is hardly near change nothing and cost most of the time."""
    matters = topic.argpartition(-TOLD)[-TOLD:] if len(topic) > TOLD else topic.nonzero()[0]
    return Told(matters, topic[matters])


@cache
def own_topics(folder: Path = FOLDER) -> Topics:
    """The matters of our own knowledge base, with further ways in which people ask for them."""
    entries = [entry for file in sorted(folder.glob("*.yaml")) for entry in _entries(file)[:MATTERS]]
    also = heard()
    return Topics(
        [
            [entry["question"], *entry.get("variants", ()), *also.get(entry["id"], ()), entry["answer"]]
            for entry in entries
        ]
    )


def heard(file: Path = HEARD) -> dict[str, list[str]]:
    """Further wordings of our own entries, by the entry's id: lines of an id and wordings with bars between them."""
    found: dict[str, list[str]] = {}
    for line in file.read_text(encoding="utf-8").splitlines():
        entry, _, wordings = line.partition(" ")
        if wordings and not line.startswith("#"):
            found.setdefault(entry, []).extend(wordings.split("|"))
    return found


def _entries(file: Path) -> list[dict[str, Any]]:
    document = yaml.load(file.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506 -- a safe loader either way
    entries: list[dict[str, Any]] = document["entries"]
    return entries
