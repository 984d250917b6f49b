"""Questions are tickets: those that are there wait as they did, due by when they were asked; lists get their indexes."""

from domain.questions import QuestionState
from storage.indexes import make_indexes
from storage.mongo import Database


async def up(db: Database) -> None:
    """Give them the fields, and make the indexes; a repeat changes nothing. The worker gives each an owner."""
    waits = {"$eq": ["$state", QuestionState.OPEN]}
    turn = {"$dateToString": {"date": "$asked_at", "format": "1%Y%m%d%H%M%S"}}
    fields = {"waits": waits, "due_at": "$asked_at", "raise_at": "$asked_at", "turn": turn, "readers": [], "owner": ""}
    await db["questions"].update_many({"waits": {"$exists": False}}, [{"$set": fields}])
    await make_indexes(db)
