"""What an editor writes, out of plain texts: of a form's fields or of a sheet's cells."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from domain.knowledge import Age, EntryFields

LISTS = ("variants", "sources", "lessons", "must_win", "to_fill")
WORDS = ("category", "question")


def cleaned(texts: Mapping[str, str]) -> tuple[EntryFields, dict[str, str]]:
    """
    The fields, lists one a line, and what can't be read: an age ("unknown") or a date ("invalid") that is none. An age
    that isn't said is any.
    """
    text = {name: value.replace("\r\n", "\n").strip() for name, value in texts.items()}
    text |= {name: " ".join(text.get(name, "").split()) for name in WORDS}
    fields = EntryFields(
        category=text["category"],
        question=text["question"],
        answer=text.get("answer", ""),
        page=text.get("page", ""),
        variants=lines(text.get("variants", "")),
        sources=lines(text.get("sources", "")),
        lessons=lines(text.get("lessons", "")),
        must_win=lines(text.get("must_win", "")),
        to_fill=lines(text.get("to_fill", "")),
        picture=text.get("picture", ""),
        audio=text.get("audio", ""),
        audio_text=text.get("audio_text", ""),
    )
    unread = {}
    age, until = text.get("age", ""), text.get("valid_until", "")
    if age in set(Age):
        fields = replace(fields, age=Age(age))
    elif age:
        unread["age"] = "unknown"
    try:
        fields = replace(fields, valid_until=date.fromisoformat(until) if until else None)
    except ValueError:
        unread["valid_until"] = "invalid"
    return fields, unread


def lines(text: str) -> tuple[str, ...]:
    """One a line, each once, in their order."""
    return tuple(dict.fromkeys(line.strip() for line in text.split("\n") if line.strip()))
