"""What was handed over, as its successor receives it: she ticks the list off herself."""

from collections.abc import Sequence

from domain.audit import Act
from domain.errors import Conflict, Invalid, NotFound
from domain.staff import Permission, StaffMember
from services.context import Services
from services.staff.handover import key_of
from storage.handovers import Handover
from storage.mongo import Session, in_transaction

MOST_WAITING = 20


async def look(services: Services, handover_id: str, *, by: StaffMember) -> Handover:
    """
    A list that was signed off, for who reads the colleagues of its region and for the successor.

    Raises NotFound (also for one that is neither's), StoreAway.
    """
    by.need(Permission.SELF)
    scope = by.scope(Permission.STAFF_READ)
    return await services.handovers.get(handover_id, scope=scope, successor=by.id)


async def to_receive(services: Services, *, by: StaffMember) -> list[Handover]:
    """The lists that she has yet to tick off, the oldest first. Raises NotAllowed, StoreAway."""
    by.need(Permission.SELF)
    return await services.handovers.waiting_for(by.id, most=MOST_WAITING)


async def receive(services: Services, handover_id: str, *, by: StaffMember, seen: Sequence[str]) -> Handover:
    """
    The successor has the list: `seen` are the ids of what she ticked. A second time is the first.

    Raises NotFound (also for a list that didn't go to her), Invalid("ticks", "missing"), StoreAway.
    """
    handover = await look(services, handover_id, by=by)
    if handover.successor_id != by.id:
        raise NotFound
    if handover.received_at is not None:
        return handover
    if sorted(key_of(each) for each in handover.things) != sorted(seen):
        raise Invalid("ticks", "missing")
    now = services.now()

    async def write(session: Session) -> bool:
        done = await services.handovers.receive(handover_id, successor=by.id, now=now, session=session)
        if done:
            act = Act("handover_received", about=handover.staff_id, region_path=handover.region_path)
            await services.audit.add(act, by=by.id, now=now, session=session)
        return done

    await in_transaction(services.db, write)
    received = await look(services, handover_id, by=by)
    if received.received_at is None:
        raise Conflict
    return received
