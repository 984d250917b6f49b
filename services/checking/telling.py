"""Having a person told, in the chat, what became of what she handed in. Rows hold her id and words of ours, no text."""

from services.context import Services
from storage.mongo import Session


async def tell(
    services: Services, person_id: str, what: str, reason: str, *, mark: str, session: Session, until: str = ""
) -> None:
    """
    Have her told `what` (a word of wording.checking.TOLD) with a reason, once for each `mark`; `until` is a day that
    stands in it.
    """
    args = {"person": person_id, "what": what, "reason": reason, "until": until}
    await services.outbox.add(f"tell:{what}:{mark}", "tell_person", args, due_at=services.now(), session=session)
