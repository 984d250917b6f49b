"""Handing a question to the experts."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

from domain.errors import StoreAway
from domain.ids import new_id
from domain.people import Person
from domain.questions import Question, QuestionState
from domain.receipts import new_receipt
from services.context import Services
from services.settings.current import calendar
from storage.encryption import family_of


async def hand_over(
    services: Services,
    *,
    by: Person,
    text: str,
    suggested: Sequence[str],
    key: str,
    now: datetime,
    unnamed: bool = False,
) -> Question:
    """
    Keep a question for an expert, its text sealed under the asker's family; a worker gives it to one. The same `key` is
    the same question. With `unnamed` no colleague learns who asks.

    Raises StoreAway.
    """
    kept = await services.questions.by_key(key)
    while kept is None:
        question = _question(services, by, text, suggested, now, unnamed=unnamed)
        sealed = await services.vault.seal(family_of(by.id), {"text": text})
        if await services.questions.insert(question, key=key, sealed=sealed):
            await _wake(services, question, now)
            return question
        kept = await services.questions.by_key(key)  # None: only the receipt was in use, so another is drawn
    return kept


def hours_for(services: Services, question: Question) -> str:
    """Within how many working hours it is answered, as people are told."""
    promise = services.facts.promise
    return f"{promise.urgent_hours if question.urgent else promise.hours:g}"


def _question(
    services: Services, by: Person, text: str, suggested: Sequence[str], now: datetime, *, unnamed: bool
) -> Question:
    urgent = services.facts.promise.is_urgent(text)
    ids = suggested or services.answers.find(text).ids
    nearest = services.answers.entry(ids[0]) if ids else None
    return Question(
        id=new_id(),
        receipt=new_receipt(),
        asker_id=by.id,
        state=QuestionState.OPEN,
        suggested=tuple(ids),
        region_path=by.region_path,
        asked_at=now,
        topic=nearest.category if nearest else "",
        urgent=urgent,
        unnamed=unnamed,
        due_at=services.facts.promise.due(now, calendar(services), urgent=urgent),
    )


async def _wake(services: Services, question: Question, now: datetime) -> None:
    """Have it given at once; what is lost here the workers' round finds."""
    row = f"give_question:{question.id}"
    with suppress(StoreAway):
        await services.outbox.add(row, "give_questions", {}, due_at=now)
        await services.wake(row)
