"""Which notices people have allowed, and the ledger of it: each that was earned, spent, given back, refused or void."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from pymongo import ReturnDocument
from pymongo.errors import DuplicateKeyError

from domain.ids import new_id
from domain.pushes import DeliveryState
from storage.mongo import Collection, Database, Document, Session, in_transaction, store_errors


class EntryKind(StrEnum):
    """What happened to somebody's allowance of one template."""

    EARNED = "earned"  # she said yes
    SPENT = "spent"  # taken for one delivery, before the platform is called
    RETURNED = "returned"  # that delivery was surely not sent
    REFUSED = "refused"  # she said no, or switched the template off
    VOID = "void"  # the platform knows of none (platform: 43101)


ENDS = frozenset({EntryKind.REFUSED, EntryKind.VOID})


@dataclass(frozen=True, slots=True)
class Grant:
    """
    Somebody allowed `left` notices by one template. `fields` tells what stands in each of the template's fields:
    "title", "digest" or "series" of the lesson; it is empty for a template that isn't for lessons.
    """

    openid: str
    template: str
    fields: Mapping[str, str]
    left: int


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the ledger: `left` is what was left afterwards, `row` the delivery that it was spent for or given back by."""

    template: str
    kind: EntryKind
    left: int
    row: str
    at: datetime


class _Gone(Exception):
    """The delivery isn't this owner's any more, so nothing is taken for it."""


class GrantStore:
    """
    The collections `grants`: `{_id: app:openid:template, app, openid, template, fields, left}`, and `grant_entries`, a line
    for each change of `left` in the order of `seq`, written with it or not at all.
    """

    def __init__(self, db: Database) -> None:
        self._db = db
        self._grants: Collection = db["grants"]
        self._entries: Collection = db["grant_entries"]
        self._rows: Collection = db["deliveries"]

    async def allow(
        self, app: str, openid: str, template: str, *, fields: Mapping[str, str], key: str, now: datetime
    ) -> bool:
        """She has allowed one notice more; False where this answer, by its `key`, was counted before. Raises StoreAway."""
        change: Document = {
            "$set": {"app": app, "openid": openid, "template": template, "fields": dict(fields)},
            "$inc": {"left": 1, "seq": 1},
        }
        return await self._change(app, openid, template, change, EntryKind.EARNED, key=key, now=now)

    async def end(
        self, app: str, openid: str, template: str, kind: EntryKind, *, key: str, now: datetime, row: str = ""
    ) -> bool:
        """Nothing is left: she refused, or the platform says so. False where this was counted before. Raises StoreAway."""
        change: Document = {
            "$set": {"app": app, "openid": openid, "template": template, "left": 0},
            "$inc": {"seq": 1},
        }
        return await self._change(app, openid, template, change, kind, key=key, now=now, row=row)

    async def _change(
        self,
        app: str,
        openid: str,
        template: str,
        change: Document,
        kind: EntryKind,
        *,
        key: str,
        now: datetime,
        row: str = "",
    ) -> bool:
        which = {"_id": f"{app}:{openid}:{template}"}

        async def write(session: Session) -> None:
            found = await self._grants.find_one_and_update(
                which, change, upsert=True, return_document=ReturnDocument.AFTER, session=session
            )
            await self._note(found, kind, entry_id=f"{key}:{template}", now=now, row=row, session=session)

        async with store_errors():
            for _ in range(2):
                try:
                    await in_transaction(self._db, write)
                except DuplicateKeyError as error:
                    if (error.details or {}).get("keyValue") == which:
                        continue  # somebody made her first grant at this moment
                    return False
                return True
        return False

    async def _note(
        self, grant: Document, kind: EntryKind, *, entry_id: str, now: datetime, row: str, session: Session
    ) -> None:
        entry = {name: grant[name] for name in ("app", "openid", "template", "left", "seq")}
        await self._entries.insert_one({"_id": entry_id, **entry, "kind": kind, "row": row, "at": now}, session=session)

    async def holders(self, app: str, openids: Sequence[str]) -> set[str]:
        """Those of `openids` who have allowed a notice of a lesson that wasn't sent yet."""
        which: Document = {"app": app, "openid": {"$in": list(openids)}, "left": {"$gt": 0}, "fields": {"$ne": {}}}
        async with store_errors():
            return set(await self._grants.distinct("openid", which))

    async def use(self, app: str, openid: str, *, row: str, owner: str, now: datetime) -> Grant | None:
        """
        Take one notice of hers for a delivery that `owner` is about to send: the allowance, the delivery's row and the ledger
        change together. None when none is left, or the delivery is another's. Raises StoreAway.
        """

        async def write(session: Session) -> Document | None:
            found = await self._grants.find_one_and_update(
                {"app": app, "openid": openid, "left": {"$gt": 0}, "fields": {"$ne": {}}},
                {"$inc": {"left": -1, "seq": 1}},
                return_document=ReturnDocument.AFTER,
                session=session,
            )
            if found is None:
                return None
            held = {"lease_owner": owner, "state": {"$in": [DeliveryState.SENDING, DeliveryState.UNCONFIRMED]}}
            marked = await self._rows.update_one(
                {"_id": row, **held, "grant": None}, {"$set": {"grant": found["_id"]}}, session=session
            )
            if not marked.modified_count:
                raise _Gone
            await self._note(found, EntryKind.SPENT, entry_id=new_id(), now=now, row=row, session=session)
            return found

        async with store_errors():
            try:
                found = await in_transaction(self._db, write)
            except _Gone:
                return None
        return _to_grant(found) if found else None

    async def give_back(self, app: str, grant: Grant, *, row: str, now: datetime) -> None:
        """The delivery was surely not sent: what was taken for it is hers again. A repeat changes nothing. Raises StoreAway."""
        grant_id = f"{app}:{grant.openid}:{grant.template}"

        async def write(session: Session) -> None:
            freed = await self._rows.update_one(
                {"_id": row, "grant": grant_id}, {"$set": {"grant": None}}, session=session
            )
            if not freed.modified_count:
                return
            found = await self._grants.find_one_and_update(
                {"_id": grant_id},
                {"$inc": {"left": 1, "seq": 1}},
                return_document=ReturnDocument.AFTER,
                session=session,
            )
            if found is not None:
                await self._note(found, EntryKind.RETURNED, entry_id=new_id(), now=now, row=row, session=session)

        async with store_errors():
            await in_transaction(self._db, write)

    async def take(self, app: str, openid: str, template: str, *, now: datetime) -> bool:
        """Take one notice of hers for what is no push: the caller has made sure that it is once. False when none is left."""
        left = {"app": app, "openid": openid, "template": template, "left": {"$gt": 0}}
        return await self._count(left, -1, EntryKind.SPENT, now=now)

    async def put_back(self, app: str, openid: str, template: str, *, now: datetime) -> None:
        """What `take` took was surely not sent: it is hers again. Raises StoreAway."""
        await self._count({"_id": f"{app}:{openid}:{template}"}, 1, EntryKind.RETURNED, now=now)

    async def _count(self, which: Document, by: int, kind: EntryKind, *, now: datetime) -> bool:
        async def write(session: Session) -> bool:
            found = await self._grants.find_one_and_update(
                which, {"$inc": {"left": by, "seq": 1}}, return_document=ReturnDocument.AFTER, session=session
            )
            if found is not None:
                await self._note(found, kind, entry_id=new_id(), now=now, row="", session=session)
            return found is not None

        async with store_errors():
            return await in_transaction(self._db, write)

    async def of(self, app: str, openid: str) -> list[Grant]:
        """What she has allowed, a template each; those of which nothing is left too."""
        async with store_errors():
            return [_to_grant(each) async for each in self._grants.find({"app": app, "openid": openid}).sort("_id", 1)]

    async def story(self, app: str, openid: str, *, most: int) -> list[Entry]:
        """The last lines of her ledger, the newest first."""
        async with store_errors():
            cursor = self._entries.find({"app": app, "openid": openid}).sort([("at", -1), ("seq", -1)]).limit(most)
            return [
                Entry(each["template"], EntryKind(each["kind"]), each["left"], each["row"], each["at"])
                async for each in cursor
            ]


def _to_grant(document: Document) -> Grant:
    return Grant(
        openid=document["openid"],
        template=document["template"],
        fields=document.get("fields", {}),
        left=document["left"],
    )
