"""The word that somebody in danger chose for herself, hashed; and wordings that were a false alarm, without anybody."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import orjson
from bson.binary import Binary
from pymongo import ReturnDocument

from storage.encryption import Seal
from storage.mongo import Collection, Database, store_errors

TRIES_WITHIN = timedelta(hours=1)


class SafeWordStore:
    """The collection `safe_words`: `{_id: "app:openid", app, openid, hash, at, tries, tries_since}`."""

    def __init__(self, db: Database) -> None:
        self._words: Collection = db["safe_words"]
        self._known: frozenset[str] = frozenset()

    async def refresh(self) -> None:
        """Take into memory who has chosen a word, so that nobody else's message is looked up. Raises StoreAway."""
        async with store_errors():
            self._known = frozenset([each["_id"] async for each in self._words.find({}, {"_id": 1})])

    def knows(self, app: str, openid: str) -> bool:
        """Whether she has chosen one, as far as this process has heard."""
        return f"{app}:{openid}" in self._known

    async def choose(self, app: str, openid: str, word_hash: str, *, now: datetime) -> None:
        """Her word from now on, in place of an earlier one."""
        fields = {"app": app, "openid": openid, "hash": word_hash, "at": now, "tries": 0, "tries_since": now}
        async with store_errors():
            await self._words.update_one({"_id": f"{app}:{openid}"}, {"$set": fields}, upsert=True)
        self._known |= {f"{app}:{openid}"}

    async def has(self, app: str, openid: str) -> bool:
        """Whether she has chosen one."""
        async with store_errors():
            return await self._words.find_one({"_id": f"{app}:{openid}"}, {"_id": 1}) is not None

    async def try_one(self, app: str, openid: str, *, now: datetime, most: int) -> str:
        """The hash to compare a try with, counted; empty without a word, or after `most` tries within the hour."""
        key = {"_id": f"{app}:{openid}"}
        async with store_errors():
            await self._words.update_one(
                {**key, "tries_since": {"$lte": now - TRIES_WITHIN}}, {"$set": {"tries": 0, "tries_since": now}}
            )
            found = await self._words.find_one_and_update(
                {**key, "tries": {"$lt": most}}, {"$inc": {"tries": 1}}, return_document=ReturnDocument.AFTER
            )
        return str(found["hash"]) if found else ""


@dataclass(frozen=True, slots=True)
class FalseAlarm:
    """A wording that meant no danger, what the screen took it for, and the day (YYYY-MM-DD) on which a person said so."""

    text: str
    danger: str
    matched: tuple[str, ...]
    day: str


class FalseAlarmStore:
    """The collection `false_alarms`. Nothing in a row leads back to who wrote it, not even its id's time."""

    def __init__(self, db: Database, seal: Seal) -> None:
        self._rows: Collection = db["false_alarms"]
        self._seal = seal

    async def add(self, alarm: FalseAlarm) -> None:
        """Keep a wording."""
        facts = orjson.dumps({"text": alarm.text, "matched": list(alarm.matched)})
        async with store_errors():
            await self._rows.insert_one(
                {
                    "_id": secrets.token_hex(13),
                    "sealed": Binary(self._seal.close(facts)),
                    "danger": alarm.danger,
                    "day": alarm.day,
                }
            )

    async def all(self, *, most: int) -> Sequence[FalseAlarm]:
        """Wordings by day, the newest first."""
        found = []
        async with store_errors():
            async for each in self._rows.find().sort([("day", -1), ("_id", 1)]).limit(most):
                plain = self._seal.open(bytes(each["sealed"]))
                facts: dict[str, Any] = orjson.loads(plain) if plain else {"text": "", "matched": []}
                found.append(FalseAlarm(facts["text"], each["danger"], tuple(facts["matched"]), each["day"]))
        return found
