"""Codes to scan: whose each is, where it hangs, and what whoever scans it is told."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

PREFIX = "scene:"  # of what the platform is told; the rest is the id
NAME_MOST = 30
WORDS_BYTES = 600  # what follows it, the welcome or the list of words, has to fit into the same message
KEYWORD_MOST = 30


class SceneKind(StrEnum):
    """What a code stands for."""

    CAMPAIGN = "campaign"
    SITE = "site"
    OFFICER = "officer"


@dataclass(frozen=True, slots=True)
class Scene:
    """
    A code. Whoever scans it is told `words`, and the lesson with the slug `lesson` or what `keyword` is answered with.
    `url` is what the code draws, "" until the platform has given it; `reason` is a stable word for why it didn't.
    `scans` and `follows` count all there were.
    """

    id: str
    kind: SceneKind
    name: str
    region: str
    region_path: str
    words: str = ""
    lesson: str = ""
    keyword: str = ""
    url: str = ""
    reason: str = ""
    version: int = 1
    scans: int = 0
    follows: int = 0
    made_by: str = ""
    made_at: datetime | None = None

    @property
    def key(self) -> str:
        """What the platform is told, and tells at a scan."""
        return f"{PREFIX}{self.id}"


@dataclass(frozen=True, slots=True)
class SceneDay:
    """A day (YYYY-MM-DD in Asia/Shanghai) of a code: scans, and among them those who followed by it."""

    day: str
    scans: int
    follows: int


def problems(scene: Scene, *, lessons: Collection[str], answers: Callable[[str], bool]) -> dict[str, str]:
    """
    What keeps it from being kept: a stable word a field. `lessons` are slugs that people can read, `answers` tells whether
    the chat has something to say to a word.
    """
    found = {}
    if not scene.name:
        found["name"] = "missing"
    elif len(scene.name) > NAME_MOST:
        found["name"] = "too_long"
    if len(scene.words.encode("utf-8", "replace")) > WORDS_BYTES:
        found["words"] = "too_long"
    if scene.lesson and scene.lesson not in lessons:
        found["lesson"] = "unknown"
    if scene.keyword and scene.lesson:
        found["keyword"] = "both"
    elif len(scene.keyword) > KEYWORD_MOST:
        found["keyword"] = "too_long"
    elif scene.keyword and not answers(scene.keyword):
        found["keyword"] = "unknown"
    return found
