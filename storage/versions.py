"""What goes to everyone, in versions. A slot that only one version can hold keeps one draft and one released."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pymongo import ReturnDocument
from pymongo.errors import DuplicateKeyError

from domain.errors import Conflict, NotFound
from domain.ids import new_id
from domain.versions import Reach, Version, VersionState
from storage.mongo import Collection, Database, Document, Session, store_errors

DRAFT, RELEASED = VersionState.DRAFT, VersionState.RELEASED


class VersionStore:
    """A collection of versions (`menus`, `keywords`): numbers and slots are unique."""

    def __init__(self, db: Database, name: str) -> None:
        self._versions: Collection = db[name]

    async def draft(self) -> Version | None:
        """The draft, if somebody has begun one."""
        return await self._in_slot(DRAFT)

    async def released(self) -> Version | None:
        """What counts now."""
        return await self._in_slot(RELEASED)

    async def _in_slot(self, slot: VersionState) -> Version | None:
        async with store_errors():
            document = await self._versions.find_one({"slot": slot})
        return _to_version(document) if document else None

    async def get(self, version_id: str) -> Version:
        """One version; raises NotFound."""
        async with store_errors():
            document = await self._versions.find_one({"_id": version_id})
        if document is None:
            raise NotFound
        return _to_version(document)

    async def page(self, *, most: int = 30) -> list[Version]:
        """The newest first."""
        async with store_errors():
            return [_to_version(each) async for each in self._versions.find().sort("number", -1).limit(most)]

    async def before(self, seen: int) -> Mapping[str, Any] | None:
        """What the draft's body was before its change `seen`, where that was kept to be taken back; else None."""
        async with store_errors():
            document = await self._versions.find_one({"slot": DRAFT, "seq": seen})
        found: Mapping[str, Any] | None = document.get("before") if document else None
        return found

    async def begin(
        self,
        body: Mapping[str, Any],
        *,
        by: str,
        now: datetime,
        slot: VersionState = DRAFT,
        before: Mapping[str, Any] | None = None,
        session: Session,
    ) -> Version:
        """A new version; `before` is kept to take it back. Raises Conflict where there is one in that slot."""
        async with store_errors():
            newest = await self._versions.find_one(sort=[("number", -1)], session=session)
            document = {
                "_id": new_id(),
                "number": (newest["number"] if newest else 0) + 1,
                "slot": slot,
                "body": dict(body),
                "before": before,
                "seq": 1,
                "authors": [by],
                "written_by": by,
                "written_at": now,
                "released_by": by if slot is RELEASED else "",
                "released_at": now if slot is RELEASED else None,
                "reach": Reach.WAITING,
                "reason": "",
                "tries": 0,
            }
            try:
                await self._versions.insert_one(document, session=session)
            except DuplicateKeyError:
                raise Conflict from None
        return _to_version(document)

    async def rewrite(
        self,
        body: Mapping[str, Any],
        *,
        seen: int,
        by: str,
        now: datetime,
        before: Mapping[str, Any] | None = None,
        session: Session,
    ) -> Version:
        """
        The draft as it was at its change `seen`, with another body; `before` is kept to take it back. Raises Conflict where
        it isn't that any more.
        """
        written = {"body": dict(body), "before": before, "written_by": by, "written_at": now}
        change = {"$set": written, "$addToSet": {"authors": by}}
        return await self._change({"slot": DRAFT, "seq": seen}, change | {"$inc": {"seq": 1}}, session=session)

    async def set_aside(self, *, seen: int, session: Session) -> None:
        """The draft becomes an earlier version. Raises Conflict where it isn't as it was seen."""
        await self._change({"slot": DRAFT, "seq": seen}, {"$unset": {"slot": ""}}, session=session)

    async def release(self, version: Version, *, by: str, now: datetime, session: Session) -> Version:
        """The draft counts from now on, if it is still as `version`. Raises Conflict otherwise."""
        async with store_errors():
            await self._versions.update_one({"slot": RELEASED}, {"$unset": {"slot": ""}}, session=session)
        change = {"slot": RELEASED, "released_by": by, "released_at": now, "reach": Reach.WAITING, "tries": 1}
        which = {"_id": version.id, "slot": DRAFT, "seq": version.seq}
        return await self._change(which, {"$set": change}, session=session)

    async def try_again(self, version: Version, *, session: Session) -> Version:
        """The released version waits for the platform once more. Raises Conflict where somebody else asked first."""
        which = {"_id": version.id, "slot": RELEASED, "tries": version.tries}
        change = {"$set": {"reach": Reach.WAITING, "reason": ""}, "$inc": {"tries": 1}}
        return await self._change(which, change, session=session)

    async def reached(self, version_id: str, reach: Reach, *, reason: str = "") -> None:
        """What the platform said of it."""
        async with store_errors():
            await self._versions.update_one({"_id": version_id}, {"$set": {"reach": reach, "reason": reason}})

    async def _change(self, which: Document, change: Document, *, session: Session) -> Version:
        async with store_errors():
            document = await self._versions.find_one_and_update(
                which, change, return_document=ReturnDocument.AFTER, session=session
            )
        if document is None:
            raise Conflict
        return _to_version(document)


def _to_version(document: Document) -> Version:
    return Version(
        id=document["_id"],
        number=document["number"],
        state=VersionState(document.get("slot") or VersionState.EARLIER),
        body=document["body"],
        seq=document["seq"],
        authors=tuple(document["authors"]),
        written_by=document["written_by"],
        written_at=document["written_at"],
        released_by=document["released_by"],
        released_at=document["released_at"],
        reach=Reach(document["reach"]),
        reason=document["reason"],
        tries=document["tries"],
    )
