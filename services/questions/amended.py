"""
An index with a few entries changed, made in milliseconds however large the index is.

What is new is laid beside what is there and compared by the same measure: a term is worth what the whole base says. What
was changed or taken away is passed over.
"""

from collections import ChainMap
from collections.abc import Collection, MutableMapping, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from domain.questions import KnowledgeEntry
from services.questions.field import Field, Groups, Scores, Together
from services.questions.search import KnowledgeIndex, Places, exact, matters_of
from services.questions.terms import Term, terms
from services.questions.topics import Told

PASSED_OVER = -1000.0  # far below any score


class AmendedIndex(KnowledgeIndex):
    """`base` with `changed` entries in place of those with their ids, or besides, and without those in `gone`."""

    def __init__(self, base: KnowledgeIndex, changed: Sequence[KnowledgeEntry], gone: Collection[str] = ()) -> None:
        self._base = base
        self._weights, self._topics = base._weights, base._topics  # noqa: SLF001 -- an index of the same kind
        self._wordings, self._answers = base._wordings, base._answers  # noqa: SLF001
        places = base.places
        over = {each.id for each in changed} | set(gone)
        self.over = np.array(sorted(places[each] for each in over if each in places), dtype=np.intp)
        self._passed = frozenset(self.over.tolist())
        self.ids = [*base.ids, *(each.id for each in changed)]
        texts = [[terms(text) for text in (each.question, *each.variants)] for each in changed]
        answers = [terms(f"{each.category} {each.answer}") for each in changed]
        self._exact = exact(texts, len(base.ids))
        self._groups = Groups([len(listed) for listed in texts])
        self._later = Together(
            (
                Field(self._groups.laid_out(texts), self._weights.wording, self._wordings),
                Field(answers, self._weights.answer, self._answers),
            )
        )
        said = [matters_of(answer, *listed) for answer, listed in zip(answers, texts, strict=True)]
        self._said = [*base._said, *said]  # noqa: SLF001
        about = self._topics.of_texts([(listed[0], answer) for listed, answer in zip(texts, answers, strict=True)])
        self._about = about  # of what was changed alone: all of it is a third of a large index
        self._own = np.concatenate([base._own, about.max(axis=0, initial=0.0)])  # noqa: SLF001

    @property
    def base(self) -> KnowledgeIndex:
        """What this was laid beside."""
        return self._base

    @cached_property
    def places(self) -> MutableMapping[str, int]:
        """Where each entry stands; of one that was changed the newest place."""
        start = len(self._base.ids)
        later = {each: place for place, each in enumerate(self.ids[start:], start)}
        return ChainMap(later, self._base.places)

    def _place_of(self, asked: frozenset[Term]) -> int | None:
        place = self._exact.get(hash(asked))
        if place is None:
            place = self._base._place_of(asked)  # noqa: SLF001
        return None if place in self._passed else place

    def _scores(self, asked: frozenset[Term]) -> tuple[Scores, Scores, Told]:
        by_wording, by_answer, topic = self._base._scores(asked)  # noqa: SLF001
        wordings, answers = self._later.scores(asked)
        by_wording = np.concatenate([by_wording, self._groups.best(wordings)])
        by_wording[self.over] = PASSED_OVER
        return by_wording, np.concatenate([by_answer, answers]), topic

    def _about_all(self, matters: Places) -> NDArray[np.float32]:
        return np.concatenate([self._base._about_all(matters), self._about[matters]], axis=1)  # noqa: SLF001

    def _about_at(self, matters: Places, places: Places) -> NDArray[np.float32]:
        start = len(self._base.ids)
        later = places >= start
        if not later.any():
            return self._base._about_at(matters, places)  # noqa: SLF001
        found = np.empty((len(matters), len(places)), dtype=np.float32)
        found[:, ~later] = self._base._about_at(matters, places[~later])  # noqa: SLF001
        found[:, later] = self._about[np.ix_(matters, places[later] - start)]
        return found


def amended(base: KnowledgeIndex, changed: Sequence[KnowledgeEntry], gone: Collection[str] = ()) -> KnowledgeIndex:
    """`base` as it would be after the change; built anew where there is nothing to lay it beside."""
    if not base.ids:
        return KnowledgeIndex(changed)
    return AmendedIndex(base, changed, gone) if changed or gone else base
