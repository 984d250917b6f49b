"""Lessons to read on a phone."""

from handlers.access import public
from handlers.h5.page import H5Page
from services.lessons import by_slug, published, to_html


@public
class LessonList(H5Page):
    """All published lessons by series."""

    async def get(self) -> None:
        """The page."""
        lessons = await published(self.services)
        groups = [
            (series, [lesson for lesson in lessons if lesson.series == series.slug])
            for series in self.services.live_lessons.series()
        ]
        self.page("h5/list.html", groups=groups)


@public
class LessonPage(H5Page):
    """One lesson with its two questions."""

    async def get(self, slug: str) -> None:
        """The page."""
        lesson = await by_slug(self.services, slug)
        series = {each.slug: each.name for each in self.services.live_lessons.series()}
        following = [each for each in self.services.live_lessons.of_series(lesson.series) if each.order > lesson.order]
        self.page(
            "h5/lesson.html",
            lesson=lesson,
            body_html=to_html(lesson.body),
            series=series.get(lesson.series, ""),
            following=following[0] if following else None,
        )


ROUTES = [(r"/h5/lessons/?", LessonList), (r"/h5/lessons/([a-z0-9-]{1,60})", LessonPage)]
