"""An entry's form: read from a request, and what is wrong with it."""

from dataclasses import replace
from datetime import date

from domain.knowledge import Age, EntryFields
from handlers.base import BaseHandler

NEW = EntryFields(category="", question="", answer="")


def read_fields(handler: BaseHandler) -> tuple[EntryFields, dict[str, str]]:
    """What the form holds, and what can't be read of it: a date that is none."""
    text = handler.text_argument
    age, until = text("age", most=20), text("valid_until", most=20).strip()
    fields = EntryFields(
        category=" ".join(text("category").split()),
        question=" ".join(text("question").split()),
        answer=text("answer", most=20_000).strip(),
        variants=_lines(text("variants", most=20_000)),
        page=text("page", most=100_000).strip(),
        age=Age(age) if age in set(Age) else Age.ANY,
        sources=_lines(text("sources")),
        lessons=tuple(each for each in handler.get_arguments("lessons")[:20] if each),
        must_win=_lines(text("must_win")),
        to_fill=_lines(text("to_fill")),
    )
    try:
        return replace(fields, valid_until=date.fromisoformat(until) if until else None), {}
    except ValueError:
        return fields, {"valid_until": "invalid"}


def _lines(text: str) -> tuple[str, ...]:
    """One a line, each once, in their order."""
    return tuple(dict.fromkeys(line.strip() for line in text.split("\n") if line.strip()))
