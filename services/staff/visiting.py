"""What is new since a member of staff was here, what is late, and what waits: counted in her regions, by her rights."""

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.staff import Permission, StaffMember
from services.context import Services
from services.questions.ask import REPLY_HOURS
from services.settings.current import calendar

APART = timedelta(minutes=30)


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
    now = services.now()
    since = await services.visits.visit(by.id, now=now, apart=APART)
    begun = since or now
    wish, question = Permission.WISH_READ, Permission.QUESTION_READ
    unplaced = by.may_in(question, services.facts.city_path)
    wishes, questions = by.scope(wish), by.scope(question)
    stores, late = services, now - timedelta(days=services.facts.wish.verify_days)
    unanswered = calendar(services).subtract_working_hours(now, REPLY_HOURS)  # as people were told: in working hours
    counts = await asyncio.gather(
        _if(by, Permission.ALERT_READ, stores.alerts.count_since(begun, scope=by.scope(Permission.ALERT_READ))),
        _if(by, question, stores.questions.count_between(scope=questions, unplaced=unplaced, after=begun)),
        _if(by, wish, stores.wishes.count_between(scope=wishes, after=begun)),
        _if(by, Permission.PUSH_READ, stores.pushes.count_since(begun)),
        _if(by, wish, stores.wishes.count_between(scope=wishes, before=late, waiting=True)),
        _if(
            by,
            question,
            stores.questions.count_between(scope=questions, unplaced=unplaced, before=unanswered),
        ),
    )
    return News(since, *counts)


async def waiting(services: Services, *, by: StaffMember) -> dict[str, int]:
    """How much waits in each section that is hers to see: what the badges show. Raises StoreAway."""
    unplaced = by.may_in(Permission.QUESTION_READ, services.facts.city_path)
    alerts, questions, wishes = await asyncio.gather(
        _if(by, Permission.ALERT_READ, services.alerts.count_open(scope=by.scope(Permission.ALERT_READ))),
        _if(
            by,
            Permission.QUESTION_READ,
            services.questions.count_open(scope=by.scope(Permission.QUESTION_READ), unplaced=unplaced),
        ),
        _if(by, Permission.WISH_READ, services.wishes.count_submitted(scope=by.scope(Permission.WISH_READ))),
    )
    found = {"alerts": alerts, "questions": questions, "wishes": wishes}
    return {name: count for name, count in found.items() if count is not None}


async def _if(by: StaffMember, permission: Permission, question: Awaitable[int]) -> int | None:
    if by.may(permission):
        return await question
    if asyncio.iscoroutine(question):
        question.close()
    return None
