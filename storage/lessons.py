"""Lessons and the series they belong to."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pymongo import ReturnDocument
from pymongo.errors import DuplicateKeyError

from domain.errors import Conflict, Invalid, NotFound
from domain.lessons import Lesson, LessonState, Quiz, Series
from storage.mongo import Collection, Database, Document, Session, store_errors
from storage.paging import NEWEST, WORDS, Part, rows_of


class LessonStore:
    """The collections `lessons`, `series` and `covers`."""

    def __init__(self, db: Database) -> None:
        self._lessons: Collection = db["lessons"]
        self._series: Collection = db["series"]
        self._covers: Collection = db["covers"]

    async def get(self, lesson_id: str) -> Lesson:
        """The lesson; raises NotFound."""
        return await self._one({"_id": lesson_id})

    async def by_slug(self, slug: str) -> Lesson:
        """The lesson with this slug; raises NotFound."""
        return await self._one({"slug": slug})

    async def _one(self, which: Document) -> Lesson:
        async with store_errors():
            document = await self._lessons.find_one(which)
        if document is None:
            raise NotFound
        return _to_lesson(document)

    async def published(self) -> list[Lesson]:
        """All that people can read, by series and order."""
        async with store_errors():
            cursor = self._lessons.find({"state": LessonState.PUBLISHED}).sort([("series", 1), ("order", 1)])
            return [_to_lesson(document) async for document in cursor]

    async def titled(self, words: str, *, most: int) -> list[Lesson]:
        """Lessons whose title holds these words, read from the index of titles."""
        async with store_errors():
            cursor = self._lessons.find({"title": {"$regex": re.escape(words), "$options": "i"}}).hint("title_1")
            return [_to_lesson(document) async for document in cursor.limit(most)]

    async def slugs(self) -> set[str]:
        """The slugs of all lessons, whatever their state."""
        async with store_errors():
            return set(await self._lessons.distinct("slug"))

    async def page(
        self,
        *,
        state: LessonState | None = None,
        lacks: bool = False,
        part: Part = NEWEST,
        after: str = "",
        most: int = 50,
    ) -> list[Lesson]:
        """
        Lessons for staff, the newest first unless `part` says otherwise, which may be by "title" or "changed_at"; from behind
        `after`. With `lacks` those to which something of the place has to be added.
        """
        part = Part(after=after) if after else part
        which: Document = ({"state": state} if state else {}) | ({"lacks": True} if lacks else {})
        collation = WORDS if part.by == "title" else None
        return [_to_lesson(each) for each in await rows_of(self._lessons, which, part, most, collation=collation)]

    async def insert(self, lesson: Lesson, *, session: Session | None = None) -> None:
        """A new lesson. Raises Invalid("slug", "taken") where another has its slug."""
        async with store_errors():
            try:
                await self._lessons.insert_one(_to_document(lesson), session=session)
            except DuplicateKeyError:
                raise Invalid("slug", "taken") from None

    async def change(
        self, lesson: Lesson, changes: Mapping[str, Any], *, now: datetime, session: Session | None = None
    ) -> Lesson:
        """
        Change the lesson if nobody has changed it since it was read, and count its version up.

        Raises Conflict when somebody has, Invalid("slug", "taken") when another lesson has the new slug.
        """
        lacks = {"lacks": bool(changes["to_fill"])} if "to_fill" in changes else {}
        async with store_errors():
            try:
                document = await self._lessons.find_one_and_update(
                    {"_id": lesson.id, "version": lesson.version},
                    {"$set": {**changes, **lacks, "changed_at": now}, "$inc": {"version": 1}},
                    return_document=ReturnDocument.AFTER,
                    session=session,
                )
            except DuplicateKeyError:
                raise Invalid("slug", "taken") from None
        if document is None:
            raise Conflict
        return _to_lesson(document)

    async def drafts_of(self, staff_id: str) -> list[Lesson]:
        """The drafts that this member of staff was the last to change, the newest first."""
        async with store_errors():
            cursor = self._lessons.find({"state": LessonState.DRAFT, "changed_by": staff_id}).sort("_id", -1)
            return [_to_lesson(document) async for document in cursor]

    async def hand_over(self, staff_id: str, to: str, *, now: datetime, session: Session) -> None:
        """The drafts of one who leaves are another's from now on."""
        async with store_errors():
            await self._lessons.update_many(
                {"state": LessonState.DRAFT, "changed_by": staff_id},
                {"$set": {"changed_by": to, "changed_at": now}, "$inc": {"version": 1}},
                session=session,
            )

    async def put_series(self, series: Series) -> None:
        """Write a series as it is in the content."""
        async with store_errors():
            await self._series.replace_one(
                {"_id": series.slug}, {"name": series.name, "about": series.about, "order": series.order}, upsert=True
            )

    async def series(self) -> list[Series]:
        """All series in their order."""
        async with store_errors():
            cursor = self._series.find().sort("order", 1)
            return [
                Series(slug=each["_id"], name=each["name"], about=each["about"], order=each["order"])
                async for each in cursor
            ]

    async def put_cover(self, cover_id: str, picture: bytes, kind: str) -> None:
        """Keep a cover's picture; `kind` is its MIME type."""
        async with store_errors():
            await self._covers.replace_one({"_id": cover_id}, {"picture": picture, "kind": kind}, upsert=True)

    async def cover(self, cover_id: str) -> tuple[bytes, str]:
        """A cover's bytes and MIME type; raises NotFound."""
        async with store_errors():
            document = await self._covers.find_one({"_id": cover_id})
        if document is None:
            raise NotFound
        return bytes(document["picture"]), document["kind"]


def _to_document(lesson: Lesson) -> Document:
    return {
        "_id": lesson.id,
        "slug": lesson.slug,
        "title": lesson.title,
        "series": lesson.series,
        "order": lesson.order,
        "digest": lesson.digest,
        "body": lesson.body,
        "minutes": lesson.minutes,
        "quiz": quiz_documents(lesson.quiz),
        "sources": list(lesson.sources),
        "to_fill": list(lesson.to_fill),
        "lacks": bool(lesson.to_fill),
        "state": lesson.state,
        "version": lesson.version,
        "cover": lesson.cover,
        "changed_by": lesson.changed_by,
        "published_at": lesson.published_at,
        "changed_at": lesson.changed_at,
    }


def quiz_documents(quiz: tuple[Quiz, ...]) -> list[Document]:
    """A lesson's questions as they are stored."""
    return [{"question": q.question, "options": list(q.options), "answer": q.answer, "why": q.why} for q in quiz]


def _to_lesson(document: Document) -> Lesson:
    return Lesson(
        id=document["_id"],
        slug=document["slug"],
        title=document["title"],
        series=document["series"],
        order=document["order"],
        digest=document["digest"],
        body=document["body"],
        minutes=document["minutes"],
        quiz=tuple(
            Quiz(question=q["question"], options=tuple(q["options"]), answer=q["answer"], why=q["why"])
            for q in document["quiz"]
        ),
        sources=tuple(document["sources"]),
        to_fill=tuple(document.get("to_fill", ())),
        state=LessonState(document["state"]),
        version=document["version"],
        cover=document["cover"],
        changed_by=document.get("changed_by", ""),
        published_at=document["published_at"],
        changed_at=document["changed_at"],
    )
