"""
Wishes that wait too long are found by an index. Of those that go on the clock works out when that is: it is asked to look
at each of them now.
"""

from datetime import UTC, datetime

from domain.wishes import ENDED, WishState
from storage.indexes import make_indexes
from storage.mongo import Database
from storage.wall import IN_LINE


async def up(db: Database) -> None:
    """Make the index, and hand the wishes to the clock."""
    await make_indexes(db)
    wishes = db["wishes"]
    back = {"state": WishState.PUBLISHED.value, "line": {"$lt": IN_LINE}, "backs": None}
    await wishes.update_many(back, {"$set": {"backs": 1}})  # what stands in front was given back
    goes_on = sorted(str(each) for each in WishState if each not in ENDED)
    which = {"state": {"$in": goes_on}, "stalls": None, "due_at": {"$ne": None}}
    await wishes.update_many(which, {"$set": {"next_at": datetime.now(UTC)}})
