"""What others may see is checked first: checks, what the platform tells of pictures, and who may not publish."""

from storage.indexes import make_indexes
from storage.mongo import Database


async def up(db: Database) -> None:
    """Make the indexes."""
    await make_indexes(db)
