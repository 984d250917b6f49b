"""The media library: pictures, their files, and who uploads one to the platform."""

from dataclasses import dataclass
from datetime import datetime

from pymongo import ReturnDocument

from domain.pictures import Picture, PictureState
from storage.library import LibraryStore
from storage.mongo import Database, Document, Session, store_errors


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to upload a picture, for as long as `until` is what its row says."""

    picture: Picture
    until: datetime


class PictureStore(LibraryStore[Picture]):
    """The collections `pictures` and `picture_files` (`_id` is the digest)."""

    def __init__(self, db: Database) -> None:
        super().__init__(db["pictures"], db["picture_files"])

    async def by_media_id(self, media_id: str) -> Picture | None:
        """The one whose copy at the platform has this id."""
        return await self._one({"media_id": media_id}) if media_id else None

    async def put_file(self, digest: str, content: bytes, small: bytes) -> None:
        """Keep the file and its small form. Twice is the same as once."""
        await self._put_file(digest, {"content": content, "small": small})

    async def file(self, digest: str, *, small: bool = False) -> bytes:
        """The file; raises NotFound."""
        return await self._file(digest, "small" if small else "content")

    async def ask(self, picture_id: str, *, session: Session) -> Picture:
        """Note that its upload is asked for, and forget why the last one failed. Raises Conflict where it isn't there."""
        change = {"$set": {"waits": True, "reason": "", "again_at": None}, "$inc": {"asks": 1}}
        return await self._changed({"_id": picture_id}, change, session)

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
            document = await self._rows.find_one_and_update(
                which, {"$set": {"claimed_until": until}}, return_document=ReturnDocument.AFTER
            )
        return Claim(self._read(document), document["claimed_until"]) if document else None

    async def reached(self, claim: Claim, *, media_id: str, expires_at: datetime) -> None:
        """The platform has it now. A claim that ran out changes nothing."""
        await self._settle(claim, {"media_id": media_id, "expires_at": expires_at, "reason": "", "again_at": None})

    async def failed(self, claim: Claim, *, reason: str, again_at: datetime | None) -> None:
        """The platform didn't take it."""
        await self._settle(claim, {"reason": reason, "again_at": again_at})

    async def _settle(self, claim: Claim, changes: Document) -> None:
        which = {"_id": claim.picture.id, "claimed_until": claim.until}
        async with store_errors():
            await self._rows.update_one(which, {"$set": changes | {"claimed_until": None, "waits": False}})

    async def rest(self, picture_id: str) -> None:
        """Nothing is to be uploaded any more: what was asked for is there."""
        async with store_errors():
            await self._rows.update_one({"_id": picture_id}, {"$set": {"waits": False}})

    def _read(self, document: Document) -> Picture:
        names = [name for name in Picture.__dataclass_fields__ if name not in {"id", "state"}]
        facts = {name: document[name] for name in names}
        return Picture(id=document["_id"], state=PictureState(document["state"]), **facts)
