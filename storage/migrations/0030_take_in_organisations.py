"""Organisations that take up wishes, and their batches."""

from storage.indexes import make_indexes
from storage.mongo import Database


async def up(db: Database) -> None:
    """Make the indexes."""
    await make_indexes(db)
