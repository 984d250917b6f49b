"""Having a person told, in the chat, what became of what she handed in."""

from services.context import Services
from services.people.telling import send_to
from storage.mongo import Session
from wording.checking import told


async def tell(
    services: Services, person_id: str, what: str, reason: str, *, mark: str, session: Session, until: str = ""
) -> None:
    """
    Have her told `what` (a word of wording.checking.TOLD) with a reason, once for each `mark`; `until` is a day that
    stands in it.
    """
    words = told(what, reason=reason, until=until)
    await send_to(services, person_id, words, key=f"{what}:{mark}", now=services.now(), session=session)
