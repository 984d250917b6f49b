"""Writing, releasing and taking up again what goes to everyone: the same for the menu and the keyword replies."""

import asyncio
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from domain.audit import Act
from domain.errors import Conflict, Invalid
from domain.staff import Permission, StaffMember
from domain.versions import Version, VersionState
from storage.mongo import Session, in_transaction
from storage.versions import VersionStore

if TYPE_CHECKING:
    from services.context import Services  # which holds the live keyword replies of this package

DRAFTS = ("menu", "keywords")
Check = Callable[[Mapping[str, Any]], Mapping[str, str]]
After = Callable[[Version, Session], Any]


async def save(
    services: "Services",
    store: VersionStore,
    body: Mapping[str, Any],
    *,
    seen: int,
    by: StaffMember,
    kind: str,
    before: Mapping[str, Any] | None = None,
) -> Version:
    """
    Keep the draft: a new one where there is none (`seen` is 0), else the one that she saw at its change `seen`. What is
    there already changes nothing. `kind` is the audit log's word, `before` what was written until now, where this may be
    taken back.

    Raises NotAllowed, Conflict when somebody else has changed it meanwhile, StoreAway.
    """
    by.need(Permission.ACCOUNT_CHANGE)
    draft = await store.draft()
    if draft is not None and draft.body == body:
        return draft

    async def write(session: Session) -> Version:
        now = services.now()
        if seen == 0:
            version = await store.begin(body, by=by.id, now=now, before=before, session=session)
        else:
            version = await store.rewrite(body, seen=seen, by=by.id, now=now, before=before, session=session)
        await note(services, kind, version, by, session)
        return version

    return await in_transaction(services.db, write)


async def to_release(services: "Services", *, by: StaffMember) -> list[tuple[str, Version]]:
    """
    The drafts that she may release, as ("menu", …) and ("keywords", …): not those she wrote at herself where two people
    are asked for. Raises NotAllowed, StoreAway.
    """
    by.need(Permission.ACCOUNT_RELEASE)
    drafts = await asyncio.gather(services.menus.draft(), services.keywords.draft())
    hers = by.id if services.facts.two_people else ""
    return [(name, each) for name, each in zip(DRAFTS, drafts, strict=True) if each and hers not in each.authors]


async def release(
    services: "Services",
    store: VersionStore,
    version_id: str,
    *,
    seen: int,
    by: StaffMember,
    kind: str,
    check: Check,
    after: After,
) -> Version:
    """
    Let the draft count for everybody. Where two people are asked for, nobody releases what she wrote at herself. `after`
    writes what follows, in the same transaction. A draft that was released already, at the same change, stays so.

    Raises NotAllowed, NotFound, Conflict, Invalid for what `check` finds, StoreAway.
    """
    by.need(Permission.ACCOUNT_RELEASE)
    version = await store.get(version_id)
    if version.state is VersionState.RELEASED and version.seq == seen:
        return version
    if version.state is not VersionState.DRAFT or version.seq != seen:
        raise Conflict
    if services.facts.two_people:
        by.not_her_own(*version.authors)
    for field, problem in check(version.body).items():
        raise Invalid(field, problem)

    async def write(session: Session) -> Version:
        released = await store.release(version, by=by.id, now=services.now(), session=session)
        await note(services, kind, released, by, session)
        await after(released, session)
        return released

    return await in_transaction(services.db, write)


async def take_up(
    services: "Services", store: VersionStore, version_id: str, *, seen: int, by: StaffMember, kind: str
) -> Version:
    """
    An old version as the new draft. A draft that was there, which she saw at its change `seen`, is put among the earlier
    versions, so that nothing is lost.

    Raises NotAllowed, NotFound, Conflict, StoreAway.
    """
    by.need(Permission.ACCOUNT_CHANGE)
    old = await store.get(version_id)
    draft = await store.draft()
    if draft is not None and draft.body == old.body:
        return draft
    if (draft.seq if draft else 0) != seen:
        raise Conflict

    async def write(session: Session) -> Version:
        if draft is not None:
            await store.set_aside(seen=seen, session=session)
        version = await store.begin(old.body, by=by.id, now=services.now(), session=session)
        await note(services, kind, version, by, session)
        return version

    return await in_transaction(services.db, write)


async def note(services: "Services", kind: str, version: Version, by: StaffMember, session: Session) -> None:
    """Write the act into the audit log."""
    act = Act(kind, about=version.id, region_path=services.facts.city_path, data={"number": version.number})
    await services.audit.add(act, by=by.id, now=services.now(), session=session)
