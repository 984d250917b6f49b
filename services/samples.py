"""
What a demo shows beside its staff: an organisation with a batch, volunteers, hours with a counsellor. All of it is made up
and says so; nobody of it has an account that could be written to.
"""

from contextlib import suppress
from datetime import time
from functools import partial

from domain.bookings import Hours, MeetingPlace, Weekly
from domain.calendar import day_in_china
from domain.company import PLEDGE, Standing, Volunteer
from domain.consents import Relation
from domain.errors import Invalid, MoveNotPossible, NotAllowed, NotFound
from domain.ids import new_id
from domain.organisations import Contact, Organisation
from domain.parcels import Point
from domain.people import PAPER, Identity, Person, PersonRole
from domain.regions import Region, RegionLevel, Scope
from domain.staff import StaffMember
from domain.wish_entry import WishEntry
from services.bookings import keeping
from services.context import Services
from services.organisations import applying, batches
from services.organisations.batches import Wanted
from services.wishes import budgets, campaigns, entering, points, steps, volunteers
from services.wishes.steps import WAYS, Visit
from storage.mongo import Session, in_transaction
from wording import samples as words

CODE = "91370811MA0000000Y"  # nobody's: its number is all noughts
ELSEWHERE = (NotAllowed, NotFound, Invalid, MoveNotPossible)
WEEKDAYS, OPENS, CLOSES = range(5), time(9), time(17)


async def ensure_samples(services: Services) -> None:
    """
    A demo's samples, in the county of its sample staff, who have to be there; what it has of a kind stays as it is, and
    where somebody has changed those staff or their places it goes without. Raises StoreAway.
    """
    await campaigns.ensure_sample(services)
    await budgets.ensure_sample(services)
    county = await _staff(services, "county")
    region = await _county(services, county)
    with suppress(*ELSEWHERE):
        if not await services.booking_places.all(scope=Scope.system()):
            await _hours(services, region, by=county)
    with suppress(*ELSEWHERE):
        if not await services.volunteers.page(scope=Scope.system(), most=1):
            await _volunteers(services, region, by=county)
    with suppress(*ELSEWHERE):
        if not await services.organisations.page(scope=Scope.system(), most=1):
            await _organisation(services, region, by=county)


async def _staff(services: Services, login: str) -> StaffMember:
    account = await services.staff.by_login(login)
    if account is None:
        raise LookupError(login)
    return account.member(services.now())


async def _county(services: Services, by: StaffMember) -> Region:
    """Hers; where content has no county, the city."""
    return await services.regions.get(by.region_path.rstrip("/").rsplit("/", 1)[-1])


async def _somebody(services: Services, region: Region, role: PersonRole, *, by: StaffMember) -> Person:
    person_id = new_id()
    made = Person(person_id, (Identity(PAPER, person_id),), region.path, frozenset({role}), pushes=False)

    async def write(session: Session) -> None:
        await services.people.insert(made, region=region.code, by=by.id, now=services.now(), session=session)

    await in_transaction(services.db, write)
    return made


async def _hours(services: Services, region: Region, *, by: StaffMember) -> None:
    """An expert is there each weekday, for all that can be booked."""
    expert = await _staff(services, "expert")
    place = MeetingPlace(new_id(), words.PLACE, words.PLACE_ADDRESS, words.PLACE_WAY, region.code, "")
    kept = await keeping.save_place(services, place, by=by)
    weekly = tuple(Weekly(each, OPENS, CLOSES, kept.id) for each in WEEKDAYS)
    known = frozenset(services.facts.booking.names)
    await keeping.save_hours(services, Hours(expert.id, "", known, weekly), by=expert)


async def _volunteers(services: Services, region: Region, *, by: StaffMember) -> None:
    """One who has applied, and one whom one member of staff has looked up and another approved."""
    if region.level is not RegionLevel.COUNTY:
        return
    city, made = await _staff(services, "city"), {}
    for number in (words.APPLIED, words.APPROVED):
        person = await _somebody(services, region, PersonRole.VOLUNTEER, by=by)
        new = Volunteer(
            person.id, person.id, number, region.code, region.path, Standing.APPLIED, PLEDGE, services.now()
        )
        made[number] = await services.volunteers.insert(new)
    known, today = made[words.APPROVED], day_in_china(services.now())
    looked_up = await volunteers.note_check(services, known.id, day=today, by=city, seen=known.version)
    await volunteers.decide(services, known.id, Standing.APPROVED, by=by, seen=looked_up.version)


async def _organisation(services: Services, region: Region, *, by: StaffMember) -> None:
    """One that may claim, with somebody who acts for it, and what it has taken up: wishes of families on paper."""
    codes = [await _wish(services, number, county=by) for number in range(len(words.WISHES))]
    point = Point(new_id(), words.POINT, region.code, region.path, words.POINT_ADDRESS, words.POINT_HOURS)
    await points.keep(services, point, by=by)
    person = await _somebody(services, region, PersonRole.DONOR, by=by)
    made = Organisation(new_id(), words.ORGANISATION, CODE, region.code, "")
    kept = await applying.enter(services, made, Contact(words.CONTACT, words.PHONE), by=by)
    joined = partial(services.organisations.join, kept.id, person.id, now=services.now())
    await in_transaction(services.db, lambda session: joined(session=session))
    await batches.take(services, new_id(), Wanted(tuple(codes)), by=person)


async def _wish(services: Services, number: int, *, county: StaffMember) -> str:
    """One on the wall, by the same steps as any other; the code by which it is taken up."""
    village = await _staff(services, "village")
    child, age, kind, text, yuan = words.WISHES[number]
    today, where = day_in_china(services.now()), village.region_path.rstrip("/").rsplit("/", 1)[-1]
    sheet = WishEntry(
        child_name=child,
        age_band=age,
        region=where,
        guardian=words.GUARDIAN,
        relation=Relation.MOTHER,
        phone="",
        kind=kind,
        text=text,
        cost_fen=yuan * 100,
        signed=today,
        box=f"S{number + 1}",
        text_version=entering.PAPER_TEXTS[0],
    )
    wish = await entering.enter(services, sheet, by=village, key=f"sample-{number}")
    visit = Visit(day=today, way=WAYS[0], hardship=services.facts.wish.hardships[0][0], consent_seen=True)
    await steps.verify(services, wish.id, visit, by=village)
    return (await steps.approve(services, wish.id, text, by=county)).code
