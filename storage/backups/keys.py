"""The key vault's own file: only its newest state, so that no older one can bring a destroyed key back."""

import hashlib
import os
from datetime import datetime
from pathlib import Path
from typing import Any

import bson
from bson.codec_options import CodecOptions
from bson.errors import InvalidBSON
from pymongo import InsertOne, UpdateOne
from pymongo.errors import BulkWriteError

from storage.backups.files import FORMAT, BadBackup, private
from storage.encryption import vault_of
from storage.mongo import Database, Document, store_errors
from storage.people import DUPLICATE

FILE = "keys.bson"
COLLECTIONS = ("vault", "erasures", "withdrawals", "secrets")
OPTIONS: CodecOptions[dict[str, Any]] = CodecOptions(tz_aware=True)


async def write_keys(db: Database, folder: Path, *, now: datetime) -> int:
    """
    Write the vault's newest state over the one before; how many data keys. They stay wrapped by the master key.

    Raises BadBackup where the file there has keys that the vault has neither kept nor destroyed: it may be the only copy.
    """
    vault = vault_of(db)
    async with store_errors():
        held = {name: await vault[name].find().to_list(None) for name in COLLECTIONS}
    _refuse_to_lose(folder / FILE, held)
    body = bson.encode({"format": FORMAT, "made_at": now, "database": db.name})
    body += b"".join(bson.encode({"in": name, "document": each}) for name in COLLECTIONS for each in held[name])
    _put(folder, body + bson.encode({"end": hashlib.sha256(body).hexdigest()}))
    return len(held["vault"])


def _put(folder: Path, content: bytes) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = folder / f".{FILE}"
    with private(unfinished) as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(folder / FILE)


def _refuse_to_lose(path: Path, held: dict[str, list[Document]]) -> None:
    if not path.exists():
        return
    before = read_keys(path)
    have, erased = {each["_id"] for each in held["vault"]}, {each["_id"] for each in held["erasures"]}
    lost = [each for each in before["vault"] if each["_id"] not in have and not erased & set(each["keyAltNames"])]
    forgotten = [each for each in before["erasures"] if each["_id"] not in erased]
    if lost or forgotten:
        raise BadBackup(
            f"{path} has {len(lost)} data keys and {len(forgotten)} erasures that this database has not; "
            "restore them first, or name another folder with --keys"
        )


def read_keys(path: Path) -> dict[str, list[Document]]:
    """What a keys file holds, by collection. Raises BadBackup."""
    held: dict[str, list[Document]] = {name: [] for name in COLLECTIONS}
    try:
        content = path.read_bytes()
        documents = bson.decode_all(content, OPTIONS)
        end = bson.encode(documents[-1])
        whole = documents[-1]["end"] == hashlib.sha256(content[: -len(end)]).hexdigest()
        for each in documents[1:-1]:
            held[each["in"]].append(each["document"])
    except FileNotFoundError:
        raise BadBackup(f"{path} is missing") from None
    except (OSError, InvalidBSON, KeyError, IndexError, TypeError):
        raise BadBackup(f"{path} can't be read") from None
    if not whole or documents[0].get("format") != FORMAT:
        raise BadBackup(f"{path} isn't what was written")
    return held


async def merge_keys(db: Database, folder: Path) -> int:
    """
    Put what the file has and the vault has not into it, but never a key that either knows to be destroyed; how many data
    keys came in. Without the file nothing is done. Raises BadBackup, StoreAway.
    """
    path, vault = folder / FILE, vault_of(db)
    if not path.exists():
        return 0
    held = read_keys(path)
    async with store_errors():
        for name in ("erasures", "withdrawals"):
            writes = [UpdateOne({"_id": each["_id"]}, {"$setOnInsert": each}, upsert=True) for each in held[name]]
            if writes:
                await vault[name].bulk_write(writes, ordered=False)
        erased = {each["_id"] async for each in vault["erasures"].find({}, {"_id": 1})}
        fresh = [InsertOne(each) for each in held["vault"] if not erased & set(each["keyAltNames"])]
        for each in held["secrets"]:  # the data was digested with the file's, whatever a fresh vault has drawn since
            await vault["secrets"].replace_one({"_id": each["_id"]}, each, upsert=True)
        return await _insert(vault, fresh) if fresh else 0


async def _insert(vault: Database, writes: list[InsertOne[Document]]) -> int:
    try:
        return (await vault["vault"].bulk_write(writes, ordered=False)).inserted_count
    except BulkWriteError as error:
        if any(problem["code"] != DUPLICATE for problem in error.details["writeErrors"]):
            raise
        return int(error.details["nInserted"])
