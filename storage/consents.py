"""Consents: who agreed to what, when, to which text, and how."""

from dataclasses import dataclass
from datetime import datetime

from storage.mongo import Collection, Database, Session


@dataclass(frozen=True, slots=True)
class Consent:
    """
    A consent by purpose (《个人信息保护法》第十四条、第二十九条、第三十一条). `text` names the version that was shown
    ("child_wish.v1"), `how` the way in which it was given ("chat", "console", "paper").
    """

    id: str
    person_id: str
    purpose: str
    text: str
    how: str
    given_at: datetime
    about: str = ""
    withdrawn_at: datetime | None = None


class ConsentStore:
    """The collection `consents`."""

    def __init__(self, db: Database) -> None:
        self._consents: Collection = db["consents"]

    async def insert(self, consent: Consent, *, session: Session | None = None) -> None:
        """Write down a consent."""
        await self._consents.insert_one(
            {
                "_id": consent.id,
                "person": consent.person_id,
                "purpose": consent.purpose,
                "text": consent.text,
                "how": consent.how,
                "about": consent.about,
                "given_at": consent.given_at,
                "withdrawn_at": consent.withdrawn_at,
            },
            session=session,
        )

    async def of(self, person_id: str) -> list[Consent]:
        """All consents of a person, the newest first."""
        cursor = self._consents.find({"person": person_id}).sort("_id", -1)
        return [
            Consent(
                id=each["_id"],
                person_id=each["person"],
                purpose=each["purpose"],
                text=each["text"],
                how=each["how"],
                about=each["about"],
                given_at=each["given_at"],
                withdrawn_at=each["withdrawn_at"],
            )
            async for each in cursor
        ]
