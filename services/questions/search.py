"""The knowledge base's entry for a question, and how sure that is."""

import math
from collections.abc import Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from domain.questions import KnowledgeEntry
from services.questions.confidence import Signs, probability
from services.questions.field import Field, Groups, Scores, Together
from services.questions.small_talk import small_talk
from services.questions.terms import Kind, Term, telling, terms
from services.questions.topics import Told, Topic, Topics, exactly, own_topics, told

WORDING = {Kind.CHARACTER: 0.3, Kind.PAIR: 0.08, Kind.SOUND: 0.05, Kind.CONCEPT: 0.6}
ANSWER = {Kind.CHARACTER: 0.3, Kind.PAIR: 0.2, Kind.SOUND: 0.0, Kind.CONCEPT: 0.1}
TOPIC = 6.0
OFFERED = 3
EXACT = 0.95  # the probability that who asks in an entry's own words means it
MEAGRE = 4  # so few letters name a matter and ask nothing: what is found is offered at most
WHOLE = 1.015  # the highest cosine as it is reckoned, of rounded numbers too
MANY = 8000  # from so many entries on it is quicker to pick out the likely ones
TELLING = 8  # matters of a question that are looked at first where very many entries are likely
LIKELY = 2000  # entries that are compared more closely, the first by text and topic
ANSWER_FROM, SUGGEST_FROM = 0.34, 0.02
_MATTER = Kind.CONCEPT.value  # plain, since comparing with an enum costs ten times as much
Places = NDArray[np.intp]


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


@dataclass(frozen=True, slots=True)
class Meaning:
    """A text's terms with what each is worth, and what the text is about."""

    worth: Mapping[Term, float]
    topic: Topic

    def like(self, other: "Meaning") -> float:
        """How far the two say the same, 0 to 1: half by their words, half by what they are about."""
        shared = sum(worth for term, worth in self.worth.items() if term in other.worth)
        most = math.sqrt(sum(self.worth.values()) * sum(other.worth.values()))
        return 0.5 * (shared / most if most else 0.0) + 0.5 * float(self.topic @ other.topic)


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each way of comparing counts: what a wording and an answer hold, and the topic."""

    wording: Mapping[Kind, float] = field(default_factory=lambda: WORDING)
    answer: Mapping[Kind, float] = field(default_factory=lambda: ANSWER)
    topic: float = TOPIC


@dataclass(frozen=True, slots=True)
class Compared:
    """How near each entry of an index is to a question by its wordings and by its answer, and what the question is about."""

    asked: frozenset[Term]
    by_wording: Scores
    by_answer: Scores
    topic: Told


NOTHING = Found(Tier.EXPERT, (), 0.0)


class KnowledgeIndex:
    """Entries, ready to be searched. `answer` is pure and quick enough for the loop."""

    def __init__(
        self, entries: Sequence[KnowledgeEntry], topics: Topics | None = None, weights: Weights | None = None
    ) -> None:
        self._weights = weights = weights or Weights()
        self.ids = [entry.id for entry in entries]
        once: dict[Term, Term] = {}  # each term is one string, however many texts hold it
        wordings = [[_terms(text, once) for text in (entry.question, *entry.variants)] for entry in entries]
        answers = [_terms(f"{entry.category} {entry.answer}", once) for entry in entries]
        self._exact = exact(wordings)
        self._groups = Groups([len(listed) for listed in wordings])
        self._wordings = Field(self._groups.laid_out(wordings), weights.wording)
        self._said = [matters_of(answer, *listed) for answer, listed in zip(answers, wordings, strict=True)]
        self._topics = topics or (own_topics() if entries else Topics(()))
        self._answers = Field(answers, weights.answer)
        both = zip(wordings, answers, strict=True)
        # Of many it would be most of what the index holds.
        self._about = self._topics.of_texts([(each[0], answer) for each, answer in both], in_bytes=len(entries) >= MANY)
        self._own = exactly(self._about.max(axis=0, initial=0))
        del wordings, answers, both  # before the rest is laid beside them
        self._fields = Together((self._wordings, self._answers), (self._topics.field,))

    def answer(self, text: str) -> Found:
        """The nearest entries to `text`, and what to do with them."""
        asked = frozenset(terms(text))
        if not asked or not self.ids:
            return NOTHING
        nearest, signs = self.weigh(telling(text, asked))
        ids = tuple(self.ids[each] for each, score in nearest if score > 0)
        score = probability(signs) if ids else 0.0
        if self._place_of(asked) == nearest[0][0]:
            score = max(score, EXACT)
        return Found(tier_of(score, text), ids, score)

    def compare(self, asked: frozenset[Term]) -> Compared:
        """How near every entry is to a question with these terms."""
        return Compared(asked, *self._scores(asked))

    def likely(self, compared: Compared, most: int = LIKELY) -> Places:
        """
        The places, in their order, of all entries or, of more than `most`, of those that come first by text and by the few
        matters that the question speaks of most.
        """
        by_text, topic = compared.by_wording + compared.by_answer, compared.topic
        if len(by_text) <= most:
            return np.arange(len(by_text))
        first = np.argsort(-topic.shares)[:TELLING]
        nearly = by_text + (topic.shares[first] * self._weights.topic) @ self._about_all(topic.matters[first])
        return np.sort(np.argpartition(nearly, -most)[-most:])

    def weigh(self, asked: frozenset[Term]) -> tuple[list[tuple[int, float]], Signs]:
        """The nearest entries with their scores, best first, and what the first one's score has to be judged by."""
        compared = self.compare(asked)
        nearest = self._nearest(compared.by_wording + compared.by_answer, compared.topic)
        return nearest, self._signs(compared, nearest)

    def weigh_some(self, compared: Compared, places: Places, more: Scores) -> tuple[list[tuple[int, float]], Signs]:
        """The same of the entries at these places alone, each of which is worth `more` besides."""
        topic, worth = compared.topic, compared.by_wording[places] + compared.by_answer[places] + more
        if len(places) == len(compared.by_wording):
            about = self._about_all(topic.matters)
        else:
            kept = self._nearer(places, worth, topic)
            places, worth = places[kept], worth[kept]
            about = self._about_at(topic.matters, places)
        scores = (topic.shares * self._weights.topic) @ about + worth
        nearest = [(int(places[place]), score) for place, score in _best(scores)]
        return nearest, self._signs(compared, nearest)

    def _signs(self, compared: Compared, nearest: Sequence[tuple[int, float]]) -> Signs:
        asked, topic = compared.asked, compared.topic
        first, score = nearest[0]
        most = self._wordings.most(asked)
        about = self._about_at(topic.matters, np.array([first]))[:, 0]
        return Signs(
            score=score,
            margin=score - max(0.0, nearest[1][1] if len(nearest) > 1 else 0.0),
            covered=float(compared.by_wording[first]) / most if most else 0.0,
            answered=float(compared.by_answer[first]) / most if most else 0.0,
            topic=float(topic.shares @ about),
            own=float(self._own[first]),
            asked=most,
            missed=self._missed([term for term in asked if term[0] == _MATTER], first),
        )

    def meaning(self, text: str) -> Meaning:
        """What a text says, to be compared with another by the measure of this base."""
        found = telling(text, frozenset(terms(text)))
        topic = self._topics.of(self._topics.field.scores(found))
        return Meaning({term: self._wordings.worth_of(term) for term in found}, topic)

    @cached_property
    def places(self) -> MutableMapping[str, int]:
        """Where each entry stands; of one that was changed the newest place."""
        return {each: place for place, each in enumerate(self.ids)}

    def nearest(self, text: str) -> list[tuple[str, float]]:
        """The ids of the nearest entries with their scores, best first, whatever is done with them."""
        asked = frozenset(terms(text))
        if not asked or not self.ids:
            return []
        return [(self.ids[each], score) for each, score in self.weigh(telling(text, asked))[0] if score > 0]

    def _place_of(self, asked: frozenset[Term]) -> int | None:
        """The entry that is asked for in its own words."""
        return self._exact.get(hash(asked))

    def _scores(self, asked: frozenset[Term]) -> tuple[Scores, Scores, Told]:
        """How near each entry is by its wordings and by its answer, and what the question is about."""
        wordings, by_answer, topics = self._fields.scores(asked)
        return self._groups.best(wordings), by_answer, told(self._topics.of(topics))

    def _nearest(self, by_text: Scores, topic: Told) -> list[tuple[int, float]]:
        """
        The entries whose score by text and topic is highest.

        A topic adds its weight at most, so of many entries only those whose score by text comes that near to the third are
        looked at.
        """
        shares = topic.shares * self._weights.topic
        if len(by_text) < MANY:
            return _best(shares @ self._about_all(topic.matters) + by_text)
        first = _best(by_text)
        about = self._about_at(topic.matters, np.array([place for place, _ in first]))
        enough = (
            min(score + float(shares @ about[:, each]) for each, (_, score) in enumerate(first))
            - self._weights.topic * WHOLE
        )
        likely = (by_text >= enough).nonzero()[0]
        if len(likely) > MANY:
            likely = likely[self._nearer(likely, by_text[likely], topic)]
        scores = shares @ self._about_at(topic.matters, likely) + by_text[likely]
        return [(int(likely[place]), score) for place, score in _best(scores)]

    def _nearer(self, places: Places, worth: Scores, topic: Told) -> NDArray[np.bool_]:
        """
        Which of many entries, that are worth this without their topic, may still be among the first.

        No share is below zero, so the few matters that the question speaks of most give the least that an entry can reach, and
        what is left of the topic's length the most that the others can add.
        """
        first = np.argsort(-topic.shares)[:TELLING]
        shares = topic.shares[first] * self._weights.topic
        least = worth + shares @ self._about_at(topic.matters[first], places)
        rest = max(0.0, float(topic.shares @ topic.shares) - float(topic.shares[first] @ topic.shares[first]))
        third = np.partition(least, -OFFERED)[-OFFERED]
        kept: NDArray[np.bool_] = least >= third - self._weights.topic * WHOLE * math.sqrt(rest)
        return kept

    def _about_all(self, matters: Places) -> NDArray[np.float32]:
        """How near every entry is to each of these matters, which are the rows."""
        return exactly(self._about[matters])

    def _about_at(self, matters: Places, places: Places) -> NDArray[np.float32]:
        """How near the entries at these places are, which stand in order, to each of these matters."""
        if len(places) > MANY:  # whole rows are quicker than so many single numbers
            return self._about_all(matters)[:, places]
        return exactly(self._about[np.ix_(matters, places)])

    def _missed(self, asked: Sequence[Term], entry: int) -> float:
        """How much of what was asked the entry doesn't speak of, 0 to 1."""
        said = self._said[entry]
        missed = [term for term in asked if term not in said]
        most = self._wordings.most(asked)
        return self._wordings.most(missed) / most if missed and most else 0.0


def _terms(text: str, once: dict[Term, Term]) -> list[Term]:
    return [once.setdefault(term, term) for term in terms(text)]


def exact(wordings: Sequence[Sequence[Sequence[Term]]], start: int = 0) -> dict[int, int]:
    """
    The place of the entry, counted from `start`, that is asked for by these very terms, by their hash: a set of terms for
    each wording would be most of what a large index holds.
    """
    return {hash(frozenset(text)): place for place, listed in enumerate(wordings, start) for text in listed}


def matters_of(*texts: Sequence[Term]) -> tuple[Term, ...]:
    """The matters that an entry speaks of, once each."""
    return tuple(dict.fromkeys(term for term in chain.from_iterable(texts) if term[0] == _MATTER))


def tier_of(score: float, text: str, answer_from: float = ANSWER_FROM) -> Tier:
    """What is done at a probability, with what a text found."""
    if score >= answer_from and sum(map(str.isalnum, text)) > MEAGRE:
        return Tier.ANSWER
    return Tier.SUGGEST if score >= SUGGEST_FROM and small_talk(text) is None else Tier.EXPERT


def _best(scores: Scores) -> list[tuple[int, float]]:
    """The places of the highest scores with them, best first; of equals the first comes first."""
    rest, found = scores.copy(), []
    for _ in range(min(OFFERED, len(scores))):
        place = int(rest.argmax())
        found.append((place, float(rest[place])))
        rest[place] = -math.inf
    return found
