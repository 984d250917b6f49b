"""People who may not publish for a while, and what they say against it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bson.binary import Binary
from pymongo import ReturnDocument
from pymongo.errors import DuplicateKeyError

from domain.errors import Conflict, NotFound
from domain.regions import Scope
from storage.mongo import Collection, Database, Document, Session, store_errors
from storage.paging import NEWEST, Part, rows_of
from storage.scoped import listed, placed, within


@dataclass(frozen=True, slots=True)
class Block:
    """
    A block of one person, whose id is empty once she was erased: `reason` is a word, `by` who blocked her. `appealed_at` says that she asked for another look;
    `answered_by` who has answered that. `lifted_at` ends it before its time.
    """

    id: str
    person_id: str
    region_path: str
    reason: str
    by: str
    at: datetime
    until: datetime
    appealed_at: datetime | None = None
    answered_by: str = ""
    answered_at: datetime | None = None
    lifted_at: datetime | None = None

    def holds_at(self, moment: datetime) -> bool:
        """Whether it counts at `moment`."""
        return self.lifted_at is None and moment < self.until


class BlockStore:
    """
    The collection `blocks`: at most one of a person that wasn't lifted or replaced (`person_open`). Of somebody who was
    erased it holds digests of her `accounts`, until its end.
    """

    def __init__(self, db: Database) -> None:
        self._blocks: Collection = db["blocks"]

    async def insert(self, block: Block, *, session: Session) -> None:
        """Keep a block. Raises Conflict where she has one."""
        document = {
            "_id": block.id,
            "person": block.person_id,
            "person_open": block.person_id,
            "reason": block.reason,
            "by": block.by,
            "at": block.at,
            "until": block.until,
            "appealed_at": None,
            "answered_by": "",
            "answered_at": None,
            "lifted_at": None,
            **placed(block.region_path),
        }
        async with store_errors():
            try:
                await self._blocks.insert_one(document, session=session)
            except DuplicateKeyError:
                raise Conflict from None

    async def end_old(self, person_id: str, *, now: datetime, session: Session) -> None:
        """One whose time is over stands in nobody's way."""
        async with store_errors():
            await self._blocks.update_many(
                {"person_open": person_id, "until": {"$lte": now}}, {"$unset": {"person_open": ""}}, session=session
            )

    async def of(self, person_id: str, *, accounts: Sequence[str] = (), now: datetime) -> Block | None:
        """
        The block that holds her now, the longest of several, or None. `accounts` are digests of hers: a block of somebody
        who was erased is known by these.
        """
        whose: list[Document] = [{"person_open": person_id}]
        whose += [{"accounts": {"$in": list(accounts)}}] if accounts else []
        async with store_errors():
            found = [_to_block(each) async for each in self._blocks.find({"$or": whose})]
        return max((each for each in found if each.holds_at(now)), key=lambda each: each.until, default=None)

    async def all_of(self, person_id: str) -> list[Block]:
        """Every one of hers that is still kept, the newest first. Raises StoreAway."""
        async with store_errors():
            return [_to_block(each) async for each in self._blocks.find({"person": person_id}).sort("_id", -1)]

    async def get(self, block_id: str, *, scope: Scope) -> Block:
        """The block; raises NotFound."""
        async with store_errors():
            document = await self._blocks.find_one({"$and": [{"_id": block_id}, within(scope)]})
        if document is None:
            raise NotFound
        return _to_block(document)

    async def appeal(
        self, block_id: str, *, person_id: str, sealed: Binary, now: datetime, session: Session
    ) -> Block | None:
        """She asks for another look, with what she says, and is told of it; None where she has asked before."""
        which = {"_id": block_id, "appealed_at": None, "lifted_at": None}
        change = {"$set": {"person": person_id, "appealed_at": now, "appeal": sealed}}
        return await self._changed(which, change, session)

    async def answer(self, block: Block, *, by: str, lift: bool, now: datetime, session: Session) -> Block | None:
        """Another member of staff answers what she says; None where somebody has."""
        which = {"_id": block.id, "answered_at": None, "lifted_at": None}
        change: Document = {"$set": {"answered_by": by, "answered_at": now}, "$unset": {"appeal": ""}}
        if lift:
            change["$set"]["lifted_at"] = now
            change["$unset"]["person_open"] = ""
        return await self._changed(which, change, session)

    async def appeal_text(self, block_id: str) -> Binary | None:
        """What she says against it, sealed."""
        async with store_errors():
            document = await self._blocks.find_one({"_id": block_id}, {"appeal": 1})
        return Binary(document["appeal"], 6) if document and document.get("appeal") else None

    async def page(self, *, scope: Scope, part: Part = NEWEST, most: int = 50) -> list[Block]:
        """Those of a scope, the newest first unless `part` says otherwise."""
        return [_to_block(each) for each in await rows_of(self._blocks, listed(scope), part, most)]

    async def _changed(self, which: Document, change: Document, session: Session) -> Block | None:
        async with store_errors():
            document = await self._blocks.find_one_and_update(
                which, change, return_document=ReturnDocument.AFTER, session=session
            )
        return _to_block(document) if document else None


def _to_block(document: Document) -> Block:
    return Block(
        id=document["_id"],
        person_id=document["person"],
        region_path=document["region_path"],
        reason=document["reason"],
        by=document["by"],
        at=document["at"],
        until=document["until"],
        appealed_at=document["appealed_at"],
        answered_by=document["answered_by"],
        answered_at=document["answered_at"],
        lifted_at=document["lifted_at"],
    )
