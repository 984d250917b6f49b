"""
Wishes of time and company (陪伴类心愿): who may meet a child, and what has to be there before a wish goes on.

Two vetted adults, each with a signed pledge, and the guardian's word for that very meeting (Law on the Protection of Minors
art. 62: who works close to minors is looked up before and every year; here volunteers are held to it as well).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from domain.wishes import Wish, WishState

PLEDGE = "company_pledge.v1"  # the version of the text that is signed now
CHECK_HOLDS = timedelta(days=365)
ENDS_SOON = (30, 7)  # days before a check counts no longer on which she is told
DAYS_AHEAD_MOST = 60


class Standing(StrEnum):
    """How it stands with a volunteer; that a check has run out is no state but a date."""

    APPLIED = "applied"
    APPROVED = "approved"
    SUSPENDED = "suspended"
    ENDED = "ended"


class MeetPlace(StrEnum):
    """Where volunteers and child meet. Where exactly the officer tells each of them; it is written down nowhere."""

    PUBLIC = "public"
    HOME = "home"  # with the guardian present


@dataclass(frozen=True, slots=True)
class Volunteer:
    """
    A person's standing. `number` is what she shows at the county's office, `pledge` the version of the text that she signed,
    `checked_on` the day on which staff looked her up, `decided_by` who decided last.
    """

    id: str
    person_id: str
    number: str
    region: str
    region_path: str
    state: Standing
    pledge: str
    pledged_at: datetime
    checked_on: date | None = None
    checked_by: str = ""
    decided_by: str = ""
    version: int = 1

    @property
    def valid_until(self) -> date | None:
        """The last day on which the check counts."""
        return self.checked_on + CHECK_HOLDS if self.checked_on else None

    def vetted(self, on: date) -> bool:
        """Whether she may meet a child on that day."""
        until = self.valid_until
        return self.state is Standing.APPROVED and self.pledge == PLEDGE and until is not None and on <= until


# From which standing staff may bring her to which.
DECISIONS: Mapping[Standing, frozenset[Standing]] = {
    Standing.APPROVED: frozenset({Standing.APPLIED, Standing.SUSPENDED}),
    Standing.SUSPENDED: frozenset({Standing.APPROVED, Standing.APPLIED}),
    Standing.ENDED: frozenset({Standing.APPLIED, Standing.APPROVED, Standing.SUSPENDED}),
}
OUT = frozenset({Standing.SUSPENDED, Standing.ENDED})


@dataclass(frozen=True, slots=True)
class Pair:
    """The two adults as they stand now; None where there is nobody, or nobody who has ever applied."""

    lead: Volunteer | None
    second: Volunteer | None


_LEAD_ONLY = frozenset({"claim", "extend"})
_BOTH = frozenset({"arrange", "agree", "prepare", "attest", "deliver", "hand_over"})
_AFTER = frozenset({"attest", "deliver", "hand_over"})
_SETTLES = frozenset({"confirm", "confirm_for", "thank"})
REPORTED_IN = frozenset(
    {
        WishState.PUBLISHED,  # after it was given back
        WishState.CLAIMED,
        WishState.PREPARED,
        WishState.DELIVERED,
        WishState.DISPUTED,
        WishState.FAILED,
        WishState.CONFIRMED,
        WishState.CLOSED,
        WishState.CANCELLED,
    }
)


def missing(wish: Wish, move: str, pair: Pair, *, day: date | None, today: date) -> str:
    """
    What keeps a company wish from this move, as a stable word; empty where nothing does. `pair` are the adults as they
    would be after it, `day` the day of the meeting as it would be.
    """
    if move == "cover":
        return "company"  # the county's stock holds no time
    if move in _LEAD_ONLY or move == "accompany":
        return _unvetted(pair, today, both=move == "accompany")
    if move in _SETTLES:
        return (
            "suspended" if any(each and each.state is Standing.SUSPENDED for each in (pair.lead, pair.second)) else ""
        )
    if move not in _BOTH:
        return ""
    if day is None:
        return _unvetted(pair, today, both=True) or "meeting"
    return _unvetted(pair, day if move in _AFTER else max(day, today), both=True) or _not_ready(wish, move, day, today)


def _unvetted(pair: Pair, on: date, *, both: bool) -> str:
    if pair.lead is None or not pair.lead.vetted(on):
        return "volunteer"
    if not both:
        return ""
    if pair.second is None or pair.second.person_id == pair.lead.person_id:
        return "second"
    return "" if pair.second.vetted(on) else "second_unvetted"


def _not_ready(wish: Wish, move: str, day: date, today: date) -> str:
    if move in {"arrange", "agree"}:
        return "" if today < day <= today + timedelta(days=DAYS_AHEAD_MOST) else "day"
    if wish.agreed_at is None:
        return "guardian"
    if move == "prepare":
        return "" if today <= day else "day"
    if wish.state is not WishState.PREPARED or today < day:
        return "day"
    return "" if move == "attest" or wish.attested_at else "attested"
