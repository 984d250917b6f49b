"""Which wishes a list or a number is of."""

from dataclasses import dataclass
from datetime import datetime

from domain.wishes import COMPANY, WishState
from storage.indexes_of_wishes import EPOCH
from storage.mongo import Document

OF_CAMPAIGNS = "campaigns"  # the index of where and when wishes came on the wall


@dataclass(frozen=True, slots=True)
class Asked:
    """
    What a figure counts: wishes in one of `states` (none: all), of a kind, submitted in a month (from, to), and of a campaign:
    of its `kinds` (none: all), come on the wall within its time (from, to). With `nature` only those for company or only those
    for things, where these `company_kinds` ask for company; with a `step` those that have made it, from a state to another.
    """

    states: frozenset[WishState] = frozenset()
    kind: str = ""
    month: tuple[datetime, datetime] | None = None
    kinds: tuple[str, ...] = ()
    on_wall: tuple[datetime, datetime] | None = None
    nature: str = ""
    company_kinds: frozenset[str] = frozenset()
    step: tuple[str, str] | None = None

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
        if self.nature:
            either = [{"nature": COMPANY}, {"kind": {"$in": sorted({COMPANY, *self.company_kinds})}}]
            found["$or" if self.nature == COMPANY else "$nor"] = either
        if self.step:
            begun, to = (f"reached.{each}" for each in self.step)
            found |= {begun: {"$gt": EPOCH}, "$expr": {"$gte": [f"${to}", f"${begun}"]}}
        return found
