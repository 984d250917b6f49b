"""Staff look at a wish of their region; looking at the child is written down."""

from domain.audit import Act
from domain.staff import Permission, StaffMember
from domain.wishes import Child
from services.context import Services
from storage.mongo import Session, in_transaction


async def child_of(services: Services, wish_id: str, *, by: StaffMember) -> Child:
    """
    Who the child is. The event that she looked is kept before anything is opened.

    Raises NotAllowed, NotFound (also for a wish of another region, and for a child that has been erased), StoreAway.
    """
    by.need(Permission.WISH_CHILD)
    scope = by.scope(Permission.WISH_CHILD)
    sealed = await services.wishes.sealed(wish_id, scope=scope)
    now = services.now()

    async def note(session: Session) -> None:
        path = await services.wishes.note(wish_id, "child_read", by=by.id, at=now, scope=scope, session=session)
        act = Act("child_read", about=wish_id, region_path=path)
        await services.audit.add(act, by=by.id, now=now, session=session)

    await in_transaction(services.db, note)
    facts = await services.vault.unseal(sealed)
    return Child(name=str(facts["name"]), village=str(facts["village"]))
