"""Texts, and how near a question is to each of them: BM25 over weighted terms."""

import math
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from services.questions.terms import Kind, Term

SATURATION, LENGTH = 1.2, 0.6  # BM25's k1 and b
MANY, COMMON = 1000, 0.3  # among so many texts a term that this part of them holds isn't looked up
Scores = NDArray[np.float64]
Text = Sequence[Term]


@dataclass(frozen=True, slots=True)
class Postings:
    """
    The texts that hold each term, and what it is worth in each, one term's behind the other's: an array for each term would
    be most of what a large index holds. `numbers`: of the terms that find any; `starts`: where each number's begin.
    """

    numbers: Mapping[Term, int]
    starts: Sequence[int]
    texts: NDArray[np.int32]
    worth: NDArray[np.float32]

    @classmethod
    def laid_out(
        cls,
        terms: Mapping[Term, int],
        many: NDArray[np.intp],
        texts: NDArray[np.int32],
        worth: NDArray[np.floating[Any]],
    ) -> "Postings":
        """Of terms with their numbers; `many`: how many texts each number finds."""
        ends = array("q", np.concatenate([[0], np.cumsum(many)]).astype(np.int64).tobytes())
        found = {term: number for (term, number), each in zip(terms.items(), many.tolist(), strict=True) if each}
        return cls(found, ends, texts, worth.astype(np.float32))

    def sums(self, asked: Iterable[Term], many: int) -> Scores:
        """What each of so many texts gets for the terms that it holds."""
        numbers, starts = self.numbers, self.starts
        found = [slice(starts[each], starts[each + 1]) for each in map(numbers.get, asked) if each is not None]
        if not found:
            return np.zeros(many)
        texts, worth = (np.concatenate([all_of[each] for each in found]) for all_of in (self.texts, self.worth))
        return np.bincount(texts, worth, minlength=many).astype(np.float64, copy=False)


class Field:
    """
    Texts, given as their terms, ready to be compared. `weights`: how much each kind of term counts. With `like` a term is
    worth what it is worth there, so that scores of both can be put side by side.
    """

    def __init__(self, texts: Sequence[Text], weights: Mapping[Kind, float], like: "Field | None" = None) -> None:
        self._many = len(texts)
        self._weights = {kind.value: weight for kind, weight in weights.items()}
        numbers: dict[Term, int] = {}
        every = (numbers.setdefault(term, len(numbers)) for term in chain.from_iterable(texts))
        held = np.fromiter(every, dtype=np.intp, count=sum(map(len, texts)))
        texts_of = np.repeat(np.arange(self._many), [len(text) for text in texts])
        kinds = np.array([list(self._weights).index(term[0]) for term in numbers], dtype=np.intp)
        lengths = self._lengths(texts_of, kinds[held] if len(held) else held)
        self.means: Scores = like.means if like else _means(lengths)
        norms = np.asarray(SATURATION * (1 - LENGTH + LENGTH * lengths / self.means), dtype=np.float64)
        pairs, times = np.unique(held * max(1, self._many) + texts_of, return_counts=True)
        terms, units = np.divmod(pairs, max(1, self._many))
        found = np.bincount(terms, minlength=len(numbers))
        worth = [
            like.worth_of(term) if like else self._worth(term, many)
            for term, many in zip(numbers, found.tolist(), strict=True)
        ]
        many_of = zip(numbers, found.tolist(), strict=True)
        looked_up = [
            like.looks_up(term) if like else self._many < MANY or many < self._many * COMMON for term, many in many_of
        ]
        self._common = frozenset(term for term, each in zip(numbers, looked_up, strict=True) if not each)
        kept = np.array([each and bool(value) for each, value in zip(looked_up, worth, strict=True)], dtype=np.bool_)
        terms, units, times = (each[kept[terms]] for each in (terms, units, times))
        impacts = times * (SATURATION + 1) / (times + norms[kinds[terms], units]) * np.array(worth)[terms]
        found[~kept] = 0
        self.worth = {term: each for term, each in zip(numbers, worth, strict=True) if each}
        self._held = Postings.laid_out(numbers, found, units.astype(np.int32), impacts)
        self._unknown = like.unknown if like else {kind: self._worth(kind, 0) for kind in self._weights}

    def __len__(self) -> int:
        """How many texts there are."""
        return self._many

    @property
    def unknown(self) -> Mapping[str, float]:
        """What a term of each kind is worth that no text holds."""
        return self._unknown

    def worth_of(self, term: Term) -> float:
        """What a term is worth, whether a text holds it or not."""
        return self.worth[term] if term in self.worth else self._unknown[term[0]]

    def looks_up(self, term: Term) -> bool:
        """Whether texts are found by this term: not by one that very many hold."""
        return term not in self._common

    def scores(self, asked: Iterable[Term]) -> Scores:
        """For each text, how near the question with these terms is to it."""
        return self._held.sums(asked, self._many)

    def postings(self, *, keep: bool) -> Postings:
        """What each term finds. Unless they are kept as well `scores` can't be asked any more."""
        held = self._held
        if not keep:
            del self._held
        return held

    def most(self, asked: Iterable[Term]) -> float:
        """What a text would get that holds every term, those that no text holds included."""
        worth, unknown = self.worth, self._unknown
        return sum(worth[term] if term in worth else unknown[term[0]] for term in asked)

    def _worth(self, term: Term, texts: int) -> float:
        return self._weights[term[0]] * math.log(1 + (self._many - texts + 0.5) / (texts + 0.5))

    def _lengths(self, texts: NDArray[np.intp], kinds: NDArray[np.intp]) -> Scores:
        """How many terms of each kind each text has."""
        shape = (len(self._weights), max(1, self._many))
        return np.bincount(kinds * shape[1] + texts, minlength=shape[0] * shape[1]).reshape(shape).astype(np.float64)


def _means(lengths: Scores) -> Scores:
    """The mean length of each kind, by which a text counts as short or long."""
    means = np.asarray(lengths.mean(axis=1, keepdims=True), dtype=np.float64)
    means[means == 0] = 1
    return means


class Together:
    """
    Several fields, asked in one go: looking up a term costs more than adding up what it finds. Those of `taken` are compared
    here alone from now on: what they hold would be there twice.
    """

    def __init__(self, taken: Sequence[Field], kept: Sequence[Field] = ()) -> None:
        fields = (*taken, *kept)
        self._ends = list(accumulate(map(len, fields)))
        numbers: dict[Term, int] = {}
        of_terms, texts, worth = [], [], []
        for place, (field, end) in enumerate(zip(fields, self._ends, strict=True)):
            held = field.postings(keep=place >= len(taken))
            mine = [numbers.setdefault(term, len(numbers)) for term in held.numbers]
            many = np.diff(held.starts)[list(held.numbers.values())]
            of_terms.append(np.repeat(np.array(mine, dtype=np.intp), many))
            texts.append(held.texts + np.int32(end - len(field)))
            worth.append(held.worth)
        found = np.concatenate(of_terms)
        order = np.argsort(found, kind="stable")
        many = np.bincount(found, minlength=len(numbers))
        self._held = Postings.laid_out(numbers, many, np.concatenate(texts)[order], np.concatenate(worth)[order])

    def scores(self, asked: Iterable[Term]) -> list[Scores]:
        """For each field, its texts' scores."""
        return np.split(self._held.sums(asked, self._ends[-1]), self._ends[:-1])


class Groups:
    """
    Texts that belong together, and the best score in each group.

    The texts are laid out in rows: every group's first, every second one and so on, the largest group first, so that
    the best is a maximum of whole rows.
    """

    def __init__(self, sizes: Sequence[int]) -> None:
        self._order = sorted(range(len(sizes)), key=lambda group: -sizes[group])
        self._rows = [sum(size > row for size in sizes) for row in range(max(sizes, default=0))]
        self._places = np.argsort(np.array(self._order, dtype=np.intp), kind="stable")

    def laid_out(self, groups: Sequence[Sequence[Text]]) -> list[Text]:
        """The texts of all groups in the order in which `best` takes their scores."""
        return [groups[group][row] for row, many in enumerate(self._rows) for group in self._order[:many]]

    def best(self, scores: Scores) -> Scores:
        """The highest score of each group, in the order of the groups. It may write over `scores`."""
        if not self._rows:
            return scores
        highest, start = scores[: self._rows[0]], self._rows[0]
        for many in self._rows[1:]:
            np.maximum(highest[:many], scores[start : start + many], out=highest[:many])
            start += many
        return highest[self._places]
