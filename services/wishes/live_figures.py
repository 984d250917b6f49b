"""
Figures of wishes, counted from the wishes themselves: by county, kind and month, each with its money, and how long steps take.

Counting looks at every wish, so a process keeps what it has counted for each set of regions: fresh for a moment, then shown
while it is counted anew beside. A page says of when its figures are.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from domain.regions import Scope
from domain.wishes import ENDED, WishState
from storage.wish_figures import PARTS, Count, WishFigureStore

DONE = frozenset((WishState.CONFIRMED, WishState.CLOSED))
STOPPED = ENDED - {WishState.CLOSED}
GROUPS: Mapping[str, frozenset[WishState]] = {
    "open": frozenset(WishState) - DONE - STOPPED,
    "done": DONE,
    "stopped": STOPPED,
}
STEPS: Mapping[str, tuple[str, str]] = {
    "verify": (WishState.SUBMITTED, WishState.VERIFIED),
    "approve": (WishState.VERIFIED, WishState.PUBLISHED),
    "claim": (WishState.PUBLISHED, WishState.CLAIMED),
    "deliver": (WishState.CLAIMED, WishState.DELIVERED),
    "confirm": (WishState.DELIVERED, WishState.CONFIRMED),
    "whole": (WishState.SUBMITTED, WishState.CONFIRMED),
}
MONTHS_MOST = 24
FRESH, SHOWN = timedelta(seconds=2), timedelta(minutes=5)
KEPT_MOST = 500


@dataclass(slots=True)
class Line:
    """One line: what it is of, how many came in, how many in each group, and what those that came true cost."""

    of: str
    wishes: int = 0
    groups: dict[str, int] = field(default_factory=lambda: dict.fromkeys(GROUPS, 0))
    fen: int = 0


@dataclass(frozen=True, slots=True)
class Step:
    """A step on the way, how many wishes have made it, and how many whole days half of them took at most."""

    name: str
    wishes: int
    days: int


@dataclass(frozen=True, slots=True)
class Figures:
    """By county (in their official order), kind (in the form's) and month of submission (the newest first), as `at` the time."""

    counties: Sequence[Line]
    kinds: Sequence[Line]
    months: Sequence[Line]
    all: Line
    steps: Sequence[Step]
    at: datetime


class LiveFigures:
    """Figures by the regions that they are of. `kinds` are those that a wish can have, in the form's order."""

    def __init__(self, store: WishFigureStore, now: Callable[[], datetime], kinds: Sequence[tuple[str, str]]) -> None:
        self._store = store
        self._now = now
        self._kinds = [kind for kind, _ in kinds]
        self._kept: dict[Scope, Figures] = {}
        self._counting: dict[Scope, asyncio.Task[Figures]] = {}

    async def of(self, scope: Scope) -> Figures:
        """What was counted within the last minutes, else counted now. Raises StoreAway."""
        kept, now = self._kept.get(scope), self._now()
        if kept is not None and now - kept.at <= FRESH:
            return kept
        counting = self._counting.get(scope)
        if counting is None:
            counting = self._counting[scope] = asyncio.create_task(self._count(scope))
            counting.add_done_callback(lambda task: self._counted(scope, task))
        if kept is not None and now - kept.at <= SHOWN:
            return kept
        return await asyncio.shield(counting)

    def _counted(self, scope: Scope, task: asyncio.Task[Figures]) -> None:
        self._counting.pop(scope, None)
        if task.cancelled() or task.exception() is not None:
            return  # whoever waits for it is told; the next one counts again
        if len(self._kept) >= KEPT_MOST:
            self._kept.clear()
        self._kept[scope] = task.result()

    async def _count(self, scope: Scope) -> Figures:
        now = self._now()
        counties, kinds, months = await asyncio.gather(*(self._store.count(part, scope=scope) for part in PARTS))
        by_kind = _lines(kinds)
        return Figures(
            counties=[line for _, line in sorted(_lines(counties).items())],
            kinds=[by_kind[kind] for kind in self._kinds if kind in by_kind],
            months=[line for _, line in sorted(_lines(months).items(), reverse=True)[:MONTHS_MOST]],
            all=_lines([Count("", each.state, each.wishes, each.fen) for each in kinds]).get("", Line("")),
            steps=_steps(await self._store.days(STEPS, scope=scope)),
            at=now,
        )


def _lines(counts: Sequence[Count]) -> dict[str, Line]:
    found: dict[str, Line] = {}
    for each in counts:
        line = found.setdefault(each.of, Line(each.of))
        group = next(name for name, states in GROUPS.items() if each.state in states)
        line.wishes += each.wishes
        line.groups[group] += each.wishes
        line.fen += each.fen if group == "done" else 0
    return found


def _steps(days: Mapping[str, Mapping[int, int]]) -> list[Step]:
    return [Step(name, sum(days[name].values()), median(days[name])) for name in STEPS if days.get(name)]


def median(days: Mapping[int, int]) -> int:
    """The lower median of whole days, from how many wishes took how many."""
    half, seen = (sum(days.values()) + 1) // 2, 0
    for each in sorted(days):
        seen += days[each]
        if seen >= half:
            return each
    raise ValueError(days)
