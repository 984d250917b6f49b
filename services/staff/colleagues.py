"""Looking at colleagues: those of her regions, each with her appointments and her story."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.audit import AuditRow
from domain.errors import NotFound
from domain.staff import Appointment, Permission, StaffMember, StaffRole
from services.context import Services
from services.staff.appointments import lasting
from storage.handovers import Handover
from storage.paging import Part
from storage.staff import BY_LOGIN, AccountState, StaffAccount


@dataclass(frozen=True, slots=True)
class Colleague:
    """
    An account as its page shows it: who stands in for her, the story told by the audit log, what she handed over, and
    until when her link is good. `names` are those of the colleagues whom any of it names, by id.
    """

    account: StaffAccount
    deputies: Sequence[tuple[StaffAccount, Appointment]]
    story: Sequence[AuditRow]
    handovers: Sequence[Handover]
    link_until: datetime | None
    names: dict[str, str]


async def page(
    services: Services,
    *,
    by: StaffMember,
    state: AccountState | None = None,
    role: StaffRole | None = None,
    begins: str = "",
    part: Part = BY_LOGIN,
    most: int = 50,
) -> list[StaffAccount]:
    """Colleagues of her regions by login or as `part` says, as `StaffStore.visible` finds them. Raises NotAllowed, StoreAway."""
    by.need(Permission.STAFF_READ)
    return await services.staff.visible(
        scope=by.scope(Permission.STAFF_READ), state=state, role=role, begins=begins, part=part, most=most
    )


async def look(services: Services, staff_id: str, *, by: StaffMember) -> Colleague:
    """One colleague. Raises NotAllowed, NotFound (also for one of another region), StoreAway."""
    by.need(Permission.STAFF_READ)
    scope = by.scope(Permission.STAFF_READ)
    account = await services.staff.get(staff_id)
    if not scope.holds(account.region_path):
        raise NotFound
    now = services.now()
    deputies = []
    for each in await services.staff.deputies_of(account.id):
        theirs = [held for held in lasting(each, now) if held.deputy_for == account.id]
        deputies += [(each, theirs[0])] if theirs else []
    story = await services.audit.page(scope=scope, about=account.id)
    handovers = await services.handovers.of(account.id)
    invitation = await services.invitations.of(account.id, now=now)
    named = {row.actor for row in story} | {each.deputy_for for each in account.appointments}
    named |= {one for each in handovers for one in (each.successor_id, each.by)}
    return Colleague(
        account=account,
        deputies=deputies,
        story=story,
        handovers=handovers,
        link_until=invitation.expires_at if invitation else None,
        names=await services.staff.names(each for each in named if each),
    )
