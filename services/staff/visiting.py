"""What is new since a member of staff was here, what is late, and what waits: counted in her regions, by her rights."""

import asyncio
from collections.abc import Awaitable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.errors import StoreAway
from domain.staff import Permission, StaffMember
from services.context import Services
from services.questions.ask import REPLY_HOURS
from storage.kept_counts import KeptCounts

APART = timedelta(minutes=30)
BADGES_SECONDS = 10
QUESTION_WAITS = timedelta(hours=REPLY_HOURS)


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
    counts = await asyncio.gather(
        _if(by, Permission.ALERT_READ, stores.alerts.count_since(begun, scope=by.scope(Permission.ALERT_READ))),
        _if(by, question, stores.questions.count_between(scope=questions, unplaced=unplaced, after=begun)),
        _if(by, wish, stores.wishes.count_between(scope=wishes, after=begun)),
        _if(by, Permission.PUSH_READ, stores.pushes.count_since(begun)),
        _if(by, wish, stores.wishes.count_between(scope=wishes, before=late, waiting=True)),
        _if(
            by,
            question,
            stores.questions.count_between(scope=questions, unplaced=unplaced, before=now - QUESTION_WAITS),
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
