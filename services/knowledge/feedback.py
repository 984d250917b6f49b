"""有用 or 没解决: what people say of an answer, counted once a person. She may change her mind."""

import base64
import binascii

from domain.errors import NotFound
from services.context import Services
from storage.mongo import Session, in_transaction

USEFUL, UNSOLVED = "useful", "unsolved"


async def say(services: Services, entry_id: str, *, app: str, openid: str, useful: bool) -> None:
    """Count it; the same again counts nothing. Raises NotFound where there is no such entry, StoreAway."""
    word = USEFUL if useful else UNSOLVED
    now = services.now()

    async def write(session: Session) -> None:
        before = await services.feedback.say(entry_id, word, app=app, openid=openid, now=now, session=session)
        if before == word:
            return
        changes = {word: 1} | ({before: -1} if before else {})
        if not await services.knowledge.said(entry_id, changes, session=session):
            raise NotFound

    await in_transaction(services.db, write)


def mark_of(services: Services, entry_id: str, *, app: str, openid: str) -> str:
    """What stands in a link to the page of an answer, so that a tap there counts as hers; it tells nobody who she is."""
    plain = f"{entry_id}\n{app}\n{openid}".encode()
    return base64.urlsafe_b64encode(services.seal.close(plain)).decode().rstrip("=")


def whose(services: Services, entry_id: str, mark: str) -> tuple[str, str] | None:
    """The app and openid of a mark; None for one that isn't ours, or of another entry."""
    try:
        plain = services.seal.open(base64.b64decode(mark + "=" * (-len(mark) % 4), altchars=b"-_", validate=True))
    except (binascii.Error, ValueError):
        return None
    parts = plain.decode(errors="replace").split("\n") if plain else []
    return (parts[1], parts[2]) if len(parts) == 3 and parts[0] == entry_id else None
