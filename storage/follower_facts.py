"""What the platform tells of followers, kept for many people at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pymongo import UpdateOne
from pymongo.errors import BulkWriteError

from storage.mongo import Collection, Database, Document, store_errors
from storage.people import DUPLICATE


@dataclass(frozen=True, slots=True)
class Known:
    """An account of somebody who follows, with her tags here and those that both sides had last."""

    person: str
    openid: str
    unionid: str
    tags: frozenset[str]
    both: frozenset[str]
    followed_at: datetime | None
    came_by: str


@dataclass(frozen=True, slots=True)
class Fact:
    """What is to be kept of an account from now on; `both` are the tags that both sides have."""

    openid: str
    unionid: str
    followed_at: datetime | None
    came_by: str
    add: frozenset[str]
    remove: frozenset[str]
    both: frozenset[str]


class FollowerFactStore:
    """The collection `people`, as far as the platform tells of its followers."""

    def __init__(self, db: Database) -> None:
        self._people: Collection = db["people"]

    async def part(self, app: str, *, after: str, most: int) -> list[Known]:
        """The next accounts of people who follow `app`, in the order of the people's ids, from behind `after`."""
        account = {"identities": {"$elemMatch": {"app": app, "following": True}}}
        fields = {"identities": 1, "tags": 1, "tags_both": 1}
        async with store_errors():
            cursor = self._people.find({"_id": {"$gt": after}, **account}, fields).sort("_id", 1).limit(most)
            return [each async for document in cursor.hint([("_id", 1)]) for each in _known(document, app)]

    async def of(self, app: str, openids: Sequence[str]) -> list[Known]:
        """These accounts, as far as they are known."""
        which = {"identities": {"$elemMatch": {"app": app, "openid": {"$in": list(openids)}}}}
        async with store_errors():
            found = [each async for document in self._people.find(which) for each in _known(document, app)]
        return [each for each in found if each.openid in openids]

    async def keep(self, app: str, facts: Sequence[Fact]) -> list[Fact]:
        """Keep all of it in one write; answers with those whose unionid is another record's already. Raises StoreAway."""
        changes, whose = [], []
        for fact in facts:
            for change in _changes(app, fact):
                changes.append(change)
                whose.append(fact)
        if not changes:
            return []
        async with store_errors():
            try:
                await self._people.bulk_write(changes, ordered=False)
            except BulkWriteError as error:
                problems = error.details["writeErrors"]
                if any(problem["code"] != DUPLICATE for problem in problems):
                    raise
                return [whose[problem["index"]] for problem in problems]
        return []


def _changes(app: str, fact: Fact) -> list[UpdateOne]:
    account = {"identities": {"$elemMatch": {"app": app, "openid": fact.openid}}}
    told: Document = {"identities.$.followed_at": fact.followed_at, "identities.$.came_by": fact.came_by}
    if not fact.followed_at:
        del told["identities.$.followed_at"]
    add = {"$addToSet": {"tags": {"$each": sorted(fact.add)}}} if fact.add else {}
    changes = [UpdateOne(account, {"$set": {**told, "tags_both": sorted(fact.both)}, **add})]
    if fact.remove:
        changes.append(UpdateOne(account, {"$pullAll": {"tags": sorted(fact.remove)}}))
    if fact.unionid:  # the one change that another record may forbid
        named = {"$set": {"identities.$.unionid": fact.unionid}, "$addToSet": {"unionids": fact.unionid}}
        changes.append(UpdateOne(account, named))
    return changes


def _known(document: Document, app: str) -> list[Known]:
    return [
        Known(
            person=document["_id"],
            openid=each["openid"],
            unionid=each.get("unionid", ""),
            tags=frozenset(document.get("tags", ())),
            both=frozenset(document.get("tags_both", ())),
            followed_at=each.get("followed_at"),
            came_by=each.get("came_by", ""),
        )
        for each in document["identities"]
        if each["app"] == app
    ]
