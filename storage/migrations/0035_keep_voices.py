"""Voice messages about wishes are kept for the officer: the indexes by which they are found."""

from storage.indexes import make_indexes
from storage.mongo import Database


async def up(db: Database) -> None:
    """Make the indexes."""
    await make_indexes(db)
