"""Campaigns, and the numbers of their wishes."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from pymongo.errors import DuplicateKeyError

from domain.campaigns import STAGES, Campaign, CampaignState, Progress
from domain.errors import Conflict, NotFound
from domain.regions import Scope
from storage.mongo import Collection, Database, Document, Session, store_errors
from storage.paging import NEWEST, Part
from storage.scoped import listed, placed, within
from storage.seen import change_seen
from storage.wish_asked import OF_CAMPAIGNS, Asked

PUBLIC = (str(CampaignState.OPEN), str(CampaignState.CLOSED))
WRITTEN = ("name", "words", "target_wishes", "target_fen")


class CampaignStore:
    """The collection `campaigns`; it counts in `wishes`."""

    def __init__(self, db: Database) -> None:
        self._campaigns: Collection = db["campaigns"]
        self._wishes: Collection = db["wishes"]

    async def get(self, campaign_id: str, *, scope: Scope) -> Campaign:
        """The campaign; raises NotFound, StoreAway."""
        return await self._one({"$and": [{"_id": campaign_id}, within(scope)]})

    async def public(self, campaign_id: str) -> Campaign:
        """One that everybody may read: no draft. Raises NotFound, StoreAway."""
        return await self._one({"_id": campaign_id, "state": {"$in": PUBLIC}})

    async def all_public(self) -> list[Campaign]:
        """All that everybody may read. Raises StoreAway."""
        async with store_errors():
            return [_to_campaign(each) async for each in self._campaigns.find({"state": {"$in": PUBLIC}})]

    async def _one(self, which: Document) -> Campaign:
        async with store_errors():
            document = await self._campaigns.find_one(which)
        if document is None:
            raise NotFound
        return _to_campaign(document)

    async def page(self, *, scope: Scope, part: Part = NEWEST, most: int = 50) -> list[Campaign]:
        """Those of a scope, the newest first unless `part` says otherwise. Raises StoreAway."""
        which = {"$and": [listed(scope), part.condition]}
        async with store_errors():
            cursor = self._campaigns.find(which).sort("_id", part.direction).limit(most)
            return part.in_order([_to_campaign(each) async for each in cursor])

    async def running(self, day: date, *, most: int) -> list[Campaign]:
        """Open ones that have this day, what ends first in front. Raises StoreAway."""
        today = day.isoformat()
        which: Document = {"state": str(CampaignState.OPEN), "last": {"$gte": today}, "first": {"$lte": today}}
        async with store_errors():
            cursor = self._campaigns.find(which).sort([("last", 1), ("_id", 1)]).limit(most)
            return [_to_campaign(each) async for each in cursor]

    async def progress(self, campaign: Campaign) -> Progress:
        """How far its wishes have come, counted by MongoDB. Raises StoreAway."""
        which = Asked(kinds=campaign.kinds, on_wall=campaign.span).condition
        match = {"$match": {"$and": [listed(Scope.of(campaign.region_path)), which]}}
        group = {"$group": {"_id": "$state", "wishes": {"$sum": 1}, "fen": {"$sum": "$cost_fen"}}}
        async with store_errors():
            cursor = self._wishes.aggregate([match, group], hint=OF_CAMPAIGNS)
            found = [(each["_id"], each["wishes"], each["fen"]) async for each in cursor]
        counts = {stage: sum(many for state, many, _ in found if state in among) for stage, among in STAGES.items()}
        return Progress(counts, sum(fen for state, _, fen in found if state in STAGES["done"]))

    async def insert(self, campaign: Campaign, *, by: str, now: datetime, session: Session) -> None:
        """A new one. Raises Conflict where its id is taken."""
        document = {
            "_id": campaign.id,
            "region": campaign.region,
            **placed(campaign.region_path),
            **fields_of(campaign),
            "version": 1,
            "closed_at": None,
            "made_by": by,
            "made_at": now,
        }
        async with store_errors():
            try:
                await self._campaigns.insert_one(document, session=session)
            except DuplicateKeyError:
                raise Conflict from None

    async def change(self, campaign: Campaign, changes: Mapping[str, Any], *, session: Session) -> Campaign:
        """Change it if nobody has since it was read. Raises Conflict where somebody has."""
        async with store_errors():
            return _to_campaign(
                await change_seen(self._campaigns, campaign.id, campaign.version, changes, session=session)
            )


def fields_of(campaign: Campaign) -> Document:
    """What staff write of it, as it is stored."""
    days = {"first": campaign.first.isoformat(), "last": campaign.last.isoformat()}
    words = {name: getattr(campaign, name) for name in WRITTEN}
    return words | days | {"kinds": list(campaign.kinds), "state": str(campaign.state)}


def _to_campaign(document: Document) -> Campaign:
    return Campaign(
        id=document["_id"],
        first=date.fromisoformat(document["first"]),
        last=date.fromisoformat(document["last"]),
        region=document["region"],
        region_path=document["region_path"],
        kinds=tuple(document["kinds"]),
        state=CampaignState(document["state"]),
        version=document["version"],
        closed_at=document["closed_at"],
        **{name: document[name] for name in WRITTEN},
    )
