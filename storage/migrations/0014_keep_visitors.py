"""Sign-ins from the mini-program, phone numbers that were given there, and files of people."""

from storage.indexes import make_indexes
from storage.mongo import Database


async def up(db: Database) -> None:
    """Make the indexes."""
    await make_indexes(db)
