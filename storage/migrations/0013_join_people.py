"""People by unionid, and the tombstones of those who were joined."""

from storage.indexes import make_indexes
from storage.mongo import Database


async def up(db: Database) -> None:
    """Make the indexes. Nobody's unionid was kept before."""
    await make_indexes(db)
