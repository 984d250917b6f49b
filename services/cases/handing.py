"""Handing a case to a colleague by name: it waits for her, and climbs as any other where she doesn't take it up in time."""

from domain.cases import Case, CaseMove, desks_of, moved
from domain.errors import Invalid
from domain.staff import Permission, StaffMember
from services.cases.access import is_near, need_near
from services.cases.calling import call, officers_of
from services.cases.steps import step
from services.context import Services
from storage.mongo import Session
from storage.staff import StaffAccount


async def colleagues(services: Services, case: Case, *, by: StaffMember) -> list[StaffAccount]:
    """Who may be handed the case: the officers of its region's line, without whoever has it or asks. Raises StoreAway."""
    now, found = services.now(), dict[str, StaffAccount]()
    for level, _ in desks_of(case.region_path):
        found |= {each.id: each for each in await officers_of(services, case.region_path, level)}
    others = (each for each in found.values() if each.id not in {by.id, case.owner})
    return [each for each in others if is_near(case, each.member(now))]


async def hand_to(
    services: Services, case_id: str, colleague: str, *, by: StaffMember, seen: int | None = None
) -> Case:
    """
    Put the case back and call this one colleague. `seen` as for `move`. Raises Invalid("colleague") where she can't be handed
    it, and as `move`.
    """
    by.need(Permission.ALERT_ACKNOWLEDGE)
    found = await need_near(services, case_id, by=by)
    if colleague not in {each.id for each in await colleagues(services, found, by=by)}:
        raise Invalid("colleague", "unknown")
    now, keys = services.now(), list[str]()

    def change(case: Case) -> Case:
        return moved(case, CaseMove.HAND_BACK, by=by.id, now=now)

    async def tell(case: Case, session: Session) -> None:
        keys[:] = [await call(services, case, colleague, why="handed", session=session)]

    scope, data = by.scope(Permission.ALERT_READ), {"staff": colleague}
    case = await step(
        services, case_id, "case_handed_to", change, scope=scope, by=by.id, data=data, write=tell, seen=seen
    )
    for key in keys:
        await services.wake(key)
    return case
