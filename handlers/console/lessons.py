"""Lessons: the list, the editor with its preview, and going out to people."""

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from tornado.web import HTTPError

from domain.errors import Conflict, Invalid, NotAllowed, NotFound
from domain.ids import is_id, new_id
from domain.lessons import Lesson, LessonState
from domain.regions import Scope
from domain.staff import Permission
from handlers.access import requires
from handlers.base import PAGE_ROWS
from handlers.console.lesson_form import NEW, OPTIONS, QUIZZES, as_lesson, fields_of, read_fields
from handlers.console.lesson_table import LACKS, lessons_for
from handlers.console.list_page import TablePage
from handlers.console.offers import Offer, offer_undo
from handlers.console.page import ConsolePage, seen_version
from handlers.console.table import About, Asked, Table
from handlers.console.wishes import actors_of
from handlers.h5.covers import send_picture
from services import lessons
from services.lessons import LessonFields
from wording import console as words
from wording import parts

ID = r"([0-9a-z-]{1,64})"
PICTURE_MOST_BYTES = 7 * 1024 * 1024  # within what the server takes at all
MOVES = {"publish": lessons.publish, "withdraw": lessons.withdraw}


@requires(Permission.LESSON_READ)
class Lessons(TablePage[Lesson]):
    """The newest first."""

    SECTION = "lessons"
    TEMPLATE = "lessons/list.html"

    def table(self) -> Table[Lesson]:
        """The list, of one state where one is asked for."""
        return lessons_for(self.staff)

    async def rows(self, asked: Asked, most: int) -> Sequence[Lesson]:
        """All of them."""
        which = asked.filters["state"]
        lacks = which == LACKS[0]
        state = LessonState(which) if which and not lacks else None
        return await self.services.lessons.page(state=state, lacks=lacks, part=asked.part, most=most)

    async def about(self, rows: Sequence[Lesson]) -> About:
        """The names of series."""
        del rows
        return {"series": {each.slug: each.name for each in await self.services.lessons.series()}}


class _Editor(ConsolePage):
    """The form with the preview beside it."""

    SECTION = "lessons"

    async def _form(self, lesson_id: str, fields: LessonFields, *, lesson: Lesson | None = None, **values: Any) -> None:
        story = await self.services.events.of(lesson.id, scope=Scope.system()) if lesson else []
        self.show(
            "lessons/edit.html",
            lesson_id=lesson_id,
            lesson=lesson,
            fields=fields,
            shown=as_lesson(fields, lesson_id),
            series=await self.services.lessons.series(),
            quizzes=QUIZZES,
            options=OPTIONS,
            story=story,
            actors=await actors_of(self, story),
            body_html=lessons.to_html(fields.body),
            may_write=self.staff.may(Permission.LESSON_WRITE),
            may_publish=self.staff.may(Permission.LESSON_PUBLISH),
            may_push=self.staff.may(Permission.PUSH_RUN),
            **({"problems": {}, "notice": "", "saved": False} | values),
        )


@requires(Permission.LESSON_WRITE)
class LessonNew(_Editor):
    """A new lesson; the form draws its id, so that a form sent twice is one lesson."""

    async def get(self) -> None:
        """The empty form."""
        await self._form(new_id(), NEW)


@requires(Permission.LESSON_READ, post=Permission.LESSON_WRITE)
class LessonEdit(_Editor):
    """One lesson."""

    async def get(self, lesson_id: str) -> None:
        """The form."""
        lesson = await self.services.lessons.get(lesson_id)
        saved = self.text_argument("saved", most=1) == "1"
        await self._form(lesson_id, fields_of(lesson), lesson=lesson, saved=saved)

    async def post(self, lesson_id: str) -> None:
        """Keep it, or show what to mend beside each field, with all that she wrote."""
        fields = read_fields(self)
        known = frozenset(each.slug for each in await self.services.lessons.series())
        found = lessons.problems(fields, series=known)
        if found:
            await self._again(lesson_id, fields, problems=found)
            return
        try:
            await lessons.write(self.services, by=self.staff, lesson_id=lesson_id, fields=fields)
        except Invalid as problem:
            await self._again(lesson_id, fields, problems={problem.field: problem.problem})
        except Conflict:
            await self._again(lesson_id, fields, status=409, notice=words.LESSON_CHANGED)
        except NotAllowed:
            await self._again(lesson_id, fields, status=403, notice=words.LESSON_PUBLISHED_EDIT)
        else:
            self.redirect(f"/console/lessons/{lesson_id}?saved=1", status=303)

    async def _again(self, lesson_id: str, fields: LessonFields, *, status: int = 400, **values: Any) -> None:
        """The form once more. After somebody else's change it carries the new version: saving again is meant."""
        self.set_status(status)
        try:
            lesson = await self.services.lessons.get(lesson_id)
        except NotFound:
            if not is_id(lesson_id):
                raise
            lesson = None
        if lesson is not None and status == Conflict.status:
            fields = _with_version(fields, lesson.version)
        await self._form(lesson_id, fields, lesson=lesson, **values)


def _with_version(fields: LessonFields, version: int) -> LessonFields:
    return LessonFields(**{name: getattr(fields, name) for name in fields.__slots__} | {"version": version})


@requires(Permission.LESSON_WRITE)
class LessonPreview(ConsolePage):
    """How what stands in the form looks on the phone."""

    SECTION = "lessons"

    async def post(self) -> None:
        """The preview; nothing is kept."""
        fields = read_fields(self)
        self.part_or_page(
            "lessons/_preview.html",
            "lessons/preview.html",
            lesson=as_lesson(fields, "preview"),
            body_html=lessons.to_html(fields.body),
            cover="",
        )


@requires(Permission.LESSON_READ, post=Permission.LESSON_WRITE)
class LessonCover(_Editor):
    """The cover of a lesson, also of one that people can't read yet."""

    BODY_MOST_BYTES = PICTURE_MOST_BYTES

    async def get(self, lesson_id: str) -> None:
        """The picture."""
        lesson = await self.services.lessons.get(lesson_id)
        send_picture(self, await lessons.picture_of(self.services, lesson))

    async def post(self, lesson_id: str) -> None:
        """A picture of hers, or the drawn one again."""
        version = seen_version(self)
        picture = None
        if self.text_argument("drawn", most=1) != "1":
            (given,) = self.request.files.get("picture", ())[:1] or (None,)
            picture = given["body"] if given else b""
        try:
            await lessons.give_cover(self.services, lesson_id, by=self.staff, picture=picture, version=version)
        except Invalid as problem:
            lesson = await self.services.lessons.get(lesson_id)
            self.set_status(400)
            await self._form(lesson_id, fields_of(lesson), lesson=lesson, problems={problem.field: problem.problem})
            return
        self.redirect(f"/console/lessons/{lesson_id}?saved=1#preview", status=303)


@requires(Permission.LESSON_PUBLISH)
class LessonMove(ConsolePage):
    """Publish, withdraw: asked first, then done."""

    SECTION = "lessons"

    async def get(self, lesson_id: str, move: str) -> None:
        """Whether she means it."""
        lesson = await self.services.lessons.get(lesson_id)
        self.show("lessons/confirm.html", lesson=lesson, move=move, body_html=lessons.to_html(lesson.body))

    async def post(self, lesson_id: str, move: str) -> None:
        """Do it, if the lesson is still as she saw it. For ten seconds she may take it back."""
        before = await self.services.lessons.get(lesson_id)
        after = await MOVES[move](self.services, lesson_id, by=self.staff, version=seen_version(self))
        if after.version == before.version + 1:
            offer_undo(self, Offer("lesson", lesson_id, f"{after.version}:{before.state}", parts.MOVED[after.state]))
        self.redirect(f"/console/lessons/{lesson_id}", status=303)


@requires(Permission.LESSON_PUBLISH)
class LessonsMove(ConsolePage):
    """Withdraw or publish all that she ticked: asked first, then done one by one."""

    SECTION = "lessons"

    async def post(self) -> None:
        """Whether she means it; with `sure` it is done, and those that can't be are counted."""
        move = self.text_argument("move", most=20)
        ids = list(dict.fromkeys(self.get_arguments("id")))[:PAGE_ROWS]
        if move not in MOVES or any(len(each) > 64 for each in ids):
            raise HTTPError(400)
        found = [await self.services.lessons.get(each) for each in ids]
        if self.text_argument("sure", most=1) != "1":
            self.show("lessons/confirm_many.html", chosen=found, move=move, done=None)
            return
        done = 0
        for lesson in found:
            with suppress(Conflict, NotAllowed):
                await MOVES[move](self.services, lesson.id, by=self.staff)
                done += 1
        self.show("lessons/confirm_many.html", chosen=found, move=move, done=done)


ROUTES = [
    (r"/console/lessons", Lessons),
    (r"/console/lessons/new", LessonNew),
    (r"/console/lessons/preview", LessonPreview),
    (r"/console/lessons/many", LessonsMove),
    (rf"/console/lessons/{ID}", LessonEdit),
    (rf"/console/lessons/{ID}/cover.png", LessonCover),
    (rf"/console/lessons/{ID}/(publish|withdraw)", LessonMove),
]
