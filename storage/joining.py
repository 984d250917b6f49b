"""
One person behind several accounts: found by account or unionid, and joined where two records turn out to be one.

Unique indexes decide every race: an account belongs to one record, and so does a unionid. Who comes second looks again.
"""

import asyncio
import random
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from pymongo.errors import DuplicateKeyError

from domain.errors import NotFound, StoreAway
from domain.people import Person
from storage.events import Event, EventStore
from storage.mongo import Collection, Database, Document, Session, in_transaction, store_errors
from storage.outbox import Outbox
from storage.people import new_person, to_person
from storage.references import HERS, IN_LISTS, NEWER_STAYS, ONE_A_PERSON, OPEN_ONCE
from storage.scoped import UNPLACED, placed

MOST_TRIES = 20
MOVES = frozenset({"staff", "phone"})  # ways in which one account takes over from another
TOMBSTONE = ""  # the app of a tombstone's only account: its own id, so that the unique index takes many of them


class JoiningStore:
    """The collection `people`, as far as it is about several accounts; unique on `unionids` as well."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._people: Collection = db["people"]
        self._events = EventStore(db)
        self._outbox = Outbox(db)

    async def arrive(self, app: str, openid: str, *, unionid: str, home: str, late: datetime, now: datetime) -> Person:
        """
        The person behind an account, made on first sight, who from now on is whoever has this unionid. `home` is the app
        whose record is kept where two are joined, `late` when what was under way meanwhile is looked for. Raises StoreAway.
        """
        for attempt in range(MOST_TRIES):
            async with store_errors():
                try:
                    person = await self._try(app, openid, unionid, home=home, late=late, now=now)
                except DuplicateKeyError:  # somebody else made the account, or is named by the unionid since
                    person = None
            if person is not None:
                return person
            await asyncio.sleep(random.uniform(0, 0.005 * attempt))  # noqa: S311 no secret
        raise StoreAway("mongodb")

    async def _try(
        self, app: str, openid: str, unionid: str, *, home: str, late: datetime, now: datetime
    ) -> Person | None:
        """The person, or None where others were quicker. Raises DuplicateKeyError likewise."""
        account = {"identities": {"$elemMatch": {"app": app, "openid": openid}}}
        found = await self._people.find_one(account)
        named = await self._people.find_one({"unionids": unionid})
        if found is None:
            return await self._first_sight(app, openid, unionid, named, now=now)
        if named is None:
            changed = await self._people.update_one(
                account, {"$set": {"identities.$.unionid": unionid}, "$addToSet": {"unionids": unionid}}
            )
            return to_person(found) if changed.matched_count else None
        if named["_id"] != found["_id"]:
            await self.merge(found["_id"], named["_id"], home=home, how="unionid", late=late, now=now)
            return None  # the account's own record has yet to say the unionid
        mine = next(each for each in found["identities"] if (each["app"], each["openid"]) == (app, openid))
        if mine.get("unionid") != unionid:
            await self._people.update_one(account, {"$set": {"identities.$.unionid": unionid}})
        return to_person(found)

    async def _first_sight(
        self, app: str, openid: str, unionid: str, named: Document | None, *, now: datetime
    ) -> Person | None:
        if named is None:
            document = new_person(app, openid, now)
            document["identities"][0]["unionid"] = unionid
            await self._people.insert_one({**document, "unionids": [unionid]})
            return to_person(document)
        account = {"app": app, "openid": openid, "unionid": unionid, "following": False}
        await self._people.update_one(
            {
                "_id": named["_id"],
                "unionids": unionid,
                "identities": {"$not": {"$elemMatch": {"app": app, "openid": openid}}},
            },
            {"$push": {"identities": account}, "$set": {"changed_at": now}},
        )
        return None

    async def merge(self, one: str, other: str, *, home: str, how: str, late: datetime, now: datetime) -> None:
        """
        Make one record of two: what refers to either refers to the one that stays, and the other becomes its tombstone, all
        or nothing. Nothing where that is so already. Raises StoreAway.
        """

        async def write(session: Session) -> None:
            await self._merge(one, other, home=home, how=how, late=late, now=now, session=session)

        await in_transaction(self._db, write)

    async def _merge(
        self, one: str, other: str, *, home: str, how: str, late: datetime, now: datetime, session: Session
    ) -> None:
        both = {"_id": {"$in": [one, other]}, "merged_into": None}
        documents = [each async for each in self._people.find(both, session=session)]
        if len(documents) != 2:
            return
        kept, gone = sorted(documents, key=lambda each: (not _has(each, home), each["_id"]))
        await self._become(kept, gone, how=how, late=late, now=now, session=session)

    async def take_over(self, old: str, new: str, *, how: str, late: datetime, now: datetime) -> None:
        """
        What refers to the record `old` refers to `new` from now on, all or nothing; its accounts are no longer hers, and are
        signed out. Raises NotFound where either is gone, StoreAway.
        """

        async def write(session: Session) -> None:
            both = {"_id": {"$in": [old, new]}, "merged_into": None}
            documents = {each["_id"]: each async for each in self._people.find(both, session=session)}
            if len(documents) != 2:
                raise NotFound
            gone = {name: value for name, value in documents[old].items() if name not in _ACCOUNTS}
            for name in ("person_sessions", "person_tokens", "staff_wechat", "data_links", "sign_in_codes"):
                await self._db[name].delete_many({"person": old}, session=session)
            await self._become(documents[new], gone, how=how, late=late, now=now, session=session)

        await in_transaction(self._db, write)

    async def _become(
        self, kept: Document, gone: Document, *, how: str, late: datetime, now: datetime, session: Session
    ) -> None:
        """One record holds what both did, and the other becomes its tombstone."""
        await self._people.update_one(
            {"_id": gone["_id"]},
            {
                "$set": {
                    "identities": [{"app": TOMBSTONE, "openid": gone["_id"]}],
                    "merged_into": kept["_id"],
                    "changed_at": now,
                    "roles": [],
                    "tags": [],
                    **placed(UNPLACED),
                },
                "$unset": dict.fromkeys(_OWN, ""),
            },
            session=session,
        )
        await self._people.update_many(
            {"merged_into": gone["_id"]}, {"$set": {"merged_into": kept["_id"]}}, session=session
        )
        await self._people.update_one(
            {"_id": kept["_id"]},
            {"$set": {**together(kept, gone), "changed_at": now}, "$inc": {"seq": 1}},
            session=session,
        )
        await self._repoint(gone["_id"], kept["_id"], session)
        event = Event(
            about=kept["_id"],
            seq=kept.get("seq", 0) + 1,
            kind="moved_over" if how in MOVES else "joined",
            actor="system",
            at=now,
            region_path=kept["region_path"],
            data={"from": gone["_id"], "how": how},
        )
        await self._events.add(event, session=session)
        args = {"gone": gone["_id"], "kept": kept["_id"]}
        await self._outbox.add(f"repoint:{gone['_id']}", "repoint_person", args, due_at=late, session=session)

    async def repoint(self, gone: str) -> None:
        """Once more what refers to a tombstone: somebody may have been writing while it became one. Raises StoreAway."""

        async def write(session: Session) -> None:
            tombstone = await self._people.find_one({"_id": gone}, session=session)
            if tombstone and tombstone["merged_into"]:
                await self._repoint(gone, tombstone["merged_into"], session)

        await in_transaction(self._db, write)

    async def _repoint(self, gone: str, kept: str, session: Session) -> None:
        for name, fields in HERS.items():
            for field in fields:
                await self._db[name].update_many({field: gone}, {"$set": {field: kept}}, session=session)
        await self._repoint_lists(gone, kept, session)
        for name, field in ONE_A_PERSON.items():
            rows = self._db[name].find({field: {"$in": [gone, kept]}}, session=session)
            found = sorted([each async for each in rows], key=lambda each: each["at"], reverse=name in NEWER_STAYS)
            for row in found[1:]:
                await self._db[name].delete_one({"_id": row["_id"]}, session=session)
            for row in found[:1]:
                await self._db[name].update_one({"_id": row["_id"]}, {"$set": {field: kept}}, session=session)

        for name, field in OPEN_ONCE.items():
            rows = self._db[name].find({field: {"$in": [gone, kept]}}, session=session)
            lasting = sorted([each async for each in rows], key=lambda each: (each.get("until"), each[field] == kept))
            for row in lasting[:-1]:
                await self._db[name].update_one({"_id": row["_id"]}, {"$set": {field: ""}}, session=session)
            for row in lasting[-1:]:
                await self._db[name].update_one({"_id": row["_id"]}, {"$set": {field: kept}}, session=session)

    async def _repoint_lists(self, gone: str, kept: str, session: Session) -> None:
        for name, (field, beside) in IN_LISTS.items():
            rows = await self._db[name].find({field: {"$in": [gone, kept]}}, session=session).to_list(None)
            for row in rows:
                others = [each for each in row[field] if each not in {gone, kept}]
                hers = [] if any(row.get(each) == kept for each in beside) else [kept]
                listed = {"$set": {field: [*others, *hers]}}
                await self._db[name].update_one({"_id": row["_id"]}, listed, session=session)

    async def ids_of(self, person_id: str) -> list[str]:
        """Every id that was ever hers, the one she has now first: whoever asks by one of them means all."""
        async with store_errors():
            found = await self._people.find_one({"_id": person_id}, {"merged_into": 1})
            living = (found and found["merged_into"]) or person_id
            gone = self._people.find({"merged_into": living}, {"_id": 1}).sort("_id", 1)
            return [living, *[each["_id"] async for each in gone]]


_ACCOUNTS = frozenset({"identities", "unionids"})
_OWN = frozenset(
    {"unionids", "region", "roles_from", "muted", "quiet", "nickname", "tags_both", "asked_at", "known_at", "seen_on"}
)


def together(kept: Mapping[str, Any], gone: Mapping[str, Any]) -> Document:
    """
    What is set in the record that stays. Lists hold what either held; 退订 said once counts, and the last day on which
    either was here; everything else is hers if she has it, else the other's.
    """
    changes: Document = {name: value for name, value in gone.items() if name in _OWN and not kept.get(name)}
    for name in ("identities", "roles", "tags", "unionids", "roles_from", "muted", "tags_both"):
        either = _united(kept.get(name, ()), gone.get(name, ()))
        if either:
            changes[name] = either
    changes["pushes"] = kept.get("pushes", True) and gone.get("pushes", True)
    days = [each for each in (kept.get("seen_on"), gone.get("seen_on")) if each]
    if days:
        changes["seen_on"] = max(days)
    moments = [each for each in (kept.get("created_at"), gone.get("created_at")) if each]
    if moments:
        changes["created_at"] = min(moments)
    if not kept.get("region_path") and gone.get("region_path"):
        changes |= placed(gone["region_path"])
    else:
        changes.pop("region", None)
    return changes


def _united(first: Iterable[Any], second: Iterable[Any]) -> list[Any]:
    either = list(first)
    return [*either, *(each for each in second if each not in either)]


def _has(document: Mapping[str, Any], app: str) -> bool:
    return any(each["app"] == app for each in document["identities"])
