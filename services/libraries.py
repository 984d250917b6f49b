"""What staff do with the things of a library (pictures, recordings): each change with its act in the audit log."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from domain.audit import Act
from domain.errors import Conflict
from domain.staff import StaffMember
from storage.library import LibraryStore, Thing
from storage.mongo import Session, in_transaction

if TYPE_CHECKING:
    from services.context import Services  # which holds live parts of packages that use this


async def keep_new(
    services: "Services", store: LibraryStore[Thing], thing: Thing, kind: str, *, by: StaffMember
) -> Thing:
    """A new one, its file already kept; the one that is there where a colleague was faster with it. Raises StoreAway."""

    async def insert(session: Session) -> None:
        await store.insert(thing, session=session)
        await note(services, kind, thing, by, session)

    try:
        await in_transaction(services.db, insert)
    except Conflict:
        found = await store.by_digest(thing.digest)
        if found is None:
            raise
        return found
    return thing


async def change(
    services: "Services",
    store: LibraryStore[Thing],
    thing_id: str,
    changes: Mapping[str, str],
    kind: str,
    *,
    by: StaffMember,
    version: int,
) -> Thing:
    """Change one that is as she saw it. Raises Conflict otherwise, StoreAway."""

    async def write(session: Session) -> Thing:
        changed = await store.change(thing_id, changes, version=version, session=session)
        await note(services, kind, changed, by, session)
        return changed

    return await in_transaction(services.db, write)


async def note(services: "Services", kind: str, thing: Thing, by: StaffMember, session: Session) -> None:
    """The act in the audit log."""
    act = Act(kind, about=thing.id, region_path=services.facts.city_path, data={"version": thing.version})
    await services.audit.add(act, by=by.id, now=services.now(), session=session)
