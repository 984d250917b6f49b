"""
What goes to everyone and is kept in versions: the account's menu, the set of keyword replies.

One version at most is the draft, one at most is released; all earlier ones stay, to be looked at and taken up again.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class VersionState(StrEnum):
    """How far a version has come."""

    DRAFT = "draft"
    RELEASED = "released"
    EARLIER = "earlier"


class Reach(StrEnum):
    """Whether the platform has a released version."""

    WAITING = "waiting"
    TAKEN = "taken"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Version:
    """
    One version. `seq` counts its changes, so that whoever saves on top of somebody else's is told so; `authors` are all
    who wrote at it, none of whom may release it; `reason` is a stable word for why the platform refused it.
    """

    id: str
    number: int
    state: VersionState
    body: Mapping[str, Any]
    seq: int
    authors: tuple[str, ...]
    written_by: str
    written_at: datetime
    released_by: str = ""
    released_at: datetime | None = None
    reach: Reach = Reach.WAITING
    reason: str = ""
    tries: int = field(default=0)
