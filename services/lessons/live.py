"""Published lessons in memory: the list and a lesson's card work while MongoDB is away."""

from collections.abc import Sequence
from datetime import date

from domain.lessons import Lesson, Series
from storage.lessons import LessonStore


class LiveLessons:
    """
    The published lessons by series, as they were at the last `refresh`; `version` is another whenever they are, and 0
    before the first.
    """

    def __init__(self, store: LessonStore) -> None:
        self._store = store
        self._series: tuple[Series, ...] = ()
        self._lessons: dict[str, Lesson] = {}
        self.version = 0

    async def refresh(self) -> None:
        """Read them again. Raises StoreAway."""
        series = await self._store.series()
        lessons = {lesson.slug: lesson for lesson in await self._store.published()}
        if self.version and (self._series, self._lessons) == (tuple(series), lessons):
            return
        self._series, self._lessons = tuple(series), lessons
        self.version += 1

    def by_slug(self, slug: str) -> Lesson | None:
        """The published lesson, or None."""
        return self._lessons.get(slug)

    def series(self) -> Sequence[Series]:
        """The series that have a published lesson, in their order."""
        used = {lesson.series for lesson in self._lessons.values()}
        return [each for each in self._series if each.slug in used]

    def of_series(self, slug: str) -> list[Lesson]:
        """A series' lessons in their order."""
        return sorted((each for each in self._lessons.values() if each.series == slug), key=lambda each: each.order)

    def of_day(self, day: date) -> list[Lesson]:
        """One lesson a series: another every day, the same for everybody."""
        chosen = []
        for series in self.series():
            lessons = self.of_series(series.slug)
            chosen.append(lessons[day.toordinal() % len(lessons)])
        return chosen
