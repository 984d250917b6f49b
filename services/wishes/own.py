"""A guardian looks at her own wishes, and takes one back."""

from collections.abc import Sequence

from domain.errors import NotFound
from domain.ids import is_id
from domain.people import Person
from domain.regions import Scope
from domain.wish_life import person as mover
from domain.wishes import Wish
from services.context import Services
from services.wishes.certificates import SHOWN
from services.wishes.moving import Given, move
from services.wishes.written import as_written

MOST_GIVEN = 500


async def own(services: Services, person: Person, *, after: str = "", most: int = 30) -> Sequence[Wish]:
    """Her wishes as she wrote them, the newest first, from behind the id `after`. Raises StoreAway."""
    found = await services.wishes.of_guardian(person.id, after=after, most=most)
    return [await as_written(services, each) for each in found]


async def own_wish(services: Services, person: Person, wish_id: str) -> Wish:
    """One of hers, as she wrote it. Raises NotFound, also for anybody else's; StoreAway."""
    if not is_id(wish_id):
        raise NotFound
    wish = await services.wishes.get(wish_id, scope=Scope.system())
    if wish.guardian_id != person.id:
        raise NotFound
    return await as_written(services, wish)


async def taken(services: Services, person: Person, *, most: int = 50) -> Sequence[Wish]:
    """The wishes that she has taken up in her own name, the newest first. Raises StoreAway."""
    return await services.wishes.of_donor(person.id, most=most)


async def came_true(services: Services, *, by: Person) -> Sequence[Wish]:
    """The wishes that a family has had from her, alone or together with others, the newest first. Raises StoreAway."""
    found = [
        *await services.wishes.of_donor(by.id, most=MOST_GIVEN),
        *await services.sharing.of(by.id, most=MOST_GIVEN),
    ]
    found.sort(key=lambda each: each.id, reverse=True)
    return [each for each in found if each.certificate and each.state in SHOWN]


async def taken_wish(services: Services, person: Person, wish_id: str) -> Wish:
    """One that she has taken up. Raises NotFound, also for anybody else's; StoreAway."""
    wish = await services.wishes.get(wish_id, scope=Scope.system())
    if not wish.donor_id or wish.donor_id != person.id or wish.organisation:
        raise NotFound
    return wish


async def withdraw(services: Services, person: Person, wish_id: str, *, seen: int) -> Wish:
    """
    Take a wish back that nobody has taken up yet; `seen` is its `turn` as she saw it.

    Raises NotFound, MoveNotPossible, Conflict where it has moved on since, StoreAway.
    """
    wish = await own_wish(services, person, wish_id)
    gone = await move(services, wish.id, "withdraw", by=mover(person.id), given=Given(seen=seen))
    return await as_written(services, gone)
