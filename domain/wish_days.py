"""A delivery day (圆梦日): wishes in hand are picked for it, their labels and the sheet to sign are printed, each is checked off."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from domain.wish_life import HELD
from domain.wishes import Wish, WishState

WISHES_MOST = 100
PLACE_MOST = 40
ARRIVED = frozenset((WishState.DELIVERED, WishState.DISPUTED, WishState.CONFIRMED, WishState.CLOSED))


class DayState(StrEnum):
    """Whether it still goes on."""

    OPEN = "open"
    CLOSED = "closed"


class Check(StrEnum):
    """What became of a wish of the day: still to be handed over, handed over, or no longer to be brought."""

    WAITING = "waiting"
    HANDED = "handed"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class WishDay:
    """
    A day, where it is held in words, and the ids of the wishes picked for it. Once it is closed `handed` and `missing`
    keep how it went, whatever becomes of the wishes afterwards.
    """

    id: str
    on: date
    place: str
    region: str
    region_path: str
    wishes: tuple[str, ...] = ()
    state: DayState = DayState.OPEN
    handed: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    version: int = 0
    closed_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Whether it still goes on."""
        return self.state is DayState.OPEN

    def check_of(self, wish: Wish) -> Check:
        """How it stands with a wish of the day."""
        if not self.is_open:
            return Check.HANDED if wish.id in self.handed else Check.WAITING if wish.id in self.missing else Check.GONE
        if wish.state in HELD:
            return Check.WAITING
        return Check.HANDED if wish.state in ARRIVED else Check.GONE


def tally(checks: Mapping[str, Check]) -> dict[Check, int]:
    """How many wishes there are of each."""
    found = list(checks.values())
    return {each: found.count(each) for each in Check}


def problems(day: WishDay) -> dict[str, str]:
    """What keeps a day from being kept: a stable word a field."""
    if not day.place:
        return {"place": "missing"}
    return {"place": "too_long"} if len(day.place) > PLACE_MOST else {}
