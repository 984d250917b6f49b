"""Taking up a wish: one person a wish, so many a person or an organisation, decided in the database."""

import secrets
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from domain.errors import ClaimsFull, MoveNotPossible, NotFound, PhoneFirst, StoreAway, WishTaken
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


@dataclass(frozen=True, slots=True)
class Behalf:
    """For which organisation, in which batch, a person takes a wish up; `staff` is who did it in her place."""

    organisation: str
    batch: str
    staff: str = ""


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


async def claim(services: Services, code: str, *, by: Person, behalf: Behalf | None = None) -> Wish:
    """
    The wish, hers or her organisation's from now on; a second time is the same as once. Raises NotFound, NotAllowed for
    her own child's, WishTaken where somebody else was first, ClaimsFull, PhoneFirst where her number would let her have
    more, StoreAway.
    """
    wish = await _by_code(services, code)
    holders, most, full = await _holders(services, by, behalf)
    for _ in range(most + 1):
        taken = await services.wall.slots_of(holders)
        free = [place for place in range(most) if place not in taken]
        if not free and not _is_theirs(wish, by, behalf):
            raise full
        try:
            wish = await _move(services, wish, by, behalf, f"{holders[0]}:{secrets.choice(free)}" if free else "")
        except Duplicate:
            continue  # another claim of theirs, or of an account with her number, has taken that place meanwhile
        with suppress(StoreAway, MoveNotPossible):  # staff make it otherwise
            await label(services, wish)
        with suppress(StoreAway):  # a role says what one has been; it decides nothing
            await services.people.add_role(by.id, PersonRole.DONOR)
        return wish
    raise full


async def _holders(
    services: Services, by: Person, behalf: Behalf | None
) -> tuple[Sequence[str], int, type[ClaimsFull]]:
    """
    Under whose names their open claims stand, new ones under the first; how many there may be; and what is said to more. All
    accounts with one phone number are one person.
    """
    rules = services.facts.wish
    if behalf:
        return [behalf.organisation], rules.organisation_claims_most, ClaimsFull
    phone = await services.phones.digest_of(by.id)
    return ([phone, by.id], rules.claims_most, ClaimsFull) if phone else ([by.id], rules.claims_unknown, PhoneFirst)


async def _move(services: Services, wish: Wish, by: Person, behalf: Behalf | None, slot: str) -> Wish:
    if _is_theirs(wish, by, behalf):
        return wish
    fields: dict[str, Any] = {"donor_id": by.id, "claim_slot": slot, "extended": False}
    data: dict[str, Any] = {}
    if is_company(services, wish):
        fields["invite"] = draw_code(INVITE_SIGNS)
    if behalf:
        fields |= {"organisation": behalf.organisation, "batch": behalf.batch}
        data = {"organisation": behalf.organisation, **({"staff": behalf.staff} if behalf.staff else {})}
    try:
        return await move(services, wish.id, "claim", by=person(by.id), given=Given(fields=fields, data=data))
    except MoveNotPossible:
        now = await services.wishes.get(wish.id, scope=Scope.system())
        if _is_theirs(now, by, behalf):
            return now
        raise WishTaken from None


def _is_theirs(wish: Wish, by: Person, behalf: Behalf | None) -> bool:
    if wish.state not in HELD:
        return False
    return wish.batch == behalf.batch if behalf else wish.donor_id == by.id and not wish.organisation
