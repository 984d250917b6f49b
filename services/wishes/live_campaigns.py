"""Campaigns as everybody reads them: what is counted is kept for a moment, and small numbers stay hidden."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.calendar import day_in_china
from domain.campaigns import STAGES, Campaign, Progress
from domain.small_numbers import HIDDEN, hidden_stages
from storage.campaigns import CampaignStore

FRESH = timedelta(seconds=10)
KEPT_MOST, RUNNING_MOST = 500, 50


def for_everybody(progress: Progress) -> Progress:
    """
    The same with HIDDEN for each number that is too small to be shown or that would give a small one away beside another, and
    for the money of those that came true where their number is.
    """
    counts = dict(zip(STAGES, hidden_stages([progress.counts[each] for each in STAGES], keep=-1), strict=True))
    return Progress(counts, HIDDEN if counts["done"] == HIDDEN else progress.fen)


@dataclass(frozen=True, slots=True)
class Shown:
    """A campaign as everybody reads it, and whether it runs today."""

    campaign: Campaign
    progress: Progress
    running: bool


class LiveCampaigns:
    """Campaigns as everybody reads them. Counting looks at each wish of one, so a process keeps what it has counted for a moment."""

    def __init__(self, store: CampaignStore, now: Callable[[], datetime]) -> None:
        self._store = store
        self._now = now
        self._kept: dict[str, tuple[datetime, Shown]] = {}
        self._counting = asyncio.Lock()

    async def running(self) -> Sequence[Campaign]:
        """Those that run today, what ends first in front. Raises StoreAway."""
        return await self._store.running(day_in_china(self._now()), most=RUNNING_MOST)

    async def one(self, campaign_id: str) -> Shown:
        """One with its numbers, some seconds old at most. Raises NotFound also for a draft, StoreAway."""
        async with self._counting:  # one count at a time, for however many ask
            now = self._now()
            kept = self._kept.get(campaign_id)
            if kept is not None and now - kept[0] < FRESH:
                return kept[1]
            campaign = await self._store.public(campaign_id)
            numbers = for_everybody(await self._store.progress(campaign))
            shown = Shown(campaign, numbers, campaign.runs_on(day_in_china(now)))
            if len(self._kept) >= KEPT_MOST:
                self._kept.clear()
            self._kept[campaign_id] = (now, shown)
            return shown
