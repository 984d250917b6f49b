"""Sealing again under the current master key what an older one has sealed and what lasts, so that it can be dropped."""

from contextlib import suppress

from bson.binary import Binary
from pymongo import UpdateOne

from domain.errors import NotFound
from storage.encryption import SEALED_SUBTYPE, FieldVault, Seal, family_of, key_of_alert, key_of_case
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
    "entry_imports": ("sealed",),
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


async def seal_apart(db: Database, vault: FieldVault, seal: Seal) -> int:
    """
    Seal under data keys of their own what earlier releases sealed under the master key: words in danger and what staff
    noted of them, so that destroying a key destroys them in backups too. How many rows; a repeat finds nothing to do.
    Cases get a key, and whose they are as well. Raises StoreAway.
    """
    done = 0
    async with store_errors():
        for name, key_of, of in (("alerts", key_of_alert, "_id"), ("case_entries", key_of_case, "case")):
            async for row in db[name].find({"sealed": {"$ne": Binary(b"")}}, {of: 1, "sealed": 1}):
                old = row["sealed"]
                plain = None if _apart(old) else seal.open(bytes(old))
                if plain is None:
                    continue
                try:
                    new = await vault.seal_bytes(key_of(row[of]), plain)
                except NotFound:  # emptied in this moment
                    new = Binary(b"")
                change = await db[name].update_one({"_id": row["_id"], "sealed": old}, {"$set": {"sealed": new}})
                done += change.modified_count
        rows = [each async for each in db["cases"].find({"person": {"$ne": ""}}, {"person": 1})]
    for start in range(0, len(rows), PART):
        await _give_keys(vault, rows[start : start + PART])
    return done


def _apart(sealed: object) -> bool:
    return isinstance(sealed, Binary) and sealed.subtype == SEALED_SUBTYPE


async def _give_keys(vault: FieldVault, cases: list[Document]) -> None:
    wanted = {key_of_case(each["_id"]) for each in cases} | {family_of(each["person"]) for each in cases}
    for key in sorted(wanted - await vault.with_key(sorted(wanted))):
        with suppress(NotFound):  # erased: nothing comes after it
            await vault.key_for(key)
