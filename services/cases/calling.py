"""Calling the safeguarding officers of a level: by what they see in the console, and by a message of the account."""

from dataclasses import replace

from domain.cases import Case, Unreached, desks_of
from domain.errors import Conflict
from domain.regions import RegionLevel, Scope
from domain.staff import StaffRole
from services.cases.steps import step
from services.context import Services
from storage.mongo import Session
from storage.scoped import regions_of
from storage.staff import StaffAccount

MOST_TRIES = 5
OFFICER = StaffRole.SAFEGUARDING_OFFICER


async def officers_of(services: Services, region_path: str, level: RegionLevel) -> list[StaffAccount]:
    """Who looks after danger at this level of a region's line, today. Raises StoreAway."""
    desks = dict(desks_of(region_path))
    desk, lowest = desks[level], next(iter(desks))
    paths = {desk}
    if level is lowest:  # an officer of one village stands at the township's desk
        paths |= {path for path in regions_of(region_path) if path.startswith(desk)}
    if level is RegionLevel.CITY:
        paths |= {path for path in regions_of(region_path) if desk.startswith(path)}
    held = await services.staff.holding(OFFICER, sorted(paths))
    return [each for each in held if _holds_one(services, each, paths)]


async def first_with_officers(services: Services, region_path: str, *, above: RegionLevel | None = None) -> RegionLevel:
    """The lowest level, from `above` on where given, at which there is somebody; the topmost where there is nobody."""
    levels = [level for level, _ in desks_of(region_path)]
    start = levels.index(above) if above in levels else 0
    for level in levels[start:]:
        if await officers_of(services, region_path, level):
            return level
    return levels[-1]


async def ask_to_call(services: Services, case: Case, *, session: Session) -> list[str]:
    """Have each officer of the level that is called now told once; the keys of the rows, to be woken after the commit."""
    found = await officers_of(services, case.region_path, case.called)
    return [await call(services, case, each.id, why="case", session=session) for each in found]


async def above_owner(services: Services, case: Case) -> tuple[RegionLevel, list[StaffAccount]]:
    """
    The lowest level with officers above whoever works on a case, and these; above the topmost there is none, and it is the
    topmost itself. Raises StoreAway.
    """
    levels = [level for level, _ in desks_of(case.region_path)]
    found = {level: await officers_of(services, case.region_path, level) for level in levels}
    hers = [level for level in levels if any(each.id == case.owner for each in found[level])]
    stands = hers[-1] if hers else case.called
    later = levels[levels.index(stands) + 1 :] if stands in levels else []
    level = next((each for each in later if found[each]), levels[-1])
    return level, found[level]


async def call(services: Services, case: Case, staff_id: str, *, why: str, session: Session) -> str:
    """Have one member of staff told, once for each step of a case; the row's key."""
    key = f"call:{case.id}:{case.seq}:{staff_id}"
    args = {"staff": staff_id, "case": case.id, "why": why}
    await services.outbox.add(key, "call_officer", args, due_at=services.now(), session=session)
    return key


async def called(services: Services, case_id: str, staff_id: str, missed: Unreached | None) -> None:
    """
    A colleague was told, or why not: the case names her until she is, so that somebody rings her up. The same again is the
    same as once. Raises NotFound, StoreAway, and Conflict only where the case moves all the time.
    """

    def change(case: Case) -> Case:
        after = case.called_with(staff_id, missed)
        return case if after is case else replace(after, seq=case.seq + 1)

    kind = "case_not_called" if missed else "case_called"
    data = {"staff": staff_id} | ({"missed": missed.value} if missed else {})
    for left in reversed(range(MOST_TRIES)):
        try:
            await step(services, case_id, kind, change, scope=Scope.system(), data=data)
        except Conflict:
            if not left:
                raise
        else:
            return


def _holds_one(services: Services, account: StaffAccount, paths: set[str]) -> bool:
    member = account.member(services.now())
    return any(each.role is OFFICER and each.region_path in paths for each in member.appointments)
