"""Staff look at a wish of their region; looking at the child is written down."""

from domain.staff import Permission, StaffMember
from domain.wishes import Child
from services.context import Services
from storage.mongo import in_transaction


async def child_of(services: Services, wish_id: str, *, by: StaffMember) -> Child:
    """
    Who the child is. The event that she looked is kept before anything is opened.

    Raises NotAllowed, NotFound (also for a wish of another region, and for a child that has been erased), StoreAway.
    """
    by.need(Permission.WISH_CHILD)
    scope = by.scope(Permission.WISH_CHILD)
    sealed = await services.wishes.sealed(wish_id, scope=scope)
    await in_transaction(
        services.db,
        lambda session: services.wishes.note(
            wish_id, "child_read", by=by.id, at=services.now(), scope=scope, session=session
        ),
    )
    facts = await services.vault.unseal(sealed)
    return Child(name=str(facts["name"]), village=str(facts["village"]))
