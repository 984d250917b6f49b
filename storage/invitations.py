"""Links by which a member of staff sets a password: one at a time for each, good once and for a while."""

from dataclasses import dataclass
from datetime import datetime

from storage.mongo import Collection, Database, Document, Session, store_errors


@dataclass(frozen=True, slots=True)
class Invitation:
    """A link that was given out. `id` is the digest of its token, which is kept nowhere; `by` who made it."""

    id: str
    staff_id: str
    by: str
    expires_at: datetime


class InvitationStore:
    """The collection `staff_invitations`."""

    def __init__(self, db: Database) -> None:
        self._invitations: Collection = db["staff_invitations"]

    async def put(self, invitation: Invitation, *, session: Session) -> None:
        """Keep it; an earlier one of the same member of staff opens nothing any more."""
        async with store_errors():
            await self.drop(invitation.staff_id, session=session)
            await self._invitations.insert_one(
                {
                    "_id": invitation.id,
                    "staff": invitation.staff_id,
                    "by": invitation.by,
                    "expires_at": invitation.expires_at,
                },
                session=session,
            )

    async def get(self, invitation_id: str, *, now: datetime) -> Invitation | None:
        """The invitation, or None when there is none that is still good."""
        async with store_errors():
            document = await self._invitations.find_one({"_id": invitation_id, "expires_at": {"$gt": now}})
        return _to_invitation(document) if document else None

    async def of(self, staff_id: str, *, now: datetime) -> Invitation | None:
        """Her open invitation, or None."""
        async with store_errors():
            document = await self._invitations.find_one({"staff": staff_id, "expires_at": {"$gt": now}})
        return _to_invitation(document) if document else None

    async def take(self, invitation_id: str, *, now: datetime, session: Session) -> Invitation | None:
        """Use it up: whoever takes it first gets it, anybody after that None."""
        which = {"_id": invitation_id, "expires_at": {"$gt": now}}
        async with store_errors():
            document = await self._invitations.find_one_and_delete(which, session=session)
        return _to_invitation(document) if document else None

    async def drop(self, staff_id: str, *, session: Session) -> None:
        """Her open invitation, if there is one, opens nothing any more."""
        async with store_errors():
            await self._invitations.delete_many({"staff": staff_id}, session=session)


def _to_invitation(document: Document) -> Invitation:
    return Invitation(document["_id"], document["staff"], document["by"], document["expires_at"])
