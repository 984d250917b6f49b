"""Campaigns as everybody reads them: what is counted is kept for a moment, and small numbers stay hidden."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.calendar import day_in_china
from domain.campaign_numbers import beside, for_everybody
from domain.campaigns import Campaign, Progress
from storage.campaigns import CampaignStore

FRESH = timedelta(seconds=10)
KEPT_MOST, RUNNING_MOST = 500, 50


@dataclass(frozen=True, slots=True)
class Shown:
    """A campaign as everybody reads it, and whether it runs today."""

    campaign: Campaign
    progress: Progress
    running: bool


class LiveCampaigns:
    """
    Campaigns as everybody reads them; `kinds` are those that a wish can have. Counting looks at each wish of one and of those
    beside it, whose numbers would tell of it, so a process keeps what it has counted for a moment.
    """

    def __init__(self, store: CampaignStore, now: Callable[[], datetime], kinds: frozenset[str]) -> None:
        self._store = store
        self._kinds = kinds
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
            near = beside(campaign, await self._store.all_public(), self._kinds)
            counted = {each.id: (each, await self._store.progress(each)) for each in near}
            numbers, today = for_everybody(counted, self._kinds), day_in_china(now)
            if len(self._kept) >= KEPT_MOST:
                self._kept.clear()
            self._kept |= {each.id: (now, Shown(each, numbers[each.id], each.runs_on(today))) for each in near}
            return self._kept[campaign_id][1]
