"""Alerts: somebody wrote in danger. Kept in MongoDB, or in Redis for as long as MongoDB is away."""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import orjson
from pymongo import ReturnDocument
from pymongo.errors import DuplicateKeyError

from domain.errors import Conflict, NotFound
from domain.ids import new_id
from domain.regions import Scope
from storage.encryption import FieldVault, Seal, key_of_alert, opened
from storage.events import next_seq
from storage.mongo import Collection, Database, Document, Session, store_errors
from storage.paging import NEWEST, Part
from storage.redis import Patience, Redis
from storage.scoped import COUNTED_MOST, counted, listed, placed, within

WAITING = "alerts:waiting"
UNFILED = ""
CARD_ONLY = "card"  # stands for who took it up, where only the card was shown and nobody was called
REPEATS = 3  # so many hits of one person that only showed the card call staff as one that is sure does
REPEATS_WITHIN = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Alert:
    """
    A message in danger. `text` is what was written, sealed in storage; `matched` tells staff what was recognised;
    `card_only`: the card was shown and nobody called, so it waits for nobody and is kept for what can be learned.
    """

    id: str
    key: str
    app: str
    openid: str
    person_id: str
    danger: str
    matched: tuple[str, ...]
    text: str
    region_path: str
    at: datetime
    acknowledged_by: str = ""
    acknowledged_at: datetime | None = None
    case_id: str = ""
    card_only: bool = False


@dataclass(frozen=True, slots=True)
class Endangered:
    """Who wrote in danger: accounts (app, openid), and the ids of people where those are known."""

    accounts: frozenset[tuple[str, str]] = frozenset()
    people: frozenset[str] = frozenset()

    def has(self, person_id: str, accounts: Iterable[tuple[str, str]]) -> bool:
        """Whether a person with these accounts is one of them, by whichever of her accounts she wrote."""
        return person_id in self.people or not self.accounts.isdisjoint(accounts)


class AlertStore:
    """
    The collection `alerts`, unique on `key`. What was written lies sealed under a data key of its own, and lists leave it
    shut: they tell of alerts without `text` and `matched`.
    """

    def __init__(self, db: Database, redis: Redis, patience: Patience, vault: FieldVault, seal: Seal) -> None:
        self._alerts: Collection = db["alerts"]
        self._redis = redis
        self._patience = patience
        self._vault = vault
        self._seal = seal

    async def raise_alert(self, alert: Alert, *, accounts: AbstractSet[tuple[str, str]] = frozenset()) -> None:
        """
        Keep an alert; a repeat with the same key is kept once. A hit that only showed the card waits for somebody after all,
        with those before it, where it is the third of hers within a week: `accounts` (app, openid) are her others. Raises
        StoreAway when MongoDB is away.
        """
        async with store_errors():
            if not await self._alerts.find_one({"key": alert.key}, {"_id": 1}):  # before a data key is made for it
                with suppress(DuplicateKeyError):
                    await self._alerts.insert_one(await self._to_document(alert))
            if alert.card_only and alert.openid:  # also asked again: the first time it may have been cut off here
                await self._call_for_repeats(alert, {*accounts, (alert.app, alert.openid)})

    async def _call_for_repeats(self, alert: Alert, accounts: AbstractSet[tuple[str, str]]) -> None:
        """Counted after it was kept, so that of two at once at least one sees both."""
        hers: Document = {
            "$or": [{"app": app, "openid": openid} for app, openid in sorted(accounts)],
            "at": {"$gt": alert.at - REPEATS_WITHIN},
        }
        only_cards = {"acknowledged_by": CARD_ONLY}
        counted_too = {"$and": [hers, {"$or": [only_cards, {"repeat": True}]}]}
        if await self._alerts.count_documents(counted_too, limit=REPEATS) >= REPEATS:
            waits = {"acknowledged_by": "", "acknowledged_at": None, "case": UNFILED, "repeat": True}
            await self._alerts.update_many(hers | only_cards, {"$set": waits})

    async def id_of(self, key: str) -> str:
        """The id of the alert with this key. Raises NotFound while it isn't in MongoDB, StoreAway."""
        async with store_errors():
            found = await self._alerts.find_one({"key": key}, {"_id": 1})
        if found is None:
            raise NotFound
        return str(found["_id"])

    async def keep_for_later(self, alert: Alert) -> None:
        """Keep an alert in Redis until MongoDB is back. Raises StoreAway when Redis is away too."""
        kept = ("key", "app", "openid", "danger", "matched", "text", "card_only")
        facts = {name: getattr(alert, name) for name in kept}
        sealed = self._seal.close(orjson.dumps({**facts, "at": alert.at}))
        await self._patience.ask(lambda: self._redis.hset(WAITING, alert.key, sealed))

    async def bring_in(self) -> int:
        """Move what waits in Redis to MongoDB; how many. A repeat does no harm."""
        waiting: Mapping[Any, Any] = await self._patience.ask(lambda: self._redis.hgetall(WAITING))
        for key, sealed in waiting.items():
            plain = self._seal.open(sealed)
            if plain is not None:
                await self.raise_alert(_from_waiting(orjson.loads(plain)))
            await self._redis.hdel(WAITING, key)
        return len(waiting)

    async def page(
        self, *, scope: Scope, open_only: bool = True, part: Part = NEWEST, after: str = "", most: int = 50
    ) -> list[Alert]:
        """
        Alerts of a scope, the newest first unless `part` says otherwise; those of nobody's region are everybody's who
        may see alerts.
        """
        part = Part(after=after) if after else part
        which: Document = {"acknowledged_at": None} if open_only else {}
        conditions = [which, listed(scope, unplaced=True), part.condition]
        async with store_errors():
            cursor = self._alerts.find({"$and": conditions}).sort("_id", part.direction).limit(most)
            if open_only and scope.paths:
                cursor = cursor.hint([("acknowledged_at", 1), ("within", 1), ("_id", -1)])
            return part.in_order([_to_alert(each) async for each in cursor])

    async def get(self, alert_id: str, *, scope: Scope) -> Alert:
        """The alert; raises NotFound."""
        async with store_errors():
            document = await self._alerts.find_one({"_id": alert_id, **within(scope, unplaced=True)})
        if document is None:
            raise NotFound
        return await self._with_words(document)

    async def count_open(self, *, scope: Scope) -> int:
        """How many of a scope nobody has taken up, up to COUNTED_MOST."""
        parts = counted(scope, unplaced=True)
        async with store_errors():
            many = [
                await self._alerts.count_documents({"acknowledged_by": "", **each}, limit=COUNTED_MOST)
                for each in parts
            ]
        return min(sum(many), COUNTED_MOST)

    async def count_since(self, since: datetime, *, scope: Scope) -> int:
        """How many of a scope were raised since then and call for somebody, up to COUNTED_MOST."""
        which: Document = {"at": {"$gt": since}, "acknowledged_by": {"$ne": CARD_ONLY}}
        async with store_errors():
            return await self._alerts.count_documents(
                {"$and": [which, within(scope, unplaced=True)]}, limit=COUNTED_MOST
            )

    async def note(self, alert_id: str, *, session: Session | None = None) -> int:
        """Count something that happened to the alert; its number in the alert's story. Raises NotFound."""
        return await next_seq(self._alerts, alert_id, session=session)

    async def acknowledge(self, alert_id: str, *, by: str, scope: Scope, now: datetime) -> Alert:
        """She has taken it up; the first one stays. The alert is without its words. Raises NotFound."""
        which: Document = {"_id": alert_id, **within(scope, unplaced=True)}
        async with store_errors():
            document = await self._alerts.find_one_and_update(
                {**which, "acknowledged_at": None},
                {"$set": {"acknowledged_at": now, "acknowledged_by": by}},
                return_document=ReturnDocument.AFTER,
            ) or await self._alerts.find_one(which)
        if document is None:
            raise NotFound
        return _to_alert(document)

    async def release(
        self, alert_id: str, *, by: str, taken_at: datetime, scope: Scope, session: Session | None = None
    ) -> int:
        """
        Nobody has taken it up any more, if she had at `taken_at` and nothing has happened to it since; the number in
        the alert's story. Raises Conflict.
        """
        which: Document = {"_id": alert_id, "acknowledged_by": by, "acknowledged_at": taken_at}
        async with store_errors():
            document = await self._alerts.find_one_and_update(
                which | within(scope, unplaced=True),
                {"$set": {"acknowledged_at": None, "acknowledged_by": ""}, "$inc": {"seq": 1}},
                {"seq": 1},
                return_document=ReturnDocument.AFTER,
                session=session,
            )
        if document is None:
            raise Conflict
        return int(document["seq"])

    async def unfiled(self, app: str, openid: str, *, session: Session | None = None) -> list[Alert]:
        """What an account wrote in danger and what belongs to no case yet, the oldest first."""
        which = {"case": UNFILED, "app": app, "openid": openid}
        async with store_errors():
            return [_to_alert(each) async for each in self._alerts.find(which, session=session).sort("at", 1)]

    async def unfiled_accounts(self, *, most: int) -> list[tuple[str, str]]:
        """Accounts (app, openid) with something that belongs to no case yet, the oldest first."""
        async with store_errors():
            cursor = self._alerts.find({"case": UNFILED}, {"app": 1, "openid": 1}).sort("_id", 1).limit(most)
            return list(dict.fromkeys([(each["app"], each["openid"]) async for each in cursor]))

    async def file(self, ids: Sequence[str], case_id: str, *, region_path: str, session: Session) -> None:
        """These belong to a case, and lie where it lies."""
        change = {"$set": {"case": case_id, **placed(region_path)}}
        await self._alerts.update_many({"_id": {"$in": list(ids)}}, change, session=session)

    async def of_case(self, case_id: str, *, most: int = 200) -> list[Alert]:
        """What was written in a case, the newest first, with its text: whoever shows that writes it down."""
        async with store_errors():
            cursor = self._alerts.find({"case": case_id}).sort("_id", -1).limit(most)
            return [await self._with_words(each) async for each in cursor]

    async def take_up(self, case_id: str, *, by: str, now: datetime, session: Session) -> None:
        """Somebody has taken up the case, and with it all that was written in it."""
        change = {"$set": {"acknowledged_at": now, "acknowledged_by": by}}
        await self._alerts.update_many({"case": case_id, "acknowledged_at": None}, change, session=session)

    async def last_for(self, app: str, openid: str) -> datetime | None:
        """When somebody last wrote in danger by this account."""
        async with store_errors():
            document = await self._alerts.find_one({"app": app, "openid": openid}, {"at": 1}, sort=[("at", -1)])
        return document["at"] if document else None

    async def last_of(self, person_id: str, accounts: Iterable[tuple[str, str]]) -> datetime | None:
        """When a person last wrote in danger, by these accounts of hers or by one that was hers."""
        hers: list[Document] = [{"app": app, "openid": openid} for app, openid in accounts]
        hers += [{"person": person_id}] if person_id else []
        async with store_errors():
            found = [await self._alerts.find_one(each, {"at": 1}, sort=[("at", -1)]) for each in hers]
        return max((each["at"] for each in found if each), default=None)

    async def called_since(self, app: str, openid: str, since: datetime) -> bool:
        """Whether staff were called for an account after `since`."""
        which: Document = {"app": app, "openid": openid, "at": {"$gt": since}, "acknowledged_by": {"$ne": CARD_ONLY}}
        async with store_errors():
            return await self._alerts.find_one(which, {"_id": 1}) is not None

    async def of_account(self, app: str, openid: str, *, most: int) -> list[Alert]:
        """That an account wrote in danger, the newest first."""
        async with store_errors():
            cursor = self._alerts.find({"app": app, "openid": openid}).sort("at", -1).limit(most)
            return [_to_alert(each) async for each in cursor]

    async def in_danger_since(self, since: datetime) -> Endangered:
        """Who wrote in danger after `since`, by whichever app: read from one index alone, since each part of a push asks."""
        accounts, people = set(), set()
        async with store_errors():
            cursor = self._alerts.find({"at": {"$gte": since}}, {"_id": 0, "app": 1, "openid": 1, "person": 1})
            cursor = cursor.sort("at", -1).hint([("at", -1), ("app", 1), ("openid", 1), ("person", 1)])
            async for each in cursor:
                accounts.add((each["app"], each["openid"]))
                people.add(each.get("person"))
        return Endangered(frozenset(accounts), frozenset(filter(None, people)))

    async def _to_document(self, alert: Alert) -> Document:
        words = {"text": alert.text, "matched": list(alert.matched)}
        return {
            "_id": alert.id,
            "key": alert.key,
            "app": alert.app,
            "openid": alert.openid,
            "person": alert.person_id,
            "danger": alert.danger,
            "sealed": await self._vault.seal(key_of_alert(alert.id), words),
            **placed(alert.region_path),
            "at": alert.at,
            "acknowledged_by": CARD_ONLY if alert.card_only else alert.acknowledged_by,
            "acknowledged_at": alert.at if alert.card_only else alert.acknowledged_at,
            "case": CARD_ONLY if alert.card_only else alert.case_id,
        }

    async def _with_words(self, document: Document) -> Alert:
        plain = await opened(document["sealed"], self._vault, self._seal)
        words: Mapping[str, Any] = orjson.loads(plain) if plain else {"text": "", "matched": []}
        return replace(_to_alert(document), text=words["text"], matched=tuple(words["matched"]))


def _to_alert(document: Document) -> Alert:
    return Alert(
        id=document["_id"],
        key=document["key"],
        app=document["app"],
        openid=document["openid"],
        person_id=document["person"],
        danger=document["danger"],
        matched=(),
        text="",
        region_path=document["region_path"],
        at=document["at"],
        acknowledged_by=document["acknowledged_by"],
        acknowledged_at=document["acknowledged_at"],
        case_id="" if document.get("case") == CARD_ONLY else document.get("case", ""),
        card_only=document["acknowledged_by"] == CARD_ONLY,
    )


def _from_waiting(facts: Mapping[str, Any]) -> Alert:
    return Alert(
        id=new_id(),
        key=facts["key"],
        app=facts["app"],
        openid=facts["openid"],
        person_id="",
        danger=facts["danger"],
        matched=tuple(facts["matched"]),
        text=facts["text"],
        region_path="",
        at=datetime.fromisoformat(facts["at"]),
        card_only=facts.get("card_only", False),
    )
