"""Which wishes a list or a number is of."""

from dataclasses import dataclass
from datetime import datetime

from domain.wishes import WishState
from storage.mongo import Document

OF_CAMPAIGNS = "campaigns"  # the index of where and when wishes came on the wall


@dataclass(frozen=True, slots=True)
class Asked:
    """
    What a figure counts: wishes in one of `states` (none: all), of a kind, submitted in a month (from, to), and of a campaign:
    of its `kinds` (none: all), come on the wall within its time (from, to).
    """

    states: frozenset[WishState] = frozenset()
    kind: str = ""
    month: tuple[datetime, datetime] | None = None
    kinds: tuple[str, ...] = ()
    on_wall: tuple[datetime, datetime] | None = None

    @property
    def condition(self) -> Document:
        """As the query has it."""
        found: Document = {"state": {"$in": sorted(map(str, self.states))}} if self.states else {}
        if self.kind or self.kinds:
            kinds = self.kinds or (self.kind,)
            found["kind"] = {"$in": [each for each in kinds if self.kind in {"", each}]}
        if self.on_wall:
            found["published_at"] = {"$gte": self.on_wall[0], "$lt": self.on_wall[1]}
        if self.month:
            found["submitted_at"] = {"$gte": self.month[0], "$lt": self.month[1]}
        return found
