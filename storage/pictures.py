"""The media library: pictures, their files, and who uploads one to the platform."""

from collections.abc import Collection as Ids
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pymongo import ReturnDocument
from pymongo.errors import DuplicateKeyError

from domain.errors import Conflict, NotFound
from domain.pictures import Picture, PictureState
from storage.mongo import Collection, Database, Document, Session, store_errors
from storage.paging import NEWEST, Part, rows_of

LAST = "\U0010ffff"  # behind every title with the same beginning


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to upload a picture, for as long as `until` is what its row says."""

    picture: Picture
    until: datetime


class PictureStore:
    """The collections `pictures` and `picture_files` (`_id` is the digest)."""

    def __init__(self, db: Database) -> None:
        self._pictures: Collection = db["pictures"]
        self._files: Collection = db["picture_files"]

    async def get(self, picture_id: str) -> Picture:
        """The picture; raises NotFound."""
        found = await self._one({"_id": picture_id})
        if found is None:
            raise NotFound
        return found

    async def by_digest(self, digest: str) -> Picture | None:
        """The one with this content."""
        return await self._one({"digest": digest})

    async def by_media_id(self, media_id: str) -> Picture | None:
        """The one whose copy at the platform has this id."""
        return await self._one({"media_id": media_id}) if media_id else None

    async def _one(self, which: Document) -> Picture | None:
        async with store_errors():
            document = await self._pictures.find_one(which)
        return _to_picture(document) if document else None

    async def among(self, ids: Ids[str]) -> dict[str, Picture]:
        """Those of these ids that there are."""
        if not ids:
            return {}
        async with store_errors():
            found = [_to_picture(each) async for each in self._pictures.find({"_id": {"$in": list(ids)}})]
        return {each.id: each for each in found}

    async def page(
        self,
        *,
        state: PictureState = PictureState.KEPT,
        begins: str = "",
        part: Part = NEWEST,
        after: str = "",
        most: int = 50,
    ) -> list[Picture]:
        """Those of a state, whose title begins with `begins`, the newest first unless `part` says otherwise."""
        which: Document = {"state": state} | ({"title": {"$gte": begins, "$lt": begins + LAST}} if begins else {})
        part = Part(after=after) if after else part
        return [_to_picture(each) for each in await rows_of(self._pictures, which, part, most)]

    async def put_file(self, digest: str, content: bytes, small: bytes) -> None:
        """Keep the file and its small form. Twice is the same as once."""
        async with store_errors():
            await self._files.replace_one({"_id": digest}, {"content": content, "small": small}, upsert=True)

    async def file(self, digest: str, *, small: bool = False) -> bytes:
        """The file; raises NotFound."""
        name = "small" if small else "content"
        async with store_errors():
            document = await self._files.find_one({"_id": digest}, {name: 1})
        if document is None:
            raise NotFound
        return bytes(document[name])

    async def insert(self, picture: Picture, *, session: Session) -> None:
        """A new one. Raises Conflict where its id or its content is there already."""
        names = [name for name in Picture.__dataclass_fields__ if name != "id"]
        document = {"_id": picture.id} | {name: getattr(picture, name) for name in names}
        async with store_errors():
            try:
                await self._pictures.insert_one(document, session=session)
            except DuplicateKeyError:
                raise Conflict from None

    async def change(self, picture_id: str, changes: Mapping[str, Any], *, version: int, session: Session) -> Picture:
        """Change it if it is still of this version. Raises Conflict otherwise."""
        change = {"$set": dict(changes), "$inc": {"version": 1}}
        return await self._changed({"_id": picture_id, "version": version}, change, session)

    async def ask(self, picture_id: str, *, session: Session) -> Picture:
        """Note that its upload is asked for, and forget why the last one failed. Raises Conflict where it isn't there."""
        change = {"$set": {"waits": True, "reason": "", "again_at": None}, "$inc": {"asks": 1}}
        return await self._changed({"_id": picture_id}, change, session)

    async def _changed(self, which: Document, change: Document, session: Session) -> Picture:
        async with store_errors():
            document = await self._pictures.find_one_and_update(
                which, change, return_document=ReturnDocument.AFTER, session=session
            )
        if document is None:
            raise Conflict
        return _to_picture(document)

    async def claim(
        self, picture_id: str, *, gone: str, before: datetime, now: datetime, until: datetime
    ) -> Claim | None:
        """
        Take the upload of a picture whose copy is none, is over `before`, or is the one called `gone`; None where somebody
        else is at it, or was just done. One of all processes gets it.
        """
        needed: list[Document] = [{"expires_at": None}, {"expires_at": {"$lte": before}}]
        if gone:
            needed.append({"media_id": gone})
        which = {
            "_id": picture_id,
            "$and": [{"$or": needed}, {"$or": [{"claimed_until": None}, {"claimed_until": {"$lte": now}}]}],
        }
        async with store_errors():
            document = await self._pictures.find_one_and_update(
                which, {"$set": {"claimed_until": until}}, return_document=ReturnDocument.AFTER
            )
        return Claim(_to_picture(document), document["claimed_until"]) if document else None

    async def reached(self, claim: Claim, *, media_id: str, expires_at: datetime) -> None:
        """The platform has it now. A claim that ran out changes nothing."""
        await self._settle(claim, {"media_id": media_id, "expires_at": expires_at, "reason": "", "again_at": None})

    async def failed(self, claim: Claim, *, reason: str, again_at: datetime | None) -> None:
        """The platform didn't take it."""
        await self._settle(claim, {"reason": reason, "again_at": again_at})

    async def _settle(self, claim: Claim, changes: Document) -> None:
        which = {"_id": claim.picture.id, "claimed_until": claim.until}
        async with store_errors():
            await self._pictures.update_one(which, {"$set": changes | {"claimed_until": None, "waits": False}})

    async def rest(self, picture_id: str) -> None:
        """Nothing is to be uploaded any more: what was asked for is there."""
        async with store_errors():
            await self._pictures.update_one({"_id": picture_id}, {"$set": {"waits": False}})


def _to_picture(document: Document) -> Picture:
    names = [name for name in Picture.__dataclass_fields__ if name not in {"id", "state"}]
    facts = {name: document[name] for name in names}
    return Picture(id=document["_id"], state=PictureState(document["state"]), **facts)
