"""What guardians and donors are told in the chat when a wish moves: a row of the outbox in the move's own transaction."""

from datetime import datetime

from domain.receipts import format_receipt
from domain.wish_life import Party
from domain.wishes import Wish
from services.context import Services
from services.people.telling import send_to
from storage.mongo import Session
from wording import wish_life as say
from wording.dates import day_words
from wording.organisations import TOLD_BATCH


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
    template = TOLD_BATCH.get(event, "") if of_batch else say.TOLD.get((event, str(party)), "")
    if not reader or not template:
        return
    why = dict(services.facts.wish.reasons).get(wish.why, "")
    text = template.format(
        text=wish.text if party is Party.GUARDIAN else wish.public_text,
        receipt=format_receipt(wish.receipt),
        code=wish.code,
        why="。".join(each for each in (why, words) if each),
        day=day_words(wish.due_at),
        url=f"{services.facts.public_url}/h5/certificates/{wish.certificate}",
    )
    key = f"batch:{batch}:{event}" if of_batch else f"wish:{wish.id}:{wish.seq}:{party}"
    await send_to(services, reader, text, key=key, now=now, session=session)
