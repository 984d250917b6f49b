"""What a lesson must be before it can be kept, and before people may read it."""

import re
from dataclasses import dataclass

from domain.lessons import DIGEST_MOST, TITLE_MOST, Quiz

SLUG_MOST = 60
BODY_MOST = 20_000
MINUTES_MOST = 60
SOURCE_MOST = 200
SOURCES_MOST = 20
TO_FILL_MOST = 10
QUIZ_COUNT = 2
QUIZ_TEXT_MOST = 120
OPTIONS_LEAST, OPTIONS_MOST = 2, 4
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class LessonFields:
    """
    What an editor fills in. `version` is that of the lesson she saw, 0 for a new one: whoever saves on top of somebody
    else's change is told so.
    """

    slug: str
    title: str
    series: str
    order: int
    digest: str
    body: str
    minutes: int
    quiz: tuple[Quiz, ...]
    sources: tuple[str, ...]
    version: int = 0
    to_fill: tuple[str, ...] = ()


def problems(fields: LessonFields, *, series: frozenset[str]) -> dict[str, str]:
    """
    What keeps the fields from being kept: a stable word a field ("missing", "too_long", "out_of_range", "invalid",
    "unknown"). `series` are the slugs that there are.
    """
    found = {
        "slug": _slug(fields.slug),
        "title": _text(fields.title, TITLE_MOST),
        "digest": _text(fields.digest, DIGEST_MOST),
        "series": "" if fields.series in series else "unknown",
        "order": "" if 0 <= fields.order <= 9999 else "out_of_range",
        "minutes": "" if 1 <= fields.minutes <= MINUTES_MOST else "out_of_range",
        "body": _text(fields.body, BODY_MOST),
        "sources": _lines(fields.sources, SOURCES_MOST),
        "to_fill": _lines(fields.to_fill, TO_FILL_MOST),
        "quiz": _quiz(fields.quiz),
    }
    return {name: problem for name, problem in found.items() if problem}


def _slug(slug: str) -> str:
    if not slug:
        return "missing"
    if len(slug) > SLUG_MOST:
        return "too_long"
    return "" if _SLUG.fullmatch(slug) else "invalid"


def _text(text: str, most: int) -> str:
    if not text.strip():
        return "missing"
    if len(text) > most:
        return "too_long"
    return "invalid" if _CONTROL.search(text) else ""


def _lines(lines: tuple[str, ...], most: int) -> str:
    if len(lines) > most:
        return "too_long"
    return next((problem for each in lines if (problem := _text(each, SOURCE_MOST))), "")


def _quiz(quiz: tuple[Quiz, ...]) -> str:
    if len(quiz) > QUIZ_COUNT:
        return "too_long"
    for each in quiz:
        if not OPTIONS_LEAST <= len(each.options) <= OPTIONS_MOST:
            return "out_of_range"
        if not 0 <= each.answer < len(each.options):
            return "invalid"
        for text in (each.question, each.why, *each.options):
            if problem := _text(text, QUIZ_TEXT_MOST):
                return problem
    return ""
