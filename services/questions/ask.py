"""Handing a question to the experts."""

from collections.abc import Sequence
from datetime import datetime

from domain.ids import new_id
from domain.people import Person
from domain.questions import Question, QuestionState
from domain.receipts import new_receipt
from services.context import Services
from storage.encryption import family_of

REPLY_HOURS = 24  # what people are told; in working hours


async def hand_over(
    services: Services, *, by: Person, text: str, suggested: Sequence[str], key: str, now: datetime
) -> Question:
    """
    Keep a question for an expert, its text sealed under the asker's family. The same `key` is the same question.

    Raises StoreAway.
    """
    kept = await services.questions.by_key(key)
    while kept is None:
        question = Question(
            id=new_id(),
            receipt=new_receipt(),
            asker_id=by.id,
            state=QuestionState.OPEN,
            suggested=tuple(suggested),
            region_path=by.region_path,
            asked_at=now,
        )
        sealed = await services.vault.seal(family_of(by.id), {"text": text})
        if await services.questions.insert(question, key=key, sealed=sealed):
            return question
        kept = await services.questions.by_key(key)  # None: only the receipt was in use, so another is drawn
    return kept
