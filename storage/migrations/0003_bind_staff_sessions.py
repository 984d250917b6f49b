"""Second factors, codes to sign in by, and WeChat bound to accounts of staff."""

from storage.indexes import make_indexes
from storage.mongo import Database


async def up(db: Database) -> None:
    """Make their indexes; a session of before has no device and opens nothing any more, so she signs in once more."""
    await make_indexes(db)
