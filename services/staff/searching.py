"""One search over what staff look for, each kind by her rights to it. People are not found by their names."""

import asyncio
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from domain.errors import Invalid
from domain.lessons import Lesson
from domain.receipts import read_receipt
from domain.regions import Region
from domain.staff import Permission, StaffMember
from domain.wishes import Wish
from services.context import Services
from storage.staff import StaffAccount

MOST = 8
LONGEST = 40
Kind = TypeVar("Kind")


@dataclass(frozen=True, slots=True)
class Found:
    """What was found, at most eight of each kind; a kind that she may not see is empty."""

    lessons: Sequence[Lesson] = ()
    wish: Wish | None = None
    staff: Sequence[StaffAccount] = ()
    regions: Sequence[Region] = ()

    @property
    def anything(self) -> bool:
        """Whether there is something to show."""
        return bool(self.lessons or self.wish or self.staff or self.regions)


async def search(services: Services, words: str, *, by: StaffMember) -> Found:
    """
    Lessons by words of their title, a wish by its whole receipt, colleagues and regions by how they begin.

    Raises Invalid("q", "too_long"), StoreAway.
    """
    words = words.strip()
    if len(words) > LONGEST:
        raise Invalid("q", "too_long")
    if not words:
        return Found()
    receipt = read_receipt(words)
    if receipt is not None:
        scope = by.scope(Permission.WISH_READ)
        return Found(wish=await services.wishes.by_receipt(receipt, scope=scope))
    seen, places = by.scope(Permission.STAFF_READ), by.scope(Permission.REGION_READ)
    lessons, staff, regions = await asyncio.gather(
        _if(by.may(Permission.LESSON_READ), services.lessons.titled(words, most=MOST)),
        _if(by.may(Permission.STAFF_READ), services.staff.called(words, scope=seen, most=MOST)),
        _if(by.may(Permission.REGION_READ), services.regions.named(words, scope=places, most=MOST)),
    )
    return Found(lessons=lessons, staff=staff, regions=regions)


async def _if(may: bool, question: Awaitable[list[Kind]]) -> list[Kind]:  # noqa: FBT001 reads as a sentence
    if may:
        return await question
    if asyncio.iscoroutine(question):
        question.close()
    return []
