"""Entries of the knowledge base say what only the place knows: those that are there lack nothing until they are seeded."""

from storage.indexes import make_indexes
from storage.mongo import Database


async def up(db: Database) -> None:
    """Fill in what was written before, and make the indexes."""
    missing = {"to_fill": {"$exists": False}}
    await db["knowledge"].update_many(missing, {"$set": {"to_fill": [], "lacks": False}})
    await make_indexes(db)
