"""
A campaign (主题活动): days, a region and a target, for which wishes are brought together.

Nobody enters a wish in a campaign: one belongs to it that came on the wall within its days, lies in its region and is of one
of its kinds. A wish may belong to a county's and to the city's at once.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from domain.calendar import CHINA
from domain.wish_days import ARRIVED
from domain.wishes import SHOWN, WishState

NAME_MOST, WORDS_MOST = 20, 200
DAYS_MOST = 366
WISHES_MOST, FEN_MOST = 100_000, 10_000_000_00
# How far its wishes have come: each stage holds those that come after it too.
STAGES: Mapping[str, frozenset[WishState]] = {
    "shown": SHOWN,
    "taken": SHOWN - {WishState.PUBLISHED, WishState.FAILED},
    "arrived": ARRIVED,
    "done": ARRIVED - {WishState.DELIVERED, WishState.DISPUTED},
}


class CampaignState(StrEnum):
    """A draft is seen by staff alone; a closed one stays to be read and takes in nothing more."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Campaign:
    """
    From its `first` to its `last` day. The target is a number of wishes that come true, or what they cost, or both; 0 is none.
    No kinds stands for all.
    """

    id: str
    name: str
    words: str
    first: date
    last: date
    region: str
    region_path: str
    target_wishes: int = 0
    target_fen: int = 0
    kinds: tuple[str, ...] = ()
    state: CampaignState = CampaignState.DRAFT
    version: int = 0
    closed_at: datetime | None = None

    @property
    def span(self) -> tuple[datetime, datetime]:
        """From when until when wishes that come on the wall are its own."""
        begins = datetime.combine(self.first, time(), CHINA)
        ends = datetime.combine(self.last + timedelta(days=1), time(), CHINA)
        return begins, min(ends, self.closed_at) if self.closed_at else ends

    def runs_on(self, day: date) -> bool:
        """Whether it is open and this is one of its days."""
        return self.state is CampaignState.OPEN and self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class Progress:
    """How many of its wishes have come to each of STAGES, and what those cost that came true."""

    counts: Mapping[str, int]
    fen: int


def part_of(reached: int, target: int) -> int:
    """How much of the target is reached, in whole hundredths up to 100."""
    return min(100, reached * 100 // target) if target else 0


def problems(campaign: Campaign) -> dict[str, str]:
    """What keeps a campaign from being kept: a stable word a field."""
    found = {}
    for field, most in (("name", NAME_MOST), ("words", WORDS_MOST)):
        value = getattr(campaign, field)
        if not value:
            found[field] = "missing"
        elif len(value) > most:
            found[field] = "too_long"
    if campaign.last < campaign.first:
        found["last"] = "before"
    elif (campaign.last - campaign.first).days >= DAYS_MOST:
        found["last"] = "too_late"
    if not campaign.target_wishes and not campaign.target_fen:
        found["target_wishes"] = "missing"
    for field, most in (("target_wishes", WISHES_MOST), ("target_fen", FEN_MOST)):
        if not 0 <= getattr(campaign, field) <= most:
            found[field] = "too_many"
    return found
