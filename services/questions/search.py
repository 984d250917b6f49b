"""The knowledge base's entry for a question, and how sure that is."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from domain.questions import KnowledgeEntry
from services.questions.confidence import Signs, probability
from services.questions.field import Field
from services.questions.terms import Kind, Term, terms
from services.questions.topics import Topics, own_topics

WORDING = {Kind.CHARACTER: 0.3, Kind.PAIR: 0.08, Kind.SOUND: 0.05, Kind.CONCEPT: 0.6}
ANSWER = {Kind.CHARACTER: 0.3, Kind.PAIR: 0.2, Kind.SOUND: 0.0, Kind.CONCEPT: 0.1}
TOPIC = 4.0
OFFERED = 3
ANSWER_FROM, SUGGEST_FROM = 0.75, 0.05


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


NOTHING = Found(Tier.EXPERT, (), 0.0)


class KnowledgeIndex:
    """Entries, ready to be searched. `answer` is pure and quick enough for the loop."""

    def __init__(self, entries: Sequence[KnowledgeEntry], topics: Topics | None = None) -> None:
        self._ids = [entry.id for entry in entries]
        wordings = [(entry.question, *entry.variants) for entry in entries]
        self._starts = np.cumsum([0, *map(len, wordings)])[:-1]
        self._wordings = Field([text for listed in wordings for text in listed], WORDING)
        self._answers = Field([f"{entry.category} {entry.answer}" for entry in entries], ANSWER)
        self._concepts = [_concepts(entry) for entry in entries]
        self._topics = topics or (own_topics() if entries else Topics(()))
        self._about = self._topics.of_texts([f"{entry.question} {entry.answer}" for entry in entries])

    def answer(self, text: str) -> Found:
        """The nearest entries to `text`, and what to do with them."""
        asked = frozenset(terms(text))
        if not asked or not self._ids:
            return NOTHING
        scores, signs = self.weigh(asked)
        best = _best(scores)
        ids = tuple(self._ids[each] for each in best if scores[each] > 0)
        score = probability(signs) if ids else 0.0
        tier = Tier.ANSWER if score >= ANSWER_FROM else Tier.SUGGEST if score >= SUGGEST_FROM else Tier.EXPERT
        return Found(tier, ids, score)

    def weigh(self, asked: frozenset[Term]) -> tuple[NDArray[np.float64], Signs]:
        """Every entry's score, and what the nearest one's score has to be judged by."""
        by_wording = np.maximum.reduceat(self._wordings.scores(asked), self._starts)
        by_answer = self._answers.scores(asked)
        by_topic = self._about @ self._topics.of(asked)
        scores = by_wording + by_answer + TOPIC * by_topic
        first = int(scores.argmax())
        top = np.partition(scores, -2)[-2:] if len(scores) > 1 else np.array([0.0, scores[first]])
        most = self._wordings.most(asked)
        signs = Signs(
            score=float(scores[first]),
            margin=float(top[1] - top[0]),
            covered=float(by_wording[first]) / most if most else 0.0,
            answered=float(by_answer[first]) / most if most else 0.0,
            topic=float(by_topic[first]),
            asked=most,
            missed=self._missed(asked, first),
        )
        return scores, signs

    def _missed(self, asked: frozenset[Term], entry: int) -> float:
        """How much of the matters asked about the entry doesn't speak of, 0 to 1."""
        matters = [term for term in asked if term[0] is Kind.CONCEPT]
        missed = [term for term in matters if term[1] not in self._concepts[entry]]
        return self._wordings.most(missed) / self._wordings.most(matters) if missed else 0.0


def _best(scores: NDArray[np.float64]) -> list[int]:
    """The places of the highest scores, best first; of equals the first comes first."""
    lowest = np.partition(scores, -OFFERED)[-OFFERED] if len(scores) > OFFERED else scores.min()
    candidates = np.flatnonzero(scores >= lowest)
    order = np.argsort(-scores[candidates], kind="stable")[:OFFERED]
    return [int(each) for each in candidates[order]]


def _concepts(entry: KnowledgeEntry) -> frozenset[str]:
    texts = (entry.question, *entry.variants, entry.answer, entry.category)
    return frozenset(term for text in texts for kind, term in terms(text) if kind is Kind.CONCEPT)
