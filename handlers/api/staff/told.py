"""Stories of questions and cases, as programs of staff read them: nobody who asks for help is named by her id."""

from datetime import datetime

from pydantic import JsonValue

from handlers.api.operation import Model
from storage.events import Event

PERSON = "person"  # stands for the id of whoever asked or wrote


class ToldEvent(Model):
    """Something that happened; `by` is a colleague's id, "person" for whoever asked or wrote, or "system"."""

    kind: str
    by: str
    at: datetime
    facts: dict[str, JsonValue]


def told(event: Event, person_id: str) -> ToldEvent:
    """An event as programs read it."""
    return ToldEvent(kind=event.kind, by=actor(event.actor, person_id), at=event.at, facts=dict(event.data))


def actor(by: str, person_id: str) -> str:
    """Who it was, without the person's id."""
    return PERSON if by == person_id else by
