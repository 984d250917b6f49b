"""The media library: pictures that staff keep for replies, and how long the platform holds a copy of each."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal

TITLE_MOST, ALT_MOST = 40, 120
HELD = timedelta(days=3)  # platform: a temporary file
MARGIN = timedelta(minutes=10)  # so that no reply names a file that is gone when the phone asks for it
AHEAD = timedelta(hours=36)  # the daily look renews what would be gone before the next but one

Reach = Literal["held", "uploading", "failed", "waiting"]


class PictureState(StrEnum):
    """Whether it can be chosen. Nothing is deleted, since old versions of rules name it."""

    KEPT = "kept"
    ARCHIVED = "archived"


@dataclass(frozen=True, slots=True)
class Picture:
    """
    One picture, told from others by the `digest` of its content. `version` counts the changes of staff.

    The platform's copy is `media_id` until `expires_at`. `reason` is a stable word for why it has none, and `again_at`
    when that may be tried again by itself. `claimed_until` is set while somebody uploads, `waits` since somebody asked
    for it; `asks` counts those.
    """

    id: str
    title: str
    alt: str
    digest: str
    size: int
    width: int
    height: int
    state: PictureState = PictureState.KEPT
    version: int = 1
    added_by: str = ""
    added_at: datetime | None = None
    media_id: str = ""
    expires_at: datetime | None = None
    reason: str = ""
    again_at: datetime | None = None
    claimed_until: datetime | None = None
    waits: bool = False
    asks: int = 0

    def held_at(self, moment: datetime) -> bool:
        """Whether the platform has its copy at this moment."""
        return bool(self.media_id) and self.expires_at is not None and self.expires_at > moment

    def reach(self, now: datetime) -> Reach:
        """How it stands with the platform."""
        if self.waits or (self.claimed_until is not None and self.claimed_until > now):
            return "uploading"
        if self.held_at(now + MARGIN):
            return "held"
        return "failed" if self.reason else "waiting"


def problems(title: str, alt: str) -> dict[str, str]:
    """What keeps these words from being kept: a stable word a field."""
    found = {}
    for name, text, most in (("title", title, TITLE_MOST), ("alt", alt, ALT_MOST)):
        if not text:
            found[name] = "missing"
        elif len(text) > most:
            found[name] = "too_long"
    return found
