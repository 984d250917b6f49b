"""Volunteers who may keep a child company: she applies and signs, her county looks her up and decides."""

import secrets
from collections.abc import Sequence
from contextlib import suppress
from datetime import date, timedelta

from domain.audit import SYSTEM, Act
from domain.calendar import day_in_china
from domain.company import CHECK_HOLDS, DECISIONS, ENDS_SOON, PLEDGE, Standing, Volunteer
from domain.errors import Conflict, Invalid, MoveNotPossible, NotFound
from domain.people import Person
from domain.regions import Region, RegionLevel
from domain.staff import Permission, StaffMember
from domain.wish_life import SYSTEM as CLOCK
from services.context import Services
from services.people.telling import send_to
from services.wishes.company import is_held
from services.wishes.moving import move
from storage.mongo import Duplicate, Session, in_transaction
from storage.paging import NEWEST, Part
from wording import company as say

KEEP = Permission.WISH_APPROVE
LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
BATCH = 100
CHECK_AGE_MOST = timedelta(days=60)  # an older answer of the police says little of today


def draw_number() -> str:
    """A number that is easily read out."""
    return "".join(secrets.choice(LETTERS) for _ in range(8))


async def apply(services: Services, *, region: str, pledge: str, by: Person) -> Volunteer:
    """
    Her application with the pledge signed; a second one is the first. Raises Invalid for a county that isn't there or a
    text that isn't the one that counts, StoreAway.
    """
    if pledge != PLEDGE:
        raise Invalid("pledge", "unknown")
    county = await _county(services, region)
    known = await services.volunteers.of_person(by.id)
    if known is not None:
        return known
    while True:
        new = Volunteer(by.id, by.id, draw_number(), county.code, county.path, Standing.APPLIED, pledge, services.now())
        try:
            return await services.volunteers.insert(new)
        except Duplicate:
            continue  # the number is another's


async def _county(services: Services, code: str) -> Region:
    try:
        county = await services.regions.get(code)
    except NotFound:
        raise Invalid("region", "unknown") from None
    if county.level is not RegionLevel.COUNTY or county.closed:
        raise Invalid("region", "not_a_county")
    return county


async def page(services: Services, *, by: StaffMember, part: Part = NEWEST, most: int = 50) -> Sequence[Volunteer]:
    """Those of her counties, the newest first. Raises NotAllowed, StoreAway."""
    by.need(KEEP)
    return await services.volunteers.page(scope=by.scope(KEEP), part=part, most=most)


async def look(services: Services, volunteer_id: str, *, by: StaffMember) -> Volunteer:
    """One of her counties. Raises NotAllowed, NotFound, StoreAway."""
    by.need(KEEP)
    return await services.volunteers.get(volunteer_id, scope=by.scope(KEEP))


async def note_check(services: Services, volunteer_id: str, *, day: date, by: StaffMember, seen: int) -> Volunteer:
    """
    That she was looked up with the police on that day and nothing stands against her (art. 62); it counts for a year.
    Raises NotAllowed, NotFound, Invalid, MoveNotPossible once she has ended, Conflict, StoreAway.
    """
    known = await look(services, volunteer_id, by=by)
    today = day_in_china(services.now())
    if not today - CHECK_AGE_MOST <= day <= today:
        raise Invalid("day", "out_of_range")
    if known.state is Standing.ENDED:
        raise MoveNotPossible("ended")
    changes = {"checked_on": day.isoformat(), "checked_by": by.id}
    return await _change(services, known, changes, "volunteer_checked", by=by, seen=seen)


async def decide(services: Services, volunteer_id: str, to: Standing, *, by: StaffMember, seen: int) -> Volunteer:
    """
    Approve, suspend or end; she is told, without a reason. Approving takes a check that counts today and another person
    than who noted it. Raises NotAllowed, NotFound, MoveNotPossible, Conflict, StoreAway.
    """
    known = await look(services, volunteer_id, by=by)
    if known.state not in DECISIONS.get(to, frozenset()):
        raise MoveNotPossible(f"{known.state} -> {to}")
    if to is Standing.APPROVED:
        by.not_her_own(known.checked_by)
        until = known.valid_until
        if until is None or until < day_in_china(services.now()) or known.pledge != PLEDGE:
            raise MoveNotPossible("unchecked")
    changes = {"state": str(to), "decided_by": by.id}
    decided = await _change(services, known, changes, f"volunteer_{to}", by=by, seen=seen)
    if to is not Standing.APPROVED:
        await pause_all(services, [decided.person_id])
    return decided


async def _change(
    services: Services, known: Volunteer, changes: dict[str, str], kind: str, *, by: StaffMember, seen: int
) -> Volunteer:
    async def body(session: Session) -> Volunteer:
        changed = await services.volunteers.change(_as_seen(known, seen), changes, session=session)
        act = Act(kind, about=known.id, region_path=known.region_path)
        await services.audit.add(act, by=by.id, now=services.now(), session=session)
        if changed.state is not known.state:
            await _tell(services, changed, session)
        return changed

    return await in_transaction(services.db, body)


def _as_seen(known: Volunteer, seen: int) -> Volunteer:
    if known.version != seen:
        raise Conflict
    return known


async def _tell(services: Services, changed: Volunteer, session: Session) -> None:
    key = f"volunteer:{changed.id}:{changed.version}"
    words = say.STANDING_TOLD[str(changed.state)].format(until=changed.valid_until)
    await send_to(services, changed.person_id, words, key=key, now=services.now(), session=session)


async def remind(services: Services) -> int:
    """
    The clock's part: who is approved by a check that counts no longer in a month, and again in a week, hears of it once each;
    how many do. Staff find them in their list. Raises StoreAway.
    """
    today, many = day_in_china(services.now()), 0
    for least, most in zip((*(each + 1 for each in ENDS_SOON[1:]), 0), ENDS_SOON, strict=True):
        days = (today - CHECK_HOLDS + timedelta(days=each) for each in (least, most))
        first, last = days
        while found := await services.volunteers.ending(first, last, told=str(most), most=BATCH):
            for each in found:
                many += await _remind_one(services, each, most)
    return many


async def _remind_one(services: Services, known: Volunteer, days: int) -> bool:
    async def body(session: Session) -> bool:
        if not await services.volunteers.note_told(known, told=str(days), session=session):
            return False
        words, key = say.ENDS_SOON.format(until=known.valid_until), f"check-ends:{known.id}:{known.checked_on}:{days}"
        await send_to(services, known.person_id, words, key=key, now=services.now(), session=session)
        return True

    return await in_transaction(services.db, body)


async def count_ending(services: Services, *, by: StaffMember) -> int:
    """How many of her counties meet children by a check that counts no longer in a month. Raises NotAllowed, StoreAway."""
    by.need(KEEP)
    first = day_in_china(services.now()) - CHECK_HOLDS
    last = first + timedelta(days=ENDS_SOON[0])
    return await services.volunteers.count_ending(first, last, scope=by.scope(KEEP))


def ends_soon(known: Volunteer, today: date) -> bool:
    """Whether she is approved by a check that counts no longer in a month."""
    until = known.valid_until
    soon = until is not None and today <= until <= today + timedelta(days=ENDS_SOON[0])
    return soon and known.state is Standing.APPROVED


async def suspend(services: Services, person_ids: Sequence[str]) -> None:
    """Until staff decide they meet no child, and what they have in hand goes back on the wall. Raises StoreAway."""

    async def body(session: Session) -> list[Volunteer]:
        found = await services.volunteers.suspend(person_ids, session=session)
        for each in found:
            act = Act("volunteer_suspended", about=each.id, region_path=each.region_path)
            await services.audit.add(act, by=SYSTEM, now=services.now(), session=session)
            words, key = say.STANDING_TOLD["suspended"], f"volunteer:{each.id}:{each.version + 1}"
            await send_to(services, each.person_id, words, key=key, now=services.now(), session=session)
        return found

    changed = await in_transaction(services.db, body)
    await pause_all(services, [*person_ids, *(each.person_id for each in changed)])


async def pause_all(services: Services, person_ids: Sequence[str]) -> None:
    """
    Every wish that one of them has in hand goes back on the wall, first in line, whichever of her accounts has it: all with one
    phone number are one person. Raises StoreAway.
    """
    accounts = {each for one in person_ids for each in await services.sharing.alike(one)}
    for wish in await services.wishes.in_hands_of([*accounts]):
        if is_held(wish):
            with suppress(MoveNotPossible):  # it has gone back meanwhile
                await move(services, wish.id, "pause", by=CLOCK)


async def standing_of(services: Services, person: Person) -> Volunteer | None:
    """Her own standing. Raises StoreAway."""
    return await services.volunteers.of_person(person.id)
