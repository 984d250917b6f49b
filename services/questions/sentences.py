"""
How near a question lies to what the entries say, by sentence vectors: the second stage of the search.

An entry's question with its answer is one vector, compared with that of what is asked by how near everyday talk is to it.
The vectors of our own base lie in content/search/sentences.bin, rounded (`./xinqiao bench sentences --learn` makes them);
those of others are made beside the turns, in a thread that gives way, and kept in MongoDB: each is made once.
"""

import os
import random
import threading
import zlib
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import structlog
from numpy.typing import NDArray

from domain.questions import KnowledgeEntry
from services.questions.confidence import probability_again
from services.questions.field import Scores
from services.questions.search import Found, KnowledgeIndex, tier_of
from services.questions.terms import telling, terms
from services.questions.topics import CONTENT
from services.safeguarding.nearness import FAINT, FINE, rounded
from services.vectors import LONGEST, SIZE, Vector, new_model, passage, usable

FILE = CONTENT / "search" / "sentences.bin"
BY_ANSWER = 2.6  # what a question counts for that lies nearer than everyday talk, by how many times its usual distance
SURE = 0.6  # the probability from which the first stage answers by itself
AGAIN_FROM = 0.42  # as ANSWER_FROM, of the second stage
LIMIT = 5000  # entries of a base that is looked at twice
KEY, MARK = 8, 4  # bytes of a digest
Row = NDArray[np.int8]
log = structlog.get_logger(__name__)


class BadSentences(Exception):
    """The file of vectors is wrong. The text says why in one line."""


@dataclass(frozen=True)
class Frame:
    """
    What vectors are seen from: the middle of `asked` and of `told` texts, and where everyday talk lies: its `middle` and how
    it is `spread`. `shipped`: the rows of our own entries, by the digest of their text.
    """

    asked: Vector
    told: Vector
    middle: Vector
    spread: NDArray[np.float32]
    shipped: Mapping[bytes, Row]

    @classmethod
    def load(cls, file: Path = FILE) -> "Frame":
        """Those of a file. Raises BadSentences."""
        try:
            raw = zlib.decompress(file.read_bytes())
            size = SIZE * 4
            vectors = [np.frombuffer(raw[at * size : (at + 1) * size], dtype="<f4") for at in range(3)]
            spread = np.frombuffer(raw[3 * size : (3 + SIZE) * size], dtype="<f4").reshape(SIZE, SIZE)
            rest = np.frombuffer(raw[(3 + SIZE) * size :], dtype=np.int8).reshape(-1, KEY + SIZE)
            return cls(vectors[0], vectors[1], vectors[2], spread, {row[:KEY].tobytes(): row[KEY:] for row in rest})
        except (OSError, ValueError, zlib.error) as problem:
            raise BadSentences(f"{file.name} cannot be read: {' '.join(str(problem).split())}") from None

    def as_bytes(self) -> bytes:
        """The file."""
        vectors = (self.asked, self.told, self.middle, self.spread)
        rows = b"".join(key + row.tobytes() for key, row in sorted(self.shipped.items()))
        return zlib.compress(b"".join(each.astype("<f4").tobytes() for each in vectors) + rows, 9)

    @cached_property
    def mark(self) -> bytes:
        """What rows are kept under: those that were seen from elsewhere say nothing here."""
        return sha256(self.told.astype("<f4").tobytes()).digest()[:MARK]

    def row(self, vector: Vector) -> Row:
        """An answer's vector as it is kept."""
        return rounded(seen_from(self.told, vector))

    def question(self, vector: Vector) -> Vector:
        """What is asked, as the rows are compared with it."""
        return seen_from(self.asked, vector)


def seen_from(middle: Vector, vector: Vector) -> Vector:
    """A vector or rows of them from a middle, of length one."""
    short = vector - middle
    return np.asarray(short / np.maximum(np.linalg.norm(short, axis=-1, keepdims=True), FAINT), dtype=np.float32)


def text_of(entry: KnowledgeEntry) -> str:
    """What an entry's vector is made of."""
    return f"{entry.question} {entry.answer}"


def key_of(entry: KnowledgeEntry) -> bytes:
    """The digest that a vector is kept by."""
    return sha256(text_of(entry).encode("utf-8", "replace")).digest()[:KEY]


class Near:
    """The rows of an index's entries, by their places."""

    def __init__(self, frame: Frame, rows: Sequence[Row | None]) -> None:
        self.frame = frame
        self.known = np.array([row is not None for row in rows], dtype=np.bool_)
        blank = np.zeros(SIZE, dtype=np.int8)
        whole = np.stack([blank if row is None else row for row in rows]) if rows else np.zeros((0, SIZE), np.int8)
        exact = whole.astype(np.float32) / np.float32(FINE)
        apart = np.sqrt(np.maximum(np.einsum("ij,jk,ik->i", exact, frame.spread, exact, optimize=True), FAINT))
        self._rows = exact / apart[:, None]
        self._usual = self._rows @ frame.middle

    def of(self, question: Vector) -> Scores:
        """How much nearer a question lies to each entry than everyday talk does; nothing where there is no row."""
        near = np.vecdot(self._rows, self.frame.question(question)) - self._usual
        return np.where(self.known, near, np.float32(0.0))


class Sentences:
    """
    The rows of entries, those that are missing being made beside. `version` grows with what is there. What was made comes out
    of `fresh` to be kept, and back by `learn` or `want`.
    """

    def __init__(self, frame: Frame, model: Callable[[], Any] = new_model) -> None:
        self.frame, self.version = frame, 0
        self._model = model
        self._made: dict[bytes, Row] = {}
        self._wanted: deque[KnowledgeEntry] = deque()
        self._fresh: dict[str, bytes] = {}
        self._lock, self._at_work, self._broken = threading.Lock(), False, False

    @classmethod
    def load(cls, file: Path = FILE) -> "Sentences | None":
        """With the shipped rows; None where there are none or the model can't run here. Raises BadSentences."""
        if not (file.exists() and usable()):
            log.info("questions are looked at once", vectors=file.exists(), model=usable())
            return None
        return cls(Frame.load(file))

    def near(self, index: KnowledgeIndex, entries: Mapping[str, KnowledgeEntry]) -> Near:
        """What is there of the entries of an index. What was replaced in it has no row."""
        rows: list[Row | None] = [None] * len(index.ids)
        for each, place in index.places.items():
            entry = entries.get(each)
            rows[place] = self.row(entry) if entry else None
        return Near(self.frame, rows)

    def row(self, entry: KnowledgeEntry) -> Row | None:
        """An entry's, if it is there."""
        key = key_of(entry)
        found = self.frame.shipped.get(key)
        return self._made.get(key) if found is None else found

    def missing(self, entries: Iterable[KnowledgeEntry]) -> list[str]:
        """The ids of those that have no row."""
        return [each.id for each in entries if self.row(each) is None]

    @property
    def waiting(self) -> list[str]:
        """The ids of those that are to be made."""
        with self._lock:
            return [each.id for each in self._wanted]

    def fresh(self) -> dict[str, bytes]:
        """What was made since the last time, to be kept, by the entries' ids."""
        with self._lock:
            fresh, self._fresh = self._fresh, {}
            return fresh

    def learn(self, kept: Mapping[str, bytes]) -> None:
        """Take what another process has made of those that are to be made."""
        if kept:
            with self._lock:
                self._wanted = deque(each for each in self._wanted if not self._learned(each, kept))

    def want(self, entries: Iterable[KnowledgeEntry], kept: Mapping[str, bytes]) -> None:
        """Have those made that are missing and not `kept`, and forget those that nobody wants."""
        wanted = {key_of(each): each for each in entries}
        with self._lock:
            self._made = {key: row for key, row in self._made.items() if key in wanted}
            missing = [each for each in wanted.values() if self.row(each) is None and not self._learned(each, kept)]
            random.shuffle(missing)  # several processes at it then make different ones
            self._wanted = deque(missing)
            if not self._wanted or self._at_work or self._broken:
                return
            self._at_work = True
        threading.Thread(target=self._work, name="entries", daemon=True).start()

    def _learned(self, entry: KnowledgeEntry, kept: Mapping[str, bytes]) -> bool:
        head, row = self._head(entry), kept.get(entry.id, b"")
        if not row.startswith(head) or len(row) != len(head) + SIZE:
            return False
        self._made[key_of(entry)] = np.frombuffer(row, dtype=np.int8)[len(head) :]
        self.version += 1
        return True

    def _head(self, entry: KnowledgeEntry) -> bytes:
        return self.frame.mark + key_of(entry)

    def make(self, entries: Iterable[KnowledgeEntry]) -> None:
        """Make those that are missing, now: for commands. Raises OSError and RuntimeError."""
        model = None
        for each in entries:
            if self.row(each) is None:
                model = model or self._model()
                self._made[key_of(each)] = self.frame.row(passage(model, text_of(each)))

    def _work(self) -> None:
        """By a model of its own, let go at the end: a turn would wait an entry's 150 ms for a shared one."""
        try:
            os.sched_setscheduler(threading.get_native_id(), os.SCHED_IDLE, os.sched_param(0))
            model = self._model()
            while (entry := self._next()) is not None:
                row = self.frame.row(passage(model, text_of(entry)))
                with self._lock:
                    self._made[key_of(entry)] = row
                    self._fresh[entry.id] = self._head(entry) + row.tobytes()
                    self.version += 1
        except (OSError, RuntimeError):
            log.exception("the model of sentence vectors doesn't run; entries are compared by their text")
            with self._lock:
                self._broken, self._at_work = True, False

    def _next(self) -> KnowledgeEntry | None:
        with self._lock:
            self._at_work = bool(self._wanted)
            return self._wanted.popleft() if self._wanted else None


def is_worth(first: Found, text: str) -> bool:
    """Whether there is a second stage after what was found for a text."""
    return bool(first.ids) and first.score < SURE and len(text) <= LONGEST


def again(index: KnowledgeIndex, near: Near, text: str, first: Found, vector: Vector) -> Found:
    """
    What is found with the vector of `text` besides, `first` being what was found without; the same again where one of those
    ahead has no row yet.
    """
    by_answer = near.of(vector)
    found, signs = index.weigh(telling(text, frozenset(terms(text))), by_answer * BY_ANSWER)
    ahead = {place for place, _ in found} | {index.places[each] for each in first.ids}
    if not all(near.known[place] for place in ahead):
        return first
    place = found[0][0]
    chance = probability_again(signs, float(by_answer[place]), lead(by_answer, place))
    ids = tuple(index.ids[each] for each, score in found if score > 0)
    return Found(tier_of(chance, text, AGAIN_FROM), ids, chance) if ids else first


def lead(by_answer: Scores, place: int) -> float:
    """How far the nearest other is behind a place, or ahead of it."""
    others = np.delete(by_answer, place)
    return float(by_answer[place] - others.max()) if len(others) else 0.0
