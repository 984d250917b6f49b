"""Approving several wishes of a queue, each looked at: what everybody is to read is decided for each by itself."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.errors import Conflict, Invalid, MoveNotPossible, NotAllowed, NotFound
from domain.staff import Permission, StaffMember
from domain.wish_life import Desk, possible, staff
from domain.wishes import Wish
from services.context import Services
from services.wishes.steps import approve

MOST = 20  # on one page: as many as one reads with care
LOOKED_THROUGH = 200  # at the desks: disputes and second looks wait there too
MOVED = "moved"


@dataclass(frozen=True, slots=True)
class Look:
    """She has looked at a wish as it was at its turn `seen`, and agrees to these words."""

    wish_id: str
    public_text: str
    seen: int


async def to_approve(services: Services, *, by: StaffMember) -> list[Wish]:
    """The wishes that she may approve now, what is due first in front. Raises NotAllowed, StoreAway."""
    by.need(Permission.WISH_APPROVE)
    scope = by.scope(Permission.WISH_APPROVE)
    waiting = await services.wishes.waiting((Desk.COUNTY, Desk.CITY), scope=scope, most=LOOKED_THROUGH)
    return [each for each in waiting if "approve" in {move.name for move in possible(each, staff(by))}][:MOST]


async def approve_each(services: Services, looks: Sequence[Look], *, by: StaffMember) -> dict[str, str]:
    """
    Approve them one by one. What is wrong with those that weren't, by the wish's id: a problem of its words as `approve` has
    it, or MOVED where it isn't any more as she saw it, or isn't hers to approve. Raises NotAllowed, StoreAway.
    """
    by.need(Permission.WISH_APPROVE)
    problems: dict[str, str] = {}
    for look in looks:
        try:
            await approve(services, look.wish_id, look.public_text, by=by, seen=look.seen)
        except Invalid as error:
            problems[look.wish_id] = error.problem
        except (Conflict, MoveNotPossible, NotAllowed, NotFound):
            problems[look.wish_id] = MOVED
    return problems
