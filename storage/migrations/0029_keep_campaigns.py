"""Campaigns, and the wishes that came on the wall within their days."""

from storage.indexes import make_indexes
from storage.mongo import Database


async def up(db: Database) -> None:
    """Make the indexes."""
    await make_indexes(db)
