"""
Sheets that are tried dry, confirmed, and applied row by row by a task, whatever they hold.

A sheet's place moves on after each row, so that a worker that dies, or two of them, go on where the other stopped; what a
row makes must therefore be made once however often it is asked for.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from domain.audit import Act
from domain.errors import Invalid, NotFound
from domain.ids import new_id
from domain.staff import Permission, StaffMember
from services.context import Services
from storage.mongo import Session, in_transaction
from storage.staff_imports import ImportRow, ImportState, StaffImport, StaffImportStore

KEPT_FOR = timedelta(days=7)
Applied = tuple[str, tuple[str, str] | None]  # the id of what was made, or the column and what is wrong with it
Apply = Callable[[ImportRow], Awaitable[Applied]]
Beginning = Callable[[Services, StaffImport, StaffMember], Apply]


@dataclass(frozen=True, slots=True)
class SheetKind:
    """
    Sheets of a kind: who may bring one, where they are kept, the task that applies `piece` rows at a time, the act that
    says so, and how many rows one may have.
    """

    needs: Permission
    store: Callable[[Services], StaffImportStore]
    task: str
    act: str
    piece: int
    most_rows: int

    def need(self, rows: Sequence[ImportRow], by: StaffMember) -> None:
        """Raises NotAllowed, Invalid("file") where there are no rows or too many."""
        by.need(self.needs)
        if not 0 < len(rows) <= self.most_rows:
            raise Invalid("file", "too_many_rows" if rows else "no_rows")

    async def keep(
        self, services: Services, rows: Sequence[ImportRow], *, by: StaffMember, import_id: str
    ) -> StaffImport:
        """A sheet that was tried, sealed for a week, under `import_id` where one is given. Raises StoreAway."""
        now = services.now()
        one = StaffImport(import_id or new_id(), by.id, ImportState.TRIED, now, now + KEPT_FOR, tuple(rows))
        await self.store(services).insert(one)
        return one

    async def look(self, services: Services, import_id: str, *, by: StaffMember) -> StaffImport:
        """A sheet of her own. Raises NotAllowed, NotFound, StoreAway."""
        by.need(self.needs)
        return await self.store(services).get(import_id, by=by.id)

    async def confirm(self, services: Services, import_id: str, *, by: StaffMember, alike: bool) -> None:
        """
        Have the good rows applied, those that look like something that is there only where she has looked (`alike`); a
        second time is the first. Raises NotAllowed, NotFound, StoreAway.
        """
        one, now = await self.look(services, import_id, by=by), services.now()
        key = f"{self.task}:{import_id}"
        rows = sum(not each.problem and (alike or not each.alike) for each in one.rows)

        async def write(session: Session) -> bool:
            states = (ImportState.TRIED, ImportState.RUNNING)
            moved = await self.store(services).move(one.id, *states, alike=alike, session=session)
            if moved:
                act = Act(self.act, about=one.id, region_path=by.region_path, data={"rows": rows})
                await services.audit.add(act, by=by.id, now=now, session=session)
                await services.outbox.add(key, self.task, {"import": one.id}, due_at=now, session=session)
            return moved

        if await in_transaction(services.db, write):
            await services.wake(key)

    async def apply_piece(self, services: Services, import_id: str, begin: Beginning) -> bool:
        """Apply the next rows by what `begin` gives for them; whether nothing is left. Raises StoreAway."""
        store = self.store(services)
        try:
            one = await store.get(import_id)
        except NotFound:  # its week is over
            return True
        if one.state is not ImportState.RUNNING:
            return True
        apply = begin(services, one, (await services.staff.get(one.by)).member(services.now()))
        until = min(one.place + self.piece, len(one.rows))
        for place in range(one.place, until):
            made, failed = await _apply(one, place, apply)
            if not await store.advance(one, place, made=made, failed=failed):
                return False  # another worker has settled it
        if until < len(one.rows):
            return False
        done = await store.get(import_id)
        await store.finish(done, [_left(row, place in done.failed) for place, row in enumerate(done.rows)])
        return True


async def _apply(one: StaffImport, place: int, apply: Apply) -> Applied:
    row = one.rows[place]
    if row.problem:
        return "", (row.column, row.problem)
    if row.alike and not one.alike:
        return "", (next(iter(row.values), ""), "alike")
    return await apply(row)


def _left(row: ImportRow, failed: bool) -> ImportRow:  # noqa: FBT001 it is the fact
    """What is kept of a row once the sheet is applied: what is still to be mended, and of the others their number."""
    return row if failed else replace(row, values={})
