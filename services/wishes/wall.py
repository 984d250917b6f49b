"""
The wall as everybody reads it: parts of the list, kept ready for a moment, with the bytes that programs get.

What is kept is two seconds old at most. That is no matter: a claim is decided in the database, and whoever comes second is
told so kindly.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import orjson

from domain.calendar import day_in_china
from domain.campaigns import Campaign
from domain.errors import Invalid, NotFound
from domain.regions import RegionLevel
from domain.wishes import AGE_BANDS
from storage.campaigns import CampaignStore
from storage.regions import RegionStore
from storage.wall import DEAREST, PRICES, OnWall, WallStore

FRESH = timedelta(seconds=2)
KEPT_MOST = 500
PRICE_BANDS = (*(band for _, band in PRICES), DEAREST)
AGES = tuple(band for _, band in AGE_BANDS)
FILTERS = ("county", "kind", "price", "age")
ASKED = (*FILTERS, "campaign")


@dataclass(frozen=True, slots=True)
class WallPart:
    """A part of the wall: its wishes, where the list goes on (empty at the end), and the same in JSON with its digest."""

    wishes: Sequence[OnWall]
    next: str
    body: bytes
    etag: str


class LiveWall:
    """Parts of the wall. `kinds` are those that a wish can have."""

    def __init__(
        self,
        store: WallStore,
        regions: RegionStore,
        campaigns: CampaignStore,
        now: Callable[[], datetime],
        kinds: Sequence[tuple[str, str]],
    ) -> None:
        self._store = store
        self._campaigns = campaigns
        self._regions = regions
        self._now = now
        self._kinds = dict(kinds)
        self._kept: dict[tuple[str, ...], tuple[datetime, WallPart]] = {}
        self._counties: tuple[datetime, dict[str, str]] | None = None

    async def counties(self) -> Mapping[str, str]:
        """The city's counties by code, in their order. Raises StoreAway."""
        now = self._now()
        if self._counties is None or now - self._counties[0] > FRESH:
            found = await self._regions.of_level(RegionLevel.COUNTY)
            self._counties = (now, {each.code: each.name for each in found})
        return self._counties[1]

    async def part(self, asked: Mapping[str, str], *, after: str, most: int) -> WallPart:
        """
        What is asked for (county, kind, price, age, a campaign that is no draft; each empty for all), from behind the place `after`. Raises Invalid
        for a value that nothing has, StoreAway.
        """
        counties = await self.counties()
        known = {"county": counties, "kind": self._kinds, "price": PRICE_BANDS, "age": AGES}
        for name in FILTERS:
            if asked.get(name) and asked[name] not in known[name]:
                raise Invalid(name, "unknown")
        key = (*(asked.get(name, "") for name in ASKED), after, str(most))
        now = self._now()
        kept = self._kept.get(key)
        if kept is not None and now - kept[0] < FRESH:
            return kept[1]
        campaign = await self._campaign(asked.get("campaign", ""))
        found = await self._store.page(asked, campaign=campaign, after=after, most=most + 1)
        shown = found[:most]
        part = _part(shown, shown[-1].place if len(found) > most else "", self._kinds, counties)
        if len(self._kept) >= KEPT_MOST:
            self._kept.clear()
        self._kept[key] = (now, part)
        return part

    async def _campaign(self, campaign_id: str) -> Campaign | None:
        try:
            return await self._campaigns.public(campaign_id) if campaign_id else None
        except NotFound:
            raise Invalid("campaign", "unknown") from None


def _part(shown: Sequence[OnWall], following: str, kinds: Mapping[str, str], counties: Mapping[str, str]) -> WallPart:
    rows = [
        {
            "code": each.code,
            "text": each.text,
            "kind": each.kind,
            "kind_name": kinds.get(each.kind, each.kind),
            "county": each.county,
            "county_name": counties.get(each.county, ""),
            "age_band": each.age_band,
            "cost_fen": each.cost_fen,
            "published_on": day_in_china(each.published_at).isoformat(),
        }
        for each in shown
    ]
    body = orjson.dumps({"wishes": rows, "next": following or None})
    return WallPart(shown, following, body, f'"{hashlib.sha256(body).hexdigest()[:32]}"')
