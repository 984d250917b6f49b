"""An editor writes a lesson."""

from typing import TYPE_CHECKING, Any

from domain.errors import Conflict, Invalid, NotAllowed, NotFound
from domain.ids import is_id, new_id
from domain.lessons import Lesson, LessonState
from domain.staff import Permission, StaffMember
from services.lessons.checks import LessonFields, problems
from storage.events import Event
from storage.lessons import quiz_documents
from storage.mongo import Session, in_transaction

if TYPE_CHECKING:
    from services.context import Services  # which holds the live lessons of this package


async def write(services: "Services", *, by: StaffMember, lesson_id: str | None, fields: LessonFields) -> Lesson:
    """
    Keep a lesson: a new one, under `lesson_id` where the form has drawn one, or a change to the one that is there.
    Saving what is there already changes nothing. What people can read may be changed only by those who may publish.

    Raises NotAllowed, Invalid for the first field that can't be taken, NotFound, Conflict when somebody else has
    changed it meanwhile, StoreAway.
    """
    by.need(Permission.LESSON_WRITE)
    known = frozenset(series.slug for series in await services.lessons.series())
    for field, problem in problems(fields, series=known).items():
        raise Invalid(field, problem)
    existing = await _existing(services, lesson_id, fields)
    if existing is None:
        return await _insert(services, by, lesson_id or new_id(), fields)
    if _same(existing, fields):
        return existing
    if fields.version != existing.version:
        raise Conflict
    if existing.state is LessonState.PUBLISHED and not by.may(Permission.LESSON_PUBLISH):
        raise NotAllowed
    if existing.published_at is not None and fields.slug != existing.slug:
        raise Invalid("slug", "published")  # the address is out in the world
    return await _change(services, by, existing, fields)


async def _existing(services: "Services", lesson_id: str | None, fields: LessonFields) -> Lesson | None:
    if lesson_id is None:
        return None
    try:
        return await services.lessons.get(lesson_id)
    except NotFound:
        if fields.version or not is_id(lesson_id) or not await services.events.is_free(lesson_id, kind="lessons"):
            raise
        return None


def _same(lesson: Lesson, fields: LessonFields) -> bool:
    return all(getattr(lesson, name) == getattr(fields, name) for name in _WRITTEN)


_WRITTEN = ("slug", "title", "series", "order", "digest", "body", "minutes", "quiz", "sources", "to_fill")


async def _insert(services: "Services", by: StaffMember, lesson_id: str, fields: LessonFields) -> Lesson:
    facts = {name: getattr(fields, name) for name in _WRITTEN}
    lesson = Lesson(
        id=lesson_id, **facts, state=LessonState.DRAFT, version=1, changed_by=by.id, changed_at=services.now()
    )

    async def insert(session: Session) -> None:
        await services.lessons.insert(lesson, session=session)
        await services.events.add(event_of(services, lesson, "written", by), session=session)

    await in_transaction(services.db, insert)
    return lesson


async def _change(services: "Services", by: StaffMember, lesson: Lesson, fields: LessonFields) -> Lesson:
    changes: dict[str, Any] = {name: getattr(fields, name) for name in _WRITTEN}
    changes |= {"quiz": quiz_documents(fields.quiz), "sources": list(fields.sources)}
    changes |= {"to_fill": list(fields.to_fill), "changed_by": by.id}

    async def change(session: Session) -> Lesson:
        changed = await services.lessons.change(lesson, changes, now=services.now(), session=session)
        await services.events.add(event_of(services, changed, "rewritten", by), session=session)
        return changed

    changed = await in_transaction(services.db, change)
    if changed.state is LessonState.PUBLISHED:
        await services.live_lessons.refresh()
    return changed


def event_of(services: "Services", lesson: Lesson, kind: str, by: StaffMember) -> Event:
    """The event of a change: a lesson's version counts its events."""
    return Event(
        about=lesson.id,
        seq=lesson.version,
        kind=kind,
        actor=by.id,
        at=services.now(),
        region_path=services.facts.city_path,
    )
