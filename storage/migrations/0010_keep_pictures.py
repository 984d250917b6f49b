"""Pictures of the media library are told apart by their content and found by their title."""

from storage.indexes import make_indexes
from storage.mongo import Database


async def up(db: Database) -> None:
    """Make the indexes; twice is the same as once."""
    await make_indexes(db)
