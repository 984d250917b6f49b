"""
What comes round every few seconds: alerts without a case, cases that nobody has taken up, contacts that are due, reports and
receipts that are overdue.
"""

from collections.abc import Awaitable, Callable
from dataclasses import replace

import structlog

from domain.cases import ANSWER_WITHIN, CALL_AGAIN, Case, above, reminded
from domain.errors import Conflict, NotFound
from domain.regions import Scope
from services.cases.calling import above_owner, ask_to_call, call, first_with_officers
from services.cases.opening import file_alerts
from services.cases.steps import step
from services.context import Services
from services.settings.current import calendar
from storage.mongo import Session

log = structlog.get_logger()
MOST = 200


async def watch(services: Services) -> int:
    """
    One round; how many steps were taken. Any number of workers may do it at once: each step is taken by one.

    Raises StoreAway.
    """
    done = 0
    for app, openid in await services.alerts.unfiled_accounts(most=MOST):
        try:
            done += await file_alerts(services, app=app, openid=openid) is not None
        except Conflict:
            continue
    now = services.now()
    for case in await services.cases.late(now, most=MOST):
        done += await _once(services, case, _escalate)
    for case in await services.cases.to_remind(now, most=MOST):
        done += await _once(services, case, _remind)
    working = calendar(services).is_working(now)
    for case in await services.cases.to_chase(now, working=working, most=MOST):
        done += await _once(services, case, _chase)
    return done


async def _once(services: Services, case: Case, do: Callable[[Services, Case], Awaitable[None]]) -> bool:
    """Whether the step was taken by this call; another worker's, or a person's in between, is as good."""
    try:
        await do(services, case)
    except (Conflict, NotFound):
        return False
    return True


async def _escalate(services: Services, seen: Case) -> None:
    """Nobody took it up in time: the next level that has somebody is called, or the topmost once more."""
    higher = above(seen)
    called = await first_with_officers(services, seen.region_path, above=higher or seen.called)
    wait = ANSWER_WITHIN if higher else CALL_AGAIN
    until = services.now() + wait
    keys: list[str] = []

    def change(case: Case) -> Case:
        if case.seq != seen.seq:
            raise Conflict
        return replace(case, called=called, answer_by=until, seq=case.seq + 1)

    async def tell(case: Case, session: Session) -> None:
        keys[:] = await ask_to_call(services, case, session=session)

    data = {"level": seen.level, "called": called.value}
    kind = "case_escalated" if higher else "case_called_again"
    await step(services, seen.id, kind, change, scope=Scope.system(), data=data, write=tell)
    log.warning("a case was not taken up in time", called=called.value, level=seen.level)
    for key in keys:
        await services.wake(key)


async def _remind(services: Services, seen: Case) -> None:
    """She was to be spoken to by now: the owner is told, once."""
    keys: list[str] = []

    def change(case: Case) -> Case:
        if case.seq != seen.seq:
            raise Conflict
        return replace(case, reminded=True, seq=case.seq + 1)

    async def tell(case: Case, session: Session) -> None:
        keys[:] = [await call(services, case, case.owner, why="reminder", session=session)] if case.owner else []

    await step(services, seen.id, "case_reminded", change, scope=Scope.system(), write=tell)
    for key in keys:
        await services.wake(key)


async def _chase(services: Services, seen: Case) -> None:
    """
    A report or a receipt isn't there by its time: the owner is told, and where she was told of it before, the level above
    her as well.
    """
    now, keys = services.now(), list[str]()
    working = calendar(services).is_working(now)
    again = any(each.reminders and each.wants(now, working=working) for each in seen.dues)
    level, found = await above_owner(services, seen) if again else (None, [])
    above_her = [each.id for each in found if each.id != seen.owner]

    def change(case: Case) -> Case:
        if case.seq != seen.seq:
            raise Conflict
        return reminded(case, now, working=working)

    async def tell(case: Case, session: Session) -> None:
        keys[:] = [await call(services, case, case.owner, why="overdue", session=session)]
        keys.extend([await call(services, case, each, why="overdue_below", session=session) for each in above_her])

    kind, data = ("case_overdue_again", {"called": level.value}) if level and above_her else ("case_overdue", {})
    await step(services, seen.id, kind, change, scope=Scope.system(), data=data, write=tell)
    for key in keys:
        await services.wake(key)
