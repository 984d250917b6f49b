"""
Figures of wishes, counted from the wishes themselves: by county, kind and month, each with its money, and how long steps take.

Counting looks at every wish, so a process keeps what it has counted for each set of regions: fresh for a moment, then shown
while it is counted anew beside. A page says of when its figures are.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from domain.regions import Scope
from domain.wish_life import HELD
from domain.wishes import ENDED, WishState
from storage.forgotten import ForgottenStore
from storage.wish_figures import PARTS, Count, WishFigureStore

DONE = frozenset((WishState.CONFIRMED, WishState.CLOSED))
STOPPED = ENDED - {WishState.CLOSED}
GROUPS: Mapping[str, frozenset[WishState]] = {
    "open": frozenset(WishState) - DONE - STOPPED,
    "done": DONE,
    "stopped": STOPPED,
}
# Where those on their way are: on the wall, in somebody's hands, brought and not confirmed yet.
WAY: Mapping[str, frozenset[WishState]] = {
    "wall": frozenset((WishState.PUBLISHED,)),
    "in_hands": HELD,
    "handed": frozenset((WishState.DELIVERED, WishState.DISPUTED)),
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
    """
    One line: what it is of, how many came in, how many in each group and in each part of the way, and what those that came
    true cost. Of a county also how many of these were `things` and how many `company`, how many wait too long (`late`), and
    for each step the days within which half of them made it.
    """

    of: str
    wishes: int = 0
    groups: dict[str, int] = field(default_factory=lambda: dict.fromkeys(GROUPS, 0))
    fen: int = 0
    way: dict[str, int] = field(default_factory=lambda: dict.fromkeys(WAY, 0))
    things: int = 0
    company: int = 0
    late: int = 0
    days: dict[str, int] = field(default_factory=dict)


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
    """
    Figures by the regions that they are of. `kinds` are those that a wish can have, in the form's order, `company` those of
    them that ask for company.
    """

    def __init__(
        self,
        store: WishFigureStore,
        forgotten: ForgottenStore,
        now: Callable[[], datetime],
        kinds: Sequence[tuple[str, str]],
        company: frozenset[str],
    ) -> None:
        self._store = store
        self._forgotten = forgotten
        self._company = company
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
        counts = (self._store.count(part, scope=scope, company=self._company) for part in PARTS)
        counties, kinds, months = await asyncio.gather(*counts)
        days, late = await asyncio.gather(
            self._store.days(STEPS, scope=scope), self._forgotten.by_county(now, scope=scope)
        )
        by_kind, by_county = _lines(kinds), _lines(counties)
        for code, line in by_county.items():
            line.late, line.days = late.get(code, 0), _medians(days.get(code, {}))
        whole = _together(days)
        everywhere = _lines([replace(each, of="") for each in counties]).get("", Line(""))
        everywhere.late, everywhere.days = sum(late.values()), _medians(whole)
        return Figures(
            counties=[line for _, line in sorted(by_county.items())],
            kinds=[by_kind[kind] for kind in self._kinds if kind in by_kind],
            months=[line for _, line in sorted(_lines(months).items(), reverse=True)[:MONTHS_MOST]],
            all=everywhere,
            steps=[Step(name, sum(whole[name].values()), median(whole[name])) for name in STEPS if whole.get(name)],
            at=now,
        )


def _lines(counts: Sequence[Count]) -> dict[str, Line]:
    found: dict[str, Line] = {}
    for each in counts:
        line = found.setdefault(each.of, Line(each.of))
        group = next(name for name, states in GROUPS.items() if each.state in states)
        line.wishes += each.wishes
        line.groups[group] += each.wishes
        for part in (name for name, states in WAY.items() if each.state in states):
            line.way[part] += each.wishes
        if group == "done":
            line.fen += each.fen
            line.company += each.wishes if each.company else 0
            line.things += 0 if each.company else each.wishes
    return found


def _together(counties: Mapping[str, Mapping[str, Mapping[int, int]]]) -> dict[str, Counter[int]]:
    """How many wishes of all counties took how many days for each step."""
    found: dict[str, Counter[int]] = {}
    for steps in counties.values():
        for name, days in steps.items():
            found.setdefault(name, Counter()).update(days)
    return found


def _medians(steps: Mapping[str, Mapping[int, int]]) -> dict[str, int]:
    return {name: median(steps[name]) for name in STEPS if steps.get(name)}


def median(days: Mapping[int, int]) -> int:
    """The lower median of whole days, from how many wishes took how many."""
    half, seen = (sum(days.values()) + 1) // 2, 0
    for each in sorted(days):
        seen += days[each]
        if seen >= half:
            return each
    raise ValueError(days)
