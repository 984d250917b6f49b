"""Links by which people open their own data go when they have run out."""

from storage.indexes import make_indexes
from storage.mongo import Database


async def up(db: Database) -> None:
    """Make the indexes."""
    await make_indexes(db)
