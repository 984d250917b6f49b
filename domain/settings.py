"""
What staff set for the whole city, in versions: each save of a part is one, numbered from 1, and the newest counts.

An empty body stands for what was delivered, so that a part can go back to before anybody changed it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

DELIVERED = 0  # the number of what counts before the first save


class SettingPart(StrEnum):
    """What is saved together."""

    HOTLINES = "hotlines"
    QUIET = "quiet"
    TEXTS = "texts"
    CALENDAR = "calendar"
    REPLIES = "replies"


@dataclass(frozen=True, slots=True)
class SavedSetting:
    """A part as somebody saved it. `restored` is the number of the version that she went back to, None for a new one."""

    part: SettingPart
    number: int
    body: Mapping[str, Any]
    by: str
    at: datetime | None
    restored: int | None = None
