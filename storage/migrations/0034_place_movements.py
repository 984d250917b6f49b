"""Movements of lots lie in the place of the point at which they were made, so that an inspection sees those of its county."""

from storage.indexes import make_indexes
from storage.mongo import Database
from storage.scoped import placed


async def up(db: Database) -> None:
    """Place those that have none yet, by their point; of a point that is gone, by where their lot is now."""
    await make_indexes(db)
    moves = db["lot_moves"]
    for field, things in (("point", "collection_points"), ("lot", "lots")):
        for one in await moves.distinct(field, {"within": None}):
            thing = await db[things].find_one({"_id": one})
            if thing is not None:
                await moves.update_many({field: one, "within": None}, {"$set": placed(thing["region_path"])})
