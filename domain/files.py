"""Pictures that people upload: private, and seen by others only after they were looked at."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain.checks import CheckState

LINK_HOLDS = timedelta(minutes=10)
FILES_MOST = 100  # of one person


class Checked(StrEnum):
    """
    How far a picture is on its way to somebody else's eyes: private where it wasn't handed in for that at all. Nobody but its
    owner sees one that isn't passed.
    """

    PRIVATE = "private"
    WAITING = "waiting"
    PASSED = "passed"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class OwnFile:
    """A picture of somebody's, drawn anew as a JPEG; `digest` tells its content from others'."""

    id: str
    person_id: str
    size: int
    width: int
    height: int
    digest: str
    at: datetime


def looked_at(state: CheckState | None) -> Checked:
    """What its owner is told of a look at it; that staff look is waiting too."""
    if state is None:
        return Checked.PRIVATE
    return {CheckState.PASSED: Checked.PASSED, CheckState.REFUSED: Checked.REFUSED}.get(state, Checked.WAITING)
