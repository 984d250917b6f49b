"""One person, whichever door she comes through."""

from datetime import datetime, timedelta

from domain.people import Person
from services.context import Services
from storage.joining import JoiningStore

LATE_WRITES = timedelta(minutes=2)  # longer than any transaction lives that still knew her by the other id


async def arrive(services: Services, *, app: str, openid: str, unionid: str = "", now: datetime) -> Person:
    """
    The person behind an account, made on first sight. With a unionid (from an event, `jscode2session` or `user/info`) she
    is also whoever the other account has told of with the same; two records found to be hers become one, and the
    official account's stays. That she is here today is kept. Safe to call any number of times, from any door at once.
    Raises StoreAway.
    """
    person = await _behind(services, app, openid, unionid, now)
    await services.people.came(person, now=now)
    return person


async def _behind(services: Services, app: str, openid: str, unionid: str, now: datetime) -> Person:
    if not unionid:
        return await services.people.ensure(app, openid, now=now)
    return await JoiningStore(services.db).arrive(
        app, openid, unionid=unionid, home=services.facts.oa_app, late=now + LATE_WRITES, now=now
    )


async def ids_of(services: Services, person_id: str) -> list[str]:
    """Every id that was ever hers, today's first: data keys, events and the audit log carry that of their day."""
    return await JoiningStore(services.db).ids_of(person_id)


async def repoint(services: Services, gone: str) -> None:
    """Once more what was written for a record while it was joined with another. Raises StoreAway."""
    await JoiningStore(services.db).repoint(gone)
