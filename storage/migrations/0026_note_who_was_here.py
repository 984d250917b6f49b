"""People have a day on which they were last here, by which who is long gone is told; blocks outlast an erasing."""

from datetime import UTC, datetime

from storage.indexes import make_indexes
from storage.mongo import Database
from storage.people import day_of


async def up(db: Database) -> None:
    """
    Who is there already counts as having been here today, since nothing tells when somebody last used the mini-program:
    whoever left stays for a year more at most, and nobody who comes every day goes. A repeat changes nothing.
    """
    unknown = {"seen_on": {"$exists": False}, "merged_into": None}
    await db["people"].update_many(unknown, {"$set": {"seen_on": day_of(datetime.now(UTC))}})
    await make_indexes(db)
