"""A lesson's form: read from a request, and filled from a lesson."""

from dataclasses import replace

from domain.lessons import Lesson, LessonState, Quiz
from handlers.base import BaseHandler
from services.lessons import LessonFields

OPTIONS = 4
QUIZZES = 2
NEW = LessonFields(slug="", title="", series="", order=1, digest="", body="", minutes=3, quiz=(), sources=(), version=0)


def read_fields(handler: BaseHandler) -> LessonFields:
    """What the form holds; a number that is none becomes -1, which no check lets through."""
    text = handler.text_argument
    quiz = tuple(each for number in range(QUIZZES) if (each := _read_quiz(handler, number)) is not None)
    return LessonFields(
        slug=text("slug").lower(),
        title=text("title"),
        series=text("series"),
        order=_number(text("order")),
        digest=" ".join(text("digest").split()),
        body=text("body", most=100_000),
        minutes=_number(text("minutes")),
        quiz=quiz,
        sources=_lines(text("sources")),
        to_fill=_lines(text("to_fill")),
        version=max(0, _number(text("version", "0"))),
    )


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.split("\n") if line.strip())


def _read_quiz(handler: BaseHandler, number: int) -> Quiz | None:
    """One question; None where nothing of it is filled in. Empty options drop out, and the answer follows its words."""
    text = handler.text_argument
    question, why = text(f"quiz{number}_question"), text(f"quiz{number}_why")
    written = [text(f"quiz{number}_option{place}") for place in range(OPTIONS)]
    if not question and not why and not any(written):
        return None
    chosen = _number(text(f"quiz{number}_answer", "-1"))
    kept = [place for place in range(OPTIONS) if written[place]]
    answer = kept.index(chosen) if chosen in kept else -1
    return Quiz(question=question, options=tuple(written[place] for place in kept), answer=answer, why=why)


def fields_of(lesson: Lesson) -> LessonFields:
    """The form of a lesson that is there."""
    return replace(
        NEW,
        slug=lesson.slug,
        title=lesson.title,
        series=lesson.series,
        order=lesson.order,
        digest=lesson.digest,
        body=lesson.body,
        minutes=lesson.minutes,
        quiz=lesson.quiz,
        sources=lesson.sources,
        to_fill=lesson.to_fill,
        version=lesson.version,
    )


def as_lesson(fields: LessonFields, lesson_id: str) -> Lesson:
    """What the form would become, for a preview."""
    return Lesson(
        id=lesson_id,
        slug=fields.slug,
        title=fields.title,
        series=fields.series,
        order=fields.order,
        digest=fields.digest,
        body=fields.body,
        minutes=max(fields.minutes, 1),
        quiz=tuple(each for each in fields.quiz if each.options),
        sources=fields.sources,
        state=LessonState.DRAFT,
        version=fields.version,
    )


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else -1
