"""Campaigns to read on a phone: what each is about and how far it is. Nobody is ranked, and small numbers stay hidden."""

from domain.campaigns import STAGES, part_of
from domain.small_numbers import FEWEST, HIDDEN
from handlers.access import public
from handlers.h5.page import H5Page
from wording import campaigns as words
from wording.wishes import yuan


@public
class CampaignsPage(H5Page):
    """Those that run today."""

    async def get(self) -> None:
        """The list."""
        found = await self.services.live_campaigns.running()
        self.page(
            "h5/campaigns.html",
            campaigns=[(each, words.target(each.target_wishes, yuan(each.target_fen))) for each in found],
            places=await self.services.regions.names({each.region for each in found}),
        )


@public
class CampaignPage(H5Page):
    """One of them, or one that has been."""

    async def get(self, campaign_id: str) -> None:
        """The page. Answers 404 for a draft."""
        found = await self.services.live_campaigns.one(campaign_id)
        campaign, progress = found.campaign, found.progress
        done = progress.counts["done"]
        told = done != HIDDEN
        self.page(
            "h5/campaign.html",
            campaign=campaign,
            running=found.running,
            target=words.target(campaign.target_wishes, yuan(campaign.target_fen)),
            bars=[
                part_of(reached, aim)
                for reached, aim in ((done, campaign.target_wishes), (progress.fen, campaign.target_fen))
                if aim and told
            ],
            numbers=[
                (
                    words.STAGES[each],
                    words.FEWER if progress.counts[each] == HIDDEN else f"{progress.counts[each]:,} 个",
                )
                for each in STAGES
            ],
            why_not=words.FEWER_WHY.format(fewest=FEWEST) if HIDDEN in progress.counts.values() else "",
            money=yuan(progress.fen) if progress.fen > 0 else "",
            place=(await self.services.regions.names([campaign.region])).get(campaign.region, ""),
        )


ROUTES = [(r"/h5/campaigns", CampaignsPage), (r"/h5/campaigns/([0-9a-z]{26})", CampaignPage)]
