"""Personal access tokens of staff: what programs of theirs call with."""

from dataclasses import dataclass
from datetime import datetime

from domain.errors import NotFound
from domain.staff import Permission
from storage.mongo import Collection, Database, Document, Session, store_errors


@dataclass(frozen=True, slots=True)
class StaffToken:
    """
    A token of a member of staff. `digest` is all that is kept of its secret; `may` what it is for, of which only what its
    owner may herself counts. `used_on` is the last day (YYYY-MM-DD, UTC) on which it was used, or empty.
    """

    id: str
    digest: str
    staff_id: str
    name: str
    may: frozenset[Permission]
    made_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None
    used_on: str = ""

    def holds_at(self, moment: datetime) -> bool:
        """Whether it opens anything at `moment`."""
        return self.revoked_at is None and moment < self.expires_at


class StaffTokenStore:
    """The collection `staff_tokens`; unique on `digest`."""

    def __init__(self, db: Database) -> None:
        self._tokens: Collection = db["staff_tokens"]

    async def insert(self, token: StaffToken, *, session: Session | None = None) -> None:
        """Keep a new token. Raises StoreAway."""
        async with store_errors():
            await self._tokens.insert_one(
                {
                    "_id": token.id,
                    "digest": token.digest,
                    "staff": token.staff_id,
                    "name": token.name,
                    "may": sorted(token.may),
                    "made_at": token.made_at,
                    "expires_at": token.expires_at,
                    "revoked_at": token.revoked_at,
                    "used_on": token.used_on,
                },
                session=session,
            )

    async def by_digest(self, digest: str) -> StaffToken | None:
        """The token with this digest, whether it still holds or not; None where there is none."""
        async with store_errors():
            document = await self._tokens.find_one({"digest": digest})
        return _to_token(document) if document else None

    async def get(self, token_id: str) -> StaffToken:
        """The token; raises NotFound."""
        async with store_errors():
            document = await self._tokens.find_one({"_id": token_id})
        if document is None:
            raise NotFound
        return _to_token(document)

    async def of(self, staff_id: str, *, most: int = 100) -> list[StaffToken]:
        """Somebody's tokens, the newest first."""
        async with store_errors():
            cursor = self._tokens.find({"staff": staff_id}).sort("_id", -1).limit(most)
            return [_to_token(each) async for each in cursor]

    async def revoke(self, token_id: str, *, now: datetime, session: Session | None = None) -> bool:
        """End a token; False where it was ended before."""
        async with store_errors():
            result = await self._tokens.update_one(
                {"_id": token_id, "revoked_at": None}, {"$set": {"revoked_at": now}}, session=session
            )
        return result.modified_count == 1

    async def used(self, token_id: str, *, day: str) -> None:
        """Note the day of its last use; an earlier one than is kept changes nothing."""
        async with store_errors():
            await self._tokens.update_one({"_id": token_id, "used_on": {"$lt": day}}, {"$set": {"used_on": day}})


def _to_token(document: Document) -> StaffToken:
    return StaffToken(
        id=document["_id"],
        digest=document["digest"],
        staff_id=document["staff"],
        name=document["name"],
        may=frozenset(Permission(each) for each in document["may"] if each in _KNOWN),
        made_at=document["made_at"],
        expires_at=document["expires_at"],
        revoked_at=document["revoked_at"],
        used_on=document["used_on"],
    )


_KNOWN = frozenset(Permission)  # a permission that a release has dropped opens nothing
