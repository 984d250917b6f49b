"""The first release: collections with their indexes."""

from storage.indexes import make_indexes
from storage.mongo import Database


async def up(db: Database) -> None:
    """Make every index; twice is the same as once."""
    await make_indexes(db)
