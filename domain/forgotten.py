"""
No child is forgotten: when an open wish counts as waiting too long, and why.

Each reason has the moment from which it holds. They follow from the wish as it stands and are worked out anew whenever it
moves, so that a list of them is one stretch of an index. How many working days a wait may take stands in
content/forms/wish.yaml.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.wish_life import STAGES, desk_in
from domain.wishes import ENDED, Wish, WishState


class Stall(StrEnum):
    """Why nothing moves."""

    WALL = "wall"  # nobody takes it up
    BACK = "back"  # somebody did, and it came back
    VOLUNTEER = "volunteer"  # it asks for company, and volunteers are missing
    GUARDIAN = "guardian"  # the guardian was asked and doesn't answer
    WORDS = "words"  # its words are looked at, or a second person's word is awaited
    EXTENDED = "extended"  # whoever took it up has asked for more time
    FAILED = "failed"  # it couldn't be handed over
    DISPUTED = "disputed"  # the guardian says that it isn't there
    LATE = "late"  # the deadline of the step has passed
    ESCALATED = "escalated"  # it has, and one level up was asked to see to it


# Waits with days of their own beside those of the states.
OWN_DAYS = frozenset({"wall", "volunteers", "words", "answer"})
_LOOKED_AT = frozenset((WishState.SUBMITTED, WishState.APPROVED))
_ANSWERS = frozenset((WishState.DELIVERED, WishState.RETURNED))
_ENDS_BADLY = {WishState.FAILED: Stall.FAILED, WishState.DISPUTED: Stall.DISPUTED}


@dataclass(frozen=True, slots=True)
class Waits:
    """
    How long waits may take: working `days` by state and by OWN_DAYS, `remind_days` how many before the end of a step one is
    reminded. `after` gives the moment so many of them after another.
    """

    days: Mapping[str, int]
    remind_days: int
    after: Callable[[datetime, int], datetime]

    def past(self, since: datetime, what: str) -> datetime:
        """From when on a wait that began at `since` takes too long."""
        return self.after(since, self.days[what])

    def reminded(self, since: datetime, what: str) -> datetime:
        """When one who has had it since then is reminded."""
        return self.after(since, max(self.days[what] - self.remind_days, 1))


def stalls_of(wish: Wish, waits: Waits, *, company: bool) -> dict[Stall, datetime]:
    """
    Why a wish waits too long unless it moves before, each with the moment from which on; nothing for one that has ended or
    come true. `company` says that it asks for time.
    """
    since = wish.since
    if since is None or wish.state in ENDED or wish.state is WishState.CONFIRMED:
        return {}
    found = _at_once(wish, since)
    if wish.state in _LOOKED_AT and (wish.concerns or wish.state is WishState.APPROVED):
        found[Stall.WORDS] = waits.past(since, "words")
    if wish.state is WishState.PUBLISHED and not company:
        found[Stall.WALL] = waits.past(since, "wall")
    if company and (wish.state is WishState.PUBLISHED or (wish.state is WishState.CLAIMED and not wish.second_id)):
        found[Stall.VOLUNTEER] = waits.past(since, "volunteers")
    if wish.state in _ANSWERS and not wish.entered_by:
        found[Stall.GUARDIAN] = waits.reminded(since, str(wish.state))
    if company and wish.state is WishState.CLAIMED and wish.meet_on and wish.agreed_at is None:
        found[Stall.GUARDIAN] = waits.past(since, "answer")
    raised = is_raised(wish)
    if raised or not STAGES[wish.state].overdue:
        found[Stall.ESCALATED if raised else Stall.LATE] = waits.past(since, str(wish.state))
    return found


def _at_once(wish: Wish, since: datetime) -> dict[Stall, datetime]:
    """What somebody should know of whenever it is so."""
    if wish.state is WishState.PUBLISHED and wish.backs:
        return {Stall.BACK: wish.published_at or since}  # the child has waited since then
    if wish.state is WishState.CLAIMED and wish.extended:
        return {Stall.EXTENDED: since}
    return {_ENDS_BADLY[wish.state]: since} if wish.state in _ENDS_BADLY else {}


def is_raised(wish: Wish) -> bool:
    """Whether one level up was asked to see to it."""
    own = desk_in(wish.state, covered=bool(wish.covered_by), entered=bool(wish.entered_by))
    return wish.desk not in {"", own}


def why_now(wish: Wish, now: datetime) -> tuple[Stall, ...]:
    """Why it waits too long now, in the order of `Stall`; empty where it doesn't."""
    held = {why for why, at in wish.stalls if at <= now}
    return tuple(each for each in Stall if each in held)


def waits_since(wish: Wish, now: datetime) -> datetime | None:
    """Since when it has waited too long; None where it doesn't."""
    return min((at for _, at in wish.stalls if at <= now), default=None)
