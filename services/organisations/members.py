"""Who acts for an organisation: people join by a word that one of its members, or staff, has handed them."""

import secrets
from datetime import datetime

from domain.errors import Conflict, Invalid, MoveNotPossible, NotAllowed, NotFound
from domain.organisations import INVITED_FOR, MEMBERS_MOST, Organisation
from domain.people import Person
from domain.regions import Scope
from services.context import Services
from storage.mongo import Duplicate, Session, in_transaction

LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # none that looks like another
LENGTH = 10


async def acting(services: Services, person: Person) -> Organisation:
    """The organisation that she acts for. Raises NotFound where there is none, StoreAway."""
    found = await services.organisations.of_member(person.id)
    if not found:
        raise NotFound
    return await services.organisations.get(found, scope=Scope.system())


async def claiming(services: Services, person: Person) -> Organisation:
    """The same, where it may take up wishes. Raises NotFound, NotAllowed where staff have refused it, StoreAway."""
    one = await acting(services, person)
    if not one.may_claim:
        raise NotAllowed
    return one


async def new_word(services: Services, one: Organisation, *, until: datetime) -> str:
    """A word by which people join until then, in place of an earlier one; only its digest is kept. Raises StoreAway."""
    word = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
    await services.organisations.invite(one.id, _digest(services, word), until=until)
    return word


def _digest(services: Services, word: str) -> str:
    return services.seal.digest(f"organisation:{''.join(word.split()).upper()}")


async def invite(services: Services, person: Person) -> str:
    """A word of the organisation that she acts for, for a week. Raises NotFound, NotAllowed, StoreAway."""
    return await new_word(services, await claiming(services, person), until=services.now() + INVITED_FOR)


async def join(services: Services, word: str, *, by: Person) -> Organisation:
    """
    Act for the organisation whose word this is; twice is the same as once. Raises Invalid("word", "unknown") for one that
    lets nobody in (any more), Invalid("phone", "unverified") for somebody whose number we don't know, Conflict where she
    acts for another or it has as many as it may, StoreAway.
    """
    try:
        one = await services.organisations.invited_by(_digest(services, word), now=services.now())
    except NotFound:
        raise Invalid("word", "unknown") from None
    if not one.may_claim:
        raise Invalid("word", "unknown")
    if await services.phones.of(by.id) is None:
        raise Invalid("phone", "unverified")
    members = await services.organisations.members(one.id)
    if by.id in members:
        return one
    if len(members) >= MEMBERS_MOST:
        raise MoveNotPossible("full")

    async def body(session: Session) -> None:
        await services.organisations.join(one.id, by.id, now=services.now(), session=session)

    try:
        await in_transaction(services.db, body)
    except Duplicate:
        raise Conflict from None
    return one
