"""Consents: who agreed to what, when, to which text, and how."""

from collections.abc import Sequence
from datetime import date, datetime

from domain.consents import Consent, Paper, Relation
from storage.mongo import Collection, Database, Document, Session, store_errors

__all__ = ["Consent", "ConsentStore"]


class ConsentStore:
    """The collection `consents`: a row a consent, which stays when it is withdrawn."""

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
                "withdrawn_how": consent.withdrawn_how,
                **_of_paper(consent.paper),
            },
            session=session,
        )

    async def of(self, person_id: str) -> list[Consent]:
        """All consents of a person, the newest first."""
        return await self.of_all([person_id])

    async def of_all(self, person_ids: Sequence[str]) -> list[Consent]:
        """All consents given under any of these ids, the newest first. Raises StoreAway."""
        async with store_errors():
            cursor = self._consents.find({"person": {"$in": list(person_ids)}}).sort("_id", -1)
            return [_to_consent(each) async for each in cursor]

    async def rely_on(self, consent_id: str, *, now: datetime, session: Session) -> bool:
        """
        Whether the consent still holds, for what is written under it in the same transaction: a withdrawal at that very moment
        comes before or after it, never beside it.
        """
        done = await self._consents.update_one(
            {"_id": consent_id, "withdrawn_at": None}, {"$set": {"relied_on_at": now}}, session=session
        )
        return done.matched_count == 1

    async def withdraw(
        self, person_ids: Sequence[str], purpose: str, *, how: str, now: datetime, session: Session | None = None
    ) -> int:
        """Those for one purpose that were given by `now` hold no longer; how many did. Raises StoreAway."""
        which = {
            "person": {"$in": list(person_ids)},
            "purpose": purpose,
            "withdrawn_at": None,
            "given_at": {"$lte": now},
        }
        async with store_errors():
            done = await self._consents.update_many(
                which, {"$set": {"withdrawn_at": now, "withdrawn_how": how}}, session=session
            )
        return done.modified_count


def _to_consent(document: Document) -> Consent:
    return Consent(
        id=document["_id"],
        person_id=document["person"],
        purpose=document["purpose"],
        text=document["text"],
        how=document["how"],
        about=document["about"],
        given_at=document["given_at"],
        withdrawn_at=document["withdrawn_at"],
        withdrawn_how=document.get("withdrawn_how", ""),
        paper=_to_paper(document.get("paper")),
    )


def _of_paper(paper: Paper | None) -> Document:
    if paper is None:
        return {}
    signed, relation = paper.signed.isoformat(), str(paper.relation)
    return {"paper": {"signed": signed, "relation": relation, "box": paper.box, "by": paper.by}}


def _to_paper(stored: Document | None) -> Paper | None:
    if not stored:
        return None
    return Paper(date.fromisoformat(stored["signed"]), Relation(stored["relation"]), stored["box"], stored["by"])
