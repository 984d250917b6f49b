"""
Whom to spare after a message in danger. It goes by the person: whichever of her accounts she wrote by, nothing is pushed to
any of them for a day, and for three months all that is sent to them is neutral in title and preview.
"""

from datetime import datetime

from domain.cases import NEUTRAL_FOR, SPARED_FOR
from domain.people import Person
from services.context import Services
from storage.alerts import Endangered


def accounts_of(person: Person | None, *known: tuple[str, str]) -> set[tuple[str, str]]:
    """All accounts of a person as (app, openid), with those that are `known` anyway."""
    return {*known, *((each.app, each.openid) for each in person.identities)} if person else set(known)


async def is_neutral(services: Services, app: str, openid: str) -> bool:
    """Whether what we send to this account has to be neutral in title and preview. Raises StoreAway."""
    person = await services.people.find(app, openid)
    return await _wrote_of_late(services, person, services.now(), (app, openid))


async def is_neutral_to(services: Services, person: Person, *, at: datetime | None = None) -> bool:
    """The same for a person, whichever account it goes to, now or later `at`. Raises StoreAway."""
    return await _wrote_of_late(services, person, at or services.now())


async def _wrote_of_late(services: Services, person: Person | None, at: datetime, *known: tuple[str, str]) -> bool:
    last = await services.alerts.last_of(person.id if person else "", accounts_of(person, *known))
    return last is not None and at < last + NEUTRAL_FOR


async def spared_now(services: Services) -> Endangered:
    """To whom nothing is pushed now. Raises StoreAway."""
    return await services.alerts.in_danger_since(services.now() - SPARED_FOR)


async def neutral_now(services: Services) -> Endangered:
    """To whom whatever is sent now is neutral. Raises StoreAway."""
    return await services.alerts.in_danger_since(services.now() - NEUTRAL_FOR)
