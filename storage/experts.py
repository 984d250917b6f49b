"""What is kept of those who answer: what they know, when they are away, and how many questions they were given."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from pymongo import UpdateOne
from pymongo.errors import DuplicateKeyError

from domain.calendar import DaysOff
from domain.errors import Conflict
from storage.mongo import Collection as Documents
from storage.mongo import Database, Document, Session, store_errors


@dataclass(frozen=True, slots=True)
class Told:
    """When the account told her, and the key of the outbox's row that did."""

    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Expert:
    """
    A colleague who answers. `topics` are categories of the knowledge base; `served` counts the questions that she was
    given, kept level with her colleagues' while she is away; `seq` counts her own changes. `untold` says that the account
    tells her nothing of ordinary questions, `told` when it told her last, by what of.
    """

    id: str
    topics: frozenset[str] = field(default_factory=frozenset)
    away: tuple[DaysOff, ...] = ()
    served: int = 0
    seq: int = 0
    untold: bool = False
    told: Mapping[str, Told] = field(default_factory=dict)

    def is_away(self, day: date) -> bool:
        """Whether she isn't there on this day."""
        return any(each.first <= day <= each.last for each in self.away)


class ExpertStore:
    """The collection `experts`, by the id of the member of staff. Who isn't there is as a new one."""

    def __init__(self, db: Database) -> None:
        self._experts: Documents = db["experts"]

    async def get(self, staff_id: str) -> Expert:
        """What is kept of her."""
        async with store_errors():
            document = await self._experts.find_one({"_id": staff_id})
        return _to_expert(document) if document else Expert(staff_id)

    async def of(self, staff_ids: Collection[str], *, session: Session | None = None) -> dict[str, Expert]:
        """What is kept of these, each of them named."""
        async with store_errors():
            cursor = self._experts.find({"_id": {"$in": sorted(staff_ids)}}, session=session)
            found = {each["_id"]: _to_expert(each) async for each in cursor}
        return {each: found.get(each, Expert(each)) for each in staff_ids}

    async def save(self, expert: Expert) -> None:
        """What she knows, when she is away and what she isn't told of, if nobody has changed it since it was read. Raises Conflict."""
        away = [{"first": f"{each.first}", "last": f"{each.last}"} for each in expert.away]
        kept = {"topics": sorted(expert.topics), "away": away, "untold": expert.untold, "seq": expert.seq + 1}
        change: Document = {"$set": kept}
        which: Document = {"_id": expert.id, "seq": expert.seq or None}
        async with store_errors():
            try:
                await self._experts.update_one(which, change, upsert=not expert.seq)
                found = await self._experts.find_one({"_id": expert.id, "seq": {"$gt": expert.seq}}, {"_id": 1})
            except DuplicateKeyError:
                raise Conflict from None
        if found is None:
            raise Conflict

    async def give(self, staff_id: str, *, session: Session, back: bool = False) -> None:
        """She was given one more, or gave it `back` at once."""
        change: Document = {"$inc": {"served": -1 if back else 1}}
        async with store_errors():
            await self._experts.update_one({"_id": staff_id}, change, upsert=True, session=session)

    async def tell(self, staff_id: str, what: str, *, by: str, before: datetime | None, now: datetime) -> bool:
        """
        Let one row of the outbox be the one that tells her now; False where another told her since `before`, which is when
        she was told last. Raises StoreAway.
        """
        async with store_errors():
            await self._experts.update_one({"_id": staff_id}, {"$setOnInsert": {"served": 0}}, upsert=True)
            which: Document = {"_id": staff_id, f"told.{what}.at": before}
            done = await self._experts.update_one(which, {"$set": {f"told.{what}": {"at": now, "by": by}}})
        return done.matched_count == 1

    async def keep_up(self, staff_ids: Collection[str], served: int) -> None:
        """As many count for each of these as at least `served`."""
        writes = [UpdateOne({"_id": each}, {"$max": {"served": served}}, upsert=True) for each in staff_ids]
        async with store_errors():
            await self._experts.bulk_write(writes, ordered=False)


def _to_expert(document: Document) -> Expert:
    day = date.fromisoformat
    return Expert(
        id=document["_id"],
        topics=frozenset(document.get("topics", ())),
        away=tuple(DaysOff(day(each["first"]), day(each["last"])) for each in document.get("away", ())),
        served=document.get("served", 0),
        seq=document.get("seq") or 0,
        untold=document.get("untold", False),
        told={what: Told(each["at"], each["by"]) for what, each in document.get("told", {}).items()},
    )
