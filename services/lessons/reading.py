"""Lessons as people read them: from memory where they are there, so that reading goes on without MongoDB."""

from contextlib import suppress
from typing import TYPE_CHECKING

from domain.errors import NotFound, StoreAway
from domain.lessons import Lesson, LessonState

if TYPE_CHECKING:
    from services.context import Services  # which holds the live lessons of this package


async def published(services: "Services") -> list[Lesson]:
    """All that people can read, by series in their order; as last known while MongoDB is away."""
    with suppress(StoreAway):
        await services.live_lessons.refresh()
    return [
        lesson for series in services.live_lessons.series() for lesson in services.live_lessons.of_series(series.slug)
    ]


async def by_slug(services: "Services", slug: str) -> Lesson:
    """The published lesson. Raises NotFound, or StoreAway when memory doesn't hold it and MongoDB is away."""
    lesson = services.live_lessons.by_slug(slug)
    if lesson is None:
        lesson = await services.lessons.by_slug(slug)
        if lesson.state is not LessonState.PUBLISHED:
            raise NotFound
    return lesson
