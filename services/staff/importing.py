"""
Inviting a county's officers by a sheet: tried dry, confirmed, and applied by a task.

Each row is applied in a transaction of its own that also moves the sheet's place on, so that a worker that dies, or two
of them, invite nobody twice.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import timedelta

from domain.audit import Act
from domain.errors import Conflict, Invalid, MoveNotPossible, NotFound
from domain.ids import new_id
from domain.staff import Permission, StaffMember
from services.context import Services
from services.staff.import_rows import Places, Wanted, wanted
from services.staff.invitations import link_again
from storage.mongo import Session, in_transaction
from storage.staff import AccountState, StaffAccount
from storage.staff_imports import ImportRow, ImportState, StaffImport

KEPT_FOR = timedelta(days=7)
MOST_ROWS = 5000
PIECE = 50
LINKS_AT_ONCE = 50
OVER = {ImportState.RUNNING: ImportState.DONE, ImportState.WITHDRAWING: ImportState.WITHDRAWN}


async def try_out(
    services: Services, rows: Sequence[ImportRow], *, by: StaffMember, import_id: str = ""
) -> StaffImport:
    """
    The sheet with what is wrong row by row; nobody is invited yet. It is kept for a week, sealed, under
    `import_id` where one is given.

    Raises NotAllowed, Invalid("file") where it has no rows or too many, StoreAway.
    """
    by.need(Permission.STAFF_MANAGE)
    if not 0 < len(rows) <= MOST_ROWS:
        raise Invalid("file", "too_many_rows" if rows else "no_rows")
    taken = await services.staff.taken(each.values.get("login", "").lower() for each in rows)
    places, seen, checked = Places(services), set[str](), []
    for row in rows:
        problem = (row.column, row.problem) if row.problem else await _problem(services, row, by, places)
        login = row.values.get("login", "").lower()
        if not problem[1] and (login in taken or login in seen):
            problem = ("login", "taken" if login in taken else "twice")
        seen.add(login)
        checked.append(replace(row, column=problem[0], problem=problem[1]))
    now = services.now()
    one = StaffImport(import_id or new_id(), by.id, ImportState.TRIED, now, now + KEPT_FOR, tuple(checked))
    await services.staff_imports.insert(one)
    return one


async def _problem(services: Services, row: ImportRow, by: StaffMember, places: Places) -> tuple[str, str]:
    try:
        await wanted(row.values, by=by, places=places, now=services.now())
    except Invalid as problem:
        return problem.field, problem.problem
    return "", ""


async def look(services: Services, import_id: str, *, by: StaffMember) -> StaffImport:
    """A sheet of her own. Raises NotAllowed, NotFound, StoreAway."""
    by.need(Permission.STAFF_MANAGE)
    return await services.staff_imports.get(import_id, by=by.id)


async def confirm(services: Services, import_id: str, *, by: StaffMember) -> None:
    """Have the good rows applied; a second time is the first. Raises NotAllowed, NotFound, StoreAway."""
    one = await look(services, import_id, by=by)
    data = {"rows": sum(not each.problem for each in one.rows)}
    await _move(services, one, (ImportState.TRIED, ImportState.RUNNING), Act("import_begun", data=data), by)


async def withdraw(services: Services, import_id: str, *, by: StaffMember) -> None:
    """
    Take back the invitations of those who haven't used theirs; a second time is the first.

    Raises NotAllowed, NotFound, MoveNotPossible while the sheet is being applied, StoreAway.
    """
    one = await look(services, import_id, by=by)
    if one.state in {ImportState.TRIED, ImportState.RUNNING}:
        raise MoveNotPossible
    act = Act("import_withdrawn", data={"accounts": len(one.made)})
    await _move(services, one, (ImportState.DONE, ImportState.WITHDRAWING), act, by)


async def _move(
    services: Services, one: StaffImport, states: tuple[ImportState, ImportState], act: Act, by: StaffMember
) -> None:
    now, key = services.now(), f"import_staff:{one.id}:{states[1]}"

    async def write(session: Session) -> bool:
        moved = await services.staff_imports.move(one.id, *states, session=session)
        if moved:
            about = replace(act, about=one.id, region_path=by.region_path)
            await services.audit.add(about, by=by.id, now=now, session=session)
            await services.outbox.add(key, "import_staff", {"import": one.id}, due_at=now, session=session)
        return moved

    if await in_transaction(services.db, write):
        await services.wake(key)


async def apply_piece(services: Services, import_id: str) -> bool:
    """Settle the next rows; whether nothing is left. Raises StoreAway."""
    try:
        one = await services.staff_imports.get(import_id)
    except NotFound:  # its week is over
        return True
    if one.state not in OVER:
        return True
    running = one.state is ImportState.RUNNING
    step = await _adding(services, one) if running else _withdrawing(services, one)
    whole = len(one.rows) if running else len(one.made)
    until = min(one.place + PIECE, whole)
    for place in range(one.place, until):
        try:
            await step(place)
        except Conflict:  # another worker has settled it
            return False
    return until == whole and await services.staff_imports.move(one.id, one.state, OVER[one.state])


Step = Callable[[int], Awaitable[None]]


async def _adding(services: Services, one: StaffImport) -> Step:
    """How a row is applied: by what she who confirmed may do now."""
    by, places = (await services.staff.get(one.by)).member(services.now()), Places(services)

    async def step(place: int) -> None:
        row = one.rows[place]
        failed = (row.column, row.problem) if row.problem else None
        if failed is None:
            try:
                await _add(services, one, place, await wanted(row.values, by=by, places=places, now=services.now()))
            except Invalid as problem:
                failed = (problem.field, problem.problem)
            else:
                return
        if not await services.staff_imports.advance(one, place, failed=failed):
            raise Conflict

    return step


async def _add(services: Services, one: StaffImport, place: int, asked: Wanted) -> None:
    now, held = services.now(), asked.appointment
    account = StaffAccount(new_id(), asked.login, asked.name, held.region_path, (held,), state=AccountState.INVITED)
    data = {"roles": [held.role], "import": one.id}
    act = Act("staff_invited", about=account.id, region_path=account.region_path, data=data)

    async def write(session: Session) -> None:
        if not await services.staff_imports.advance(one, place, made=account.id, session=session):
            raise Conflict
        await services.staff.insert(account, now=now, session=session)
        await services.audit.add(act, by=one.by, now=now, session=session)

    await in_transaction(services.db, write)


def _withdrawing(services: Services, one: StaffImport) -> Step:
    async def step(place: int) -> None:
        now = services.now()

        async def write(session: Session) -> None:
            if not await services.staff_imports.advance(one, place, session=session):
                raise Conflict
            gone = await services.staff.remove_unused(one.made[place], session=session)
            if gone is not None:
                await services.invitations.drop(gone.id, session=session)
                act = Act("invitation_withdrawn", about=gone.id, region_path=gone.region_path)
                await services.audit.add(act, by=one.by, now=now, session=session)

        await in_transaction(services.db, write)

    return step


async def links(
    services: Services, import_id: str, *, by: StaffMember, first: int
) -> tuple[StaffImport, list[tuple[StaffAccount, str]]]:
    """
    New links for those of the accounts from `first` on, fifty at once, who haven't joined; earlier links end.

    Raises NotAllowed, NotFound, MoveNotPossible before the sheet is applied, StoreAway.
    """
    one = await look(services, import_id, by=by)
    if one.state is not ImportState.DONE:
        raise MoveNotPossible
    part = [await services.staff.get(each) for each in one.made[first : first + LINKS_AT_ONCE]]
    waiting = [each.id for each in part if each.state is AccountState.INVITED]
    return one, [await link_again(services, each, by=by) for each in waiting]
