"""Sealing again under the current master key what an older one has sealed and what lasts, so that it can be dropped."""

from pymongo import UpdateOne

from storage.encryption import Seal
from storage.mongo import Database, Document, store_errors

LASTING = {
    "second_factors": ("secret", "pending"),
    "alerts": ("sealed",),
    "case_entries": ("sealed",),
    "false_alarms": ("sealed",),
    "messages": ("sealed",),
    "notes": ("sealed",),
    "staff_imports": ("sealed",),
    "wish_imports": ("sealed",),
}
PART = 500


async def reseal(db: Database, seal: Seal) -> dict[str, int]:
    """
    Seal again what an older key sealed; how many documents of which collection were. With one key nothing is looked at.

    Each value is replaced only where it is still the one that was read: who changes it meanwhile wins, and a second run
    beside this one does no harm. Raises StoreAway.
    """
    if not seal.has_older_keys:
        return {}
    return {name: await _collection(db, seal, name, fields) for name, fields in LASTING.items()}


async def _collection(db: Database, seal: Seal, name: str, fields: tuple[str, ...]) -> int:
    done, writes = 0, []
    async with store_errors():
        async for document in db[name].find({}, dict.fromkeys(fields, 1)).batch_size(PART):
            writes += _writes(seal, document, fields)
            if len(writes) >= PART:
                done += (await db[name].bulk_write(writes, ordered=False)).modified_count
                writes = []
        if writes:
            done += (await db[name].bulk_write(writes, ordered=False)).modified_count
    return done


def _writes(seal: Seal, document: Document, fields: tuple[str, ...]) -> list[UpdateOne]:
    writes = []
    for field in fields:
        old = document.get(field)
        again = seal.renew(bytes(old)) if old else None
        if again is not None:
            writes.append(UpdateOne({"_id": document["_id"], field: old}, {"$set": {field: again}}))
    return writes
