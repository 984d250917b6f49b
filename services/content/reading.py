"""Reading content/: every file against its schema, and what one says of another against the other."""

import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, TypeAdapter, ValidationError

from domain.calendar import Calendar
from domain.knowledge import EntryFields
from services.content.models import (
    BookingsFile,
    ConsentText,
    Content,
    HolidaysFile,
    Hotline,
    KnowledgeFile,
    Law,
    LessonItem,
    Menu,
    QuestionsFile,
    RegionsFile,
    SeriesItem,
    Texts,
    WishForm,
)

Model = TypeVar("Model", bound=BaseModel)
_NAMED_LAW = re.compile(r"《[^》]+》")


class BadContent(Exception):
    """A file of content/ can't be taken. The text names the file and what is wrong."""


def load(folder: Path) -> Content:
    """
    Everything in `folder`, checked.

    Raises BadContent for a file that isn't there, doesn't fit its schema, or contradicts another.
    """
    series = _list(folder / "series.yaml", SeriesItem)
    lessons = [_one(each, LessonItem) for each in _files(folder / "lessons", "*/*.yaml")]
    knowledge = [_one(each, KnowledgeFile) for each in _files(folder / "knowledge", "*.yaml")]
    consents = [_one(each, ConsentText) for each in _files(folder / "consents", "*.yaml")]
    laws = _list(folder / "laws.yaml", Law)
    entries = [entry for each in knowledge for entry in each.fields()]
    regions = _one(folder / "regions.yaml", RegionsFile).province.flat()
    _unique("region code", (each.code for each in regions))
    _unique("series", (each.slug for each in series))
    _unique("lesson", (each.slug for each in lessons))
    _unique("place in a series", (f"{each.series} {each.order}" for each in lessons))
    _unique("knowledge entry", (entry_id for entry_id, _ in entries))
    _unique("question", (each.question for _, each in entries))
    _unique("question to be won", (text for _, each in entries for text in each.must_win))
    _unique("law", (each.name for each in laws))
    _known_series(lessons, {each.slug for each in series})
    _known_laws(lessons, entries, laws)
    _known_lessons(entries, {each.slug for each in lessons})
    return Content(
        regions=tuple(regions),
        menu=_one(folder / "menu.yaml", Menu),
        series=tuple(each.to_domain() for each in series),
        lessons=tuple(each.fields() for each in lessons),
        entries=dict(entries),
        wish_form=_one(folder / "forms" / "wish.yaml", WishForm),
        consents={each.id: each for each in consents},
        hotlines=tuple(_list(folder / "hotlines.yaml", Hotline)),
        texts=_one(folder / "texts.yaml", Texts),
        laws=tuple(laws),
        calendar=_calendar(folder / "holidays.yaml"),
        promise=_one(folder / "questions.yaml", QuestionsFile).to_domain(),
        booking=_one(folder / "bookings.yaml", BookingsFile).to_domain(),
    )


def _calendar(file: Path) -> Calendar:
    try:
        return _one(file, HolidaysFile).to_domain()
    except ValueError as error:
        raise BadContent(f"{file.name}: {error}") from None


def _known_series(lessons: Iterable[LessonItem], known: set[str]) -> None:
    for lesson in lessons:
        if lesson.series not in known:
            raise BadContent(f"lessons: {lesson.slug} belongs to {lesson.series}, which series.yaml doesn't have")


def _known_lessons(entries: Iterable[tuple[str, EntryFields]], known: set[str]) -> None:
    for entry_id, entry in entries:
        for slug in entry.lessons:
            if slug not in known:
                raise BadContent(f"{entry_id}: goes on to the lesson {slug}, which lessons/ doesn't have")


def _known_laws(lessons: Iterable[LessonItem], entries: Iterable[tuple[str, EntryFields]], laws: Iterable[Law]) -> None:
    """A source in 《》 is a law of laws.yaml, so that a misspelt name is found."""
    known = {each.name for each in laws} | {each.short for each in laws}
    cited = [(each.slug, source) for each in lessons for source in each.sources]
    cited += [(entry_id, source) for entry_id, each in entries for source in each.sources]
    for where, source in cited:
        for name in _NAMED_LAW.findall(source):
            if name not in known:
                raise BadContent(f"{where}: cites {name}, which laws.yaml doesn't have")


def _unique(what: str, names: Iterable[str]) -> None:
    double = [name for name, count in Counter(names).items() if count > 1]
    if double:
        raise BadContent(f"twice the same {what}: {', '.join(sorted(double)[:5])}")


def _files(folder: Path, pattern: str) -> list[Path]:
    found = sorted(folder.glob(pattern))
    if not found:
        raise BadContent(f"{folder.name}/{pattern}: no such file")
    return found


def _read(file: Path) -> Any:
    try:
        with file.open(encoding="utf-8") as text:
            return yaml.load(text, Loader=yaml.CSafeLoader)  # the C twin of SafeLoader
    except OSError as error:
        raise BadContent(f"{file.name}: {error.strerror}") from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise BadContent(f"{file.name}: {' '.join(str(error).split())}") from None


def _one(file: Path, model: type[Model]) -> Model:
    try:
        return model.model_validate(_read(file))
    except ValidationError as error:
        raise BadContent(_words(file, error)) from None


def _list(file: Path, model: type[Model]) -> list[Model]:
    try:
        return TypeAdapter(list[model]).validate_python(_read(file))  # type: ignore[valid-type]
    except ValidationError as error:
        raise BadContent(_words(file, error)) from None


def _words(file: Path, error: ValidationError) -> str:
    first = error.errors(include_url=False)[0]
    where = ".".join(str(each) for each in first["loc"])
    return f"{file.parent.name}/{file.name}: {where}: {first['msg']}"
