"""Invitations, hand-overs and the history of regions are kept."""

from storage.indexes import make_indexes
from storage.mongo import Database


async def up(db: Database) -> None:
    """Make the indexes that are missing; twice is the same as once."""
    await make_indexes(db)
