"""A company wish on its way: the other adult comes, the officer sets a day, the guardian agrees, it took place."""

from datetime import date

from domain.calendar import day_in_china
from domain.company import DAYS_AHEAD_MOST, MeetPlace
from domain.errors import Invalid, NotFound
from domain.people import Person
from domain.regions import Scope
from domain.staff import Permission, StaffMember
from domain.wish_life import person, staff
from domain.wishes import Wish
from services.context import Services
from services.wishes.moving import Given, move


async def accompany(services: Services, invite: str, *, by: Person) -> Wish:
    """
    Come along as the second adult, by the code that the first one was given; twice is once. Raises NotFound, NotAllowed
    for the guardian and the first adult herself, MoveNotPossible where one of the two may not, StoreAway.
    """
    wish = await services.wishes.by_invite(invite)
    if wish is None:
        raise NotFound
    if wish.second_id == by.id:
        return wish
    return await move(services, wish.id, "accompany", by=person(by.id))


async def accompanied(services: Services, wish_id: str, *, by: Person) -> Wish:
    """One to which she comes along. Raises NotFound, also for anybody else's; StoreAway."""
    wish = await services.wishes.get(wish_id, scope=Scope.system())
    if not wish.second_id or wish.second_id != by.id:
        raise NotFound
    return wish


async def arrange(
    services: Services, wish_id: str, *, day: date | None, place: str, by: StaffMember, seen: int | None = None
) -> Wish:
    """
    Set the day and the kind of place; the guardian is asked anew. Where exactly, the officer tells each of them. Raises Invalid
    for a day that is past or too far, else as `move`.
    """
    by.need(Permission.WISH_HAND)
    await services.wishes.get(wish_id, scope=by.scope(Permission.WISH_READ))  # another region's is none of hers
    ahead = (day - day_in_china(services.now())).days if day else 0
    if day is None or not 0 < ahead <= DAYS_AHEAD_MOST:
        raise Invalid("day", "out_of_range" if day else "missing")
    if place not in set(MeetPlace):
        raise Invalid("place", "missing")
    given = Given(fields={"meet_on": day.isoformat(), "meet_at": str(place)}, seen=seen)
    return await move(services, wish_id, "arrange", by=staff(by), given=given)


async def step(services: Services, wish_id: str, name: str, *, by: Person, seen: int | None = None) -> Wish:
    """The guardian agrees or doesn't, the second adult steps back or says that it took place. Raises as `move`, Invalid."""
    if name not in {"agree", "disagree", "step_back", "attest"}:
        raise Invalid("step", "unknown")
    return await move(services, wish_id, name, by=person(by.id), given=Given(seen=seen))
