"""What a step of a push's work says at its end."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Step:
    """When the next step is due: `at`, or None when nothing is left. `progress` tells whether anything was done."""

    at: datetime | None
    progress: bool = True


FINISHED = Step(None)
