"""Pictures that people upload: a row each, and apart from it the content, sealed under the family's key."""

from collections.abc import Mapping
from typing import Any

from bson.binary import Binary

from domain.errors import NotFound
from domain.files import OwnFile
from storage.mongo import Collection, Database, Document, Session, store_errors
from storage.paging import Part


class FileStore:
    """The collections `files` and `file_contents`; both `_id`s are the file's."""

    def __init__(self, db: Database) -> None:
        self._files: Collection = db["files"]
        self._contents: Collection = db["file_contents"]

    async def insert(self, file: OwnFile, *, sealed: Binary, session: Session) -> None:
        """Keep a new one."""
        await self._contents.insert_one({"_id": file.id, "sealed": sealed}, session=session)
        facts: Mapping[str, Any] = {name: getattr(file, name) for name in _FACTS}
        await self._files.insert_one({"_id": file.id, "person": file.person_id, **facts}, session=session)

    async def get(self, file_id: str) -> OwnFile:
        """The row; raises NotFound."""
        async with store_errors():
            document = await self._files.find_one({"_id": file_id})
        if document is None:
            raise NotFound
        return _to_file(document)

    async def sealed(self, file_id: str) -> Binary:
        """The sealed content; raises NotFound."""
        async with store_errors():
            document = await self._contents.find_one({"_id": file_id})
        if document is None:
            raise NotFound
        return Binary(document["sealed"], 6)

    async def of(self, person_id: str, *, after: str = "", most: int = 30) -> list[OwnFile]:
        """Somebody's files, the newest first, from behind the id `after`."""
        which: Document = {"$and": [{"person": person_id}, Part(after=after).condition]}
        async with store_errors():
            return [_to_file(each) async for each in self._files.find(which).sort("_id", -1).limit(most)]

    async def count(self, person_id: str, *, most: int) -> int:
        """How many are somebody's, up to `most`."""
        async with store_errors():
            return await self._files.count_documents({"person": person_id}, limit=most)

    async def redraw(self, seen: OwnFile, *, sealed: Binary, facts: Document, session: Session) -> bool:
        """Put another content in its place, with its `size` and `digest`; False where it isn't as it was `seen`."""
        which = {"_id": seen.id, "digest": seen.digest}
        done = await self._files.update_one(which, {"$set": facts}, session=session)
        if done.matched_count:
            await self._contents.update_one({"_id": seen.id}, {"$set": {"sealed": sealed}}, session=session)
        return done.matched_count == 1

    async def drop(self, file_id: str, *, session: Session) -> None:
        """Neither row nor content is there any more."""
        await self._files.delete_one({"_id": file_id}, session=session)
        await self._contents.delete_one({"_id": file_id}, session=session)


_FACTS = ("size", "width", "height", "digest", "at")


def _to_file(document: Document) -> OwnFile:
    facts = {name: document[name] for name in _FACTS}
    return OwnFile(id=document["_id"], person_id=document["person"], **facts)
