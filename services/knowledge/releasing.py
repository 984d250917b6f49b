"""An entry goes out to people, is taken back, or comes again. Nobody releases what she wrote at herself."""

from domain.calendar import day_in_china
from domain.errors import Conflict, Invalid, MoveNotPossible
from domain.knowledge import STALE_SOON, Entry, EntryState
from domain.staff import Permission, StaffMember
from services.context import Services
from services.knowledge.checks import left_to_decide
from services.knowledge.shown import problems_of
from services.knowledge.trying import tests_of
from services.knowledge.writing import note
from storage.mongo import Session, in_transaction


async def release(services: Services, entry_id: str, *, seen: int, by: StaffMember) -> Entry:
    """
    People are answered with the draft from now on, if it still is as she read it; every process has it within two
    seconds. Asking again is the same as asking once.

    Raises NotAllowed (also for what she has written at herself, where two people are asked for), NotFound, Conflict,
    Invalid for a field that isn't in order, Invalid("must_win") where another entry is found for a question that this one has to win, Invalid("decide") where
    something is left that a person has to decide, MoveNotPossible without a draft, StoreAway.
    """
    by.need(Permission.KNOWLEDGE_RELEASE)
    entry = await services.knowledge.get(entry_id)
    if entry.draft is None:
        if entry.state is EntryState.PUBLISHED and entry.released_by == by.id and entry.seq == seen + 1:
            return entry
        raise MoveNotPossible("no draft")
    if entry.seq != seen:
        raise Conflict
    if services.facts.two_people:
        by.not_her_own(*entry.draft.authors)
    for field, problem in (await problems_of(services, entry.draft.fields)).items():
        raise Invalid(field, problem)
    if left_to_decide(entry.draft.fields):
        raise Invalid("decide", "missing")
    if not all(each.won for each in await tests_of(services, entry.id, entry.draft.fields)):
        raise Invalid("must_win")

    async def change(session: Session) -> Entry:
        changed = await services.knowledge.release(entry, by=by.id, now=services.now(), session=session)
        await note(services, changed, "entry_released", by, session, number=changed.number)
        return changed

    changed = await in_transaction(services.db, change)
    await services.answers.refresh()
    return changed


async def archive(services: Services, entry_id: str, *, seen: int, by: StaffMember) -> Entry:
    """Nobody is answered with it any more. Raises NotAllowed, NotFound, Conflict, MoveNotPossible, StoreAway."""
    return await _turn(services, entry_id, EntryState.ARCHIVED, "entry_archived", seen=seen, by=by)


async def restore(services: Services, entry_id: str, *, seen: int, by: StaffMember) -> Entry:
    """
    People are answered with it again, as they were: nothing of it has changed, so that it takes no second person.

    Raises NotAllowed, NotFound, Conflict, MoveNotPossible, StoreAway.
    """
    return await _turn(services, entry_id, EntryState.PUBLISHED, "entry_restored", seen=seen, by=by)


async def to_release(services: Services, *, by: StaffMember, most: int) -> list[Entry]:
    """Drafts that wait for her. Raises NotAllowed, StoreAway."""
    by.need(Permission.KNOWLEDGE_RELEASE)
    return await services.knowledge.waiting(not_by=by.id if services.facts.two_people else "", most=most)


async def count_stale(services: Services, *, by: StaffMember) -> int:
    """How many that people read are near their last day, or past it. Raises NotAllowed, StoreAway."""
    by.need(Permission.KNOWLEDGE_WRITE)
    today = day_in_china(services.now())
    return await services.knowledge.count_stale(today + STALE_SOON)


async def _turn(
    services: Services, entry_id: str, after: EntryState, kind: str, *, seen: int, by: StaffMember
) -> Entry:
    by.need(Permission.KNOWLEDGE_RELEASE)
    entry = await services.knowledge.get(entry_id)
    if entry.state is after:
        return entry
    if entry.state is EntryState.DRAFT or not entry.number:  # what nobody has released is no text for people
        raise MoveNotPossible(f"{entry.state} → {after}")
    if entry.seq != seen:
        raise Conflict

    async def change(session: Session) -> Entry:
        changed = await services.knowledge.turn(entry, after, now=services.now(), session=session)
        await note(services, changed, kind, by, session)
        return changed

    changed = await in_transaction(services.db, change)
    await services.answers.refresh()
    return changed
