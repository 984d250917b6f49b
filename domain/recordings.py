"""Recordings that go with answers: a minute at most, for who would rather listen than read."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

SECONDS_LEAST, SECONDS_MOST = 1, 60
TITLE_MOST = 80
SAID_MOST = 600  # who reads aloud says some 250 characters a minute


class SoundForm(StrEnum):
    """What a file is written in; every phone plays both."""

    MP3 = "audio/mpeg"
    M4A = "audio/mp4"


class RecordingState(StrEnum):
    """Whether it can be chosen. Nothing is deleted, since earlier releases name it."""

    KEPT = "kept"
    ARCHIVED = "archived"


@dataclass(frozen=True, slots=True)
class Recording:
    """
    One recording, told from others by the `digest` of its content. `seconds` is its length, rounded; `version` counts the
    changes of staff. What is said in it stands in the entry that has it.
    """

    id: str
    title: str
    digest: str
    form: SoundForm
    size: int
    seconds: int
    state: RecordingState = RecordingState.KEPT
    version: int = 1
    added_by: str = ""
    added_at: datetime | None = None
