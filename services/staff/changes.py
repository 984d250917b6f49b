"""Whether anything happened that badges count: one check a process for all who watch."""

import asyncio

from services.context import Services

WATCHED = ("wishes", "questions", "alerts", "events")


async def newest(services: Services) -> tuple[str, ...]:
    """
    Changes whenever something new comes or a thing moves: the newest id of each collection, read from its `_id` index.

    Raises StoreAway.
    """
    return tuple(await asyncio.gather(*(services.events.newest_of(name) for name in WATCHED)))
