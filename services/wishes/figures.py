"""Figures of wishes, counted from the wishes themselves: by county, by kind and by month, each with its money."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from domain.staff import Permission, StaffMember
from domain.wishes import ENDED, WishState
from services.context import Services

DONE = frozenset((WishState.CONFIRMED, WishState.CLOSED))
STOPPED = ENDED - {WishState.CLOSED}
GROUPS: Mapping[str, frozenset[WishState]] = {
    "open": frozenset(WishState) - DONE - STOPPED,
    "done": DONE,
    "stopped": STOPPED,
}
MONTHS_MOST = 24


@dataclass(slots=True)
class Line:
    """One line: what it is of, how many came in, how many in each group, and what those that came true cost."""

    of: str
    wishes: int = 0
    groups: dict[str, int] = field(default_factory=lambda: dict.fromkeys(GROUPS, 0))
    fen: int = 0


@dataclass(frozen=True, slots=True)
class Figures:
    """By county (in their official order), kind (in the form's) and month of submission (the newest first)."""

    counties: Sequence[Line]
    kinds: Sequence[Line]
    months: Sequence[Line]
    all: Line


async def figures(services: Services, *, by: StaffMember) -> Figures:
    """What there is in her regions. Raises NotAllowed, StoreAway."""
    by.need(Permission.WISH_READ)
    counted = await services.wishes.count_by(scope=by.scope(Permission.WISH_READ))
    whole = Line("")
    parts: tuple[dict[str, Line], ...] = ({}, {}, {})
    for county, kind, month, state, wishes, fen in counted:
        for line in (
            whole,
            *(part.setdefault(name, Line(name)) for part, name in zip(parts, (county, kind, month), strict=True)),
        ):
            line.wishes += wishes
            group = next(name for name, states in GROUPS.items() if state in states)
            line.groups[group] += wishes
            line.fen += fen if group == "done" else 0
    counties, kinds, months = parts
    return Figures(
        counties=[counties[code] for code in sorted(counties)],
        kinds=[kinds[kind] for kind, _ in services.facts.wish.kinds if kind in kinds],
        months=[months[month] for month in sorted(months, reverse=True)[:MONTHS_MOST]],
        all=whole,
    )
