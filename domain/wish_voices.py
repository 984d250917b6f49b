"""Voice messages that a guardian sends about a wish: kept for the officer who sees to it, since nobody writes them down."""

from dataclasses import dataclass
from datetime import datetime, timedelta

MOST = 5  # of one wish
SECONDS_MOST = 60
BYTES_MOST = 2 * 1024 * 1024  # platform: a voice message
UNCLAIMED_FOR = timedelta(days=2)  # for so long one waits for the wish whose dialogue it came in
HEARD_FOR = timedelta(minutes=10)  # a player asks for one in parts: these are one listening


@dataclass(frozen=True, slots=True)
class WishVoice:
    """
    A voice message of the guardian `person_id` about the wish that has or will have the key `wish_key`: that of the dialogue
    which makes it. `seconds` and `size` are 0 for one that couldn't be opened; its content lies sealed apart from these facts.
    """

    id: str
    wish_key: str
    person_id: str
    at: datetime
    seconds: int
    size: int

    @property
    def plays(self) -> bool:
        """Whether it can be listened to."""
        return self.seconds > 0
