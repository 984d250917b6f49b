"""The account's menu and keyword replies are kept in versions; codes to scan are counted."""

from storage.indexes import make_indexes
from storage.mongo import Database


async def up(db: Database) -> None:
    """Make the indexes; twice is the same as once."""
    await make_indexes(db)
