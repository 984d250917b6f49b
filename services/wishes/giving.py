"""Taking up a wish: one person a wish, so many a person, decided in the database."""

from contextlib import suppress

from domain.errors import ClaimsFull, MoveNotPossible, NotFound, StoreAway, WishTaken
from domain.people import Person, PersonRole
from domain.regions import Scope
from domain.wish_life import HELD, person
from domain.wishes import Wish, WishState
from services.context import Services
from services.wishes.certificates import draw_code
from services.wishes.company import is_company
from services.wishes.moving import Given, move
from services.wishes.parcels import label
from storage.mongo import Duplicate

INVITE_SIGNS = 8


async def on_wall(services: Services, code: str) -> Wish:
    """The wish with this code. Raises NotFound, WishTaken where it isn't on the wall any more, StoreAway."""
    wish = await _by_code(services, code)
    if wish.state is not WishState.PUBLISHED:
        raise WishTaken
    return wish


async def _by_code(services: Services, code: str) -> Wish:
    wish_id = await services.wall.by_code(code)
    if wish_id is None:
        raise NotFound
    return await services.wishes.get(wish_id, scope=Scope.system())


async def claim(services: Services, code: str, *, by: Person) -> Wish:
    """
    The wish, hers from now on; a second time is the same as once. Raises NotFound, NotAllowed for her own child's,
    WishTaken where somebody else was first, ClaimsFull, StoreAway.
    """
    most = services.facts.wish.claims_most
    wish = await _by_code(services, code)
    for _ in range(most + 1):
        taken = await services.wall.slots_of(by.id)
        free = next((slot for slot in (f"{by.id}:{n}" for n in range(most)) if slot not in taken), "")
        if not free and not _is_hers(wish, by):
            raise ClaimsFull
        try:
            wish = await _move(services, wish, by, free)
        except Duplicate:
            continue  # another claim of hers has taken that slot meanwhile
        with suppress(StoreAway, MoveNotPossible):  # staff make it otherwise
            await label(services, wish)
        with suppress(StoreAway):  # a role says what one has been; it decides nothing
            await services.people.add_role(by.id, PersonRole.DONOR)
        return wish
    raise ClaimsFull


async def _move(services: Services, wish: Wish, by: Person, slot: str) -> Wish:
    if _is_hers(wish, by):
        return wish
    invite = {"invite": draw_code(INVITE_SIGNS)} if is_company(services, wish) else {}
    given = Given(fields={"donor_id": by.id, "claim_slot": slot, "extended": False, **invite})
    try:
        return await move(services, wish.id, "claim", by=person(by.id), given=given)
    except MoveNotPossible:
        now = await services.wishes.get(wish.id, scope=Scope.system())
        if _is_hers(now, by):
            return now
        raise WishTaken from None


def _is_hers(wish: Wish, by: Person) -> bool:
    return wish.donor_id == by.id and wish.state in HELD
