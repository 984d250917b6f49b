"""What staff set is kept in versions."""

from storage.indexes import make_indexes
from storage.mongo import Database


async def up(db: Database) -> None:
    """Make the indexes; twice is the same as once."""
    await make_indexes(db)
