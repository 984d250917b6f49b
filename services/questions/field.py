"""Texts, and how near a question is to each of them: BM25 over weighted terms."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from services.questions.terms import Kind, Term, terms

SATURATION, LENGTH = 1.2, 0.6  # BM25's k1 and b
MANY, COMMON = 1000, 0.3  # among so many texts a term that this part of them holds isn't looked up


class Field:
    """Texts, ready to be compared. `weights`: how much each kind of term counts."""

    def __init__(self, texts: Sequence[str], weights: Mapping[Kind, float]) -> None:
        counts = [Counter(terms(text)) for text in texts]
        self._many = len(texts)
        self._weights = weights
        lengths = _lengths(counts)
        held: dict[Term, tuple[list[int], list[float]]] = {}
        for number, count in enumerate(counts):
            for term, times in count.items():
                if weights[term[0]]:
                    norm = SATURATION * (1 - LENGTH + LENGTH * lengths[term[0]][number])
                    units, impacts = held.setdefault(term, ([], []))
                    units.append(number)
                    impacts.append(times * (SATURATION + 1) / (times + norm))
        self.worth = {term: self._worth(term, len(units)) for term, (units, _) in held.items()}
        self._held = {
            term: (np.array(units, dtype=np.intp), np.array(impacts) * self.worth[term])
            for term, (units, impacts) in held.items()
            if self._many < MANY or len(units) < self._many * COMMON
        }

    def scores(self, asked: Iterable[Term]) -> NDArray[np.float64]:
        """For each text, how near the question with these terms is to it."""
        known = [held for term in asked if (held := self._held.get(term))]
        if not known:
            return np.zeros(self._many)
        units = np.concatenate([each for each, _ in known])
        impacts = np.concatenate([each for _, each in known])
        return np.bincount(units, impacts, minlength=self._many).astype(np.float64, copy=False)

    def most(self, asked: Iterable[Term]) -> float:
        """What a text would get that holds every term, those that no text holds included."""
        return sum(self.worth.get(term) or self._worth(term, 0) for term in asked)

    def _worth(self, term: Term, texts: int) -> float:
        return self._weights[term[0]] * math.log(1 + (self._many - texts + 0.5) / (texts + 0.5))


def _lengths(counts: Sequence[Counter[Term]]) -> dict[Kind, list[float]]:
    """For each kind of term, how long each text is beside the mean."""
    found: dict[Kind, list[float]] = {}
    for kind in Kind:
        lengths = [sum(times for term, times in count.items() if term[0] is kind) for count in counts]
        mean = sum(lengths) / max(1, len(lengths)) or 1.0
        found[kind] = [length / mean for length in lengths]
    return found
