"""Addresses that let whoever has them see one thing until a moment: what stands in them is told by nothing but our key."""

import hmac
from datetime import UTC, datetime

from services.context import Services


def name_of(services: Services, about: str, until: datetime) -> str:
    """The part of an address that opens the thing named by `about` until then."""
    seconds = int(until.timestamp())
    return f"{seconds}-{_token(services, about, seconds)}"


def holds(services: Services, about: str, name: str) -> bool:
    """Whether such a part was made for this thing, and isn't too old."""
    seconds, _, token = name.partition("-")
    if not (seconds.isascii() and seconds.isdecimal()) or len(seconds) > 12:
        return False
    if not hmac.compare_digest(token.encode(), _token(services, about, int(seconds)).encode()):
        return False
    return services.now() <= datetime.fromtimestamp(int(seconds), UTC)  # of ours, so a moment that there is


def _token(services: Services, about: str, seconds: int) -> str:
    return services.seal.digest(f"{about}:{seconds}")[:32]
