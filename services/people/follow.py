"""Following the account, leaving it, and what she wants to be told."""

from datetime import datetime, timedelta

from domain.consents import How, Purpose
from domain.people import Person
from services.context import Services
from services.privacy.consenting import give, withdraw
from services.privacy.erasing import erase_person
from storage.person_changes import PersonChangeStore

LATE_COPY = timedelta(minutes=2)  # the inbox may still hold what she wrote last


async def follow(services: Services, *, app: str, openid: str, now: datetime) -> Person:
    """
    She follows the account; what the platform can tell of her is asked for later. Twice is the same as once. Raises
    StoreAway.
    """
    person = await services.people.follows(app, openid, following=True, now=now)
    if app == services.facts.oa_app:
        key = services.seal.digest(f"know:{app}:{openid}:{now:%Y-%m-%d}")
        await services.outbox.add(f"know:{key}", "know_follower", {"openid": openid}, due_at=now)
    return person


async def leave(services: Services, *, app: str, openid: str, key: str, now: datetime) -> None:
    """
    She has unfollowed: pushes end; chat, session and profile go (platform: the unsubscribe event asks for it).

    What still lies in the inbox is deleted by a task a little later. Raises StoreAway.
    """
    await services.people.left(app, openid, now=now)
    row = f"forget:{services.seal.digest(f'{app}:{key}')}"  # the key of an event has her openid
    await services.outbox.add(row, "forget_chat", {"app": app, "openid": openid}, due_at=now + LATE_COPY)
    await forget_chat(services, app=app, openid=openid)
    await services.turns.forget(app, openid)


async def forget_chat(services: Services, *, app: str, openid: str) -> int:
    """Delete what she wrote; how many messages. Raises StoreAway."""
    await services.notes.drop(app, openid)
    return await services.messages.forget(app, openid)


async def want_pushes(services: Services, person: Person, *, wanted: bool, how: How, now: datetime) -> None:
    """
    退订 and 订阅: whatever may be pushed, by whichever way. Who asks for it agrees to it, and who stops it takes that back;
    who only follows has lessons without a row of consents, and may stop them as easily. Raises StoreAway.
    """
    await PersonChangeStore(services.db).change(
        person.id,
        {"$set": {"pushes": wanted}},
        which={"pushes": {"$ne": wanted}},
        kind="pushes_wanted" if wanted else "pushes_stopped",
        actor=person.id,
        now=now,
    )
    if wanted:
        await give(services, person.id, Purpose.PUSH, how=how, now=now)
    else:
        await withdraw(services, person.id, Purpose.PUSH, how=how, now=now)


async def erase(services: Services, *, app: str, openid: str, key: str, now: datetime) -> None:
    """
    Her account at the platform is closed: everything of hers goes, the key of what lies sealed too (platform: the
    cancellation event). Raises StoreAway.
    """
    person = await services.people.find(app, openid)
    await leave(services, app=app, openid=openid, key=key, now=now)
    if person is not None:
        await erase_person(services, person.id, how="platform", now=now)
