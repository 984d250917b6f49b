"""Sign-ins of people from the mini-program, and the tokens of each: digests, never the secrets."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from storage.mongo import Collection, Database, Document, Session, store_errors


class TokenKind(StrEnum):
    """What a token opens: calls, or the next pair of tokens."""

    ACCESS = "access"
    REFRESH = "refresh"


@dataclass(frozen=True, slots=True)
class PersonSession:
    """A sign-in, and all tokens that have come of it. `seen_at` is when the last pair was given out."""

    id: str
    person_id: str
    made_at: datetime
    seen_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class PersonToken:
    """
    A token by its `digest`: it opens until `expires_at`, and is known until `kept_until`, so that words in danger that come
    with an old one still name her. A refresh token has a `used_at` once it was changed for the next pair.
    """

    digest: str
    kind: TokenKind
    session_id: str
    person_id: str
    expires_at: datetime
    kept_until: datetime
    used_at: datetime | None = None


class PersonSessionStore:
    """
    The collections `person_sessions` and `person_tokens`; a token's `_id` is its digest. The database drops a token a day
    after its row's `expires_at`, which is `kept_until` here; it opens nothing after `opens_until`.
    """

    def __init__(self, db: Database) -> None:
        self._sessions: Collection = db["person_sessions"]
        self._tokens: Collection = db["person_tokens"]

    async def open(self, opened: PersonSession, tokens: Iterable[PersonToken], *, session: Session) -> None:
        """Keep a new sign-in with its first pair."""
        await self._sessions.insert_one(
            {
                "_id": opened.id,
                "person": opened.person_id,
                "made_at": opened.made_at,
                "seen_at": opened.seen_at,
                "expires_at": opened.expires_at,
            },
            session=session,
        )
        await self._tokens.insert_many([_document(each) for each in tokens], session=session)

    async def token(self, digest: str) -> PersonToken | None:
        """The token, whether it still holds or not; None where there is none."""
        async with store_errors():
            document = await self._tokens.find_one({"_id": digest})
        return _to_token(document) if document else None

    async def holds(self, session_id: str, *, now: datetime) -> bool:
        """Whether the sign-in is there, neither ended nor run out."""
        async with store_errors():
            found = await self._sessions.find_one({"_id": session_id, "expires_at": {"$gt": now}}, {"_id": 1})
        return found is not None

    async def use(self, token: PersonToken, *, now: datetime, session: Session) -> bool:
        """Change a refresh token for the next pair; False where that was done before. One of all who try gets it."""
        result = await self._tokens.update_one(
            {"_id": token.digest, "used_at": None}, {"$set": {"used_at": now}}, session=session
        )
        return result.modified_count == 1

    async def go_on(
        self, session_id: str, tokens: Iterable[PersonToken], *, now: datetime, until: datetime, session: Session
    ) -> bool:
        """Keep the next pair of a sign-in; False where it has been ended."""
        result = await self._sessions.update_one(
            {"_id": session_id}, {"$set": {"seen_at": now, "expires_at": until}}, session=session
        )
        if result.matched_count == 0:
            return False
        await self._tokens.insert_many([_document(each) for each in tokens], session=session)
        return True

    async def end(self, session_id: str, *, session: Session) -> None:
        """Neither the sign-in nor any of its tokens is there any more. Twice is the same as once."""
        await self._sessions.delete_one({"_id": session_id}, session=session)
        await self._tokens.delete_many({"session": session_id}, session=session)

    async def of(self, person_id: str, *, now: datetime, most: int = 100) -> list[PersonSession]:
        """Her sign-ins that still hold, the newest first."""
        which = {"person": person_id, "expires_at": {"$gt": now}}
        async with store_errors():
            return [_to_session(each) async for each in self._sessions.find(which).sort("_id", -1).limit(most)]


def _document(token: PersonToken) -> Document:
    return {
        "_id": token.digest,
        "kind": token.kind,
        "session": token.session_id,
        "person": token.person_id,
        "expires_at": token.kept_until,
        "opens_until": token.expires_at,
        "used_at": token.used_at,
    }


def _to_token(document: Document) -> PersonToken:
    return PersonToken(
        digest=document["_id"],
        kind=TokenKind(document["kind"]),
        session_id=document["session"],
        person_id=document["person"],
        expires_at=document.get("opens_until") or document["expires_at"],  # rows of before have the one moment
        kept_until=document["expires_at"],
        used_at=document["used_at"],
    )


def _to_session(document: Document) -> PersonSession:
    return PersonSession(
        id=document["_id"],
        person_id=document["person"],
        made_at=document["made_at"],
        seen_at=document["seen_at"],
        expires_at=document["expires_at"],
    )
