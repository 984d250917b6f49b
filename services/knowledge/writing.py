"""An editor writes an entry: always a draft; what people read stays as it is."""

from typing import Any

from domain.audit import Act
from domain.errors import Conflict, Invalid, NotFound
from domain.ids import is_id, new_id
from domain.knowledge import Draft, Entry, EntryFields, EntryState
from domain.staff import Permission, StaffMember
from services.context import Services
from services.knowledge.shown import problems_of
from storage.events import Event
from storage.mongo import Session, in_transaction


async def save(services: Services, entry_id: str, fields: EntryFields, *, seen: int, by: StaffMember) -> Entry:
    """
    Keep the draft of an entry that she saw at its change `seen`: a new one under `entry_id` where the form has drawn one,
    with `seen` 0. Saving what is there already changes nothing.

    Raises NotAllowed, Invalid for the first field that can't be taken, NotFound, Conflict when somebody else has changed
    it meanwhile, StoreAway.
    """
    await _need(services, fields, by)
    existing = await _existing(services, entry_id, seen)
    if existing is None:
        return await _insert(services, entry_id, fields, by)
    if existing.newest == fields:
        return existing
    if existing.seq != seen:
        raise Conflict
    authors = existing.draft.authors if existing.draft else ()
    return await _write(services, existing, fields, "entry_written", by=by, authors=authors)


async def begin(services: Services, fields: EntryFields, *, row: str, by: StaffMember) -> str:
    """
    A new draft out of a sheet's row with the digest `row`; its id. The same row again is the same entry, whatever has
    become of it. Raises NotAllowed, Invalid, StoreAway.
    """
    await _need(services, fields, by)
    made = (await services.knowledge.of_rows([row])).get(row)
    if made is None:
        try:
            made = (await _insert(services, new_id(), fields, by, row=row)).id
        except Conflict:  # another worker was first
            made = (await services.knowledge.of_rows([row]))[row]
    return made


async def take_up(services: Services, entry_id: str, number: int, *, seen: int, by: StaffMember) -> Entry:
    """An earlier release as the draft: a colleague releases it. Raises NotAllowed, NotFound, Conflict, StoreAway."""
    by.need(Permission.KNOWLEDGE_WRITE)
    entry = await services.knowledge.get(entry_id)
    old = next((each for each in await services.knowledge.releases(entry_id) if each.number == number), None)
    if old is None:
        raise NotFound
    if entry.newest == old.fields:
        return entry
    if entry.seq != seen:
        raise Conflict
    return await _write(services, entry, old.fields, "entry_taken_up", by=by, number=number)


async def drop(services: Services, entry_id: str, *, seen: int, by: StaffMember) -> Entry:
    """
    Give up the draft: what people read stays as it is, and one that nobody has read is put away. Raises NotAllowed,
    NotFound, Conflict, StoreAway.
    """
    by.need(Permission.KNOWLEDGE_WRITE)
    entry = await services.knowledge.get(entry_id)
    if entry.draft is None:
        return entry
    if entry.seq != seen:
        raise Conflict

    async def change(session: Session) -> Entry:
        changed = await services.knowledge.draft(entry, None, now=services.now(), session=session)
        await note(services, changed, "entry_dropped", by, session)
        return changed

    return await in_transaction(services.db, change)


async def note(services: Services, entry: Entry, kind: str, by: StaffMember, session: Session, **data: Any) -> None:
    """The event of a change, by the entry's `seq`, and the act in the audit log."""
    now, where = services.now(), services.facts.city_path
    event = Event(about=entry.id, seq=entry.seq, kind=kind, actor=by.id, at=now, region_path=where, data=data)
    await services.events.add(event, session=session)
    act = Act(kind, about=entry.id, region_path=where, data=data)
    await services.audit.add(act, by=by.id, now=now, session=session)


async def _need(services: Services, fields: EntryFields, by: StaffMember) -> None:
    """She may write, and the fields can be kept. Raises NotAllowed, Invalid for the first that can't."""
    by.need(Permission.KNOWLEDGE_WRITE)
    for field, problem in (await problems_of(services, fields)).items():
        raise Invalid(field, problem)


async def _existing(services: Services, entry_id: str, seen: int) -> Entry | None:
    try:
        return await services.knowledge.get(entry_id)
    except NotFound:
        if seen or not is_id(entry_id) or not await services.events.is_free(entry_id, kind="knowledge"):
            raise
        return None


async def _insert(services: Services, entry_id: str, fields: EntryFields, by: StaffMember, *, row: str = "") -> Entry:
    now = services.now()
    draft = Draft(fields, (by.id,), by.id, now)
    entry = Entry(id=entry_id, state=EntryState.DRAFT, fields=fields, draft=draft, seq=1, changed_at=now)

    async def insert(session: Session) -> Entry:
        await services.knowledge.insert(entry, now=now, row=row, session=session)
        await note(services, entry, "entry_begun", by, session)
        return entry

    return await in_transaction(services.db, insert)


async def _write(
    services: Services,
    entry: Entry,
    fields: EntryFields,
    kind: str,
    *,
    by: StaffMember,
    authors: tuple[str, ...] = (),
    **data: Any,
) -> Entry:
    now = services.now()
    draft = Draft(fields, (*(each for each in authors if each != by.id), by.id), by.id, now)

    async def change(session: Session) -> Entry:
        changed = await services.knowledge.draft(entry, draft, now=now, session=session)
        await note(services, changed, kind, by, session, **data)
        return changed

    return await in_transaction(services.db, change)
