"""Who has asked to be left alone at this hour is put off until it is over, and sent to then."""

from collections.abc import Sequence
from datetime import datetime

from services.context import Services
from services.pushes.hours import resting_until
from storage.deliveries import Row
from storage.people import Recipient


async def awake(services: Services, rows: Sequence[Row], people: Sequence[Recipient]) -> list[Row]:
    """Those of `rows` whose people don't rest now; the others wait until they do no more. Raises StoreAway."""
    now = services.now()
    rests: dict[str, datetime] = {each.openid: until for each in people if (until := resting_until(each, now))}
    for until in set(rests.values()):
        ids = [row.id for row in rows if rests.get(row.openid) == until]
        await services.pushes.rows.put_off(ids, until=until)
    return [row for row in rows if row.openid not in rests]
