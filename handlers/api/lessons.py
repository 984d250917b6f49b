"""Lessons for the mini-program."""

from typing import ClassVar

from pydantic import Field

from domain.errors import Invalid, NotFound
from domain.lessons import Lesson
from handlers.access import public
from handlers.api.kept import KeptCall
from handlers.api.operation import Model, Operation, Route
from services.context import Services
from services.lessons import cover_url, to_html

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


def lesson_row(services: Services, lesson: Lesson) -> LessonRow:
    """A lesson as lists show it."""
    return LessonRow.model_validate(_row(services, lesson))


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


class _LessonsCall(KeptCall):
    """Answers from memory, which follows MongoDB within five seconds and stays while that is away."""

    def state(self) -> object:
        """Which lessons there are, and how they read."""
        return self.services.live_lessons.version

    async def lessons(self, series: str = "") -> list[Lesson]:
        """Published ones by series in their order. Raises StoreAway where none were ever read."""
        live = self.services.live_lessons
        if not live.version:
            await live.refresh()
        chosen = [each for each in live.series() if series in {"", each.slug}]
        return [lesson for each in chosen for lesson in live.of_series(each.slug)]


@public
class LessonsCall(_LessonsCall):
    """The published lessons."""

    OPERATIONS: ClassVar = {
        "get": Operation(
            id="listLessons",
            summary="Published lessons by series and order",
            answer=LessonPart,
            query=ListQuery,
            versioned=True,
        )
    }

    async def made(self, *args: str) -> LessonPart:
        """A part of the list."""
        del args
        asked = self.query(ListQuery)
        lessons = await self.lessons(asked.series)
        start = 0
        if asked.after:
            slugs = [each.slug for each in lessons]
            if asked.after not in slugs:
                raise Invalid("after", "unknown")
            start = slugs.index(asked.after) + 1
        shown = lessons[start : start + asked.limit]
        more = start + len(shown) < len(lessons)
        rows = [lesson_row(self.services, each) for each in shown]
        return LessonPart(lessons=rows, next=shown[-1].slug if more else None)


@public
class LessonCall(_LessonsCall):
    """One published lesson."""

    OPERATIONS: ClassVar = {
        "get": Operation(
            id="getLesson",
            summary="A published lesson",
            answer=LessonView,
            path={"slug": SLUG},
            problems=(404,),
            versioned=True,
        )
    }

    async def made(self, *args: str) -> LessonView:
        """The lesson."""
        lesson = next((each for each in await self.lessons() if each.slug == args[0]), None)
        if lesson is None:
            raise NotFound
        quiz = [
            QuizView(question=each.question, options=list(each.options), answer=each.answer, why=each.why)
            for each in lesson.quiz
        ]
        facts = {**_row(self.services, lesson), "body_html": to_html(lesson.body), "sources": list(lesson.sources)}
        return LessonView.model_validate(facts | {"quiz": quiz})


@public
class SeriesCall(_LessonsCall):
    """The series."""

    OPERATIONS: ClassVar = {
        "get": Operation(
            id="listSeries", summary="Series that have a published lesson", answer=SeriesList, versioned=True
        )
    }

    async def made(self, *args: str) -> SeriesList:
        """All of them."""
        del args
        lessons = await self.lessons()
        found = [
            SeriesView(
                slug=each.slug,
                name=each.name,
                about=each.about,
                lessons=sum(lesson.series == each.slug for lesson in lessons),
            )
            for each in self.services.live_lessons.series()
        ]
        return SeriesList(series=found)


API_ROUTES = [
    Route("/api/v1/lessons", r"/api/v1/lessons", LessonsCall),
    Route("/api/v1/lessons/{slug}", r"/api/v1/lessons/([a-z0-9-]{1,60})", LessonCall),
    Route("/api/v1/series", r"/api/v1/series", SeriesCall),
]
