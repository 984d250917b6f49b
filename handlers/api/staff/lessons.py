"""Lessons for programs of staff: read, written, published, withdrawn, with their covers."""

from datetime import datetime
from typing import Any, ClassVar

from pydantic import Field

from domain.lessons import Lesson, LessonState, Quiz
from domain.staff import Permission
from handlers.access import requires
from handlers.api.call import Limit
from handlers.api.operation import Model, Operation, Route
from handlers.api.staff.call import StaffCall
from services import lessons
from services.lessons import LessonFields

LESSON_ID = r"^[0-9a-z-]{1,64}$"
PICTURES = ("image/png", "image/jpeg", "image/webp")
COVER_MOST_BYTES = 7 * 1024 * 1024
_WRITTEN = ("slug", "title", "series", "order", "digest", "body", "minutes")


class StaffQuiz(Model):
    """A question at the end; `answer` is an index into `options`."""

    question: str
    options: list[str]
    answer: int
    why: str


class LessonWrite(Model):
    """What an editor writes; `body` is Markdown."""

    slug: str
    title: str
    series: str
    order: int = 1
    digest: str
    body: str
    minutes: int
    quiz: list[StaffQuiz] = Field(default_factory=list)
    sources: list[str] = Field(default_factory=list)
    to_fill: list[str] = Field(default_factory=list, description="what only the place knows; nobody else sees it")


class StaffLessonRow(Model):
    """A lesson in staff's list, in whichever state."""

    id: str
    slug: str
    title: str
    series: str
    state: LessonState
    version: int
    changed_at: datetime | None
    published_at: datetime | None


class StaffLessonPart(Model):
    """A part of the list, the newest first; `next` is what `after` takes to go on, null at the end."""

    lessons: list[StaffLessonRow]
    next: str | None


class StaffLesson(StaffLessonRow):
    """A whole lesson as staff write it. `cover` is the id of a picture, empty for the drawn one."""

    order: int
    digest: str
    body: str
    minutes: int
    quiz: list[StaffQuiz]
    sources: list[str]
    to_fill: list[str]
    cover: str


class StaffLessonsQuery(Limit):
    """Which lessons."""

    after: str = Field(default="", pattern=r"^[0-9a-z-]{0,64}$", description="`next` of the part before")
    state: LessonState | None = Field(default=None, description="only those in this state")


def _row(lesson: Lesson) -> dict[str, Any]:
    return {name: getattr(lesson, name) for name in StaffLessonRow.model_fields}


def _view(lesson: Lesson) -> StaffLesson:
    quiz = [
        StaffQuiz(question=each.question, options=list(each.options), answer=each.answer, why=each.why)
        for each in lesson.quiz
    ]
    facts = {name: getattr(lesson, name) for name in (*_WRITTEN, "cover")}
    return StaffLesson.model_validate(_row(lesson) | facts | {"quiz": quiz} | _lists(lesson))


def _lists(lesson: Lesson) -> dict[str, list[str]]:
    return {"sources": list(lesson.sources), "to_fill": list(lesson.to_fill)}


def _fields(given: LessonWrite, version: int) -> LessonFields:
    quiz = tuple(
        Quiz(question=each.question, options=tuple(each.options), answer=each.answer, why=each.why)
        for each in given.quiz
    )
    facts = {name: getattr(given, name) for name in _WRITTEN}
    return LessonFields(**facts, quiz=quiz, sources=tuple(given.sources), to_fill=tuple(given.to_fill), version=version)


class _LessonCall(StaffCall):
    """Answers with a lesson and its version."""

    def show(self, lesson: Lesson) -> None:
        """The lesson, or that the caller has it."""
        self.versioned(lesson.version)
        if not self._finished:
            self.answer(_view(lesson))


@requires(Permission.LESSON_READ, post=Permission.LESSON_WRITE)
class StaffLessonsCall(_LessonCall):
    """All lessons."""

    OPERATIONS: ClassVar = {
        "get": Operation(
            id="listStaffLessons", summary="Lessons in any state", answer=StaffLessonPart, query=StaffLessonsQuery
        ),
        "post": Operation(
            id="createLesson",
            summary="A new lesson, as a draft",
            answer=StaffLesson,
            body=LessonWrite,
            status=201,
            once=True,
            versioned=True,
        ),
    }

    async def get(self) -> None:
        """A part of the list."""
        asked = self.query(StaffLessonsQuery)
        rows = await self.services.lessons.page(state=asked.state, after=asked.after, most=asked.limit + 1)
        shown = rows[: asked.limit]
        more = shown[-1].id if len(rows) > asked.limit else None
        self.answer(StaffLessonPart(lessons=[StaffLessonRow.model_validate(_row(each)) for each in shown], next=more))

    async def post(self) -> None:
        """A draft."""
        given = self.body(LessonWrite)

        async def create(made: str) -> tuple[StaffLesson, int]:
            fields = _fields(given, 0)
            lesson = await lessons.write(self.services, by=self.staff, lesson_id=made, fields=fields)
            return _view(lesson), lesson.version

        await self.once(create)


@requires(Permission.LESSON_READ, put=Permission.LESSON_WRITE)
class StaffLessonCall(_LessonCall):
    """One lesson."""

    OPERATIONS: ClassVar = {
        "get": Operation(
            id="getStaffLesson",
            summary="A lesson in any state",
            answer=StaffLesson,
            path={"id": LESSON_ID},
            problems=(404,),
            versioned=True,
        ),
        "put": Operation(
            id="changeLesson",
            summary="Change a lesson",
            answer=StaffLesson,
            path={"id": LESSON_ID},
            problems=(404,),
            body=LessonWrite,
            seen=True,
            versioned=True,
        ),
    }

    async def get(self, lesson_id: str) -> None:
        """The lesson."""
        self.show(await self.services.lessons.get(lesson_id))

    async def put(self, lesson_id: str) -> None:
        """The lesson as it is now."""
        version, given = self.seen_version(), self.body(LessonWrite)
        await self.services.lessons.get(lesson_id)  # a lesson is made by POST alone
        fields = _fields(given, version)
        self.show(
            await self.unless_changed(lessons.write(self.services, by=self.staff, lesson_id=lesson_id, fields=fields))
        )


def _move(name: str, summary: str) -> Operation:
    return Operation(
        id=name,
        summary=summary,
        answer=StaffLesson,
        path={"id": LESSON_ID},
        problems=(404, 409),
        seen=True,
        versioned=True,
    )


@requires(Permission.LESSON_PUBLISH)
class PublishCall(_LessonCall):
    """Out to people."""

    OPERATIONS: ClassVar = {"post": _move("publishLesson", "Let people read a lesson; nobody publishes her own")}

    async def post(self, lesson_id: str) -> None:
        """Published, if it is still as she saw it."""
        version = self.seen_version()
        move = lessons.publish(self.services, lesson_id, by=self.staff, version=version)
        self.show(await self.unless_changed(move))


@requires(Permission.LESSON_PUBLISH)
class WithdrawCall(_LessonCall):
    """Back from people."""

    OPERATIONS: ClassVar = {"post": _move("withdrawLesson", "Take a lesson back")}

    async def post(self, lesson_id: str) -> None:
        """Withdrawn, if it is still as she saw it."""
        version = self.seen_version()
        move = lessons.withdraw(self.services, lesson_id, by=self.staff, version=version)
        self.show(await self.unless_changed(move))


@requires(Permission.LESSON_WRITE)
class StaffCoverCall(_LessonCall):
    """A lesson's cover."""

    BODY_MOST_BYTES = COVER_MOST_BYTES
    OPERATIONS: ClassVar = {
        "put": Operation(
            id="giveCover",
            summary="Give a lesson a cover of its own, cut to 900 x 383 pixels",
            answer=StaffLesson,
            path={"id": LESSON_ID},
            problems=(404,),
            body=PICTURES,
            seen=True,
            versioned=True,
        ),
        "delete": Operation(
            id="removeCover",
            summary="The cover that is drawn from the title again",
            answer=StaffLesson,
            path={"id": LESSON_ID},
            problems=(404,),
            seen=True,
            versioned=True,
        ),
    }

    async def put(self, lesson_id: str) -> None:
        """The lesson with this picture."""
        await self._give(lesson_id, self.file(PICTURES))

    async def delete(self, lesson_id: str) -> None:
        """The lesson with the drawn one."""
        await self._give(lesson_id, None)

    async def _give(self, lesson_id: str, picture: bytes | None) -> None:
        version = self.seen_version()
        given = lessons.give_cover(self.services, lesson_id, by=self.staff, picture=picture, version=version)
        self.show(await self.unless_changed(given))


_GAP = r"([0-9a-z-]{1,64})"
API_ROUTES = [
    Route("/api/v1/staff/lessons", r"/api/v1/staff/lessons", StaffLessonsCall),
    Route("/api/v1/staff/lessons/{id}", rf"/api/v1/staff/lessons/{_GAP}", StaffLessonCall),
    Route("/api/v1/staff/lessons/{id}/publish", rf"/api/v1/staff/lessons/{_GAP}/publish", PublishCall),
    Route("/api/v1/staff/lessons/{id}/withdraw", rf"/api/v1/staff/lessons/{_GAP}/withdraw", WithdrawCall),
    Route("/api/v1/staff/lessons/{id}/cover", rf"/api/v1/staff/lessons/{_GAP}/cover", StaffCoverCall),
]
