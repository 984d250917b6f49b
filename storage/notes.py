"""
What waits for a person: answers that couldn't be sent when they were ready, each of which leads the next reply to her, and
messages whose words she gets only when she asks for them.
"""

from datetime import datetime

from bson.binary import Binary
from pymongo.errors import DuplicateKeyError

from storage.encryption import Seal
from storage.mongo import Collection, Database, store_errors


class NoteStore:
    """
    The collection `notes`: `{_id: key, app, openid, sealed, at}`, taken out when it is told. With `on_ask` it leads no reply,
    and stays until its term, so that she may ask for it again.
    """

    def __init__(self, db: Database, seal: Seal) -> None:
        self._notes: Collection = db["notes"]
        self._seal = seal

    async def leave(self, key: str, *, app: str, openid: str, text: str, now: datetime, on_ask: bool = False) -> None:
        """Leave a text for the person's next visit, or until she asks for it; a repeat with the same key changes nothing."""
        sealed = Binary(self._seal.close(text.encode()))
        note = {"_id": key, "app": app, "openid": openid, "sealed": sealed, "at": now}
        async with store_errors():
            try:
                await self._notes.insert_one(note | ({"on_ask": True} if on_ask else {}))
            except DuplicateKeyError:
                return

    async def take(self, app: str, openid: str) -> list[str]:
        """What leads the next reply to her, oldest first; it is gone from here afterwards."""
        texts = []
        which = {"app": app, "openid": openid, "on_ask": None}
        async with store_errors():
            while document := await self._notes.find_one_and_delete(which, sort=[("at", 1)]):
                plain = self._seal.open(bytes(document["sealed"]))
                if plain is not None:
                    texts.append(plain.decode())
        return texts

    async def kept(self, app: str, openid: str, *, skip: int = 0, most: int) -> list[tuple[datetime, str]]:
        """When and what she was told that she gets on asking, the newest first."""
        which = {"app": app, "openid": openid, "on_ask": True}
        async with store_errors():
            found = await self._notes.find(which).sort("at", -1).skip(skip).to_list(most)
        opened = [(each["at"], self._seal.open(bytes(each["sealed"]))) for each in found]
        return [(at, plain.decode()) for at, plain in opened if plain is not None]

    async def drop(self, app: str, openid: str) -> None:
        """Nothing waits for her any more."""
        async with store_errors():
            await self._notes.delete_many({"app": app, "openid": openid})
