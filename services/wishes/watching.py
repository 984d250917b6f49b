"""The clock's part: reminders, deadlines that have passed, and what the system carries on by itself."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import structlog

from domain.errors import Conflict, NotAllowed, NotFound
from domain.wish_life import ABOVE, STAGES, SYSTEM, Desk, Party, overdue_in
from domain.wishes import Wish, WishState
from services.context import Services
from services.wishes.gate import is_passed
from services.wishes.moving import as_wish, deadline, move, remind_at, stalls
from services.wishes.steps import go_on, goes_up_alone
from services.wishes.telling import tell
from storage.mongo import Session, in_transaction
from storage.wishes import Change, stall_fields

log = structlog.get_logger()
BATCH = 100
AGAIN = timedelta(seconds=20)  # so long its words wait at most after they were passed
STUCK = timedelta(minutes=10)
BY_ITSELF = frozenset((WishState.SUBMITTED, WishState.APPROVED))


async def watch(services: Services) -> None:
    """One batch of what the clock has to do; several workers may, since each move is made once. Raises StoreAway."""
    now = services.now()
    found = await services.wishes.due(now, most=BATCH)
    for wish in found:
        try:
            await _look_at(services, wish, now)
        except (Conflict, NotAllowed, NotFound):
            log.info("a wish moved on under the clock", wish=wish.id)
            await _later(services, wish, now + STUCK)  # where it hasn't, others get their turn


async def _look_at(services: Services, wish: Wish, now: datetime) -> None:
    if wish.state in BY_ITSELF:
        after = await go_on(services, wish)
        if after.turn != wish.turn:
            return
    if wish.due_at is None or wish.due_at > now:
        await _early(services, wish, now)
        return
    name = overdue_in(wish)
    if name:
        await move(services, wish.id, name, by=SYSTEM)
        return
    await _escalate(services, wish, now)


async def _early(services: Services, wish: Wish, now: datetime) -> None:
    """There is time yet. Words that wait to be looked at are asked after soon, whoever has them on her desk by now."""
    if wish.state is WishState.APPROVED and (goes_up_alone(services, wish) or not await is_passed(services, wish)):
        await _later(services, wish, now + AGAIN)
    elif wish.reminded:
        await _later(services, wish, wish.due_at or now)
    elif now < (at := remind_at(services, wish.state, since=wish.since or now)):
        await _later(services, wish, at)
    else:
        await _remind(services, wish, now)


async def _later(services: Services, wish: Wish, at: datetime) -> None:
    """Until then there is nothing to do. What counts as too long is worked out anew: the days may have been changed."""
    await services.wishes.look_again(wish, at=at, stalls=stalls(services, wish))


async def _remind(services: Services, wish: Wish, now: datetime) -> None:
    """Once, before the deadline: the person whose turn it is hears of it, staff find it in their queue."""
    await _keep(services, wish, "reminded", {"next_at": wish.due_at, "reminded": True}, now)


async def _escalate(services: Services, wish: Wish, now: datetime) -> None:
    """One level up, with a deadline of its own; at the top it stays and comes round again."""
    above = ABOVE[Desk(wish.desk)]
    fields = {"desk": str(above), **deadline(services, "escalated", now=now), "reminded": True}
    fields["next_at"] = now if wish.state is WishState.APPROVED else fields["due_at"]
    await _keep(services, wish, "escalated", fields, now)


async def _keep(services: Services, wish: Wish, event: str, fields: dict[str, Any], now: datetime) -> None:
    data = {"desk": fields.get("desk", wish.desk)}
    fields |= stall_fields(stalls(services, replace(wish, **as_wish(fields))))
    change = Change(wish.state, event, SYSTEM.id, now, fields, data)

    async def body(session: Session) -> None:
        kept = await services.wishes.move(wish, change, session=session)
        if kept is not None and event == "reminded":
            party, reader = _reader(wish)
            about = f"reminded_{wish.state}"
            await tell(services, kept, about, party, reader, batch=wish.batch, now=now, session=session)

    await in_transaction(services.db, body)


def _reader(wish: Wish) -> tuple[Party, str]:
    if STAGES[wish.state].desk is Desk.DONOR:
        return Party.DONOR, wish.donor_id
    return Party.GUARDIAN, wish.guardian_id if wish.desk == Desk.GUARDIAN else ""
