"""What is new since a member of staff was here, what is late, and what waits: counted in her regions, by her rights."""

import asyncio
from collections.abc import Awaitable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.errors import StoreAway
from domain.staff import Permission, StaffMember
from domain.wish_life import desks_of
from services.context import Services
from services.settings.current import calendar
from storage.kept_counts import KeptCounts

APART = timedelta(minutes=30)
BADGES_SECONDS = 10


@dataclass(frozen=True, slots=True)
class News:
    """
    What came since the visit that ended at `since` (None at her first), and what waits longer than it should. A number
    is None where it isn't hers to know.
    """

    since: datetime | None
    alerts: int | None = None
    questions: int | None = None
    wishes: int | None = None
    pushes: int | None = None
    late_wishes: int | None = None
    late_questions: int | None = None

    @property
    def new(self) -> bool:
        """Whether anything came."""
        return any((self.alerts, self.questions, self.wishes, self.pushes))

    @property
    def late(self) -> int:
        """How much is late."""
        return (self.late_wishes or 0) + (self.late_questions or 0)


async def visit(services: Services, *, by: StaffMember) -> News:
    """She opens her home page. Raises StoreAway."""
    (since, new), late = await asyncio.gather(_came(services, by), _late(services, by))
    return News(since, *new, *late)


async def _came(services: Services, by: StaffMember) -> tuple[datetime | None, Sequence[int | None]]:
    """When her last visit ended, and how many alerts, questions, wishes and pushes have come since."""
    now = services.now()
    since = await services.visits.visit(by.id, now=now, apart=APART)
    if since is None:
        return None, (0, 0, 0, 0)
    alert, question, wish = Permission.ALERT_READ, Permission.QUESTION_READ, Permission.WISH_READ
    unplaced = by.may_in(question, services.facts.city_path)
    counts = await asyncio.gather(
        _if(by, alert, services.alerts.count_since(since, scope=by.scope(alert))),
        _if(by, question, services.questions.count_between(scope=by.scope(question), unplaced=unplaced, after=since)),
        _if(by, wish, services.wishes.count_between(scope=by.scope(wish), after=since)),
        _if(by, Permission.PUSH_READ, services.pushes.count_since(since)),
    )
    return since, counts


async def _late(services: Services, by: StaffMember) -> Sequence[int | None]:
    """How many wishes and questions wait longer than they should."""
    question, wish = Permission.QUESTION_READ, Permission.WISH_READ
    unplaced, now = by.may_in(question, services.facts.city_path), services.now()
    hours = services.facts.promise.hours
    answered = calendar(services).subtract_working_hours(now, hours)  # as people were told: in working hours
    return await asyncio.gather(
        _if(by, wish, services.wishes.count_waiting(desks_of(by.roles), scope=by.scope(wish), late=now)),
        _if(
            by, question, services.questions.count_between(scope=by.scope(question), unplaced=unplaced, before=answered)
        ),
    )


async def waiting(services: Services, *, by: StaffMember) -> dict[str, int]:
    """How much waits in each section that is hers to see: what the badges show. Raises StoreAway."""
    unplaced = by.may_in(Permission.QUESTION_READ, services.facts.city_path)
    desks = desks_of(by.roles)
    alerts, questions, wishes = await asyncio.gather(
        _if(by, Permission.ALERT_READ, services.alerts.count_open(scope=by.scope(Permission.ALERT_READ))),
        _if(
            by,
            Permission.QUESTION_READ,
            services.questions.count_open(scope=by.scope(Permission.QUESTION_READ), unplaced=unplaced),
        ),
        _if(by, Permission.WISH_READ, services.wishes.count_waiting(desks, scope=by.scope(Permission.WISH_READ))),
    )
    found = {"alerts": alerts, "questions": questions, "wishes": wishes}
    if by.may(Permission.CHECK_READ):
        found["checks"] = await services.checks.count_held(scope=by.scope(Permission.CHECK_READ))
    return {name: count for name, count in found.items() if count is not None}


async def badges(services: Services, *, by: StaffMember, fresh: bool = False) -> dict[str, int]:
    """As `waiting`, at most a few seconds old unless she wants it `fresh`: pages ask this often. Raises StoreAway."""
    kept = KeptCounts(services.redis, services.patience)
    if not fresh:
        with suppress(StoreAway):
            found = await kept.find(_badges_of(by))
            if found is not None:
                return found
    counts = await waiting(services, by=by)
    with suppress(StoreAway):
        await kept.keep(_badges_of(by), counts, seconds=BADGES_SECONDS)
    return counts


async def forget_badges(services: Services, *, by: StaffMember) -> None:
    """She is about to change something: the next page counts anew. Without Redis nothing is kept anyway."""
    with suppress(StoreAway):
        await KeptCounts(services.redis, services.patience).drop(_badges_of(by))


def _badges_of(by: StaffMember) -> str:
    return f"badges:{by.id}"


async def _if(by: StaffMember, permission: Permission, question: Awaitable[int]) -> int | None:
    if by.may(permission):
        return await question
    if asyncio.iscoroutine(question):
        question.close()
    return None
