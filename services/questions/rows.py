"""
The sentence vectors of entries' texts, rounded, each in a slot of its own: those of the likely entries are looked up, so that
a base of any size is compared in well under a millisecond and a changed entry costs no more than itself.
"""

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from domain.questions import KnowledgeEntry
from services.questions.field import Scores
from services.questions.search import Places
from services.questions.topics import CONTENT
from services.questions.wordings import TOLD, Wordings
from services.vectors import FAINT, FINE, SIZE, Vector, of_length_one, rounded

FILE = CONTENT / "search" / "sentences.bin"
KEY, MARK = 8, 4  # bytes of a digest
HEAD = 16  # bytes that say how many matters, wordings, questions for nobody and wordings of our own base a file holds
NOWHERE = -1  # the slot of what is compared with nothing
MORE = 8  # room for an eighth more is taken where there is none left
Row = NDArray[np.int8]
Slots = NDArray[np.int32]


class BadSentences(Exception):
    """The file of vectors is wrong. The text says why in one line."""


@dataclass(frozen=True)
class Frame:
    """
    What vectors are seen from: the middle of `asked` and of `told` texts; how they are `turned`, so that texts on the same matter
    lie near each other; and where everyday talk lies: its `middle` and how it is `spread`. `shipped`: the rows of our own entries,
    by the digest of their text; `wordings`: how people ask.
    """

    asked: Vector
    told: Vector
    turned: NDArray[np.float32]
    middle: Vector
    spread: NDArray[np.float32]
    shipped: Mapping[bytes, Row]
    wordings: Wordings = field(default_factory=Wordings.none)

    @classmethod
    def load(cls, file: Path = FILE) -> "Frame":
        """Those of a file. Raises BadSentences."""
        try:
            raw = zlib.decompress(file.read_bytes())
            matters, asked, outside, ours = np.frombuffer(raw[:HEAD], dtype="<u4").tolist()
            sizes = (SIZE * 4, SIZE * 4, SIZE**2 * 4, SIZE * 4, SIZE**2 * 4, matters * 4, asked * SIZE, outside * SIZE)
            parts = np.split(np.frombuffer(raw[HEAD:], dtype=np.uint8), np.cumsum(sizes))
            asked_from, told_from, turned, middle, spread = (each.view("<f4") for each in parts[:5])
            said, unsaid, rows = (
                each.view(np.int8).reshape(-1, wide)
                for each, wide in zip(parts[6:], (SIZE, SIZE, KEY + SIZE), strict=True)
            )
            wordings = Wordings(said, parts[5].view("<i4"), unsaid, ours)
            wordings.check(asked, outside)
            shipped = {row[:KEY].tobytes(): row[KEY:] for row in rows}
            square = (SIZE, SIZE)
            return cls(asked_from, told_from, turned.reshape(square), middle, spread.reshape(square), shipped, wordings)
        except (OSError, ValueError, zlib.error) as problem:
            raise BadSentences(f"{file.name} cannot be read: {' '.join(str(problem).split())}") from None

    def as_bytes(self) -> bytes:
        """The file."""
        ours, vectors = self.wordings, (self.asked, self.told, self.turned, self.middle, self.spread)
        head = np.array([len(ours.starts), len(ours.asked), len(ours.outside), ours.ours], dtype="<u4").tobytes()
        said = (ours.starts.astype("<i4"), ours.asked, ours.outside)
        rows = b"".join(key + row.tobytes() for key, row in sorted(self.shipped.items()))
        parts = [each.astype("<f4").tobytes() for each in vectors] + [each.tobytes() for each in said]
        return zlib.compress(head + b"".join(parts) + rows, 9)

    @cached_property
    def mark(self) -> bytes:
        """What rows are kept under: those that were seen from elsewhere say nothing here."""
        return sha256(np.vstack([self.told, self.turned]).astype("<f4").tobytes()).digest()[:MARK]

    def kept(self, key: bytes, row: Row) -> bytes:
        """The row of a text with this digest, as the store keeps it."""
        return self.mark + key + row.tobytes()

    def row(self, vector: Vector) -> Row:
        """An answer's vector as it is kept."""
        return rounded(self._seen(self.told, vector))

    def question(self, vector: Vector) -> Vector:
        """What is asked, as the rows are compared with it."""
        return self._seen(self.asked, vector)

    def _seen(self, middle: Vector, vector: Vector) -> Vector:
        short = vector - middle
        return of_length_one(np.vecdot(self.turned, short[..., None, :]))


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
        self._matters, self._shares = np.zeros((0, TOLD), dtype=np.int16), np.zeros((0, TOLD), dtype=np.float32)

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
        self._matters[slots], self._shares[slots] = self.frame.wordings.told(exact)
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

    def about(self, matters: Vector, slots: Slots) -> Vector:
        """How far each of these rows is about the matters that a question is near to, 0 to 1."""
        if not len(matters):
            return np.zeros(len(slots), dtype=np.float32)
        about: Vector = np.vecdot(self._shares[slots], matters[self._matters[slots]])
        return about

    def _more(self) -> int:
        """A slot that wasn't used yet."""
        slot, room = len(self._keys), len(self.known)
        self._keys.append(b"")
        if slot == room:
            more = max(64, room // MORE)
            self._rows = np.concatenate([self._rows, np.zeros((more, SIZE), dtype=np.int8)])
            self._worth = np.concatenate([self._worth, np.zeros(more, dtype=np.float32)])
            self._usual = np.concatenate([self._usual, np.zeros(more, dtype=np.float32)])
            self._matters = np.concatenate([self._matters, np.zeros((more, TOLD), dtype=np.int16)])
            self._shares = np.concatenate([self._shares, np.zeros((more, TOLD), dtype=np.float32)])
            self.known = np.concatenate([self.known, np.zeros(more, dtype=np.bool_)])
        return slot


@dataclass(frozen=True, slots=True)
class Likened:
    """
    A question by its vector. Of each place: `by_answer`, how much nearer the entry lies than everyday talk, and `about`, how far
    it is about the same matters; nothing where there is no row. `inside`: how far what people ask here is nearer than other questions.
    """

    by_answer: Scores
    about: Vector
    inside: float


class Near:
    """The rows of an index's entries, by their places; the `most` likely of them are compared."""

    def __init__(self, rows: Rows, slots: Slots, most: int) -> None:
        self._rows, self._slots, self.most = rows, slots, most

    def of(self, vector: Vector, places: Places) -> Likened:
        """A question with this vector beside the entries at these places."""
        question, wordings = self._rows.frame.question(vector), self._rows.frame.wordings
        near, outside = self._wordings(question)
        by_answer, about = self._beside(question, wordings.matters(near), places)
        there = self.knows(places)
        return Likened(
            np.where(there, by_answer, np.float32(0.0)),
            np.where(there, about, np.float32(0.0)),
            wordings.inside(near, outside),
        )

    def _wordings(self, question: Vector) -> tuple[Vector, Vector]:
        return self._rows.frame.wordings.near(question)

    def _beside(self, question: Vector, matters: Vector, places: Places) -> tuple[Scores, Vector]:
        if not len(self._rows):
            return np.zeros(len(places)), np.zeros(len(places), dtype=np.float32)
        slots = self._slots[places]
        return self._rows.near(question, slots), self._rows.about(matters, slots)

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

    def _beside(self, question: Vector, matters: Vector, places: Places) -> tuple[Scores, Vector]:
        at, first = places == self._place, np.zeros(1, dtype=np.int32)
        by_answer, about = super()._beside(question, matters, places)
        return (
            np.where(at, self._draft.near(question, first), by_answer),
            np.where(at, self._draft.about(matters, first), about),
        )

    def knows(self, places: Places) -> NDArray[np.bool_]:
        """See Near."""
        there: NDArray[np.bool_] = places == self._place
        return super().knows(places) | there
