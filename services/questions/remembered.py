"""The question that somebody asked last in the mini-program, for what is asked on: sealed, for ten minutes."""

from contextlib import suppress

import orjson

from domain.errors import StoreAway
from domain.people import Identity
from services.context import Services
from services.questions.follow_up import Asked


async def before(services: Services, by: Identity | None, text: str) -> Asked | None:
    """
    What a message may ask on; None where nothing is remembered, or can't be read just now. For the same message once more
    it is what was remembered before it, so that a repeat is answered as the first was.
    """
    if by is None:
        return None
    with suppress(StoreAway):
        stored = await services.turns.asked(by.app, by.openid)
        plain = services.seal.open(stored) if stored else None
        if plain is not None:
            last, now, earlier = orjson.loads(plain)
            known = earlier if last == text else now
            return Asked(*known) if known else None
    return None


async def remember(services: Services, by: Identity, text: str, asked: Asked, earlier: Asked | None) -> None:
    """Remember what was asked by this message, and what was remembered then. Without Redis nothing is."""
    told = earlier and (earlier.text, earlier.entry_id)
    sealed = services.seal.close(orjson.dumps([text, (asked.text, asked.entry_id), told]))
    with suppress(StoreAway):
        await services.turns.remember(by.app, by.openid, sealed)
