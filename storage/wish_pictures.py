"""Pictures of wishes: a row each, and apart from it the content, sealed under the guardian's family key."""

from collections.abc import Collection as Ids
from typing import Any

from bson.binary import Binary
from pymongo.errors import DuplicateKeyError

from domain.errors import NotFound
from domain.wish_pictures import PictureKind, WishPicture
from domain.wishes import WishState
from storage.mongo import Collection, Database, Document, Duplicate, Session, store_errors


class WishPictureStore:
    """The collections `wish_pictures`, unique on (wish, key), and `wish_picture_contents`; both `_id`s are the picture's."""

    def __init__(self, db: Database) -> None:
        self._pictures: Collection = db["wish_pictures"]
        self._contents: Collection = db["wish_picture_contents"]

    async def insert(self, picture: WishPicture, *, sealed: Binary, session: Session) -> None:
        """Keep a new one. Raises Duplicate where the wish has one of this key."""
        facts: Document = {name: getattr(picture, name) for name in _FACTS}
        names = {"wish": picture.wish_id, "person": picture.person_id, "kind": str(picture.kind)}
        row = {"_id": picture.id, **names, "state": str(picture.state), **facts}
        try:
            await self._pictures.insert_one(row, session=session)
        except DuplicateKeyError as error:
            raise Duplicate(error) from error
        await self._contents.insert_one({"_id": picture.id, "sealed": sealed}, session=session)

    async def by_key(self, wish_id: str, key: str) -> WishPicture | None:
        """The one that an earlier sending with the same key has made, or None."""
        async with store_errors():
            document = await self._pictures.find_one({"wish": wish_id, "key": key})
        return _to_picture(document) if document else None

    async def get(self, picture_id: str) -> WishPicture:
        """The row; raises NotFound."""
        async with store_errors():
            document = await self._pictures.find_one({"_id": picture_id})
        if document is None:
            raise NotFound
        return _to_picture(document)

    async def sealed(self, picture_id: str) -> Binary:
        """The sealed content; raises NotFound. Whoever of the staff opens it writes down why."""
        async with store_errors():
            document = await self._contents.find_one({"_id": picture_id})
        if document is None:
            raise NotFound
        return Binary(document["sealed"], 6)

    async def of(self, wish_id: str, *kinds: PictureKind) -> list[WishPicture]:
        """A wish's pictures of these kinds, or of all, the oldest first."""
        which: Document = {"wish": wish_id, **({"kind": {"$in": [*map(str, kinds)]}} if kinds else {})}
        async with store_errors():
            return [_to_picture(each) async for each in self._pictures.find(which).sort("_id", 1)]

    async def count(self, wish_id: str, kind: PictureKind, *, session: Session) -> int:
        """How many of a kind a wish has, within a transaction."""
        return await self._pictures.count_documents({"wish": wish_id, "kind": str(kind)}, session=session)

    async def of_files(self, file_ids: Ids[str], kind: PictureKind) -> dict[str, list[str]]:
        """The ids of the pictures of a kind that were made from these files, by file; a file without one isn't named."""
        found: dict[str, list[str]] = {}
        async with store_errors():
            async for each in self._pictures.find({"file": {"$in": [*file_ids]}, "kind": str(kind)}):
                found.setdefault(each["file"], []).append(each["_id"])
        return found

    async def redraw(self, picture_id: str, *, sealed: Binary, facts: Document, session: Session) -> bool:
        """Put another content in its place, with its `size` and `digest`; False where it is gone."""
        done = await self._pictures.update_one({"_id": picture_id}, {"$set": facts}, session=session)
        await self._contents.update_one({"_id": picture_id}, {"$set": {"sealed": sealed}}, session=session)
        return done.matched_count == 1

    async def drop(self, picture_id: str, *, session: Session) -> bool:
        """Neither row nor content is there any more; False where there was none."""
        gone = await self._pictures.delete_one({"_id": picture_id}, session=session)
        await self._contents.delete_one({"_id": picture_id}, session=session)
        return gone.deleted_count == 1


_FACTS = ("key", "by", "size", "width", "height", "digest", "at", "file")


def _to_picture(document: Document) -> WishPicture:
    facts: dict[str, Any] = {name: document[name] for name in _FACTS}
    return WishPicture(
        id=document["_id"],
        wish_id=document["wish"],
        person_id=document["person"],
        kind=PictureKind(document["kind"]),
        state=WishState(document["state"]),
        **facts,
    )
