"""Codes that people read out are short: whoever tries them one after the other is told to wait."""

from contextlib import suppress

from domain.errors import StoreAway, TooMany
from handlers.base import BaseHandler

TRIES_A_MINUTE = 60  # of an address: many phones share one


def address_of(handler: BaseHandler) -> str:
    """From which address a call comes, as it may stand in Redis."""
    return handler.services.seal.digest(f"address:{handler.request.remote_ip}")[:32]


async def count_try(handler: BaseHandler) -> None:
    """Count that a code was tried. Raises TooMany; without Redis nobody is counted."""
    services = handler.services
    with suppress(StoreAway):
        tries, left = await services.call_rates.count(f"{address_of(handler)}:code", now=services.now())
        if tries > TRIES_A_MINUTE:
            raise TooMany(left)
