"""The platform's clock: the machine's, moved by as much as a test asks."""

import time
from datetime import UTC, datetime, timedelta, timezone

BEIJING = timezone(timedelta(hours=8))


class Clock:
    """Seconds since the epoch; `offset` is how far it runs ahead of the machine."""

    def __init__(self) -> None:
        self.offset = 0.0

    def now(self) -> float:
        return time.time() + self.offset

    def set_to(self, at: float) -> None:
        self.offset = at - time.time()

    def day(self) -> str:
        """The day in Beijing, by which the platform counts its daily limits."""
        return datetime.fromtimestamp(self.now(), UTC).astimezone(BEIJING).strftime("%Y%m%d")

    def month(self) -> str:
        """The natural month in Beijing, by which mass messages a person are counted."""
        return self.day()[:6]
