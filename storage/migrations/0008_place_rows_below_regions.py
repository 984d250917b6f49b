"""Tokens and answers of the staff API; rows know every region that they lie in, so that an index orders them."""

from storage.indexes import make_indexes
from storage.mongo import Database


async def up(db: Database) -> None:
    """Make the indexes."""
    await make_indexes(db)
