"""
Answers of calls that create something, kept sealed for their repeats: under the family's data key where a person called about
things of her own, which is destroyed when she is erased, else under the master key.
"""

import re
from contextlib import suppress

from bson.binary import Binary

from domain.errors import Invalid, NotFound
from services.context import Services
from storage.api_answers import KeptAnswer
from storage.encryption import family_of

_NAMED = re.compile(r"(?<![0-9A-Za-z])[0-9a-z]{26}(?![0-9A-Za-z])")  # an id of ours


async def keep_answer(services: Services, call: KeptAnswer, body: bytes, *, status: int, etag: str, path: str) -> None:
    """
    Keep what `call` was answered. It can be found by every id that the answer or the `path` of the call names, and goes with
    what lies there. Nothing is kept of somebody who was erased meanwhile. Raises StoreAway.
    """
    about = _NAMED.findall(f"{path} {body.decode()}")
    with suppress(NotFound):
        if call.person:
            sealed = await services.vault.seal_bytes(family_of(call.person), body)
        else:
            sealed = Binary(services.seal.close(body))
        await services.api_answers.keep(call, status=status, etag=etag, sealed=sealed, about=about)


async def kept_answer(services: Services, call: KeptAnswer) -> bytes | None:
    """
    What `call` was answered; None where it is to be done now. Raises Invalid("Idempotency-Key", "gone") where no key opens it
    any more, StoreAway.
    """
    if call.sealed is None:
        return None
    if not call.person:
        body = services.seal.open(bytes(call.sealed))
    else:
        try:
            body = await services.vault.unseal_bytes(call.sealed)
        except NotFound:
            body = None
    if body is None:
        raise Invalid("Idempotency-Key", "gone")
    return body
