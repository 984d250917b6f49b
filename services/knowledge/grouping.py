"""Many texts put together by likeness, without keeping one of them: what is kept is numbers."""

from array import array

import numpy as np
from numpy.typing import NDArray

from services.questions.search import KnowledgeIndex, Meaning
from services.questions.terms import Term

ALIKE = 0.42  # from which likeness on two questions ask the same
GROUPS_MOST = 5000  # that a text is compared with: what is like none of so many stays by itself


class Groups:
    """
    Each text joins the group whose first one it is most like, if it is like enough (as `Meaning.like` says). Of a group's
    first text there are its place by each of its terms, what these are worth, and what it is about: some 3 kB.
    """

    def __init__(self) -> None:
        self.ids: list[list[str]] = []
        self._holds: dict[Term, array[int]] = {}
        self._worth: NDArray[np.float64] = np.zeros(0)
        self._about: NDArray[np.float32] = np.zeros((0, 0), dtype=np.float32)
        self._many = 0

    def take(self, text_id: str, meant: Meaning) -> None:
        """Put one text where it belongs."""
        best = self._like(meant) if self._many else np.zeros(0)
        place = int(best.argmax()) if len(best) else 0
        if len(best) and best[place] >= ALIKE:
            self.ids[place].append(text_id)
            return
        if self._many == len(self.ids) < GROUPS_MOST:
            self._begin(meant)
        self.ids.append([text_id])

    @property
    def by_size(self) -> list[list[str]]:
        """The largest first."""
        return sorted(self.ids, key=len, reverse=True)

    def _like(self, meant: Meaning) -> NDArray[np.float64]:
        shared = np.zeros(self._many)
        for term, worth in meant.worth.items():
            if term in self._holds:
                shared[np.frombuffer(self._holds[term], dtype=np.intc)] += worth
        most = np.sqrt(sum(meant.worth.values()) * self._worth[: self._many])
        words = np.divide(shared, most, out=np.zeros(self._many), where=most > 0)
        likeness: NDArray[np.float64] = 0.5 * words + 0.5 * (self._about[: self._many] @ meant.topic)
        return likeness

    def _begin(self, meant: Meaning) -> None:
        if self._many == len(self._worth):
            more = max(64, 2 * self._many)
            self._worth = np.resize(self._worth, more)
            about = np.zeros((more, len(meant.topic)), dtype=np.float32)
            about[: self._many] = self._about[: self._many] if self._many else 0
            self._about = about
        for term in meant.worth:
            self._holds.setdefault(term, array("i")).append(self._many)
        self._worth[self._many] = sum(meant.worth.values())
        self._about[self._many] = meant.topic
        self._many += 1


def put_together(groups: Groups, index: KnowledgeIndex, texts: list[tuple[str, str]]) -> None:
    """Put some more texts, each with its id, where they belong: pure, for a thread."""
    for text_id, text in texts:
        groups.take(text_id, index.meaning(text))
