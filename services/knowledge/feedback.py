"""有用 or 没解决: what people say of an answer, counted once a person. She may change her mind."""

from domain.errors import NotFound
from services.context import Services
from services.marks import read_mark, seal_mark
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
    return seal_mark(services, entry_id, app, openid)


def whose(services: Services, entry_id: str, mark: str) -> tuple[str, str] | None:
    """The app and openid of a mark; None for one that isn't ours, or of another entry."""
    parts = read_mark(services, mark)
    return (parts[1], parts[2]) if len(parts) == 3 and parts[0] == entry_id else None
