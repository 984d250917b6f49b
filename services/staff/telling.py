"""What reaches a member of staff in the account: the WeChat that she bound, and whether the platform lets us write to it."""

from domain.errors import NotFound
from domain.people import Identity
from services.context import Services
from services.pushes.channels import window_open
from services.pushes.notices import notices_left


async def account_of(services: Services, staff_id: str) -> Identity | None:
    """By what she is told; None where she has bound no WeChat, or whoever it was has left. Raises StoreAway."""
    person_id = await services.bindings.person_of(staff_id)
    try:
        return (await services.people.get(person_id)).identity(services.facts.oa_app) if person_id else None
    except NotFound:
        return None


async def is_reached(services: Services, staff_id: str, *, spare: int = 0) -> bool:
    """Whether a message of the account would reach her now, and as many as `spare` after it. Raises StoreAway."""
    account = await account_of(services, staff_id)
    if account is None:
        return False
    found = await services.people.audience(account.app, openids=[account.openid], most=1)
    return bool(found) and found[0].following and window_open(found[0], services.now(), spare=spare)


async def calls_left(services: Services, staff_id: str) -> int:
    """How many notices she has allowed by which she is called where no message of the account reaches her. Raises StoreAway."""
    template = services.facts.staff_template
    account = await account_of(services, staff_id) if template else None
    return await notices_left(services, account.openid, template) if account else 0
