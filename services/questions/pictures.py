"""
Pictures in the conversation about a question: drawn anew, so that nothing of what a camera writes into a file stays, and
kept with their message, sealed under the family key of whoever has asked.
"""

import base64
import hashlib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

from bson.binary import Binary

from domain.errors import Invalid, NotFound
from domain.questions import MessagePicture, Question
from services.content.pictures import redrawn
from services.context import Services
from storage.encryption import family_of
from storage.mongo import Session

SIDE, SMALL = 1600, 240
MOST = 30  # of one question, hers and the experts' together
DATA = "data:image/jpeg;base64,"


@dataclass(frozen=True, slots=True)
class Prepared:
    """A picture that is ready to be kept: what is known of it, and what it shows, large and small, sealed."""

    facts: MessagePicture
    sealed: Binary
    small: Binary


async def prepare(services: Services, question: Question, content: bytes) -> Prepared:
    """
    A picture (PNG, JPEG, WebP, GIF or BMP that doesn't move) for a message about this question.

    Raises Invalid("picture", "not_a_picture" | "too_large" | "moves" | "too_many"), StoreAway.
    """
    if await services.thread_pictures.count(question.id) >= MOST:
        raise Invalid("picture", "too_many")
    made, (width, height) = await redrawn(content, side=SIDE)
    small, _ = await redrawn(made, side=SMALL)
    family = family_of(question.asker_id)
    return Prepared(
        MessagePicture(len(made), width, height, hashlib.sha256(made).hexdigest()),
        await services.vault.seal(family, {"content": base64.b64encode(made).decode()}),
        await services.vault.seal(family, {"content": base64.b64encode(small).decode()}),
    )


async def keep(services: Services, question: Question, message_id: str, ready: Prepared, *, session: Session) -> None:
    """
    Write it beside its message, once the question has counted that: two at once come one after the other. Raises
    Invalid("picture", "too_many").
    """
    if await services.thread_pictures.count(question.id, session=session) >= MOST:
        raise Invalid("picture", "too_many")
    await services.thread_pictures.insert(
        message_id, question=question.id, sealed=ready.sealed, small=ready.small, session=session
    )


async def content_of(services: Services, message_id: str) -> bytes:
    """The JPEG. Raises NotFound, also once her family was erased; StoreAway."""
    facts = await services.vault.unseal(await services.thread_pictures.sealed(message_id))
    return base64.b64decode(str(facts["content"]))


async def small_ones(services: Services, question_id: str) -> Mapping[str, str]:
    """
    Those of a question by message, as small as a page shows them, to stand within it: whoever may read the page sees them,
    and no address leads to them. Raises StoreAway.
    """
    found = {}
    for message_id, sealed in (await services.thread_pictures.small(question_id)).items():
        with suppress(NotFound):
            found[message_id] = f"{DATA}{(await services.vault.unseal(sealed))['content']}"
    return found
