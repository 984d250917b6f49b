"""Restoring a backup into a database that is empty, or is emptied for it."""

import base64
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import bson
from bson.binary import Binary
from bson.raw_bson import RawBSONDocument

from domain.errors import NotFound
from domain.pushes import DeliveryState, PushState
from storage.backups.files import BadBackup, Manifest, blocks, check, documents_in
from storage.backups.nameless import decoded, nameless
from storage.backups.writing import RAW
from storage.encryption import FieldVault
from storage.erasing import OPEN_ALERT, Erasing
from storage.indexes import make_indexes
from storage.migrations import migrations
from storage.mongo import Database, Document, store_errors

INSERT = 500
BY_ACCOUNT = frozenset(
    {"alerts", "cases", "deliveries", "grant_entries", "grants", "safe_words"}
)  # what names an account, whether or not a family is known
IN_DANGER = (
    "alerts",
    "cases",
)  # what may be needed for a while after she was erased, and then goes with all that hangs on it


@dataclass(frozen=True, slots=True)
class Restored:
    """How many documents came back, and how many are of families that were erased since."""

    documents: int
    erased: int


@dataclass(frozen=True, slots=True)
class _Gone:
    """Digests of the accounts that were erased since, and the rows of theirs that are to be emptied, by collection."""

    accounts: frozenset[str]
    now: datetime
    over: dict[str, list[str]] = field(default_factory=lambda: {name: [] for name in IN_DANGER})


async def is_empty(db: Database) -> bool:
    """Whether nothing lies in the database but its schema's number. Raises StoreAway."""
    async with store_errors():
        names = await db.list_collection_names(filter={"type": "collection"})
        for name in set(names) - {"schema"}:
            if await db[name].find_one({}, {"_id": 1}):
                return False
    return True


async def restore(
    db: Database, vault: FieldVault, folder: Path, *, now: datetime, tell: Callable[[str, int], None]
) -> Restored:
    """
    Put a backup's documents in the place of whatever is there; what is there goes. Every file is looked through first, so
    that a backup which can't be restored changes nothing. What families left that were erased since stays away.

    The caller brings in the vault before, and replays the erasures after. Raises BadBackup, StoreAway.
    """
    manifest = Manifest.read(folder)
    known = max((each.number for each in migrations()), default=0)
    if manifest.schema > known:
        raise BadBackup(f"the backup has schema {manifest.schema}, this release knows {known}: use the newer release")
    check(folder, manifest)
    try:
        key = await vault.unseal_bytes(Binary(base64.b64decode(manifest.key), 6))
    except NotFound:
        raise BadBackup(
            "no key opens this backup: give the vault's newest file with --keys, and its field key"
        ) from None
    async with store_errors():
        for name in await db.list_collection_names(filter={"type": "collection"}):
            await db.drop_collection(name)
        await make_indexes(db)
        done = erased = 0
        gone = _Gone(await _accounts_erased_since(vault, datetime.fromisoformat(manifest.made_at)), now)
        for name, part in manifest.parts.items():
            came = 0
            for block in blocks(folder / f"{name}.sealed", key, name):
                came += await _insert(db, vault, name, block, gone)
            done, erased = done + came, erased + part.documents - came
            tell(name, came)
        await _empty(Erasing(db, vault), gone)
        await Erasing(db, vault).follow()
        await _hold_what_was_under_way(db)
    return Restored(done, erased)


async def _accounts_erased_since(vault: FieldVault, moment: datetime) -> frozenset[str]:
    """Digests of the accounts that rows may name and mustn't any more; who came back before the backup keeps hers."""
    return frozenset(each for erasure in await vault.erasures() if erasure.at >= moment for each in erasure.accounts)


async def _insert(db: Database, vault: FieldVault, name: str, block: bytes, gone: _Gone) -> int:
    documents: list[RawBSONDocument] = []
    for each in documents_in(block):
        document: RawBSONDocument | None = RawBSONDocument(each, RAW)
        if document is not None and "sealed_document" in document:
            document = await _opened(vault, document)
        if document is not None and gone.accounts and name in BY_ACCOUNT:
            document = await _without(vault, name, document, gone)
        if document is not None:
            documents.append(document)
    collection = db.get_collection(name, codec_options=RAW)
    for start in range(0, len(documents), INSERT):
        await collection.insert_many(documents[start : start + INSERT], ordered=False)
    return len(documents)


async def _opened(vault: FieldVault, document: RawBSONDocument) -> RawBSONDocument | None:
    """The document that lay sealed; once its key was destroyed what counts of it, or None."""
    try:
        return RawBSONDocument(await vault.unseal_bytes(Binary(bytes(document["sealed_document"]), 6)), RAW)
    except NotFound:
        return RawBSONDocument(document["left"].raw, RAW) if "left" in document else None


async def _without(vault: FieldVault, name: str, document: RawBSONDocument, gone: _Gone) -> RawBSONDocument | None:
    """
    A row that names an account which was erased: without it where it counts, None where it doesn't. One of danger stays
    whole until all is there, since what hangs on it is found by it; what still waits for somebody is the replay's.
    """
    if await vault.digest("account", f"{document['app']}:{document['openid']}") not in gone.accounts:
        return document
    if name in IN_DANGER:
        if not _waits(name, decoded(document), gone.now):
            gone.over[name].append(str(document["_id"]))
        return document
    return RawBSONDocument(bson.encode(nameless(document)), RAW) if "person" in document else None


def _waits(name: str, row: Document, now: datetime) -> bool:
    """Whether somebody may still need help, by a row that her erasure's replay finds again."""
    if name == "cases":
        return bool(row["open"] and row["last_at"] >= now - OPEN_ALERT)
    return bool(row.get("case") and row["acknowledged_at"] is None and row["at"] >= now - OPEN_ALERT)


async def _empty(erasing: Erasing, gone: _Gone) -> None:
    """Take out of what came back what is over, with the words of staff and the keys of all of it."""
    for each in gone.over["cases"]:
        await erasing.empty_case(each, now=gone.now)
    for each in gone.over["alerts"]:
        await erasing.empty_alert(each, now=gone.now)


async def _hold_what_was_under_way(db: Database) -> None:
    """What was being sent at that moment was sent since: nobody gets it twice. Pushes stop where they stood."""
    over = [PushState.DONE.value, PushState.STOPPED.value]
    open_rows = {"state": {"$in": [DeliveryState.PENDING, DeliveryState.SENDING]}}
    unknown = {"state": DeliveryState.UNCONFIRMED, "reason": "restored", "lease_owner": None, "lease_until": None}
    await db["deliveries"].update_many(open_rows, {"$set": unknown})
    await db["pushes"].update_many({"state": {"$nin": over}}, {"$set": {"state": PushState.STOPPED.value}})
