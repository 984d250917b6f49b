"""
A person's own pages on the phone. A link of the chat lets one browser in, once; that browser is then known for half a day,
so that a link that is passed on, or is found in the chat later, opens nothing.
"""

import base64
import binascii
import hashlib
import secrets
from datetime import datetime, timedelta
from enum import StrEnum

from domain.errors import NotFound
from domain.people import Person
from services.context import Services
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
    plain = "\n".join((MARK, person_id, (now + KNOWN_FOR).isoformat()))
    return base64.urlsafe_b64encode(services.seal.close(plain.encode())).decode().rstrip("=")


async def known_by(services: Services, value: str) -> Person | None:
    """Whose browser it is; None for what we never gave, for one that came too long ago or who was erased. Raises StoreAway."""
    try:
        plain = services.seal.open(base64.b64decode(value + "=" * (-len(value) % 4), altchars=b"-_", validate=True))
    except (binascii.Error, ValueError):
        return None
    parts = (plain or b"").decode(errors="replace").split("\n")
    if len(parts) != 3 or parts[0] != MARK or datetime.fromisoformat(parts[2]) <= services.now():
        return None
    try:
        return await services.people.get(parts[1])
    except NotFound:
        return None


def _digest(token: str) -> str:
    """Another one than of the link to her data, so that neither opens what the other does."""
    return hashlib.sha256(f"{MARK}:{token}".encode()).hexdigest()
