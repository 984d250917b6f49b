"""The knowledge base's entry for a question, and how sure that is."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from domain.questions import KnowledgeEntry
from services.questions.terms import terms

SATURATION, LENGTH = 1.2, 0.6  # BM25's k1 and b
OFFERED = 3
ANSWER_FROM, SUGGEST_FROM = 0.45, 0.12


class Tier(StrEnum):
    """What is done with what was found: answer with the first, offer the first few, or hand over to an expert."""

    ANSWER = "answer"
    SUGGEST = "suggest"
    EXPERT = "expert"


@dataclass(frozen=True, slots=True)
class Found:
    """The nearest entries, best first, and the calibrated probability that the first is the right one."""

    tier: Tier
    ids: tuple[str, ...]
    score: float


class KnowledgeIndex:
    """Entries, ready to be searched. `answer` is pure and quick enough for the loop."""

    def __init__(self, entries: Sequence[KnowledgeEntry]) -> None:
        self._ids = [entry.id for entry in entries]
        wordings = [
            (number, text) for number, entry in enumerate(entries) for text in (entry.question, *entry.variants)
        ]
        self._starts = np.unique(np.array([number for number, _ in wordings], dtype=np.int64), return_index=True)[1]
        counts = [Counter(terms(text)) for _, text in wordings]
        self._many = len(counts)
        lengths = [sum(each.values()) for each in counts]
        mean = sum(lengths) / max(1, len(lengths)) or 1.0
        postings: dict[str, list[tuple[int, float]]] = {}
        for unit, (count, length) in enumerate(zip(counts, lengths, strict=True)):
            for term, times in count.items():
                norm = SATURATION * (1 - LENGTH + LENGTH * length / mean)
                postings.setdefault(term, []).append((unit, times * (SATURATION + 1) / (times + norm)))
        self._weights = {term: math.log(1 + self._many / len(held)) for term, held in postings.items()}
        self._units = {term: np.array([unit for unit, _ in held], dtype=np.int64) for term, held in postings.items()}
        self._impacts = {
            term: np.array([impact for _, impact in held]) * self._weights[term] for term, held in postings.items()
        }

    def answer(self, text: str) -> Found:
        """The nearest entries to `text`, and what to do with them."""
        asked = Counter(terms(text))
        known = [term for term in asked if term in self._units]
        if not known:
            return Found(Tier.EXPERT, (), 0.0)
        scores = np.bincount(
            np.concatenate([self._units[term] for term in known]),
            np.concatenate([self._impacts[term] for term in known]),
            minlength=self._many,
        )
        by_entry = np.maximum.reduceat(scores, self._starts)
        best = np.argsort(-by_entry, kind="stable")[:OFFERED]
        most = sum(self._weights.get(term, math.log(1 + self._many)) for term in asked) * (SATURATION + 1) / 2
        score = float(min(1.0, by_entry[best[0]] / max(most, 1e-9)))
        tier = Tier.ANSWER if score >= ANSWER_FROM else Tier.SUGGEST if score >= SUGGEST_FROM else Tier.EXPERT
        return Found(tier, tuple(self._ids[each] for each in best if by_entry[each] > 0), score)
