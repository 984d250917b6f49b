"""One search over what staff look for, each kind by her rights to it. People are not found by their names."""

import asyncio
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from domain.errors import Invalid
from domain.lessons import Lesson
from domain.people import Follower
from domain.questions import Question
from domain.receipts import read_receipt
from domain.regions import Region
from domain.staff import Permission, StaffMember
from domain.wishes import Wish
from services.context import Services
from services.people.look import visible
from storage.staff import StaffAccount

MOST = 8
LONGEST = 40
Kind = TypeVar("Kind")


@dataclass(frozen=True, slots=True)
class Found:
    """What was found, at most eight of each kind; a kind that she may not see is empty."""

    lessons: Sequence[Lesson] = ()
    wish: Wish | None = None
    question: Question | None = None
    person: Follower | None = None
    staff: Sequence[StaffAccount] = ()
    regions: Sequence[Region] = ()

    @property
    def anything(self) -> bool:
        """Whether there is something to show."""
        return any((self.lessons, self.wish, self.question, self.person, self.staff, self.regions))


async def search(services: Services, words: str, *, by: StaffMember) -> Found:
    """
    Lessons by words of their title, colleagues and regions by how they begin; by its whole receipt a wish or a question
    and the person whose it is.

    Raises Invalid("q", "too_long"), StoreAway.
    """
    words = words.strip()
    if len(words) > LONGEST:
        raise Invalid("q", "too_long")
    if not words:
        return Found()
    receipt = read_receipt(words)
    if receipt is not None:
        return await _received(services, receipt, by)
    seen, places = by.scope(Permission.STAFF_READ), by.scope(Permission.REGION_READ)
    lessons, staff, regions = await asyncio.gather(
        _if(by.may(Permission.LESSON_READ), services.lessons.titled(words, most=MOST)),
        _if(by.may(Permission.STAFF_READ), services.staff.called(words, scope=seen, most=MOST)),
        _if(by.may(Permission.REGION_READ), services.regions.named(words, scope=places, most=MOST)),
    )
    return Found(lessons=lessons, staff=staff, regions=regions)


async def _received(services: Services, receipt: str, by: StaffMember) -> Found:
    """What has this receipt, and whose it is. Raises StoreAway."""
    unplaced = by.may_in(Permission.QUESTION_READ, services.facts.city_path)
    asked = by.scope(Permission.QUESTION_READ)
    wish, question = await asyncio.gather(
        services.wishes.by_receipt(receipt, scope=by.scope(Permission.WISH_READ)),
        services.questions.by_receipt(receipt, scope=asked, unplaced=unplaced),
    )
    whose = wish.guardian_id if wish else question.asker_id if question else ""
    person = await visible(services, whose, by=by) if whose else None
    return Found(wish=wish, question=question, person=person)


async def _if(may: bool, question: Awaitable[list[Kind]]) -> list[Kind]:  # noqa: FBT001 reads as a sentence
    if may:
        return await question
    if asyncio.iscoroutine(question):
        question.close()
    return []
