"""One step of a case: the case as it is afterwards, its event and its line in the audit log, all or nothing."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from domain.audit import SYSTEM, Act
from domain.cases import Case
from domain.errors import Conflict
from domain.regions import Scope
from services.context import Services
from storage.events import Event
from storage.mongo import Session, in_transaction

Change = Callable[[Case], Case]
Write = Callable[[Case, Session], Awaitable[None]]


async def step(
    services: Services,
    case_id: str,
    kind: str,
    change: Change,
    *,
    scope: Scope,
    by: str = SYSTEM,
    data: Mapping[str, Any] | None = None,
    write: Write | None = None,
    seen: int | None = None,
) -> Case:
    """
    The case after `change`, which may raise to leave all as it is; `write` adds to the same transaction. A change that
    answers the very same case is no step. `seen` is the `seq` that it must still have, where that is asked for. Raises
    NotFound, Conflict, StoreAway, and what `change` and `write` raise.
    """

    async def body(session: Session) -> Case:
        before = await services.cases.get(case_id, scope=scope, session=session)
        if seen is not None and before.seq != seen:
            raise Conflict
        after = change(before)
        if after == before:
            return before
        after = after.called_with(by, None)  # who does something here knows of it
        await services.cases.save(before, after, session=session)
        await note(services, after, kind, by=by, data=data, session=session)
        if write is not None:
            await write(after, session)
        return after

    return await in_transaction(services.db, body)


async def note(
    services: Services, case: Case, kind: str, *, by: str, session: Session, data: Mapping[str, Any] | None = None
) -> None:
    """Write down what has just happened to the case."""
    now, facts = services.now(), dict(data or {})
    event = Event(case.id, case.seq, kind, by, now, case.region_path, facts)
    await services.events.add(event, session=session)
    await services.audit.add(Act(kind, case.id, case.region_path, facts), by=by, now=now, session=session)
