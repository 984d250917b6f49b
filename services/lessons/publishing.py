"""A lesson goes out to people, or is taken back."""

from typing import TYPE_CHECKING, Any

from domain.audit import Act
from domain.errors import Conflict, MoveNotPossible
from domain.lessons import MOVES, TURNS_BACK, Lesson, LessonState
from domain.staff import Permission, StaffMember
from services.lessons.writing import event_of
from storage.mongo import Session, in_transaction

if TYPE_CHECKING:
    from services.context import Services  # which holds the live lessons of this package

KINDS = {LessonState.PUBLISHED: "lesson_published", LessonState.WITHDRAWN: "lesson_withdrawn"}


async def publish(services: "Services", lesson_id: str, *, by: StaffMember, version: int | None = None) -> Lesson:
    """
    Let people read it. Asking again is the same as asking once. With `version` only that which she has seen.

    Raises NotAllowed (also for what she has written herself, where two people are asked for), NotFound, Conflict when it
    has been changed meanwhile, StoreAway.
    """
    return await _move(services, lesson_id, "publish", by=by, version=version)


async def withdraw(services: "Services", lesson_id: str, *, by: StaffMember, version: int | None = None) -> Lesson:
    """
    Take it back: no list and no page shows it. Asking again is the same as asking once.

    Raises NotAllowed, NotFound, MoveNotPossible for a draft, Conflict, StoreAway.
    """
    return await _move(services, lesson_id, "withdraw", by=by, version=version)


async def _move(services: "Services", lesson_id: str, move: str, *, by: StaffMember, version: int | None) -> Lesson:
    by.need(Permission.LESSON_PUBLISH)
    lesson = await services.lessons.get(lesson_id)
    leads_to = {state for (_, name), state in MOVES.items() if name == move}
    if lesson.state in leads_to:
        return lesson
    to = MOVES.get((lesson.state, move))
    if to is None:
        raise MoveNotPossible(f"{lesson.state} → {move}")
    if version is not None and version != lesson.version:
        raise Conflict
    if to is LessonState.PUBLISHED and services.facts.two_people:
        by.not_her_own(lesson.changed_by)
    now = services.now()
    changes: dict[str, Any] = {"state": to}
    if to is LessonState.PUBLISHED and lesson.published_at is None:
        changes["published_at"] = now

    async def change(session: Session) -> Lesson:
        changed = await services.lessons.change(lesson, changes, now=now, session=session)
        await services.events.add(event_of(services, changed, str(to), by), session=session)
        act = Act(KINDS[to], about=lesson.id, region_path=services.facts.city_path)
        await services.audit.add(act, by=by.id, now=now, session=session)
        return changed

    changed = await in_transaction(services.db, change)
    await services.live_lessons.refresh()
    return changed


async def undo(services: "Services", lesson_id: str, *, by: StaffMember, version: int, back_to: LessonState) -> Lesson:
    """
    Take back the move that made the lesson's `version`: it stands as it stood before, `back_to`. What was published and
    withdrawn by mistake needs no second person again, since nothing of it has changed.

    Raises NotAllowed, NotFound, Conflict when somebody has touched it since, MoveNotPossible, StoreAway.
    """
    by.need(Permission.LESSON_PUBLISH)
    lesson = await services.lessons.get(lesson_id)
    if lesson.version != version:
        raise Conflict
    if (lesson.state, back_to) not in TURNS_BACK:
        raise MoveNotPossible(f"{lesson.state} → {back_to}")
    now = services.now()
    changes: dict[str, Any] = {"state": back_to}
    if back_to is LessonState.DRAFT:
        changes["published_at"] = None

    async def change(session: Session) -> Lesson:
        changed = await services.lessons.change(lesson, changes, now=now, session=session)
        await services.events.add(event_of(services, changed, "undone", by), session=session)
        act = Act("undone", about=lesson.id, region_path=services.facts.city_path, data={"state": str(back_to)})
        await services.audit.add(act, by=by.id, now=now, session=session)
        return changed

    changed = await in_transaction(services.db, change)
    await services.live_lessons.refresh()
    return changed
