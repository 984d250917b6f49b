"""Answers that couldn't be sent when they were ready: each leads the next reply to that person."""

from datetime import datetime

from bson.binary import Binary
from pymongo.errors import DuplicateKeyError

from storage.encryption import Seal
from storage.mongo import Collection, Database, store_errors


class NoteStore:
    """The collection `notes`: `{_id: key, app, openid, sealed, at}`, taken out when it is told."""

    def __init__(self, db: Database, seal: Seal) -> None:
        self._notes: Collection = db["notes"]
        self._seal = seal

    async def leave(self, key: str, *, app: str, openid: str, text: str, now: datetime) -> None:
        """Leave a text for the person's next visit; a repeat with the same key changes nothing."""
        sealed = Binary(self._seal.close(text.encode()))
        async with store_errors():
            try:
                await self._notes.insert_one({"_id": key, "app": app, "openid": openid, "sealed": sealed, "at": now})
            except DuplicateKeyError:
                return

    async def take(self, app: str, openid: str) -> list[str]:
        """What waits for her, oldest first; it is gone from here afterwards."""
        texts = []
        async with store_errors():
            while document := await self._notes.find_one_and_delete({"app": app, "openid": openid}, sort=[("at", 1)]):
                plain = self._seal.open(bytes(document["sealed"]))
                if plain is not None:
                    texts.append(plain.decode())
        return texts
