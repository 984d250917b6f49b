"""Staff: their accounts, their sessions and the sign-ins that failed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from pymongo import ReturnDocument
from pymongo.errors import DuplicateKeyError

from domain.errors import Invalid, NotFound
from domain.staff import StaffMember, StaffRole
from storage.mongo import Collection, Database, Document, Session, store_errors


@dataclass(frozen=True, slots=True)
class StaffAccount:
    """A member of staff and what proves that it is she. `sample` marks one that a demo has made."""

    member: StaffMember
    password_hash: str
    sample: bool = False


@dataclass(frozen=True, slots=True)
class StaffSession:
    """A signed-in browser. `id` is the digest of the token that the browser holds."""

    id: str
    staff_id: str
    began_at: datetime
    seen_at: datetime
    expires_at: datetime


class StaffStore:
    """The collections `staff`, `staff_sessions` and `sign_in_tries`."""

    def __init__(self, db: Database) -> None:
        self._staff: Collection = db["staff"]
        self._sessions: Collection = db["staff_sessions"]
        self._tries: Collection = db["sign_in_tries"]

    async def insert(self, account: StaffAccount, *, now: datetime, session: Session | None = None) -> None:
        """A new account. Raises Invalid("login", "taken")."""
        member = account.member
        async with store_errors():
            try:
                await self._staff.insert_one(
                    {
                        "_id": member.id,
                        "login": member.login,
                        "name": member.name,
                        "roles": sorted(member.roles),
                        "region_path": member.region_path,
                        "password_hash": account.password_hash,
                        "sample": account.sample,
                        "created_at": now,
                        "changed_at": now,
                        "seq": 1,
                    },
                    session=session,
                )
            except DuplicateKeyError:
                raise Invalid("login", "taken") from None

    async def by_login(self, login: str) -> StaffAccount | None:
        """The account with this login, or None."""
        return await self._account({"login": login})

    async def get(self, staff_id: str) -> StaffAccount:
        """The account; raises NotFound."""
        account = await self._account({"_id": staff_id})
        if account is None:
            raise NotFound
        return account

    async def names(self, staff_ids: Iterable[str]) -> dict[str, str]:
        """The names of these members of staff, by id; who is not there is left out."""
        async with store_errors():
            cursor = self._staff.find({"_id": {"$in": sorted(set(staff_ids))}}, {"name": 1})
            return {each["_id"]: each["name"] async for each in cursor}

    async def _account(self, which: Document) -> StaffAccount | None:
        async with store_errors():
            document = await self._staff.find_one(which)
        return _to_account(document) if document else None

    async def set_password(
        self, staff_id: str, password_hash: str, *, now: datetime, session: Session | None = None
    ) -> int:
        """A new password; how often the account has been changed, its making included. Raises NotFound."""
        async with store_errors():
            document = await self._staff.find_one_and_update(
                {"_id": staff_id},
                {"$set": {"password_hash": password_hash, "changed_at": now}, "$inc": {"seq": 1}},
                return_document=ReturnDocument.AFTER,
                session=session,
            )
        if document is None:
            raise NotFound
        return int(document["seq"])

    async def open_session(self, opened: StaffSession) -> None:
        """Keep a session."""
        async with store_errors():
            await self._sessions.insert_one(
                {
                    "_id": opened.id,
                    "staff": opened.staff_id,
                    "began_at": opened.began_at,
                    "seen_at": opened.seen_at,
                    "expires_at": opened.expires_at,
                }
            )

    async def session(self, session_id: str, *, now: datetime) -> StaffSession | None:
        """The session, or None when it isn't there or has expired."""
        async with store_errors():
            document = await self._sessions.find_one({"_id": session_id, "expires_at": {"$gt": now}})
        return _to_session(document) if document else None

    async def touch_session(self, session_id: str, *, now: datetime, expires_at: datetime) -> None:
        """The session was used; one that has ended meanwhile stays ended."""
        async with store_errors():
            await self._sessions.update_one({"_id": session_id}, {"$set": {"seen_at": now, "expires_at": expires_at}})

    async def close_session(self, session_id: str) -> bool:
        """End a session; whether it was there."""
        async with store_errors():
            return (await self._sessions.delete_one({"_id": session_id})).deleted_count == 1

    async def close_sessions_of(self, staff_id: str, *, session: Session | None = None) -> int:
        """End all sessions of a member of staff; how many."""
        async with store_errors():
            return (await self._sessions.delete_many({"staff": staff_id}, session=session)).deleted_count

    async def count_try(
        self, key: str, *, now: datetime, free: int, first_pause: timedelta, longest: timedelta
    ) -> datetime | None:
        """
        Count a try to sign in under `key` before it is looked at, so that many at once are counted too. None when it
        may be looked at, otherwise when the next may. From the `free`th on each try shuts the door behind itself, for
        `first_pause` doubled with every further one up to `longest`. Tries of a day ago don't count.
        """
        doublings = {"$min": [20, {"$subtract": ["$count", free]}]}
        pause = {"$multiply": [first_pause.total_seconds() * 1000, {"$pow": [2, doublings]}]}
        shut = {"$add": [now, {"$toLong": {"$min": [pause, longest.total_seconds() * 1000]}}]}
        stale = {"$lte": [{"$ifNull": ["$expires_at", now]}, now]}
        barred = {"$gt": [{"$ifNull": ["$shut_until", now]}, now]}
        counted: list[Document] = [
            {"$set": {"was_shut": barred, "count": {"$cond": [stale, 0, {"$ifNull": ["$count", 0]}]}}},
            {"$set": {"count": {"$cond": ["$was_shut", "$count", {"$add": ["$count", 1]}]}}},
            {
                "$set": {
                    "shut_until": {
                        "$cond": ["$was_shut", "$shut_until", {"$cond": [{"$gte": ["$count", free]}, shut, now]}]
                    },
                    "expires_at": now + timedelta(days=1),
                }
            },
        ]
        async with store_errors():
            document = await self._tries.find_one_and_update(
                {"_id": key}, counted, upsert=True, return_document=ReturnDocument.AFTER
            )
        return document["shut_until"] if document and document["was_shut"] else None

    async def forget_tries(self, key: str) -> None:
        """She has signed in: what was counted under `key` is void."""
        async with store_errors():
            await self._tries.delete_one({"_id": key})


def _to_account(document: Document) -> StaffAccount:
    return StaffAccount(
        member=StaffMember(
            id=document["_id"],
            login=document["login"],
            name=document["name"],
            roles=frozenset(StaffRole(role) for role in document["roles"]),
            region_path=document["region_path"],
        ),
        password_hash=document["password_hash"],
        sample=document.get("sample", False),
    )


def _to_session(document: Document) -> StaffSession:
    return StaffSession(
        id=document["_id"],
        staff_id=document["staff"],
        began_at=document["began_at"],
        seen_at=document["seen_at"],
        expires_at=document["expires_at"],
    )
