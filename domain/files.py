"""Pictures that people upload: private, and seen by others only after they were looked at."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

LINK_HOLDS = timedelta(minutes=10)
FILES_MOST = 100  # of one person


class Checked(StrEnum):
    """Whether a picture may be seen by others. Nobody but its owner sees one that isn't passed."""

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
    checked: Checked
    at: datetime
