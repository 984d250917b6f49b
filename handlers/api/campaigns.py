"""Campaigns for the mini-program: those that run, and how far each is. Small numbers stay hidden."""

from typing import ClassVar

from pydantic import Field

from domain.campaigns import Campaign
from domain.small_numbers import HIDDEN
from handlers.access import public
from handlers.api.call import ID
from handlers.api.kept import KeptCall
from handlers.api.operation import Model, Operation, Route
from services.wishes.live_campaigns import FRESH


class CampaignCard(Model):
    """A campaign. The target is a number of wishes that come true, what they cost, or both; 0 is none. No kinds stands for all."""

    id: str
    name: str
    words: str
    first: str = Field(description="its first day, in China")
    last: str = Field(description="its last day, in China")
    region: str
    region_name: str
    target_wishes: int
    target_fen: int
    kinds: list[str]


class CampaignList(Model):
    """Those that run today, what ends first in front."""

    campaigns: list[CampaignCard]


class CampaignView(CampaignCard):
    """
    With how many of its wishes have come on the wall, were taken up, have arrived and come true, and what the last cost; null
    where the number is too small to be shown. Its wishes on the wall are those of `/wishes?campaign=`.
    """

    running: bool
    shown: int | None
    taken: int | None
    arrived: int | None
    done: int | None
    fen: int | None


def _facts(campaign: Campaign, name: str) -> dict[str, object]:
    same = ("id", "name", "words", "region", "target_wishes", "target_fen")
    days = {"first": campaign.first.isoformat(), "last": campaign.last.isoformat()}
    return {**{each: getattr(campaign, each) for each in same}, **days, "region_name": name, "kinds": campaign.kinds}


class _CampaignCall(KeptCall):
    """The same for everybody, some seconds old at most."""

    def state(self) -> object:
        """Another every few seconds: so old may numbers be."""
        return int(self.services.now().timestamp() // FRESH.total_seconds())


@public
class CampaignsCall(_CampaignCall):
    """Campaigns."""

    OPERATIONS: ClassVar = {
        "get": Operation(
            id="listRunningCampaigns", summary="Campaigns that run today", answer=CampaignList, versioned=True
        )
    }

    async def made(self, *args: str) -> CampaignList:
        """The list."""
        del args
        found = await self.services.live_campaigns.running()
        names = await self.services.regions.names({each.region for each in found})
        rows = [CampaignCard.model_validate(_facts(each, names.get(each.region, ""))) for each in found]
        return CampaignList(campaigns=rows)


@public
class CampaignCall(_CampaignCall):
    """One campaign."""

    OPERATIONS: ClassVar = {
        "get": Operation(
            id="getPublicCampaign",
            summary="A campaign that runs or has been",
            answer=CampaignView,
            path={"id": ID},
            problems=(404, 503),
            versioned=True,
        )
    }

    async def made(self, *args: str) -> CampaignView:
        """It, with its numbers."""
        found = await self.services.live_campaigns.one(args[0])
        names = await self.services.regions.names([found.campaign.region])
        numbers = {**found.progress.counts, "fen": found.progress.fen}
        shown = {name: None if many == HIDDEN else many for name, many in numbers.items()}
        facts = _facts(found.campaign, names.get(found.campaign.region, ""))
        return CampaignView.model_validate({**facts, **shown, "running": found.running})


API_ROUTES = [
    Route("/api/v1/campaigns", r"/api/v1/campaigns", CampaignsCall),
    Route("/api/v1/campaigns/{id}", r"/api/v1/campaigns/([0-9a-z]{26})", CampaignCall),
]
