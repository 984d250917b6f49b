"""How a task says that it isn't done yet."""

from datetime import datetime


class Later(Exception):
    """
    Take the row up again at `at`. With `progress` something was done; without it the taking counts as a failed one,
    and after too many of those the row is parked.
    """

    def __init__(self, at: datetime, *, progress: bool = True) -> None:
        super().__init__(at.isoformat())
        self.at = at
        self.progress = progress
