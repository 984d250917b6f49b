"""A lesson's cover: a picture that staff give, or one that is drawn from its title."""

import asyncio
import functools
import hashlib
from typing import TYPE_CHECKING

from domain.errors import Conflict, NotAllowed, NotFound
from domain.lessons import Lesson, LessonState
from domain.staff import Permission, StaffMember
from services.content.covers import SIZE, cover
from services.content.pictures import fitted
from services.lessons.writing import event_of
from storage.mongo import Session, in_transaction

if TYPE_CHECKING:
    from services.context import Services  # which holds the live lessons of this package

GIVEN, DRAWN = "image/jpeg", "image/png"
SHOWN = 12  # letters of a cover's id in its address, so that a new cover is fetched anew


@functools.lru_cache(maxsize=128)
def _drawn(title: str, series: str) -> bytes:
    return cover(title=title, series=series)


async def picture_of(services: "Services", lesson: Lesson) -> tuple[bytes, str]:
    """The lesson's own cover, or one that is drawn from its title: bytes and MIME type. Raises StoreAway."""
    if lesson.cover:
        try:
            return await services.lessons.cover(lesson.cover)
        except NotFound:
            pass  # a drawn one instead of none
    return await asyncio.to_thread(_drawn, lesson.title, lesson.series), DRAWN


def cover_url(base: str, lesson: Lesson) -> str:
    """Where everybody finds the cover of a published lesson; `base` is our public address."""
    return f"{base}/h5/covers/{lesson.slug}.png{f'?v={lesson.cover[:SHOWN]}' if lesson.cover else ''}"


async def give_cover(
    services: "Services", lesson_id: str, *, by: StaffMember, picture: bytes | None, version: int
) -> Lesson:
    """
    Give the lesson this picture (PNG, JPEG or WebP) as its cover, cut to 900 × 383 pixels; with None the drawn one
    again. The same picture again changes nothing.

    Raises NotAllowed, NotFound, Invalid("picture", …), Conflict when the lesson isn't as she saw it, StoreAway.
    """
    by.need(Permission.LESSON_WRITE)
    lesson = await services.lessons.get(lesson_id)
    if lesson.state is LessonState.PUBLISHED and not by.may(Permission.LESSON_PUBLISH):
        raise NotAllowed
    made = await fitted(picture, SIZE) if picture is not None else b""
    cover_id = hashlib.sha256(made).hexdigest() if made else ""
    if cover_id == lesson.cover:
        return lesson
    if version != lesson.version:
        raise Conflict
    if made:  # before the lesson names it; named by its content, so writing it twice is writing it once
        await services.lessons.put_cover(cover_id, made, GIVEN)

    async def change(session: Session) -> Lesson:
        changed = await services.lessons.change(
            lesson, {"cover": cover_id, "changed_by": by.id}, now=services.now(), session=session
        )
        await services.events.add(
            event_of(services, changed, "cover_given" if made else "cover_drawn", by), session=session
        )
        return changed

    changed = await in_transaction(services.db, change)
    if changed.state is LessonState.PUBLISHED:
        await services.live_lessons.refresh()
    return changed
