"""Questions: what the knowledge base holds, and what people ask that it can't answer."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class KnowledgeEntry:
    """A question with its checked answer. `variants` are other wordings of the question."""

    id: str
    category: str
    question: str
    answer: str
    variants: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


class QuestionState(StrEnum):
    """How far a question has come that the knowledge base couldn't answer."""

    OPEN = "open"
    ANSWERED = "answered"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Question:
    """A question that waits for an expert. Its text lies sealed; `suggested` are the nearest entries' ids."""

    id: str
    receipt: str
    asker_id: str
    state: QuestionState
    suggested: tuple[str, ...]
    region_path: str
    asked_at: datetime
