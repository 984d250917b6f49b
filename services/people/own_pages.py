"""
A person's own pages on the phone. A link of the chat lets one browser in, once; that browser is then known for half a day,
so that a link that is passed on, or is found in the chat later, opens nothing.
"""

import hashlib
import secrets
from datetime import timedelta
from enum import StrEnum

from domain.errors import NotFound
from domain.people import Person
from services.context import Services
from services.marks import read_mark, seal_mark
from storage.data_links import DataLinkStore

LINK_LASTS, KNOWN_FOR = timedelta(hours=2), timedelta(hours=12)
MARK = "own"


class Where(StrEnum):
    """Which of them."""

    ORGANISATION = "organisation"
    VOLUNTEER = "volunteer"


async def link_to(services: Services, person: Person, where: Where) -> str:
    """The address that lets her in, once. Raises StoreAway."""
    token = secrets.token_urlsafe(24)
    until = services.now() + LINK_LASTS
    await DataLinkStore(services.db).put(_digest(token), person_id=person.id, expires_at=until)
    return f"{services.facts.public_url}/h5/own/in/{token}/{where}"


async def works(services: Services, token: str) -> bool:
    """Whether the link still lets in; looking uses nothing up. Raises StoreAway."""
    return await DataLinkStore(services.db).look(_digest(token), now=services.now())


async def let_in(services: Services, token: str) -> str:
    """What her browser is known by from now on; the link is used up. Raises NotFound for one that lets nobody in, StoreAway."""
    now = services.now()
    person_id = await DataLinkStore(services.db).use(_digest(token), now=now)
    if not person_id:
        raise NotFound
    return seal_mark(services, MARK, person_id, str((now + KNOWN_FOR).timestamp()))


async def known_by(services: Services, value: str) -> Person | None:
    """
    Whose browser it is; None for what we never gave, for one that came too long ago or who was erased, and for one whose record
    is another's by now: the account that it was let in by may be hers no longer. Raises StoreAway.
    """
    parts = read_mark(services, value)
    try:
        if len(parts) != 3 or parts[0] != MARK or float(parts[2]) <= services.now().timestamp():
            return None
        found = await services.people.get(parts[1])
    except (NotFound, ValueError):
        return None
    return found if found.id == parts[1] else None


def _digest(token: str) -> str:
    """Another one than of the link to her data, so that neither opens what the other does."""
    return hashlib.sha256(f"{MARK}:{token}".encode()).hexdigest()
