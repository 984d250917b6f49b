"""
An entry of the knowledge base: what people are answered with, and the draft that is to become it.

What people read changes only by a release, which somebody does who wrote none of the draft. Every release is a version
that stays, to be compared and taken up again.
"""

import difflib
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from enum import StrEnum

from domain.questions import KnowledgeEntry

STALE_SOON = timedelta(days=14)  # before an entry's last day its editors are told


class EntryState(StrEnum):
    """Whether people are answered with it."""

    DRAFT = "draft"
    PUBLISHED = "published"
    ARCHIVED = "archived"


class Age(StrEnum):
    """Whose matter an entry is."""

    ANY = "any"
    BABY = "baby"
    PRESCHOOL = "preschool"
    PRIMARY = "primary"
    TEEN = "teen"
    GROWN = "grown"


@dataclass(frozen=True, slots=True)
class EntryFields:
    """
    What an editor writes. `answer` is the short reply in the chat, `page` the whole as Markdown; `must_win` are questions
    that this entry has to be found first for; `to_fill` is what only the place knows and somebody has to add, a line each;
    `valid_until` is its last day, None for one without; `picture` the id of one of the media library, or empty;
    `audio` the id of a recording, or empty, and `audio_text` what is said in it, word for word.
    """

    category: str
    question: str
    answer: str
    variants: tuple[str, ...] = ()
    page: str = ""
    age: Age = Age.ANY
    sources: tuple[str, ...] = ()
    lessons: tuple[str, ...] = ()
    must_win: tuple[str, ...] = ()
    to_fill: tuple[str, ...] = ()
    valid_until: date | None = None
    picture: str = ""
    audio: str = ""
    audio_text: str = ""

    def live(self, entry_id: str) -> KnowledgeEntry:
        """As the search and the chat know it."""
        return KnowledgeEntry(
            id=entry_id,
            category=self.category,
            question=self.question,
            answer=self.answer,
            variants=self.variants,
            sources=self.sources,
            page=self.page,
            lessons=self.lessons,
            to_fill=self.to_fill,
            valid_until=self.valid_until,
            picture=self.picture,
            audio=self.audio,
            audio_text=self.audio_text,
        )


@dataclass(frozen=True, slots=True)
class Draft:
    """What isn't released yet. None of its `authors` may release it."""

    fields: EntryFields
    authors: tuple[str, ...]
    written_by: str
    written_at: datetime


@dataclass(frozen=True, slots=True)
class Entry:
    """
    An entry as staff see it. `fields` is what people read, or for one that was never released what its draft says.
    `seq` counts every change of text or state, `number` the releases. `useful` and `unsolved` count what people said.
    """

    id: str
    state: EntryState
    fields: EntryFields
    draft: Draft | None = None
    seq: int = 0
    number: int = 0
    authors: tuple[str, ...] = ()
    released_by: str = ""
    released_at: datetime | None = None
    changed_at: datetime | None = None
    useful: int = 0
    unsolved: int = 0

    @property
    def brought(self) -> bool:
        """Whether what people read came with the software: nobody here wrote it, and nobody has released it."""
        return self.number > 0 and self.released_at is None

    @property
    def newest(self) -> EntryFields:
        """What an editor goes on from: the draft, else what people read."""
        return self.draft.fields if self.draft else self.fields


@dataclass(frozen=True, slots=True)
class Release:
    """A version that people were answered with: number by number, never changed."""

    number: int
    fields: EntryFields
    authors: tuple[str, ...]
    released_by: str
    released_at: datetime | None

    @property
    def brought(self) -> bool:
        """Whether it came with the software."""
        return self.released_at is None


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a text that was compared: "+" came, "-" went, " " stayed."""

    sign: str
    text: str


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that isn't the same in two versions, line by line."""

    field: str
    lines: tuple[Line, ...]


def is_stale(fields: EntryFields, today: date) -> bool:
    """Whether its last day is over, or near enough to look at it."""
    return fields.valid_until is not None and fields.valid_until <= today + STALE_SOON


def differences(before: EntryFields, after: EntryFields) -> list[Difference]:
    """What differs between two versions, field by field in their order."""
    found = []
    for name in (each.name for each in fields(EntryFields)):
        one, other = _lines(getattr(before, name)), _lines(getattr(after, name))
        if one != other:
            found.append(Difference(name, tuple(_compared(one, other))))
    return found


def _lines(value: object) -> list[str]:
    if isinstance(value, tuple):
        return [str(each) for each in value]
    return [] if value is None or value == "" else str(value).splitlines()


def _compared(before: list[str], after: list[str]) -> Iterator[Line]:
    for line in difflib.ndiff(before, after):
        if line[0] != "?":  # where within a line it differs is for terminals
            yield Line(line[0], line[2:])
