"""Staff look at wishes of their regions; looking at the child is written down."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from bson.binary import Binary

from domain.audit import Act
from domain.child_reasons import ChildReason
from domain.errors import Invalid, NotFound
from domain.regions import Scope
from domain.staff import Permission, StaffMember
from domain.wish_life import Desk, desks_of
from domain.wishes import Child, Wish
from services.context import Services
from services.wishes.written import as_written
from storage.events import Event
from storage.mongo import Session, in_transaction
from storage.paging import OLDEST, Part

VISITED = "verified"


@dataclass(frozen=True, slots=True)
class Told:
    """An event of a wish's story; `words` are the reason's, opened."""

    event: Event
    why: str = ""
    words: str = ""


async def queue(
    services: Services,
    *,
    by: StaffMember,
    desk: str = "",
    late: bool = False,
    within: str = "",
    part: Part = OLDEST,
    most: int = 50,
) -> Sequence[Wish]:
    """
    Wishes that wait, what is due first in front: for her and those below her, or at one desk, whichever it is; with `late`
    those past their deadline, whoever keeps them waiting; with `within`, a region's path, those of that region alone. Raises
    NotAllowed, NotFound, StoreAway.
    """
    by.need(Permission.WISH_READ)
    mine = desks_of(by.roles)
    desks = (desk,) if desk else tuple(Desk) if late else mine
    scope = by.scope(Permission.WISH_READ)
    scope = scope.inside(within) if within else scope
    since = services.now() if late else None
    return await services.wishes.waiting([*map(str, desks)], scope=scope, late=since, part=part, most=most)


async def story(services: Services, wish: Wish, *, by: StaffMember) -> Sequence[Told]:
    """All that happened to a wish, oldest first, with the reasons that were told. What the village saw stays sealed."""
    events = await services.events.of(wish.id, scope=by.scope(Permission.WISH_READ))
    return [await _told(services, each) for each in events]


async def _told(services: Services, event: Event) -> Told:
    sealed = event.data.get("sealed")
    words = "" if sealed is None or event.kind == VISITED else str((await _opened(services, sealed)).get("words", ""))
    return Told(event, str(event.data.get("why", "")), words)


async def _opened(services: Services, sealed: Any) -> dict[str, object]:
    try:
        return await services.vault.unseal(Binary(sealed, 6))
    except NotFound:
        return {}  # the family has been erased


async def of_same_child(services: Services, wish: Wish, *, by: StaffMember) -> Sequence[Wish]:
    """The child's other wishes in her regions, the newest first. Raises StoreAway."""
    if not wish.child_key:
        return []
    found = await services.wishes.of_child(wish.child_key, scope=by.scope(Permission.WISH_READ))
    return [each for each in found if each.id != wish.id]


async def child_of(services: Services, wish_id: str, *, reason: str, by: StaffMember) -> Child:
    """
    Who the child is, what the village wrote, and the wish's words where lists show them masked. The event that she looked,
    and for which ChildReason, is kept before anything is opened.

    Raises Invalid("reason"), NotAllowed, NotFound (also for a wish of another region, and for a child that has been erased), StoreAway.
    """
    by.need(Permission.WISH_CHILD)
    scope = by.scope(Permission.WISH_CHILD)
    sealed = await services.wishes.sealed(wish_id, scope=scope)
    if reason not in set(ChildReason):
        raise Invalid("reason", "unknown" if reason else "missing")
    now, data = services.now(), {"reason": reason}

    async def note(session: Session) -> None:
        path = await services.wishes.note(
            wish_id, "child_read", by=by.id, at=now, scope=scope, session=session, data=data
        )
        act = Act("child_read", about=wish_id, region_path=path, data=data)
        await services.audit.add(act, by=by.id, now=now, session=session)

    await in_transaction(services.db, note)
    facts = await services.vault.unseal(sealed)
    wish = await services.wishes.get(wish_id, scope=scope)
    child = Child(
        name=str(facts["name"]),
        village=str(facts["village"]),
        guardian=str(facts.get("guardian", "")),
        phone=str(facts.get("phone", "")),
    )
    written = (await as_written(services, wish)).text if wish.written else ""
    return replace(child, written=written, notes=await _notes(services, wish_id, scope))


async def _notes(services: Services, wish_id: str, scope: Scope) -> str:
    visits = [each for each in await services.events.of(wish_id, scope=scope) if each.kind == VISITED]
    sealed = visits[-1].data.get("sealed") if visits else None
    return str((await _opened(services, sealed)).get("notes", "")) if sealed is not None else ""
