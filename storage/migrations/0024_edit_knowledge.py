"""Entries of the knowledge base are edited by staff: those that are there get what an edited one has."""

from storage.indexes import make_indexes
from storage.mongo import Database


async def up(db: Database) -> None:
    """Make the indexes, and fill in what was written before."""
    new: dict[str, object] = {
        "page": "",
        "age": "any",
        "lessons": [],
        "must_win": [],
        "valid_until": "",
        "draft": None,
        "waits": False,
    }
    new |= {"seq": 0, "number": 1, "authors": [], "released_by": "", "released_at": None, "useful": 0, "unsolved": 0}
    missing = {"live_at": {"$exists": False}}
    await db["knowledge"].update_many(missing, {"$set": new, "$currentDate": {"live_at": True}})
    await make_indexes(db)
