"""What guardians and donors are told in the chat when a wish moves: a row of the outbox in the move's own transaction."""

from datetime import date, datetime

from domain.receipts import format_receipt
from domain.wish_life import Party
from domain.wishes import Wish
from services.context import Services
from services.people.telling import send_to
from services.wishes.company import is_company
from storage.mongo import Session
from wording import wish_life as say
from wording.company import PLACES
from wording.company import TOLD_FIRST as COMPANY_TOLD
from wording.dates import day_words
from wording.organisations import TOLD_BATCH
from wording.sharing import TELLS_GUARDIAN
from wording.sharing import TO_GUARDIAN as SHARED_TO_GUARDIAN


def meeting_words(wish: Wish) -> str:
    """The day of a meeting and what kind of place it is; empty before there is one."""
    if not wish.meet_on:
        return ""
    day = date.fromisoformat(wish.meet_on)
    return f"{day.month} 月 {day.day} 日，{PLACES.get(wish.meet_at, '')}"


async def tell(
    services: Services,
    wish: Wish,
    event: str,
    party: Party,
    reader: str,
    *,
    now: datetime,
    session: Session,
    words: str = "",
    batch: str = "",
) -> None:
    """
    Have a person told of an event, once: as a customer-service message outside the quiet hours, or with her next reply.
    A donor is told nothing that stands in the guardian's own words; of a `batch` of an organisation's she hears once, and
    only where something is to be done. Raises StoreAway.
    """
    of_batch = bool(batch) and party is Party.DONOR
    company = COMPANY_TOLD.get((event, str(party)), "") if is_company(services, wish) else ""
    template = TOLD_BATCH.get(event, "") if of_batch else company or say.TOLD.get((event, str(party)), "")
    if not reader or not template:
        return
    why = dict(services.facts.wish.reasons).get(wish.why, "")
    text = template.format(
        text=wish.text if party is Party.GUARDIAN else wish.public_text,
        receipt=format_receipt(wish.receipt),
        code=wish.code,
        why="。".join(each for each in (why, words) if each),
        day=day_words(wish.due_at),
        meeting=meeting_words(wish),
        url=f"{services.facts.public_url}/h5/certificates/{wish.certificate}",
    )
    if party is Party.GUARDIAN and wish.sharers and event in TELLS_GUARDIAN:
        text = f"{text}\n{SHARED_TO_GUARDIAN}"
    key = f"batch:{batch}:{event}" if of_batch else f"wish:{wish.id}:{wish.seq}:{party}"
    await send_to(services, reader, text, key=key, now=now, session=session)
