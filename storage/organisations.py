"""Organisations that take up wishes, whom one calls there, who acts for them, and their batches."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bson.binary import Binary
from pymongo import ReturnDocument
from pymongo.errors import DuplicateKeyError

from domain.errors import Conflict, NotFound
from domain.ids import new_id
from domain.organisations import Batch, Missed, Organisation, OrganisationState
from domain.regions import Scope
from storage.mongo import Collection, Database, Document, Duplicate, Session, store_errors
from storage.paging import NEWEST, Part
from storage.scoped import listed, placed, within
from storage.seen import change_seen


@dataclass(frozen=True, slots=True)
class KeptContact:
    """Whom one calls, as lists may show it, and sealed as it was given."""

    person: str
    name_masked: str
    phone_masked: str
    sealed: Binary


class OrganisationStore:
    """
    The collections `organisations`, `organisation_contacts` (the same `_id`) and `organisation_members`. A credit code stands
    once among those that weren't refused (`code_held`); a person acts for one organisation.
    """

    def __init__(self, db: Database) -> None:
        self._all: Collection = db["organisations"]
        self._contacts: Collection = db["organisation_contacts"]
        self._members: Collection = db["organisation_members"]
        self._wishes: Collection = db["wishes"]

    async def get(self, organisation_id: str, *, scope: Scope) -> Organisation:
        """It; raises NotFound."""
        async with store_errors():
            document = await self._all.find_one({"$and": [{"_id": organisation_id}, within(scope)]})
        if document is None:
            raise NotFound
        return _to_organisation(document)

    async def page(
        self, *, scope: Scope, state: OrganisationState | None = None, part: Part = NEWEST, most: int = 50
    ) -> list[Organisation]:
        """Those of a scope, the newest first unless `part` says otherwise."""
        which: Document = {**listed(scope), **({"state": str(state)} if state else {})}
        async with store_errors():
            cursor = self._all.find({"$and": [which, part.condition]}).sort("_id", part.direction).limit(most)
            return part.in_order([_to_organisation(each) async for each in cursor])

    async def names(self, ids: Sequence[str]) -> dict[str, str]:
        """The names of these."""
        async with store_errors():
            cursor = self._all.find({"_id": {"$in": sorted(set(ids) - {""})}}, {"name": 1})
            return {each["_id"]: each["name"] async for each in cursor}

    async def insert(self, one: Organisation, *, by: str, now: datetime, session: Session) -> None:
        """A new one. Raises Conflict where its id is taken, Duplicate for a credit code that stands already."""
        words = {name: getattr(one, name) for name in ("name", "code", "region", "why")}
        held = one.code if one.state is not OrganisationState.REFUSED else None
        document = {"_id": one.id, **words, **placed(one.region_path), "state": str(one.state), "code_held": held}
        try:
            await self._all.insert_one({**document, "version": 1, "made_at": now, "made_by": by}, session=session)
        except DuplicateKeyError as error:
            found = Duplicate(error)
            if found.field == "_id":
                raise Conflict from None
            raise found from error

    async def change(self, one: Organisation, changes: Mapping[str, Any], *, session: Session) -> Organisation:
        """Change it if nobody has since it was read. Raises Conflict, Duplicate for a credit code that stands already."""
        return _to_organisation(await change_seen(self._all, one.id, one.version, changes, session=session))

    async def put_contact(self, organisation_id: str, contact: KeptContact, *, session: Session) -> None:
        """Whom one calls from now on."""
        fields = {name: getattr(contact, name) for name in KeptContact.__dataclass_fields__}
        await self._contacts.update_one({"_id": organisation_id}, {"$set": fields}, upsert=True, session=session)

    async def contact(self, organisation_id: str) -> KeptContact | None:
        """Whom one calls; None where she was erased."""
        async with store_errors():
            found = await self._contacts.find_one({"_id": organisation_id})
        return KeptContact(**{name: found[name] for name in KeptContact.__dataclass_fields__}) if found else None

    async def contact_of(self, person_id: str) -> list[tuple[str, KeptContact]]:
        """Of which organisations a person is the one whom one calls."""
        async with store_errors():
            rows = [each async for each in self._contacts.find({"person": person_id}).sort("_id", -1)]
        return [(each.pop("_id"), KeptContact(**each)) for each in rows]

    async def invite(self, organisation_id: str, digest: str, *, until: datetime) -> None:
        """Let people join by the word with this digest, in place of an earlier one."""
        async with store_errors():
            await self._all.update_one({"_id": organisation_id}, {"$set": {"invite": digest, "invite_until": until}})

    async def invited_by(self, digest: str, *, now: datetime) -> Organisation:
        """Which one the word with this digest lets in. Raises NotFound."""
        async with store_errors():
            document = await self._all.find_one({"invite": digest, "invite_until": {"$gt": now}})
        if document is None:
            raise NotFound
        return _to_organisation(document)

    async def join(self, organisation_id: str, person_id: str, *, now: datetime, session: Session) -> None:
        """Let a person act for it. Raises Duplicate where she acts for one already."""
        row = {"_id": new_id(), "organisation": organisation_id, "person": person_id, "at": now}
        try:
            await self._members.insert_one(row, session=session)
        except DuplicateKeyError as error:
            raise Duplicate(error) from error

    async def leave(self, organisation_id: str, person_id: str, *, to: str, session: Session) -> bool:
        """She acts for it no longer, and `to` stands for what she took up, nobody where it is empty; whether she did."""
        which = {"organisation": organisation_id, "person": person_id}
        if not (await self._members.delete_one(which, session=session)).deleted_count:
            return False
        hers = {"donor_id": person_id, "organisation": organisation_id}
        await self._wishes.update_many(hers, {"$set": {"donor_id": to}}, session=session)
        return True

    async def members(self, organisation_id: str) -> list[str]:
        """The ids of the people who act for it, the first first."""
        async with store_errors():
            cursor = self._members.find({"organisation": organisation_id}).sort("_id", 1).limit(100)
            return [each["person"] async for each in cursor]

    async def of_member(self, person_id: str) -> str:
        """The id of the organisation that she acts for, or ""."""
        async with store_errors():
            found = await self._members.find_one({"person": person_id}, {"organisation": 1})
        return str(found["organisation"]) if found else ""


class GiftBatchStore:
    """The collection `gift_batches`."""

    def __init__(self, db: Database) -> None:
        self._batches: Collection = db["gift_batches"]

    async def get(self, batch_id: str, *, scope: Scope) -> Batch:
        """It; raises NotFound."""
        async with store_errors():
            document = await self._batches.find_one({"$and": [{"_id": batch_id}, within(scope)]})
        if document is None:
            raise NotFound
        return _to_batch(document)

    async def of(self, organisation_id: str, *, most: int = 50) -> list[Batch]:
        """Those of an organisation, the newest first."""
        async with store_errors():
            cursor = self._batches.find({"organisation": organisation_id}).sort("_id", -1).limit(most)
            return [_to_batch(each) async for each in cursor]

    async def begin(self, batch: Batch) -> Batch:
        """Keep a new one, or the one that its first try has kept. Raises Conflict where its id is another's."""
        facts = {name: getattr(batch, name) for name in ("organisation", "by", "made_at", "facet", "many", "staff")}
        lists = {"codes": list(batch.codes), "rounds": 1, "taken": [], "missed": [], "done": False}
        async with store_errors():
            document = await self._batches.find_one_and_update(
                {"_id": batch.id},
                {"$setOnInsert": {**facts, **lists, **placed(batch.region_path)}},
                upsert=True,
                return_document=ReturnDocument.AFTER,
            )
        kept = _to_batch(document)
        if kept.organisation != batch.organisation:
            raise Conflict
        return kept

    async def settle(self, batch_id: str, code: str, *, wish: str = "", missed: Missed | None = None) -> None:
        """What became of one of its codes."""
        found = {"missed": [code, str(missed)]} if missed else {"taken": wish}
        async with store_errors():
            await self._batches.update_one({"_id": batch_id}, {"$addToSet": found})

    async def ask_more(self, batch: Batch, codes: Sequence[str]) -> Batch:
        """More codes for it, once for each round; as it is then."""
        async with store_errors():
            await self._batches.update_one(
                {"_id": batch.id, "rounds": batch.rounds, "done": False},
                {"$push": {"codes": {"$each": list(codes)}}, "$inc": {"rounds": 1}},
            )
        return await self.get(batch.id, scope=Scope.system())

    async def finish(self, batch_id: str) -> Batch:
        """Nothing more is taken up for it."""
        async with store_errors():
            await self._batches.update_one({"_id": batch_id}, {"$set": {"done": True}})
        return await self.get(batch_id, scope=Scope.system())


def _to_organisation(document: Document) -> Organisation:
    words = {name: document[name] for name in ("name", "code", "region", "region_path", "why", "version", "made_at")}
    return Organisation(id=document["_id"], state=OrganisationState(document["state"]), **words)


def _to_batch(document: Document) -> Batch:
    names = ("organisation", "region_path", "by", "made_at", "facet", "many", "rounds", "staff", "done")
    return Batch(
        id=document["_id"],
        codes=tuple(document["codes"]),
        taken=tuple(document["taken"]),
        missed=tuple((code, Missed(why)) for code, why in document["missed"]),
        **{name: document[name] for name in names},
    )
