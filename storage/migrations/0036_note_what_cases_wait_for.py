"""
Of open cases it is noted what they wait for: a report that the law asks for, and answers to referrals. Of a report that was
made before, nobody knows by when its receipt should come.
"""

from datetime import UTC, datetime

from domain.case_dues import REPORT
from storage.indexes import make_indexes
from storage.mongo import Database, Document

_TO_NOTE: Document = {"open": True, "person": {"$ne": ""}, "dues": None}


async def up(db: Database) -> None:
    """Make the indexes, and note it of each case that has nothing noted yet."""
    await make_indexes(db)
    for each in await db["cases"].distinct("_id", _TO_NOTE):
        while not await _note(db, each):  # it has moved meanwhile: what it waits for may be another thing
            pass


async def _note(db: Database, case_id: str) -> bool:
    case = await db["cases"].find_one(_TO_NOTE | {"_id": case_id})
    if case is None:
        return True
    dues: list[Document] = []
    if case["minor"] and case["reported_at"] is None:
        dues.append(_due(REPORT, datetime.now(UTC)))
    waits = {"case": case_id, "kind": "referral", "done_at": None}
    dues += [_due(each["_id"], each["due_at"]) async for each in db["case_entries"].find(waits)]
    first = min((each["due_at"] for each in dues), default=None)
    noted = {"dues": dues, "due_at": first, "remind_at": first}
    return bool((await db["cases"].update_one({"_id": case_id, "seq": case["seq"]}, {"$set": noted})).matched_count)


def _due(what: str, due_at: datetime) -> Document:
    return {"id": what, "due_at": due_at, "remind_at": due_at, "reminders": 0}
