"""Lessons for the mini-program."""

from typing import ClassVar

from pydantic import Field

from domain.errors import Invalid
from domain.lessons import Lesson
from handlers.access import public
from handlers.api.operation import ApiCall, Model, Operation, Route
from services.context import Services
from services.lessons import by_slug, cover_url, published, to_html

SLUG = r"^[a-z0-9-]{1,60}$"
MOST = 50


class SeriesView(Model):
    """A series; `lessons` counts those that people can read."""

    slug: str
    name: str
    about: str
    lessons: int


class SeriesList(Model):
    """All series that have a published lesson, in their order."""

    series: list[SeriesView]


class LessonRow(Model):
    """A lesson in a list."""

    slug: str
    title: str
    series: str
    digest: str
    minutes: int
    cover_url: str
    page_url: str


class LessonPart(Model):
    """A part of the list; `next` is what `after` takes to go on, null at the end."""

    lessons: list[LessonRow]
    next: str | None


class QuizView(Model):
    """A question at the end; `answer` is an index into `options`."""

    question: str
    options: list[str]
    answer: int
    why: str


class LessonView(LessonRow):
    """A whole lesson; `body_html` is safe to show."""

    body_html: str
    quiz: list[QuizView]
    sources: list[str]


class ListQuery(Model):
    """What the list takes."""

    series: str = Field(default="", pattern=r"^[a-z0-9-]{0,60}$", description="only lessons of this series")
    after: str = Field(default="", pattern=r"^[a-z0-9-]{0,60}$", description="the slug behind which the list goes on")
    limit: int = Field(default=20, ge=1, le=MOST, description="how many at most")


def _row(services: Services, lesson: Lesson) -> dict[str, str | int]:
    base = services.facts.public_url
    return {
        "slug": lesson.slug,
        "title": lesson.title,
        "series": lesson.series,
        "digest": lesson.digest,
        "minutes": lesson.minutes,
        "cover_url": cover_url(base, lesson),
        "page_url": f"{base}/h5/lessons/{lesson.slug}",
    }


@public
class LessonsCall(ApiCall):
    """The published lessons."""

    OPERATIONS: ClassVar = {
        "get": Operation(
            id="listLessons", summary="Published lessons by series and order", answer=LessonPart, query=ListQuery
        )
    }

    async def get(self) -> None:
        """A part of the list."""
        asked = self.query(ListQuery)
        lessons = [each for each in await published(self.services) if asked.series in {"", each.series}]
        start = 0
        if asked.after:
            slugs = [each.slug for each in lessons]
            if asked.after not in slugs:
                raise Invalid("after", "unknown")
            start = slugs.index(asked.after) + 1
        shown = lessons[start : start + asked.limit]
        more = start + len(shown) < len(lessons)
        rows = [LessonRow.model_validate(_row(self.services, each)) for each in shown]
        self.answer(LessonPart(lessons=rows, next=shown[-1].slug if more else None))


@public
class LessonCall(ApiCall):
    """One published lesson."""

    OPERATIONS: ClassVar = {
        "get": Operation(
            id="getLesson",
            summary="A published lesson",
            answer=LessonView,
            path={"slug": SLUG},
            problems=(404, 503),
        )
    }

    async def get(self, slug: str) -> None:
        """The lesson."""
        lesson = await by_slug(self.services, slug)
        quiz = [
            QuizView(question=each.question, options=list(each.options), answer=each.answer, why=each.why)
            for each in lesson.quiz
        ]
        facts = {**_row(self.services, lesson), "body_html": to_html(lesson.body), "sources": list(lesson.sources)}
        self.answer(LessonView.model_validate(facts | {"quiz": quiz}))


@public
class SeriesCall(ApiCall):
    """The series."""

    OPERATIONS: ClassVar = {
        "get": Operation(
            id="listSeries", summary="Series that have a published lesson", answer=SeriesList, problems=(503,)
        )
    }

    async def get(self) -> None:
        """All of them."""
        lessons = await published(self.services)
        found = [
            SeriesView(
                slug=each.slug,
                name=each.name,
                about=each.about,
                lessons=sum(lesson.series == each.slug for lesson in lessons),
            )
            for each in self.services.live_lessons.series()
        ]
        self.answer(SeriesList(series=found))


API_ROUTES = [
    Route("/api/v1/lessons", r"/api/v1/lessons", LessonsCall),
    Route("/api/v1/lessons/{slug}", r"/api/v1/lessons/([a-z0-9-]{1,60})", LessonCall),
    Route("/api/v1/series", r"/api/v1/series", SeriesCall),
]
