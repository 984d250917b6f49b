"""Sealing the days of the audit log, so that writing it never waits in one line."""

from datetime import timedelta

from domain.audit import FIRST, AuditRow, DaySeal, seal_of
from services.context import Services

SETTLED = timedelta(hours=1)  # after midnight: no row of the day before is still being written


async def seal_days(services: Services) -> list[DaySeal]:
    """
    Seal each day that is over and isn't sealed yet, the oldest first; the seals made. Twice is the same as once, also
    in two processes. Raises StoreAway.
    """
    last = await services.audit.last_seal()
    before = f"{services.now() - SETTLED:%Y-%m-%d}"
    made = []
    for day in await services.audit.days():
        if (last is not None and day <= last.day) or day >= before:
            continue
        seal = seal_of(day, await rows_of(services, day), last.digest if last else FIRST)
        if not await services.audit.put_seal(seal):
            break  # another process seals; it goes on from here
        made.append(seal)
        last = seal
    return made


async def rows_of(services: Services, day: str) -> list[AuditRow]:
    """A day's rows in the order in which they are sealed."""
    return [row async for row in services.audit.of_day(day)]
