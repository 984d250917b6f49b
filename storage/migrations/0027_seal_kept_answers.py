"""Answers that were kept for repeats lay in clear: they go, and a repeat of their calls is refused for as long as they live."""

from storage.indexes import make_indexes
from storage.mongo import Database


async def up(db: Database) -> None:
    """Drop the bodies, and make the indexes by which an answer is found."""
    rows = db["api_answers"]
    new = {"person": "", "about": []}
    clear: dict[str, object] = {"body": {"$type": "binData"}}
    await rows.update_many(clear, {"$set": {**new, "forgotten": True}, "$unset": {"body": ""}})
    waiting: dict[str, object] = {"forgotten": {"$exists": False}}
    await rows.update_many(waiting, {"$set": {**new, "forgotten": False}, "$unset": {"body": ""}})
    await make_indexes(db)
    if "made_1" in await rows.index_information():
        await rows.drop_index("made_1")  # what was made stands in `about`
