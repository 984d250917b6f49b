"""
Telling a person something in the chat: a row of the outbox, in the transaction of what is told. Whether she gets the words or
only that there are some is decided when the row's turn comes (worker/tasks/replies.py).
"""

from datetime import datetime

from domain.errors import NotFound
from domain.people import Identity
from services.context import Services
from services.pushes.hours import quiet_until
from services.settings.current import quiet_hours
from storage.mongo import Session


async def send_to(
    services: Services, person_id: str, text: str, *, key: str, now: datetime, session: Session | None = None
) -> None:
    """Have words sent to a person, once for each key. Nobody is there to tell where she has left for good."""
    try:
        reader = await services.people.get(person_id)
    except NotFound:
        return
    account = reader.identity(services.facts.oa_app) or reader.identity(services.facts.mini_app)
    if account is not None:
        await send_to_account(services, account, text, key=key, now=now, session=session)


async def send_to_account(
    services: Services, account: Identity, text: str, *, key: str, now: datetime, session: Session | None = None
) -> None:
    """The same to one of her accounts."""
    args = {"app": account.app, "sealed": services.seal.close(f"{account.openid}\n{text}".encode())}
    due_at = quiet_until(quiet_hours(services), now) or now
    await services.outbox.add(f"tell:{key}", "tell_person", args, due_at=due_at, session=session)
