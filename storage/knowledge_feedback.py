"""What a person said of an answer of the knowledge base: one row a person and entry, so that nobody counts twice."""

from dataclasses import dataclass
from datetime import datetime

from pymongo import ReturnDocument

from storage.mongo import Collection, Database, Session, store_errors


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody said of an entry, "useful" or "unsolved", and when."""

    entry: str
    said: str
    at: datetime


class FeedbackStore:
    """The collection `knowledge_feedback` (`_id` is "entry:app:openid"); a row lasts half a year."""

    def __init__(self, db: Database) -> None:
        self._said: Collection = db["knowledge_feedback"]

    async def say(self, entry_id: str, word: str, *, app: str, openid: str, now: datetime, session: Session) -> str:
        """Note what she says; what she said before, or empty."""
        async with store_errors():
            before = await self._said.find_one_and_update(
                {"_id": f"{entry_id}:{app}:{openid}"},
                {"$set": {"app": app, "openid": openid, "entry": entry_id, "said": word, "at": now}},
                upsert=True,
                return_document=ReturnDocument.BEFORE,
                session=session,
            )
        return str(before["said"]) if before else ""

    async def of(self, app: str, openid: str, *, most: int) -> list[Said]:
        """What she has said, the newest first. Raises StoreAway."""
        async with store_errors():
            found = self._said.find({"app": app, "openid": openid}).sort("at", -1).limit(most)
            return [Said(each["entry"], each["said"], each["at"]) async for each in found]
