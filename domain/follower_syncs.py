"""Taking in the followers whom the platform lists: how far it has come, and what becomes of tags set on both sides."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

OURS_ALONE = "xq-"  # tags that a push puts on for itself, and takes off again


class SyncState(StrEnum):
    """Whether it goes on."""

    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"
    REFUSED = "refused"


class SyncPart(StrEnum):
    """What it is at: first who follows, then what is told of each."""

    LIST = "list"
    FACTS = "facts"


@dataclass(frozen=True, slots=True)
class FollowerSync:
    """
    One going-through of all followers. `cursor` is where the part goes on: an openid of the platform's list, or the id of
    a person of ours. `total` is how many the platform says there are; the others count what was done so far. `waits_until`
    is when the platform may be asked again.
    """

    id: str
    state: SyncState
    part: SyncPart
    cursor: str
    by: str
    begun_at: datetime
    changed_at: datetime
    total: int = 0
    listed: int = 0
    made: int = 0
    asked: int = 0
    left: int = 0
    tagged: int = 0
    waits_until: datetime | None = None
    finished_at: datetime | None = None

    @property
    def percent(self) -> int:
        """How much is done, each part being half of it."""
        if self.state is SyncState.DONE:
            return 100
        whole = max(self.total, 1)
        return (
            min(50, self.listed * 50 // whole) if self.part is SyncPart.LIST else 50 + min(49, self.asked * 50 // whole)
        )


@dataclass(frozen=True, slots=True)
class Reconciled:
    """What is to be done so that a person's tags are the same on both sides."""

    add: frozenset[str]
    remove: frozenset[str]
    put_on: frozenset[str]
    take_off: frozenset[str]


def reconcile(ours: Iterable[str], theirs: Iterable[str], before: Collection[str]) -> Reconciled:
    """
    Tags here and at the platform, by what both had when they were last compared: what either side has added since is added
    on the other, and what either has taken off is taken off.
    """
    here, there, both = _plain(ours), _plain(theirs), _plain(before)
    return Reconciled(
        add=there - both - here,
        remove=(both - there) & here,
        put_on=here - both - there,
        take_off=(both - here) & there,
    )


def _plain(tags: Iterable[str]) -> frozenset[str]:
    return frozenset(tag for tag in tags if not tag.startswith(OURS_ALONE))
