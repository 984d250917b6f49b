"""Taking up a wish: one person a wish, so many a person, decided in the database."""

from contextlib import suppress

from domain.errors import ClaimsFull, MoveNotPossible, NotFound, PhoneFirst, StoreAway, WishTaken
from domain.people import Person, PersonRole
from domain.regions import Scope
from domain.wish_life import HELD, person
from domain.wishes import Wish, WishState
from services.context import Services
from services.wishes.moving import Given, move
from services.wishes.parcels import label
from storage.mongo import Duplicate


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
    WishTaken where somebody else was first, ClaimsFull, PhoneFirst where her number would let her have more, StoreAway.
    """
    wish, rules = await _by_code(services, code), services.facts.wish
    phone = await services.phones.digest_of(by.id)
    most, full = (rules.claims_most, ClaimsFull) if phone else (rules.claims_unknown, PhoneFirst)
    for _ in range(most + 1):
        taken = await services.wall.slots_of([by.id, phone] if phone else [by.id])
        free = next((f"{phone or by.id}:{place}" for place in range(most) if place not in taken), "")
        if not free and not _is_hers(wish, by):
            raise full
        try:
            wish = await _move(services, wish, by, free)
        except Duplicate:
            continue  # another claim of hers, or of an account with her number, has taken that place meanwhile
        with suppress(StoreAway, MoveNotPossible):  # staff make it otherwise
            await label(services, wish)
        with suppress(StoreAway):  # a role says what one has been; it decides nothing
            await services.people.add_role(by.id, PersonRole.DONOR)
        return wish
    raise full


async def _move(services: Services, wish: Wish, by: Person, slot: str) -> Wish:
    if _is_hers(wish, by):
        return wish
    given = Given(fields={"donor_id": by.id, "claim_slot": slot, "extended": False})
    try:
        return await move(services, wish.id, "claim", by=person(by.id), given=given)
    except MoveNotPossible:
        now = await services.wishes.get(wish.id, scope=Scope.system())
        if _is_hers(now, by):
            return now
        raise WishTaken from None


def _is_hers(wish: Wish, by: Person) -> bool:
    return wish.donor_id == by.id and wish.state in HELD
