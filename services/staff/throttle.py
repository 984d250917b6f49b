"""Counting tries, so that guessing takes years and nobody is shut out by somebody else's."""

from datetime import datetime, timedelta

from domain.errors import TooMany
from services.context import Services

FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(minutes=15)


async def count(
    services: Services,
    key: str,
    *,
    free: int,
    now: datetime,
    first_pause: timedelta = FIRST_PAUSE,
    longest: timedelta = LONGEST_PAUSE,
) -> None:
    """Count a try before it is looked at. Raises TooMany when it may not be looked at yet, StoreAway."""
    shut_until = await services.staff.count_try(key, now=now, free=free, first_pause=first_pause, longest=longest)
    if shut_until is not None:
        raise TooMany(max(1, round((shut_until - now).total_seconds())))
