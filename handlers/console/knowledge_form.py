"""An entry's form: read from a request, and what is wrong with it."""

from domain.knowledge import EntryFields
from handlers.base import BaseHandler
from services.knowledge.cleaning import cleaned

NEW = EntryFields(category="", question="", answer="")
MOST = {"answer": 20_000, "variants": 20_000, "page": 100_000, "valid_until": 20, "picture": 26, "audio": 26}
TEXTS = (
    "category",
    "question",
    "answer",
    "variants",
    "page",
    "sources",
    "must_win",
    "to_fill",
    "valid_until",
    "picture",
    "audio",
    "audio_text",
)


def read_fields(handler: BaseHandler) -> tuple[EntryFields, dict[str, str]]:
    """What the form holds, and what can't be read of it: a date that is none."""
    texts = {name: handler.text_argument(name, most=MOST.get(name, 10_000)) for name in TEXTS}
    lessons = "\n".join(each for each in handler.get_arguments("lessons")[:20] if each)
    fields, unread = cleaned(texts | {"lessons": lessons, "age": handler.text_argument("age", most=20)})
    unread.pop("age", None)  # the form offers no others: it is any
    return fields, unread
