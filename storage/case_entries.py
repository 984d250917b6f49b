"""What staff note in a case: contacts, notes, referrals, reports, letters to her. Their words are sealed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson
from bson.binary import Binary
from pymongo.errors import DuplicateKeyError

from domain.errors import Conflict, MoveNotPossible, NotFound
from storage.encryption import FieldVault, Seal, key_of_case, opened
from storage.mongo import Collection, Database, Document, Session, store_errors


@dataclass(frozen=True, slots=True)
class CaseEntry:
    """
    One entry of a case by a member of staff. `about` is a stable word for what it is of its kind, for a receipt the id of
    what it answers; `facts` what was written. What is waited for is due at `due_at` and came at `done_at`.
    """

    id: str
    case_id: str
    kind: str
    about: str
    by: str
    at: datetime
    facts: Mapping[str, Any] = field(default_factory=dict)
    due_at: datetime | None = None
    done_at: datetime | None = None


class CaseEntryStore:
    """The collection `case_entries`. What was written lies sealed under the case's data key."""

    def __init__(self, db: Database, vault: FieldVault, seal: Seal) -> None:
        self._entries: Collection = db["case_entries"]
        self._vault = vault
        self._seal = seal

    async def add(self, entry: CaseEntry, *, session: Session) -> None:
        """
        Keep an entry. Raises Conflict where it is kept already, MoveNotPossible where words would go into a case that was
        emptied; both end the transaction.
        """
        document = {
            "_id": entry.id,
            "case": entry.case_id,
            "kind": entry.kind,
            "about": entry.about,
            "by": entry.by,
            "at": entry.at,
            "sealed": await self._sealed(entry),
            "due_at": entry.due_at,
            "done_at": entry.done_at,
        }
        try:
            await self._entries.insert_one(document, session=session)
        except DuplicateKeyError:
            raise Conflict from None

    async def of(self, case_id: str, *, most: int = 500) -> list[CaseEntry]:
        """A case's entries, the newest first."""
        return await self._found({"case": case_id}, most)

    async def allowed_in(self, case_id: str, staff_id: str, *, now: datetime) -> bool:
        """Whether she said why she has to look, not long ago."""
        which = {"case": case_id, "kind": "reason", "by": staff_id, "due_at": {"$gt": now}}
        async with store_errors():
            return await self._entries.find_one(which, {"_id": 1}) is not None

    async def one(self, entry_id: str, *, case_id: str) -> CaseEntry | None:
        """An entry of a case, or None."""
        found = await self._found({"_id": entry_id, "case": case_id}, 1)
        return found[0] if found else None

    async def receipt_of(self, entry_id: str, *, case_id: str) -> CaseEntry | None:
        """What was noted last of the receipt of a referral or report, or None."""
        found = await self._found({"case": case_id, "kind": "receipt", "about": entry_id}, 1)
        return found[0] if found else None

    async def letters(self, case_ids: Sequence[str]) -> list[CaseEntry]:
        """Letters of these cases that she hasn't been given yet, the oldest first."""
        which = {"case": {"$in": list(case_ids)}, "kind": "letter", "done_at": None}
        return list(reversed(await self._found(which, 20)))

    async def settle(
        self, entry_id: str, *, case_id: str, kind: str, now: datetime, session: Session | None = None
    ) -> None:
        """What was waited for has come. Raises Conflict where it isn't waited for."""
        async with store_errors():
            result = await self._entries.update_one(
                {"_id": entry_id, "case": case_id, "kind": kind, "done_at": None},
                {"$set": {"done_at": now}},
                session=session,
            )
        if not result.matched_count:
            raise Conflict

    async def _found(self, which: Document, most: int) -> list[CaseEntry]:
        async with store_errors():
            cursor = self._entries.find(which).sort("_id", -1).limit(most)
            return [await self._to_entry(each) async for each in cursor]

    async def _sealed(self, entry: CaseEntry) -> Binary:
        if not entry.facts:
            return Binary(b"")
        try:
            return await self._vault.seal(key_of_case(entry.case_id), entry.facts)
        except NotFound:
            raise MoveNotPossible from None

    async def _to_entry(self, document: Document) -> CaseEntry:
        plain = await opened(document["sealed"], self._vault, self._seal)
        return CaseEntry(
            id=document["_id"],
            case_id=document["case"],
            kind=document["kind"],
            about=document["about"],
            by=document["by"],
            at=document["at"],
            facts=orjson.loads(plain) if plain else {},
            due_at=document["due_at"],
            done_at=document["done_at"],
        )
