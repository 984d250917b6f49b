"""Cases of people in danger; alerts that nobody has taken up yet get one."""

from storage.indexes import make_indexes
from storage.mongo import Database


async def up(db: Database) -> None:
    """Make the indexes, and let the alerts that wait be filed: the next round of a worker opens their cases."""
    await make_indexes(db)
    await db["alerts"].update_many({"case": {"$exists": False}, "acknowledged_at": None}, {"$set": {"case": ""}})
