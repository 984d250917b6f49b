"""Writing a backup: all of the database as it was at one moment, while everything goes on."""

import base64
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import bson
from bson.codec_options import CodecOptions
from bson.raw_bson import RawBSONDocument
from pymongo.errors import OperationFailure

from domain.errors import NotFound
from domain.ids import new_id
from storage.backups.files import FORMAT, BlockWriter, Manifest
from storage.backups.nameless import nameless
from storage.encryption import FieldVault, family_of, key_of_alert, key_of_case
from storage.migrations import schema_version
from storage.mongo import Database, Document, Session, store_errors

# What isn't kept: the chat must be gone when she leaves, a session that was ended mustn't come back, vectors are made anew,
# the rest lasts minutes.
NOT_KEPT = frozenset(
    {
        "knowledge_feedback",
        "knowledge_vectors",
        "messages",
        "notes",
        "push_lists",
        "scene_scans",
        "staff_sessions",
        "sign_in_codes",
        "sign_in_tries",
        "api_answers",
        "data_links",
        "person_sessions",
        "person_tokens",
    }
)
# Rows of work about what was under way at that moment: it went on since.
UNDER_WAY = (
    "finish_turn",
    "forget_chat",
    "know_follower",
    "late_picture",
    "late_reply",
    "push_build",
    "push_lane",
    "push_mass",
    "upload_picture",
)
KEPT_ROWS: dict[str, Document] = {"outbox": {"done_at": None, "task": {"$nin": list(UNDER_WAY)}}}
# Whose document it is, by the field that names the person: one of a family that has a data key is sealed under it once
# more, so that nobody can read it in the backup's files after the family was erased.
OWNERS = {"people": "_id", "wishes": "guardian", "questions": "asker"}
OWNERS |= dict.fromkeys(
    ("blocks", "bookings", "booking_waits", "checks", "deliveries", "files", "phones", "wish_pictures", "wish_voices"),
    "person",
)
# The same of documents that name an account only.
BY_ACCOUNT = frozenset({"grant_entries", "grants", "safe_words"})
# What may be needed for a while when its family's data key is gone has one of its own, by which field; that there was one
# stays for the counts.
OWN_KEYS: dict[str, tuple[Callable[[str], str], str]] = {
    "alerts": (key_of_alert, "_id"),
    "case_entries": (key_of_case, "case"),
    "cases": (key_of_case, "_id"),
}
SEALED = {*OWNERS, *BY_ACCOUNT, *OWN_KEYS}
RAW: CodecOptions[RawBSONDocument] = CodecOptions(document_class=RawBSONDocument)
LOOK = 500
WINDOW = "minSnapshotHistoryWindowInSeconds"
LONG_ENOUGH = 6 * 3600


@dataclass(frozen=True, slots=True)
class Written:
    """A backup that was written: where, and how much."""

    folder: Path
    documents: int
    bytes: int


async def back_up(
    db: Database, vault: FieldVault, into: Path, *, now: datetime, tell: Callable[[str, int], None]
) -> Written:
    """
    Write a backup into a new folder below `into`. `tell` is told each collection with its count. A folder whose name
    begins with a dot was cut off and may be deleted. Raises StoreAway, OSError.
    """
    name, key = new_id(), os.urandom(32)
    sealed = await vault.seal_bytes(f"backup:{name}", key)
    folder, unfinished = into / f"data-{now:%Y%m%dT%H%M%SZ}-{name[-6:]}", into / f".data-{name}"
    unfinished.mkdir(mode=0o700)
    parts = {}
    async with store_errors(), _one_moment(db) as session:
        names = await db.list_collection_names(filter={"type": "collection"})
        for collection in sorted(set(names) - NOT_KEPT):
            if collection.startswith("system."):
                continue
            writer = BlockWriter(unfinished / f"{collection}.sealed", key, collection)
            async for document in _documents(db, vault, collection, session):
                writer.add(document)
            parts[collection] = writer.close()
            tell(collection, parts[collection].documents)
        schema = await schema_version(db)
    text = base64.b64encode(sealed).decode()
    Manifest(FORMAT, name, now.isoformat(), db.name, schema, text, parts).write(unfinished)
    unfinished.rename(folder)
    each = parts.values()
    return Written(folder, sum(part.documents for part in each), sum(part.bytes for part in each))


@asynccontextmanager
async def _one_moment(db: Database) -> AsyncIterator[Session]:
    """A session whose reads are all of one moment, which the server keeps long enough where it lets itself be told."""
    admin, before = db.client.admin, None
    with suppress(OperationFailure):
        before = (await admin.command({"getParameter": 1, WINDOW: 1}))[WINDOW]
        await admin.command({"setParameter": 1, WINDOW: max(before, LONG_ENOUGH)})
    try:
        async with await db.client.start_session(snapshot=True) as session:
            yield session
    finally:
        if before is not None:
            with suppress(OperationFailure):
                await admin.command({"setParameter": 1, WINDOW: before})


async def _documents(db: Database, vault: FieldVault, name: str, session: Session) -> AsyncIterator[bytes]:
    """A collection's documents as BSON; those of families that have a data key are sealed, and what has its own."""
    waiting: list[RawBSONDocument] = []
    found = db.get_collection(name, codec_options=RAW).find(KEPT_ROWS.get(name, {}), session=session).batch_size(LOOK)
    async for document in found:
        if name not in SEALED:
            yield bytes(document.raw)
            continue
        waiting.append(document)
        if len(waiting) == LOOK:
            for each in await _sealed(vault, waiting, await _keys(db, name, waiting, session), left=name in OWN_KEYS):
                yield each
            waiting = []
    if waiting:
        for each in await _sealed(vault, waiting, await _keys(db, name, waiting, session), left=name in OWN_KEYS):
            yield each


async def _keys(db: Database, name: str, documents: list[RawBSONDocument], session: Session) -> list[str]:
    """Under which data key each document belongs, whether or not there is one."""
    if name in OWN_KEYS:
        key, field = OWN_KEYS[name]
        return [key(str(each[field])) for each in documents]
    if name in OWNERS:
        return [family_of(str(each.get(OWNERS[name]) or "")) for each in documents]
    whose: dict[tuple[str, str], str] = {}
    for app in {str(each["app"]) for each in documents}:
        account = {"app": app, "openid": {"$in": [each["openid"] for each in documents if each["app"] == app]}}
        which: Document = {"identities": {"$elemMatch": account}}
        async for person in db["people"].find(which, {"identities": 1}, session=session):
            whose |= {(each["app"], each["openid"]): person["_id"] for each in person["identities"]}
    return [family_of(whose.get((each["app"], each["openid"]), "")) for each in documents]


async def _sealed(vault: FieldVault, documents: list[RawBSONDocument], keys: list[str], *, left: bool) -> list[bytes]:
    known = await vault.with_key(keys)
    done = []
    for key, document in zip(keys, documents, strict=True):
        if key not in known:
            done.append(bytes(document.raw))
            continue
        with suppress(NotFound):  # erased since that moment: it isn't backed up any more
            sealed: Document = {"sealed_document": await vault.seal_bytes(key, bytes(document.raw))}
            done.append(bson.encode(sealed | ({"left": nameless(document)} if left else {})))
    return done
