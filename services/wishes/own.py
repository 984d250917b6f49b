"""A guardian looks at her own wishes, and takes one back."""

from collections.abc import Sequence

from domain.errors import Conflict, NotFound
from domain.ids import is_id
from domain.people import Person
from domain.regions import Scope
from domain.wishes import Wish
from services.context import Services
from storage.mongo import Session, in_transaction


async def own(services: Services, person: Person, *, after: str = "", most: int = 30) -> Sequence[Wish]:
    """Her wishes, the newest first, from behind the id `after`. Raises StoreAway."""
    return await services.wishes.of_guardian(person.id, after=after, most=most)


async def own_wish(services: Services, person: Person, wish_id: str) -> Wish:
    """One of hers. Raises NotFound, also for anybody else's; StoreAway."""
    if not is_id(wish_id):
        raise NotFound
    wish = await services.wishes.get(wish_id, scope=Scope.system())
    if wish.guardian_id != person.id:
        raise NotFound
    return wish


async def withdraw(services: Services, person: Person, wish_id: str, *, seen: int) -> Wish:
    """
    Take a wish back that nobody has taken up yet; `seen` is `version_of` the wish as she saw it.

    Raises NotFound, MoveNotPossible, Conflict where it has moved on since, StoreAway.
    """
    wish = await own_wish(services, person, wish_id)
    to = wish.after("withdraw")
    if version_of(wish) != seen:
        raise Conflict

    async def write(session: Session) -> Wish | None:
        return await services.wishes.move(wish, to=to, by=person.id, at=services.now(), session=session)

    moved = await in_transaction(services.db, write)
    if moved is None:
        raise Conflict
    return moved


def version_of(wish: Wish) -> int:
    """Tells one state of a wish from another: when it last changed, in milliseconds."""
    return int(wish.changed_at.timestamp() * 1000)
