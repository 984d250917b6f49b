"""What a library of files has in common: each thing is told from others by the digest of its content."""

from abc import ABC, abstractmethod
from collections.abc import Collection as Ids
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from pymongo import ReturnDocument
from pymongo.errors import DuplicateKeyError

from domain.errors import Conflict, NotFound
from storage.mongo import Collection, Document, Session, store_errors
from storage.paging import NEWEST, Part, rows_of

LAST = "\U0010ffff"  # behind every title with the same beginning


class Held(Protocol):
    """A thing of a library: a dataclass with an id, the digest of its content, and a count of staff's changes."""

    __dataclass_fields__: ClassVar[dict[str, Any]]

    @property
    def id(self) -> str:
        """Its id."""

    @property
    def digest(self) -> str:
        """Of its content."""

    @property
    def version(self) -> int:
        """How often staff have changed it, from 1."""


Thing = TypeVar("Thing", bound=Held)


class LibraryStore(ABC, Generic[Thing]):
    """The rows of a library, and the collection of their files (`_id` is the digest)."""

    def __init__(self, rows: Collection, files: Collection) -> None:
        self._rows, self._files = rows, files

    @abstractmethod
    def _read(self, document: Document) -> Thing:
        """The thing that a row holds."""

    async def get(self, thing_id: str) -> Thing:
        """The one with this id; raises NotFound."""
        found = await self._one({"_id": thing_id})
        if found is None:
            raise NotFound
        return found

    async def by_digest(self, digest: str) -> Thing | None:
        """The one with this content."""
        return await self._one({"digest": digest})

    async def _one(self, which: Document) -> Thing | None:
        async with store_errors():
            document = await self._rows.find_one(which)
        return self._read(document) if document else None

    async def among(self, ids: Ids[str]) -> dict[str, Thing]:
        """Those of these ids that there are."""
        if not ids:
            return {}
        async with store_errors():
            found = [self._read(each) async for each in self._rows.find({"_id": {"$in": list(ids)}})]
        return {each.id: each for each in found}

    async def page(
        self,
        *,
        state: StrEnum | str = "kept",
        begins: str = "",
        part: Part = NEWEST,
        after: str = "",
        most: int = 50,
    ) -> list[Thing]:
        """Those of a state, whose title begins with `begins`, the newest first unless `part` says otherwise."""
        which: Document = {"state": state} | ({"title": {"$gte": begins, "$lt": begins + LAST}} if begins else {})
        part = Part(after=after) if after else part
        return [self._read(each) for each in await rows_of(self._rows, which, part, most)]

    async def _put_file(self, digest: str, parts: Mapping[str, bytes]) -> None:
        """Keep the file. Twice is the same as once."""
        async with store_errors():
            await self._files.replace_one({"_id": digest}, dict(parts), upsert=True)

    async def _file(self, digest: str, name: str) -> bytes:
        """A part of the file; raises NotFound."""
        async with store_errors():
            document = await self._files.find_one({"_id": digest}, {name: 1})
        if document is None:
            raise NotFound
        return bytes(document[name])

    async def insert(self, thing: Thing, *, session: Session) -> None:
        """A new one. Raises Conflict where its id or its content is there already."""
        facts = {name: getattr(thing, name) for name in thing.__dataclass_fields__ if name != "id"}
        async with store_errors():
            try:
                await self._rows.insert_one({"_id": thing.id} | facts, session=session)
            except DuplicateKeyError:
                raise Conflict from None

    async def change(self, thing_id: str, changes: Mapping[str, Any], *, version: int, session: Session) -> Thing:
        """Change it if it is still of this version. Raises Conflict otherwise."""
        change = {"$set": dict(changes), "$inc": {"version": 1}}
        return await self._changed({"_id": thing_id, "version": version}, change, session)

    async def _changed(self, which: Document, change: Document, session: Session) -> Thing:
        async with store_errors():
            document = await self._rows.find_one_and_update(
                which, change, return_document=ReturnDocument.AFTER, session=session
            )
        if document is None:
            raise Conflict
        return self._read(document)
