"""
The sentence vectors of entries' texts, rounded, each in a slot of its own: those of the likely entries are looked up, so that
a base of any size is compared in well under a millisecond and a changed entry costs no more than itself.
"""

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from domain.questions import KnowledgeEntry
from services.questions.field import Scores
from services.questions.search import Places
from services.questions.topics import CONTENT
from services.safeguarding.nearness import FAINT, FINE, rounded
from services.vectors import SIZE, Vector

FILE = CONTENT / "search" / "sentences.bin"
KEY, MARK = 8, 4  # bytes of a digest
NOWHERE = -1  # the slot of what is compared with nothing
MORE = 8  # room for an eighth more is taken where there is none left
Row = NDArray[np.int8]
Slots = NDArray[np.int32]


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

    def kept(self, key: bytes, row: Row) -> bytes:
        """The row of a text with this digest, as the store keeps it."""
        return self.mark + key + row.tobytes()

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


class Rows:
    """
    A slot for each entry by its id, with the digest of its text and, once it is known, its row. One thread writes at a time;
    any may compare meanwhile.
    """

    def __init__(self, frame: Frame) -> None:
        self.frame = frame
        self.known = np.zeros(0, dtype=np.bool_)
        self._slots: dict[str, int] = {}
        self._free: list[int] = []
        self._keys: list[bytes] = []
        self._rows = np.zeros((0, SIZE), dtype=np.int8)
        self._worth, self._usual = np.zeros(0, dtype=np.float32), np.zeros(0, dtype=np.float32)

    def __len__(self) -> int:
        """How many entries there are, with a row or without."""
        return len(self._slots)

    def take(self, entry: KnowledgeEntry) -> bool:
        """Whether an entry's text is new here: then it has no row yet."""
        slot, key = self._slots.get(entry.id), key_of(entry)
        if slot is None:
            slot = self._slots[entry.id] = self._free.pop() if self._free else self._more()
        elif self._keys[slot] == key:
            return False
        self.known[slot], self._keys[slot] = False, key
        return True

    def drop(self, entry_id: str) -> None:
        """Make room where an entry was."""
        slot = self._slots.pop(entry_id, None)
        if slot is not None:
            self.known[slot], self._keys[slot] = False, b""
            self._free.append(slot)

    def key(self, entry_id: str) -> bytes:
        """The digest of an entry's text; of one that isn't there nothing."""
        slot = self._slots.get(entry_id)
        return b"" if slot is None else self._keys[slot]

    def put(self, rows: Mapping[str, Row]) -> None:
        """The rows of entries that are there, by their ids, with what is reckoned once of each."""
        if not rows:
            return
        slots, stacked = self.slots(list(rows)), np.stack(list(rows.values()))
        exact = stacked.astype(np.float32) / np.float32(FINE)
        spread = np.einsum("ij,jk,ik->i", exact, self.frame.spread, exact, optimize=True)
        apart = np.sqrt(np.maximum(spread, FAINT))
        self._rows[slots], self._worth[slots] = stacked, 1 / (apart * np.float32(FINE))
        self._usual[slots] = (exact / apart[:, None]) @ self.frame.middle
        self.known[slots] = True

    def slots(self, ids: Sequence[str]) -> Slots:
        """Where the entries with these ids are, or NOWHERE."""
        return np.fromiter((self._slots.get(each, NOWHERE) for each in ids), dtype=np.int32, count=len(ids))

    def near(self, question: Vector, slots: Slots) -> Scores:
        """How much nearer a question lies to each of these rows than everyday talk does."""
        near: Scores = (
            np.vecdot(self._rows[slots].astype(np.float32), question) * self._worth[slots] - self._usual[slots]
        )
        return near

    def _more(self) -> int:
        """A slot that wasn't used yet."""
        slot, room = len(self._keys), len(self.known)
        self._keys.append(b"")
        if slot == room:
            more = max(64, room // MORE)
            self._rows = np.concatenate([self._rows, np.zeros((more, SIZE), dtype=np.int8)])
            self._worth = np.concatenate([self._worth, np.zeros(more, dtype=np.float32)])
            self._usual = np.concatenate([self._usual, np.zeros(more, dtype=np.float32)])
            self.known = np.concatenate([self.known, np.zeros(more, dtype=np.bool_)])
        return slot


class Near:
    """The rows of an index's entries, by their places; the `most` likely of them are compared."""

    def __init__(self, rows: Rows, slots: Slots, most: int) -> None:
        self._rows, self._slots, self.most = rows, slots, most

    def of(self, question: Vector, places: Places) -> Scores:
        """How much nearer a question lies to each of these entries than everyday talk does; nothing where there is no row."""
        if not len(self._rows):
            return np.zeros(len(places))
        near = self._rows.near(self._rows.frame.question(question), self._slots[places])
        return np.where(self.knows(places), near, np.float32(0.0))

    def knows(self, places: Places) -> NDArray[np.bool_]:
        """Of which of these entries there is a row."""
        slots = self._slots[places]
        there: NDArray[np.bool_] = slots != NOWHERE
        return there & self._rows.known[slots] if len(self._rows) else there


class NearDraft(Near):
    """The same with the row of a text that nobody is answered with yet, at its entry's place."""

    def __init__(self, near: Near, entry: KnowledgeEntry, place: int, row: Row) -> None:
        super().__init__(near._rows, near._slots, near.most)  # noqa: SLF001 -- of the same kind
        self._draft, self._place = Rows(near._rows.frame), place  # noqa: SLF001
        self._draft.take(entry)
        self._draft.put({entry.id: row})

    def of(self, question: Vector, places: Places) -> Scores:
        """See Near."""
        draft = self._draft.near(self._draft.frame.question(question), np.zeros(1, dtype=np.int32))[0]
        return np.where(places == self._place, draft, super().of(question, places))

    def knows(self, places: Places) -> NDArray[np.bool_]:
        """See Near."""
        there: NDArray[np.bool_] = places == self._place
        return super().knows(places) | there
