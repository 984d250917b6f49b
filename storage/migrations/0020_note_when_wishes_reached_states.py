"""Each wish holds when it last came into each state, read from its events: figures of how long steps take are made of it."""

from pymongo import UpdateOne

from domain.wish_life import MOVES
from storage.mongo import Database

PART = 1000
LEADS_TO = {move.event: str(move.leads_to) for move in MOVES.values()} | {"submitted": "submitted"}


async def up(db: Database) -> None:
    """Give `reached` to those that have none."""
    while True:
        found = [
            each["_id"] async for each in db["wishes"].find({"reached": {"$exists": False}}, {"_id": 1}).limit(PART)
        ]
        if not found:
            return
        reached: dict[str, dict[str, object]] = {each: {} for each in found}
        async for event in db["events"].find({"about": {"$in": found}}).sort([("about", 1), ("seq", 1)]):
            if event["kind"] in LEADS_TO:
                reached[event["about"]][LEADS_TO[event["kind"]]] = event["at"]
        await db["wishes"].bulk_write(
            [UpdateOne({"_id": each}, {"$set": {"reached": reached[each]}}) for each in found]
        )
