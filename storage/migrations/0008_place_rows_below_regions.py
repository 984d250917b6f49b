"""Tokens and answers of the staff API; rows know every region that they lie in, so that an index orders them."""

from pymongo import UpdateMany

from storage.indexes import make_indexes
from storage.mongo import Database
from storage.scoped import placed

PLACED = ("wishes", "questions", "alerts", "audit", "staff")
PART = 500


async def up(db: Database) -> None:
    """Make the indexes, and place the rows that are there; what the running release still writes is placed next time."""
    await make_indexes(db)
    for name in PLACED:
        paths = await db[name].distinct("region_path", {"within": {"$exists": False}})
        writes = [
            UpdateMany({"region_path": path, "within": {"$exists": False}}, {"$set": placed(path)}) for path in paths
        ]
        for start in range(0, len(writes), PART):
            await db[name].bulk_write(writes[start : start + PART], ordered=False)
