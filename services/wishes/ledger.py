"""
The ledger (台账): a row a wish, made from what was done with it, so that nobody writes it up.

No name stands in it: staff by their role, donors by their kind, the child not at all.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.errors import NotFound
from domain.regions import Region, Scope
from domain.staff import PERMISSIONS, Permission, StaffMember, StaffRole
from domain.wish_life import MOVES
from domain.wishes import Wish, WishState
from services.audit.exporting import note_export
from services.context import Services
from storage.events import Event
from storage.paging import OLDEST
from storage.wish_asked import Asked

ROWS_MOST = 5000
DAY_SECONDS = 24 * 3600
S = WishState
# What each step took: the time spent in these states, however often the wish came back into them.
STEPS: Mapping[str, frozenset[WishState]] = {
    "checking": frozenset({S.SUBMITTED}),
    "correcting": frozenset({S.RETURNED}),
    "verifying": frozenset({S.CHECKED}),
    "approving": frozenset({S.VERIFIED, S.APPROVED}),
    "waiting": frozenset({S.PUBLISHED}),
    "preparing": frozenset({S.CLAIMED}),
    "bringing": frozenset({S.PREPARED, S.FAILED}),
    "confirming": frozenset({S.DELIVERED, S.DISPUTED}),
}
LEADS_TO = {move.event: move.leads_to for move in MOVES.values()} | {"submitted": S.SUBMITTED}
TAKEN_UP = frozenset({S.CLAIMED, S.PREPARED, S.DELIVERED, S.DISPUTED, S.CONFIRMED, S.CLOSED})
LEFT = "left"  # in the place of the role of somebody who holds none there any more


@dataclass(frozen=True, slots=True)
class Row:
    """
    A wish of the ledger. `days` are those that each of STEPS took so far; `verified` and `approved` are the roles of those
    who did that, LEFT or empty; `given` says who gave: "donor", "several" together, the county's "stock" or "budget", or empty.
    """

    wish: Wish
    days: Mapping[str, float]
    verified: str
    approved: str
    given: str
    delivered_at: datetime | None
    confirmed_at: datetime | None


async def ledger(
    services: Services, *, scope: Scope, span: tuple[datetime, datetime], by: StaffMember
) -> Sequence[Row]:
    """
    The wishes of a part of her regions that were submitted in a span, the oldest first; one more than ROWS_MOST where there
    are more. Raises NotAllowed, StoreAway.
    """
    by.need(Permission.WISH_READ)
    asked = Asked(month=span)
    wishes = await services.wishes.page(scope=scope, state=None, asked=asked, part=OLDEST, most=ROWS_MOST + 1)
    stories = await services.events.of_things([each.id for each in wishes])
    staff = {one for each in wishes for one in (each.verified_by, each.approved_by) if one}
    members = await members_of(services, staff)
    now = services.now()
    return [_row(each, stories.get(each.id, []), members, now) for each in wishes]


async def take_along(
    services: Services,
    region: Region,
    span: tuple[datetime, datetime],
    *,
    columns: Sequence[str],
    months: tuple[str, str],
    by: StaffMember,
) -> tuple[Sequence[Row], bool]:
    """
    The ledger of a region of hers, ROWS_MOST at most, and whether there are more; that she takes it along is written down,
    with the months (YYYY-MM) that she named. Raises NotAllowed, NotFound for a region that isn't hers, StoreAway.
    """
    if not by.may_in(Permission.WISH_READ, region.path):
        raise NotFound
    rows = await ledger(services, scope=by.scope(Permission.WISH_READ).inside(region.path), span=span, by=by)
    filters = {"region": region.code, "from": months[0], "to": months[1]}
    kept = rows[:ROWS_MOST]
    await note_export(services, by=by, what="wish_ledger", rows=len(kept), columns=columns, filters=filters)
    return kept, len(rows) > ROWS_MOST


async def members_of(services: Services, staff_ids: set[str]) -> dict[str, StaffMember]:
    """Those of them who are on the staff, by id. Raises StoreAway."""
    found = {}
    for each in sorted(staff_ids):
        try:
            found[each] = (await services.staff.get(each)).member(services.now())
        except NotFound:
            continue
    return found


def _row(wish: Wish, story: Sequence[Event], members: Mapping[str, StaffMember], now: datetime) -> Row:
    covered = (wish.cover_from or "stock") if wish.covered_by else ""
    given = covered or ("donor" if wish.donor_id or wish.state in TAKEN_UP else "")
    given = "several" if given == "donor" and wish.sharers else given
    arrived = wish.state in TAKEN_UP - {S.CLAIMED, S.PREPARED}
    return Row(
        wish=wish,
        days=days_of(story, now=now),
        verified=role_of(members, wish.verified_by, Permission.WISH_VERIFY, wish.region_path),
        approved=role_of(members, wish.approved_by, Permission.WISH_APPROVE, wish.region_path),
        given=given,
        delivered_at=_last(story, "delivered") if arrived else None,
        confirmed_at=_last(story, "confirmed"),
    )


def days_of(story: Sequence[Event], *, now: datetime) -> dict[str, float]:
    """How many days each step has taken, to a tenth; of a wish that goes on, up to now."""
    moves = [(LEADS_TO[each.kind], each.at) for each in story if each.kind in LEADS_TO]
    spent: dict[WishState, float] = {}
    for (state, since), (_, until) in zip(moves, [*moves[1:], (None, now)], strict=True):
        spent[state] = spent.get(state, 0) + (until - since).total_seconds()
    return {
        name: round(sum(spent[state] for state in states if state in spent) / DAY_SECONDS, 1)
        for name, states in STEPS.items()
        if states & spent.keys()
    }


def _last(story: Sequence[Event], kind: str) -> datetime | None:
    return next((each.at for each in reversed(story) if each.kind == kind), None)


_BY_LEVEL = (
    StaffRole.VILLAGE_OFFICER,
    StaffRole.TOWNSHIP,
    StaffRole.COUNTY,
    StaffRole.CITY,
    StaffRole.ADMINISTRATOR,
)


def role_of(members: Mapping[str, StaffMember], staff_id: str, needed: Permission, region_path: str) -> str:
    """As which she may do it there; the nearest of her roles, LEFT where she has none any more, empty for nobody."""
    if not staff_id:
        return ""
    held = members[staff_id].appointments if staff_id in members else ()
    there = {each.role for each in held if region_path.startswith(each.region_path)}
    return next((role for role in _BY_LEVEL if role in there and needed in PERMISSIONS[role]), LEFT)
