"""A micro-lesson: a few minutes' reading with two questions at its end."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class LessonState(StrEnum):
    """Whether people can read it."""

    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


MOVES: dict[tuple[LessonState, str], LessonState] = {
    (LessonState.DRAFT, "publish"): LessonState.PUBLISHED,
    (LessonState.PUBLISHED, "withdraw"): LessonState.WITHDRAWN,
    (LessonState.WITHDRAWN, "publish"): LessonState.PUBLISHED,
}

TURNS_BACK = {  # what undo may lead back to, right after a move
    (LessonState.PUBLISHED, LessonState.DRAFT),
    (LessonState.PUBLISHED, LessonState.WITHDRAWN),
    (LessonState.WITHDRAWN, LessonState.PUBLISHED),
}

TITLE_MOST = 32  # platform: drafts, an article's title
DIGEST_MOST = 120  # platform: drafts take 128 characters


@dataclass(frozen=True, slots=True)
class Quiz:
    """A question at the end of a lesson. `answer` is an index into `options`."""

    question: str
    options: tuple[str, ...]
    answer: int
    why: str


@dataclass(frozen=True, slots=True)
class Series:
    """Lessons that belong together, in the order in which they are offered."""

    slug: str
    name: str
    about: str
    order: int


@dataclass(frozen=True, slots=True)
class Lesson:
    """
    A lesson. `body` is Markdown; `cover` the id of a stored picture, or empty. `changed_by` wrote what it says now. `to_fill`
    is what only the place knows and somebody has to add, a line each.
    """

    id: str
    slug: str
    title: str
    series: str
    order: int
    digest: str
    body: str
    minutes: int
    quiz: tuple[Quiz, ...]
    sources: tuple[str, ...]
    state: LessonState
    version: int
    cover: str = ""
    changed_by: str = ""
    published_at: datetime | None = None
    changed_at: datetime | None = None
    to_fill: tuple[str, ...] = ()
