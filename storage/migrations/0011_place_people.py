"""People know every region that they lie in, as all rows do that staff list; lists in another order get their indexes."""

from pymongo import UpdateMany

from storage.indexes import make_indexes
from storage.mongo import Database
from storage.scoped import UNPLACED, placed

PART = 500


async def up(db: Database) -> None:
    """Place the people who are there, and make the indexes; a repeat changes nothing."""
    fresh = {"within": {"$exists": False}}
    await db["people"].update_many(fresh | {"region_path": {"$in": [None, ""]}}, {"$set": placed(UNPLACED)})
    paths = await db["people"].distinct("region_path", fresh)
    writes = [UpdateMany(fresh | {"region_path": path}, {"$set": placed(path)}) for path in paths]
    for start in range(0, len(writes), PART):
        await db["people"].bulk_write(writes[start : start + PART], ordered=False)
    await make_indexes(db)
