"""What an entry must be before it can be kept, and what keeps it from being released."""

import re
from collections.abc import Collection

from domain.knowledge import EntryFields
from domain.recordings import SAID_MOST

QUESTION_MOST, VARIANT_MOST, CATEGORY_MOST, SOURCE_MOST = 80, 120, 30, 200
VARIANTS_MOST, SOURCES_MOST, LESSONS_MOST, MUST_WIN_MOST, TO_FILL_MOST = 60, 20, 10, 30, 10
ANSWER_MOST_BYTES = 1950  # the platform's text holds 2048, and whoever asks is told how to go on
PAGE_MOST = 20_000
TO_DECIDE = "〔"  # stands where a name or a place was taken out, until a person has decided
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_LAW = re.compile(r"《[^》]*(?:法|法典)》")
_ARTICLE = re.compile(r"第[〇零一二三四五六七八九十百千\d]+条")


def problems(
    fields: EntryFields, *, lessons: Collection[str], pictures: Collection[str], recordings: Collection[str]
) -> dict[str, str]:
    """
    What keeps the fields from being kept: a stable word a field ("missing", "too_long", "invalid", "unknown", "article"
    for a law without its article). `lessons` are the slugs that there are, `pictures` and
    `recordings` the ids that may be chosen.
    """
    found = {
        "category": _text(fields.category, CATEGORY_MOST),
        "question": _text(fields.question, QUESTION_MOST),
        "answer": _answer(fields.answer),
        "variants": _lines(fields.variants, VARIANT_MOST, VARIANTS_MOST),
        "page": _text(fields.page, PAGE_MOST) if fields.page else "",
        "sources": _lines(fields.sources, SOURCE_MOST, SOURCES_MOST) or _cited(fields.sources),
        "lessons": _known(fields.lessons, lessons),
        "must_win": _lines(fields.must_win, VARIANT_MOST, MUST_WIN_MOST),
        "picture": "" if not fields.picture or fields.picture in pictures else "unknown",
        "audio": "" if not fields.audio or fields.audio in recordings else "unknown",
        "audio_text": _text(fields.audio_text, SAID_MOST) if fields.audio or fields.audio_text else "",
        "to_fill": _lines(fields.to_fill, SOURCE_MOST, TO_FILL_MOST),
    }
    return {name: problem for name, problem in found.items() if problem}


def left_to_decide(fields: EntryFields) -> list[str]:
    """The fields in which a place is left that was marked for a person to decide."""
    texts = {
        "question": fields.question,
        "answer": fields.answer,
        "variants": "\n".join(fields.variants),
        "page": fields.page,
        "must_win": "\n".join(fields.must_win),
        "audio_text": fields.audio_text,
    }
    return [name for name, text in texts.items() if TO_DECIDE in text]


def _text(text: str, most: int) -> str:
    if not text.strip():
        return "missing"
    if len(text) > most:
        return "too_long"
    return "invalid" if _CONTROL.search(text) else ""


def _answer(text: str) -> str:
    return _text(text, ANSWER_MOST_BYTES) or ("too_long" if len(text.encode()) > ANSWER_MOST_BYTES else "")


def _lines(lines: tuple[str, ...], most: int, many: int) -> str:
    if len(lines) > many:
        return "too_many"
    return next((problem for each in lines if (problem := _text(each, most))), "")


def _cited(sources: tuple[str, ...]) -> str:
    """A law is cited by its article, so that whoever doubts can look it up."""
    return "article" if any(_LAW.search(each) and not _ARTICLE.search(each) for each in sources) else ""


def _known(slugs: tuple[str, ...], lessons: Collection[str]) -> str:
    if len(slugs) > LESSONS_MOST:
        return "too_many"
    return "" if all(each in lessons for each in slugs) else "unknown"
