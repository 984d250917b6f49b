"""
Campaigns, organisations and their batches, stories, volunteers, hours with a counsellor: the indexes of each. What the clock has
to do with wishes is found by another one, since MongoDB read all of them past the old.
"""

from storage.indexes import make_indexes
from storage.mongo import Database


async def up(db: Database) -> None:
    """Make them, and drop the old one."""
    await make_indexes(db)
    if "due" in await db["wishes"].index_information():
        await db["wishes"].drop_index("due")
