"""
Blocking somebody from publishing, for a while. Help is never blocked: the safeguarding screen, the numbers to call,
lessons and questions stay as they are, and what she hands in for others to see is kept and waits for staff.
"""

from datetime import timedelta

from domain.audit import Act
from domain.calendar import day_in_china
from domain.checks import CheckState, Why
from domain.errors import Conflict, Invalid, NotFound
from domain.ids import new_id
from domain.people import Person
from domain.personal_kinds import BLOCK_DAYS
from domain.staff import Permission, StaffMember
from services.checking.blocked import block_of
from services.checking.deciding import REASONS
from services.checking.telling import tell
from services.context import Services
from storage.blocks import Block
from storage.encryption import family_of
from storage.mongo import Session, in_transaction
from storage.paging import NEWEST, Part

TERMS = (7, 30, BLOCK_DAYS)
APPEAL_MOST = 500  # characters


async def block(
    services: Services, check_id: str, *, by: StaffMember, reason: str, days: int, block_id: str = ""
) -> Block:
    """
    Block the person who handed this in from publishing for so many days; she is told why, until when, and how to appeal.
    `block_id` is the id that the block is to have, where its caller has drawn one.

    Raises NotAllowed, NotFound, Invalid, Conflict where she is blocked already, StoreAway.
    """
    by.need(Permission.PERSON_BLOCK)
    if reason not in REASONS:
        raise Invalid("reason", "unknown")
    if days not in TERMS:
        raise Invalid("days", "unknown")
    check, _sealed = await services.checks.get(check_id, scope=by.scope(Permission.PERSON_BLOCK))
    now = services.now()
    made = Block(
        id=block_id or new_id(),
        person_id=check.person_id,
        region_path=check.region_path,
        reason=reason,
        by=by.id,
        at=now,
        until=now + timedelta(days=days),
    )

    async def write(session: Session) -> None:
        await services.blocks.end_old(made.person_id, now=now, session=session)
        await services.blocks.insert(made, session=session)
        act = Act("person_blocked", about=made.person_id, region_path=made.region_path, data={"days": days})
        await services.audit.add(act, by=by.id, now=now, session=session)
        until = day_in_china(made.until).isoformat()
        await tell(services, made.person_id, "blocked", reason, mark=made.id, session=session, until=until)

    await in_transaction(services.db, write)
    return made


async def appeal(services: Services, person: Person, text: str) -> str:
    """
    She asks for another look: at her block where there is one, else at what was refused to her last. What became of it:
    "asked", "asked_before", "answered", or "nothing" where there is nothing to look at again. Raises StoreAway.
    """
    now = services.now()
    held = await block_of(services, person)
    if held is None:
        return await _appeal_check(services, person)
    if held.appealed_at is not None:
        return "answered" if held.answered_at else "asked_before"
    sealed = await services.vault.seal(family_of(person.id), {"text": text[:APPEAL_MOST]})

    async def write(session: Session) -> bool:
        changed = await services.blocks.appeal(held.id, person_id=person.id, sealed=sealed, now=now, session=session)
        return changed is not None

    return "asked" if await in_transaction(services.db, write) else "asked_before"


async def _appeal_check(services: Services, person: Person) -> str:
    """What was refused last goes before staff again, once."""
    refused = await services.checks.last_refused(person.id)
    if refused is None or refused.reason == "erased":
        return "nothing"
    if refused.appealed:
        return "answered" if refused.state is CheckState.REFUSED else "asked_before"
    changes = {"state": str(CheckState.HELD), "why": str(Why.APPEAL), "appealed": True}

    async def write(session: Session) -> bool:
        return await services.checks.change(refused, changes, session=session) is not None

    return "asked" if await in_transaction(services.db, write) else "asked_before"


async def answer(services: Services, block_id: str, *, by: StaffMember, lift: bool) -> Block:
    """
    Another member of staff than who blocked her answers what she says: it is lifted, or it stays; she is told.

    Raises NotAllowed, NotFound, Conflict where it was answered or lifted, StoreAway.
    """
    by.need(Permission.PERSON_BLOCK)
    found = await services.blocks.get(block_id, scope=by.scope(Permission.PERSON_BLOCK))
    by.not_her_own(found.by)
    now = services.now()

    async def write(session: Session) -> Block:
        changed = await services.blocks.answer(found, by=by.id, lift=lift, now=now, session=session)
        if changed is None:
            raise Conflict
        kind = "block_lifted" if lift else "block_upheld"
        act = Act(kind, about=found.person_id, region_path=found.region_path)
        await services.audit.add(act, by=by.id, now=now, session=session)
        what, until = ("lifted", "") if lift else ("upheld", day_in_china(found.until).isoformat())
        await tell(services, found.person_id, what, found.reason, mark=found.id, session=session, until=until)
        return changed

    return await in_transaction(services.db, write)


async def blocks(services: Services, *, by: StaffMember, part: Part = NEWEST, most: int = 50) -> list[Block]:
    """The blocks of her region, the newest first. Raises NotAllowed, StoreAway."""
    by.need(Permission.PERSON_BLOCK)
    return await services.blocks.page(scope=by.scope(Permission.PERSON_BLOCK), part=part, most=most)


async def look(services: Services, block_id: str, *, by: StaffMember) -> tuple[Block, str]:
    """
    A block, and what she says against it, empty where she says nothing; that it was read is kept first.

    Raises NotAllowed, NotFound, StoreAway.
    """
    by.need(Permission.PERSON_BLOCK)
    found = await services.blocks.get(block_id, scope=by.scope(Permission.PERSON_BLOCK))
    sealed = await services.blocks.appeal_text(found.id)
    if sealed is None:
        return found, ""

    async def note(session: Session) -> None:
        act = Act("appeal_read", about=found.person_id, region_path=found.region_path)
        await services.audit.add(act, by=by.id, now=services.now(), session=session)

    await in_transaction(services.db, note)
    try:
        return found, str((await services.vault.unseal(sealed))["text"])
    except NotFound:
        return found, ""
