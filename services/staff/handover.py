"""
Handing over when an officer leaves: what is hers goes to a successor, ticked off line by line, and then she has left.

`LISTS` is the registry: a domain that keeps things in a colleague's name adds one that lists them and one that moves
them, in the transaction in which she leaves.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from domain.audit import Act
from domain.errors import Conflict, Invalid, NotAllowed
from domain.receipts import format_receipt
from domain.staff import Appointment, Permission, StaffMember
from services.context import Services
from services.staff.appointments import find, lasting, need_administrator, need_over
from storage.handovers import Handed, Handover
from storage.mongo import Session, in_transaction
from storage.staff import AccountState, StaffAccount

Lister = Callable[[Services, StaffAccount], Awaitable[list[Handed]]]
Mover = Callable[[Services, StaffAccount, StaffAccount, Session], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Kept:
    """Things of one kind that are in a colleague's name: how they are listed, and how they go to a successor."""

    lists: Lister
    moves: Mover


async def _appointments(services: Services, account: StaffAccount) -> list[Handed]:
    held = lasting(account, services.now())
    return [
        Handed("deputy_for" if each.deputy_for else "appointment", each.deputy_for or each.region_path, each.role)
        for each in held
    ]


async def _move_appointments(
    services: Services, account: StaffAccount, successor: StaffAccount, session: Session
) -> None:
    """She gets what she doesn't have; nobody is her own deputy."""
    now = services.now()
    given = [each for each in lasting(account, now) if each.deputy_for != successor.id]
    own = [each for each in lasting(successor, now) if each.deputy_for != account.id]
    changes = {"appointments": tuple(dict.fromkeys([*own, *given]))}
    await services.staff.change(successor, changes, now=now, session=session)


async def _deputies(services: Services, account: StaffAccount) -> list[Handed]:
    found = await services.staff.deputies_of(account.id)
    return [Handed("deputy", each.id, "") for each in found]


async def _end_deputies(services: Services, account: StaffAccount, successor: StaffAccount, session: Session) -> None:
    """Who stood in for her stands in for nobody any more; the successor has her work by now."""
    for each in await services.staff.deputies_of(account.id, session=session):
        if each.id != successor.id:
            kept = tuple(held for held in each.appointments if held.deputy_for != account.id)
            await services.staff.change(each, {"appointments": kept}, now=services.now(), session=session)


async def _lessons(services: Services, account: StaffAccount) -> list[Handed]:
    return [Handed("lesson", each.id, each.title) for each in await services.lessons.drafts_of(account.id)]


async def _move_lessons(services: Services, account: StaffAccount, successor: StaffAccount, session: Session) -> None:
    await services.lessons.hand_over(account.id, successor.id, now=services.now(), session=session)


async def _pushes(services: Services, account: StaffAccount) -> list[Handed]:
    return [Handed("push", each.id, each.title) for each in await services.pushes.open_of(account.id)]


async def _move_pushes(services: Services, account: StaffAccount, successor: StaffAccount, session: Session) -> None:
    await services.pushes.hand_over(account.id, successor.id, session=session)


async def _questions(services: Services, account: StaffAccount) -> list[Handed]:
    return [
        Handed("question", each.id, format_receipt(each.receipt))
        for each in await services.tickets.waiting_of(account.id)
    ]


async def _move_questions(services: Services, account: StaffAccount, successor: StaffAccount, session: Session) -> None:
    await services.tickets.hand_over(account.id, successor.id, session=session)


LISTS: tuple[Kept, ...] = (
    Kept(_appointments, _move_appointments),
    Kept(_deputies, _end_deputies),
    Kept(_lessons, _move_lessons),
    Kept(_pushes, _move_pushes),
    Kept(_questions, _move_questions),
)


async def what_moves(services: Services, staff_id: str, *, by: StaffMember) -> tuple[StaffAccount, list[Handed]]:
    """
    The account and everything that is in her name. Raises NotAllowed (also for one's own account), NotFound, Conflict
    for one who has left, StoreAway.
    """
    if staff_id == by.id:
        raise NotAllowed
    account = await find(services, staff_id, by=by)
    if account.state is AccountState.LEFT:
        raise Conflict
    need_over(by, account, services.now())
    return account, [each for kept in LISTS for each in await kept.lists(services, account)]


async def hand_over(
    services: Services, staff_id: str, handover_id: str, *, by: StaffMember, successor: str, seen: Sequence[str]
) -> Handover:
    """
    Everything of hers goes to the colleague who signs in as `successor`; she has left, her sessions end, and the list
    is kept under `handover_id`. `seen` are the ids of what was ticked. The same hand-over twice is one.

    Raises NotAllowed, NotFound, Invalid("successor"), Invalid("ticks") where the list has other things by now, Conflict,
    LastAdministrator, StoreAway.
    """
    scope = by.scope(Permission.STAFF_READ)

    async def write(session: Session) -> Handover:
        done = await services.staff.get(staff_id, session=session)
        if done.state is AccountState.LEFT:
            return await services.handovers.get(handover_id, scope=scope, session=session)
        account, things = await what_moves(services, staff_id, by=by)
        if account.seq != done.seq:
            raise Conflict
        if sorted(key_of(each) for each in things) != sorted(seen):
            raise Invalid("ticks", "missing")
        heir = await _successor(services, successor, account, by=by, session=session)
        for kept in LISTS:
            await kept.moves(services, account, heir, session)
        return await _leave(services, account, heir, things, handover_id=handover_id, by=by, session=session)

    return await in_transaction(services.db, write)


def key_of(thing: Handed) -> str:
    """What a tick of the list carries."""
    return f"{thing.kind}:{thing.id}:{thing.title if thing.kind in {'appointment', 'deputy_for'} else ''}"


async def _successor(
    services: Services, login: str, account: StaffAccount, *, by: StaffMember, session: Session
) -> StaffAccount:
    known = await services.staff.by_login(login.strip().lower())
    if known is None or known.id == account.id or known.state is not AccountState.ACTIVE:
        raise Invalid("successor", "unknown")
    gets: tuple[Appointment, ...] = lasting(account, services.now())
    if known.id == by.id and any(each not in known.appointments for each in gets):
        raise NotAllowed  # nobody gives herself an appointment
    return await services.staff.get(known.id, session=session)


async def _leave(
    services: Services,
    account: StaffAccount,
    heir: StaffAccount,
    things: list[Handed],
    *,
    handover_id: str,
    by: StaffMember,
    session: Session,
) -> Handover:
    now = services.now()
    changes = {"state": AccountState.LEFT, "appointments": (), "password_hash": ""}
    await services.staff.change(account, changes, now=now, session=session)
    await services.staff.close_sessions_of(account.id, session=session)
    await services.invitations.drop(account.id, session=session)
    await need_administrator(services, account, session=session)
    handover = Handover(handover_id, account.id, heir.id, account.region_path, by.id, now, tuple(things))
    await services.handovers.insert(handover, session=session)
    data = {"successor": heir.id, "things": len(things)}
    act = Act("staff_left", about=account.id, region_path=account.region_path, data=data)
    await services.audit.add(act, by=by.id, now=now, session=session)
    return handover
