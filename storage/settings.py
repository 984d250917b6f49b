"""What staff set, in versions that are only ever added to: the number of each is unique within its part."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pymongo.errors import DuplicateKeyError

from domain.errors import Conflict, NotFound
from domain.ids import new_id
from domain.settings import DELIVERED, SavedSetting, SettingPart
from storage.mongo import Collection, Database, Document, Session, store_errors


class SettingStore:
    """The collection `settings`."""

    def __init__(self, db: Database) -> None:
        self._settings: Collection = db["settings"]

    async def newest(self, part: SettingPart, *, session: Session | None = None) -> SavedSetting:
        """What counts now: the last save, or what was delivered."""
        async with store_errors():
            document = await self._settings.find_one({"part": part}, sort=[("number", -1)], session=session)
        return _to_saved(document) if document else _delivered(part)

    async def get(self, part: SettingPart, number: int) -> SavedSetting:
        """One version, what was delivered among them; raises NotFound."""
        if number == DELIVERED:
            return _delivered(part)
        async with store_errors():
            document = await self._settings.find_one({"part": part, "number": number})
        if document is None:
            raise NotFound
        return _to_saved(document)

    async def page(self, part: SettingPart, *, most: int = 20) -> list[SavedSetting]:
        """The newest first."""
        async with store_errors():
            rows = self._settings.find({"part": part}).sort("number", -1).limit(most)
            return [_to_saved(each) async for each in rows]

    async def add(
        self,
        part: SettingPart,
        body: Mapping[str, Any],
        *,
        seen: int,
        by: str,
        now: datetime,
        restored: int | None = None,
        session: Session,
    ) -> SavedSetting:
        """The version after `seen`. Raises Conflict where that isn't the newest any more, or never was there."""
        if (await self.newest(part, session=session)).number != seen:
            raise Conflict
        document = {
            "_id": new_id(),
            "part": part,
            "number": seen + 1,
            "body": dict(body),
            "by": by,
            "at": now,
            "restored": restored,
        }
        async with store_errors():
            try:
                await self._settings.insert_one(document, session=session)
            except DuplicateKeyError:
                raise Conflict from None
        return _to_saved(document)


def _delivered(part: SettingPart) -> SavedSetting:
    return SavedSetting(part, DELIVERED, {}, by="", at=None)


def _to_saved(document: Document) -> SavedSetting:
    return SavedSetting(
        part=SettingPart(document["part"]),
        number=document["number"],
        body=document["body"],
        by=document["by"],
        at=document["at"],
        restored=document["restored"],
    )
