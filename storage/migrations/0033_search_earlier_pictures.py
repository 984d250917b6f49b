"""
Pictures that were handed in before any was searched for faces and plates: from now on a search of each is due, which
workers make one by one.
"""

from datetime import UTC, datetime

from storage.indexes import make_indexes
from storage.mongo import Database


async def up(db: Database) -> None:
    """Mark them; one that is marked, or was searched meanwhile, is left as it is."""
    await make_indexes(db)
    never = {"kind": "picture", "searched": {"$ne": True}, "search_failed": {"$ne": True}, "search_at": None}
    await db["checks"].update_many(never, {"$set": {"search_at": datetime.now(UTC)}})
