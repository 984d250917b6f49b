"""Whether somebody may publish; erasing herself ends no block."""

from domain.errors import NotFound
from domain.people import Person
from services.context import Services
from services.people.accounts import digests_of
from storage.blocks import Block


async def block_of(services: Services, person: Person) -> Block | None:
    """What holds her now, also where it is from before she was erased and came back. None where nothing does. Raises StoreAway."""
    digests = await digests_of(services, [(each.app, each.openid) for each in person.identities])
    return await services.blocks.of(person.id, accounts=digests, now=services.now())


async def is_blocked(services: Services, person_id: str) -> bool:
    """The same by her id; not where she isn't there any more. Raises StoreAway."""
    try:
        return await block_of(services, await services.people.get(person_id)) is not None
    except NotFound:
        return False
