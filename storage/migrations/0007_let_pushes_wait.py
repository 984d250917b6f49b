"""Pushes may wait for a second person."""

from storage.indexes import make_indexes
from storage.mongo import Database


async def up(db: Database) -> None:
    """Make the index of those that wait; twice is the same as once."""
    await make_indexes(db)
