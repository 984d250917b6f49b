"""An access token of the platform, as it is kept for all processes."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class StoredToken:
    """A token and its moments (aware): when it ends, and from when on a new one is asked for."""

    value: str
    expires_at: datetime
    renew_at: datetime

    def __repr__(self) -> str:
        return f"StoredToken(expires_at={self.expires_at.isoformat()})"
