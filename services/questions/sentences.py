"""
How near a question lies to what the entries say, by sentence vectors: the second stage of the search.

An entry's question with its answer is one vector, compared with that of what is asked by how near everyday talk is to it.
Compared are the likely entries, those that text and topic put ahead. The vectors of our own base lie in
content/search/sentences.bin, rounded (`./xinqiao bench sentences --learn` makes them); those of others are made beside the
turns, in a thread that gives way, and kept in MongoDB: each is made once.
"""

import os
import random
import re
import threading
from collections import OrderedDict
from collections.abc import Callable, Collection, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import structlog

from domain.questions import KnowledgeEntry
from services.questions.amended import AmendedIndex
from services.questions.confidence import Said, probability_again
from services.questions.field import Scores
from services.questions.rows import FILE, NOWHERE, Frame, Likened, Near, NearDraft, Row, Rows, Slots, key_of, text_of
from services.questions.search import LIKELY, MANY, Found, KnowledgeIndex, tier_of
from services.questions.terms import telling, terms
from services.vectors import SIZE, Vector, new_model, passage, query, usable

BY_ANSWER = 2.6  # what a question counts for that lies nearer than everyday talk, by how many times its usual distance
BY_MATTER = 6.0  # what an entry counts for that is about the very matters to which a question is near
READ = 30  # letters of a message that are read, its last: there the question mostly stands, and reading takes half a millisecond a letter
READ_OF_MANY = 24  # the same in a large base, where comparing takes some of the time that a turn has
SURE = 0.6  # the probability from which the first stage answers by itself
AGAIN_FROM = 0.3  # as ANSWER_FROM, of the second stage
_SIGNS = re.compile(r"([\W_])[\W_]+$")
log = structlog.get_logger(__name__)


class Sentences:
    """
    The rows of the entries that it was told of by `take`. For those that have none `look` says what to ask of the store, and
    `learn` takes what is kept there and has the rest made beside; what was made comes out of `fresh` to be kept.

    Of all this the loop waits for nothing: a thread that only runs when nothing else does may hold the lock.
    """

    def __init__(self, frame: Frame, model: Callable[[], Any] = new_model) -> None:
        self.frame = frame
        self._rows, self._model = Rows(frame), model
        # Of which nobody has asked whether they are kept, and those that are to be made, the first next.
        self._unread: OrderedDict[str, KnowledgeEntry] = OrderedDict()
        self._wanted: OrderedDict[str, KnowledgeEntry] = OrderedDict()
        self._at = 0
        self._fresh: dict[str, bytes] = {}
        self._laid: tuple[KnowledgeIndex, Slots] | None = None
        self._lock, self._at_work, self._broken = threading.Lock(), False, False

    @classmethod
    def load(cls, file: Path = FILE) -> "Sentences | None":
        """With the shipped rows; None where there are none or the model can't run here. Raises BadSentences."""
        if not (file.exists() and usable()):
            log.info("questions are looked at once", vectors=file.exists(), model=usable())
            return None
        return cls(Frame.load(file))

    def take(self, entries: Collection[KnowledgeEntry], gone: Collection[str] = ()) -> None:
        """Entries that are new or may have changed, and the ids of those that are no more. Nothing else is looked at."""
        with self._lock:
            for entry_id in gone:
                self._rows.drop(entry_id)
                self._forget(entry_id)
            changed = [each for each in entries if self._rows.take(each)]
            shipped = {each.id: self.frame.shipped.get(self._rows.key(each.id)) for each in changed}
            self._rows.put({each: row for each, row in shipped.items() if row is not None})
            for each in changed:
                self._forget(each.id)
            missing = [each for each in changed if shipped[each.id] is None]
            random.shuffle(missing)  # several processes at it then make different ones
            self._unread.update((each.id, each) for each in missing)

    def near(self, index: KnowledgeIndex, most: int = LIKELY) -> Near:
        """What is there, and comes, of the entries of an index, `most` of which are compared. What was replaced has no row."""
        with self._lock:
            return Near(self._rows, self._slots(index), most)

    def _slots(self, index: KnowledgeIndex) -> Slots:
        """Of a base that changes are laid beside they are looked up once."""
        if isinstance(index, AmendedIndex):
            before = self._slots(index.base)
            slots = np.concatenate([before, self._rows.slots(index.ids[len(before) :])])
            slots[index.over] = NOWHERE
            return slots
        if self._laid is None or self._laid[0] is not index:
            self._laid = index, self._rows.slots(index.ids)
        return self._laid[1]

    @property
    def missing(self) -> int:
        """How many have no row and wait for it."""
        return len(self._unread) + len(self._wanted)

    @property
    def unread(self) -> bool:
        """Whether there are some of which nobody has asked whether they are kept."""
        return bool(self._unread)

    def look(self, most: int) -> list[str]:
        """The ids of so many at most that another process may have made: first those that nobody has asked for."""
        with self._lock:
            if self._unread:
                return list(islice(self._unread, most))
            soon = list(islice(self._wanted, most // 2))
            self._at = self._at + most // 2 if self._at < len(self._wanted) else 0
            return list(dict.fromkeys([*soon, *islice(self._wanted, self._at, self._at + most - len(soon))]))

    def learn(self, asked: Sequence[str], kept: Mapping[str, bytes]) -> None:
        """Take what is kept of those that were asked for, and have the others made."""
        with self._lock:
            found = {each: row for each in asked if (row := self._read(each, kept.get(each, b""))) is not None}
            self._rows.put(found)
            for each in asked:
                entry = self._unread.pop(each, None)
                if each in found:
                    self._wanted.pop(each, None)
                elif entry:
                    self._wanted[each] = entry
                    self._wanted.move_to_end(each, last=False)  # what somebody has just written first
            if not self._wanted or self._at_work or self._broken:
                return
            self._at_work = True
        threading.Thread(target=self._work, name="entries", daemon=True).start()

    def fresh(self) -> dict[str, bytes]:
        """What was made since the last time, to be kept, by the entries' ids."""
        with self._lock:
            fresh, self._fresh = self._fresh, {}
            return fresh

    def make(self, entries: Collection[KnowledgeEntry]) -> None:
        """Take these, and make those that are missing now: for commands. Raises OSError and RuntimeError."""
        self.take(entries)
        model = self._model() if self._unread else None
        while self._unread:
            _, entry = self._unread.popitem(last=False)
            self._rows.put({entry.id: self.frame.row(passage(model, text_of(entry)))})

    def try_out(self, index: KnowledgeIndex, draft: KnowledgeEntry, firsts: Mapping[str, Found]) -> dict[str, Found]:
        """
        What texts find besides in an index with a `draft`, `firsts` being what they find without. It takes 150 ms for the draft
        and 16 for each text. Raises OSError and RuntimeError.
        """
        model = self._model()
        row = self.frame.row(passage(model, text_of(draft)))
        near = NearDraft(self.near(index), draft, index.places[draft.id], row)
        return {
            each: again(index, near, each, first, query(model, end_of(each, len(index.ids))))
            for each, first in firsts.items()
        }

    def _forget(self, entry_id: str) -> None:
        for each in (self._unread, self._wanted, self._fresh):
            each.pop(entry_id, None)

    def _read(self, entry_id: str, kept: bytes) -> Row | None:
        """A kept row, unless it was made of another text or is seen from elsewhere."""
        key = self._rows.key(entry_id)
        head = self.frame.mark + key
        if not key or not kept.startswith(head) or len(kept) != len(head) + SIZE:
            return None
        return np.frombuffer(kept, dtype=np.int8)[len(head) :]

    def _work(self) -> None:
        """By a model of its own, let go at the end: a turn would wait an entry's 150 ms for a shared one."""
        try:
            os.sched_setscheduler(threading.get_native_id(), os.SCHED_IDLE, os.sched_param(0))
            model = self._model()
            while (entry := self._next()) is not None:
                row = self.frame.row(passage(model, text_of(entry)))
                self._made(entry, row)
        except (OSError, RuntimeError):
            log.exception("the model of sentence vectors doesn't run; entries are compared by their text")
            with self._lock:
                self._broken, self._at_work = True, False

    def _next(self) -> KnowledgeEntry | None:
        with self._lock:
            self._at_work = bool(self._wanted)
            return self._wanted.popitem(last=False)[1] if self._wanted else None

    def _made(self, entry: KnowledgeEntry, row: Row) -> None:
        with self._lock:
            key = self._rows.key(entry.id)
            if key == key_of(entry):  # else it has changed meanwhile, or is no more
                self._rows.put({entry.id: row})
                self._fresh[entry.id] = self.frame.kept(key, row)


def is_worth(first: Found) -> bool:
    """Whether there is a second stage after what was found."""
    return bool(first.ids) and first.score < SURE


def end_of(text: str, entries: int = 0) -> str:
    """What is read of a message that is asked of so many entries: its last letters, of many signs behind them one."""
    return _SIGNS.sub(r"\1", text.strip()[-4 * READ :])[-READ if entries < MANY else -READ_OF_MANY :]


def both(index: KnowledgeIndex, near: Near, text: str, read: Callable[[str], Vector]) -> Found:
    """What is found by both stages; `read` gives the vector of what is asked."""
    first = index.answer(text)
    return again(index, near, text, first, read(end_of(text, len(index.ids)))) if is_worth(first) else first


def again(index: KnowledgeIndex, near: Near, text: str, first: Found, vector: Vector) -> Found:
    """
    What is found with the vector of `text` besides among the likely entries, `first` being what was found without; the same
    again where one of those ahead has no row yet.
    """
    compared = index.compare(telling(text, frozenset(terms(text))))
    places = index.likely(compared, near.most)
    said = near.of(vector, places)
    found, signs = index.weigh_some(compared, places, said.by_answer * BY_ANSWER + said.about * BY_MATTER)
    ahead = {place for place, _ in found} | {index.places[each] for each in first.ids}
    if not near.knows(np.array(sorted(ahead))).all():
        return first
    place = int(np.searchsorted(places, found[0][0]))
    chance = probability_again(signs, said_of(said, place))
    ids = tuple(index.ids[each] for each, score in found if score > 0)
    return Found(tier_of(chance, text, AGAIN_FROM), ids, chance) if ids else first


def said_of(said: Likened, place: int) -> Said:
    """What vectors say of the entry at a place of those that were compared."""
    return Said(float(said.by_answer[place]), lead(said.by_answer, place), float(said.about[place]), said.inside)


def lead(by_answer: Scores, place: int) -> float:
    """How far the nearest other is behind a place, or ahead of it."""
    others = np.delete(by_answer, place)
    return float(by_answer[place] - others.max()) if len(others) else 0.0
