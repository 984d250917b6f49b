"""Questions: what the knowledge base holds, and what people ask that it can't answer."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class KnowledgeEntry:
    """
    A question with its checked answer. `variants` are other wordings of the question, `page` the whole as Markdown where
    the answer is a short one, `lessons` the slugs of lessons that go on from it, `to_fill` what only the place knows and staff
    have to add; after `valid_until` nobody is answered with it. `picture` is the id of one of the media library, or empty;
    `audio` of a recording that lasts `audio_seconds`, and `audio_text` what is said in it.
    """

    id: str
    category: str
    question: str
    answer: str
    variants: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    page: str = ""
    lessons: tuple[str, ...] = ()
    to_fill: tuple[str, ...] = ()
    valid_until: date | None = None
    picture: str = ""
    audio: str = ""
    audio_text: str = ""
    audio_seconds: int = 0  # 0 also for a recording that isn't there

    def is_over(self, today: date) -> bool:
        """Whether its last day has gone by."""
        return self.valid_until is not None and self.valid_until < today


class QuestionState(StrEnum):
    """How far a question has come that the knowledge base couldn't answer."""

    OPEN = "open"  # nobody has it yet
    ASSIGNED = "assigned"
    ANSWERED = "answered"
    CLOSED = "closed"
    MERGED = "merged"  # its asker's other question holds it


@dataclass(frozen=True, slots=True)
class Question:
    """
    A question that waits for an expert. Its text lies sealed; `suggested` are the nearest entries' ids, `topic` what the
    nearest is about. `owner` answers for it, by `due_at`. `level` counts how often it went up because it was late, last
    to `raised_to`; at `raise_at` it goes up again. `readers` may read it wherever they work. `unnamed` says that nobody
    learns who asks. `helped` is what she said of the answer: "yes", "no", or nothing yet. `seq` counts what happened.
    """

    id: str
    receipt: str
    asker_id: str
    state: QuestionState
    suggested: tuple[str, ...]
    region_path: str
    asked_at: datetime
    topic: str = ""
    urgent: bool = False
    unnamed: bool = False
    due_at: datetime | None = None
    owner: str = ""
    readers: tuple[str, ...] = ()
    level: int = 0
    raised_to: str = ""
    raise_at: datetime | None = None
    answered_at: datetime | None = None
    merged_into: str = ""
    helped: str = ""
    seq: int = 0


@dataclass(frozen=True, slots=True)
class MessagePicture:
    """A picture that goes with a message, drawn anew as a JPEG; `digest` tells its content from others'."""

    size: int
    width: int
    height: int
    digest: str
