"""Consents that were withdrawn, kept beside the data keys so that a restore can carry them through again."""

from dataclasses import dataclass
from datetime import datetime

from storage.encryption import vault_of
from storage.mongo import Collection, Database, Session, store_errors


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """Who withdrew her consent for which purpose, the last time, and how."""

    person_id: str
    purpose: str
    at: datetime
    how: str


class WithdrawalStore:
    """The collection `withdrawals` of the key vault: `{_id: person:purpose, person, purpose, at, how}`."""

    def __init__(self, db: Database) -> None:
        self._rows: Collection = vault_of(db)["withdrawals"]

    async def note(self, done: Withdrawal, *, session: Session | None = None) -> None:
        """Keep the newest."""
        row = {"person": done.person_id, "purpose": done.purpose, "at": done.at, "how": done.how}
        await self._rows.update_one(
            {"_id": f"{done.person_id}:{done.purpose}"}, {"$set": row}, upsert=True, session=session
        )

    async def all(self) -> list[Withdrawal]:
        """All of them, the first one first. Raises StoreAway."""
        async with store_errors():
            rows = self._rows.find().sort([("at", 1), ("_id", 1)])
            return [Withdrawal(each["person"], each["purpose"], each["at"], each["how"]) async for each in rows]
