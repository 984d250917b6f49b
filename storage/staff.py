"""Staff: their accounts, their sessions and the sign-ins that failed."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from pymongo import ReturnDocument
from pymongo.errors import DuplicateKeyError

from domain.errors import Conflict, Invalid, NotFound
from domain.regions import Scope
from domain.staff import Appointment, StaffMember, StaffRole
from storage.mongo import Collection, Database, Document, Session, store_errors
from storage.paging import WORDS, Part, rows_of
from storage.scoped import listed, placed, within

BY_LOGIN = Part(rising=True, by="login")


class AccountState(StrEnum):
    """Whether somebody can sign in with the account."""

    INVITED = "invited"  # she hasn't set a password yet
    ACTIVE = "active"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class StaffAccount:
    """
    A member of staff and what proves that it is she. `appointments` are all that she has, those to come and those that
    have ended included; `seq` counts its changes; `sample` marks one that a demo has made. An empty `password_hash`
    lets no password in.
    """

    id: str
    login: str
    name: str
    region_path: str
    appointments: tuple[Appointment, ...]
    password_hash: str = ""
    state: AccountState = AccountState.ACTIVE
    seq: int = 1
    sample: bool = False
    changed_at: datetime | None = None

    def member(self, now: datetime) -> StaffMember:
        """She as she stands at `now`."""
        current = tuple(each for each in self.appointments if each.holds_at(now))
        if self.state is not AccountState.ACTIVE:
            current = ()
        return StaffMember(self.id, self.login, self.name, current, self.region_path)


@dataclass(frozen=True, slots=True)
class StaffSession:
    """
    A signed-in browser. `id` is the digest of the token that the browser holds, `device` that of what it keeps for
    longer, without which the token opens nothing. `device_kind` is what the browser calls itself, `way` how she proved
    that it is she.
    """

    id: str
    staff_id: str
    began_at: datetime
    seen_at: datetime
    expires_at: datetime
    device: str = ""
    device_kind: str = ""
    way: str = ""


class StaffStore:
    """The collections `staff`, `staff_sessions`, `sign_in_tries` and `staff_guards`."""

    def __init__(self, db: Database) -> None:
        self._staff: Collection = db["staff"]
        self._sessions: Collection = db["staff_sessions"]
        self._tries: Collection = db["sign_in_tries"]
        self._guards: Collection = db["staff_guards"]

    async def insert(self, account: StaffAccount, *, now: datetime, session: Session | None = None) -> None:
        """A new account. Raises Invalid("login", "taken")."""
        async with store_errors():
            try:
                await self._staff.insert_one(
                    {
                        "_id": account.id,
                        "login": account.login,
                        "name": account.name,
                        "state": account.state,
                        "roles": sorted({each.role for each in account.appointments}),  # for the earlier release
                        "appointments": [_appointment_document(each) for each in account.appointments],
                        **placed(account.region_path),
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

    async def taken(self, logins: Iterable[str]) -> set[str]:
        """Which of these logins somebody has."""
        async with store_errors():
            cursor = self._staff.find({"login": {"$in": sorted(set(logins))}}, {"login": 1})
            return {each["login"] async for each in cursor}

    async def remove_unused(self, staff_id: str, *, session: Session) -> StaffAccount | None:
        """The account, gone now, if it is as it was made and nobody has joined by it; otherwise None."""
        which = {"_id": staff_id, "state": AccountState.INVITED, "seq": 1}
        async with store_errors():
            document = await self._staff.find_one_and_delete(which, session=session)
        return _to_account(document) if document else None

    async def by_login(self, login: str) -> StaffAccount | None:
        """The account with this login, or None."""
        return await self._account({"login": login})

    async def get(self, staff_id: str, *, session: Session | None = None) -> StaffAccount:
        """The account; raises NotFound."""
        account = await self._account({"_id": staff_id}, session=session)
        if account is None:
            raise NotFound
        return account

    async def names(self, staff_ids: Iterable[str]) -> dict[str, str]:
        """The names of these members of staff, by id; who is not there is left out."""
        async with store_errors():
            cursor = self._staff.find({"_id": {"$in": sorted(set(staff_ids))}}, {"name": 1})
            return {each["_id"]: each["name"] async for each in cursor}

    async def called(self, words: str, *, scope: Scope, most: int) -> list[StaffAccount]:
        """Accounts of a scope whose name or login begins with these words."""
        begins = {"$regex": f"^{re.escape(words)}"}
        which: Document = {"$and": [{"$or": [{"name": begins}, {"login": begins}]}, within(scope)]}
        async with store_errors():
            return [_to_account(each) async for each in self._staff.find(which).limit(most)]

    async def _account(self, which: Document, *, session: Session | None = None) -> StaffAccount | None:
        async with store_errors():
            document = await self._staff.find_one(which, session=session)
        return _to_account(document) if document else None

    async def visible(
        self,
        *,
        scope: Scope,
        state: AccountState | None = None,
        role: StaffRole | None = None,
        begins: str = "",
        after: str = "",
        part: Part = BY_LOGIN,
        most: int = 50,
    ) -> list[StaffAccount]:
        """
        Accounts that belong to a scope, by login, from behind the login `after`; of a state, with an appointment of a
        role, or whose name or login begins with `begins`, if asked. `part` may also order them by "name", and then or
        backwards go on behind or before an id.
        """
        which: Document = {"$and": [listed(scope)]}
        if state:
            which["state"] = state
        if role:
            which["appointments.role"] = role
        if begins:
            beginning = {"$regex": f"^{re.escape(begins)}"}
            which["$and"].append({"$or": [{"login": {"$regex": f"^{re.escape(begins.lower())}"}}, {"name": beginning}]})
        if after:
            which["login"] = {"$gt": after}
        collation = WORDS if part.by == "name" else None
        hint: str | list[tuple[str, int]] | None = None
        if scope.paths and collation:
            hint = "states" if state else "in_words"
        elif scope.paths:
            hint = [*([("state", 1)] if state else []), ("within", 1), ("login", 1), ("_id", 1)]
        found = await rows_of(self._staff, which, part, most, collation=collation, hint=hint)
        return [_to_account(each) for each in found]

    async def get_in(self, staff_id: str, *, scope: Scope) -> StaffAccount:
        """The account; raises NotFound where there is none that belongs to the scope."""
        account = await self._account({"$and": [{"_id": staff_id}, within(scope)]})
        if account is None:
            raise NotFound
        return account

    async def change(
        self, account: StaffAccount, changes: Mapping[str, Any], *, now: datetime, session: Session | None = None
    ) -> StaffAccount:
        """
        Change fields of the account if nobody has changed it since it was read, and count `seq` up. `appointments` are
        given as Appointments. Raises Conflict when somebody has.
        """
        changes = dict(changes)
        if "region_path" in changes:
            changes |= placed(changes["region_path"])
        if "appointments" in changes:
            changes["roles"] = sorted({each.role for each in changes["appointments"]})
            changes["appointments"] = [_appointment_document(each) for each in changes["appointments"]]
        async with store_errors():
            document = await self._staff.find_one_and_update(
                {"_id": account.id, "seq": account.seq},
                {"$set": {**changes, "changed_at": now}, "$inc": {"seq": 1}},
                return_document=ReturnDocument.AFTER,
                session=session,
            )
        if document is None:
            raise Conflict
        return _to_account(document)

    async def deputies_of(self, staff_id: str, *, session: Session | None = None) -> list[StaffAccount]:
        """The accounts with an appointment in place of this colleague, over or not."""
        async with store_errors():
            cursor = self._staff.find({"appointments.deputy_for": staff_id}, session=session).sort("login", 1)
            return [_to_account(each) async for each in cursor]

    async def administrators(self, paths: Iterable[str], *, session: Session) -> int:
        """
        How many active accounts hold, for good, the administrator's role for one of `paths`. Two transactions that ask
        can't both be committed, so that two administrators can't remove each other at once.
        """
        lasting = {"role": StaffRole.ADMINISTRATOR, "region_path": {"$in": list(paths)}, "until": None}
        which = {"state": AccountState.ACTIVE, "appointments": {"$elemMatch": lasting}}
        async with store_errors():
            await self._guards.update_one({"_id": "administrators"}, {"$inc": {"seq": 1}}, upsert=True, session=session)
            return await self._staff.count_documents(which, session=session)

    async def holding(self, role: StaffRole, paths: Iterable[str]) -> list[StaffAccount]:
        """Active accounts with an appointment as `role` for one of exactly these regions, to come or over included."""
        held = {"role": role, "region_path": {"$in": list(paths)}}
        which = {"state": AccountState.ACTIVE, "appointments": {"$elemMatch": held}}
        async with store_errors():
            return [_to_account(each) async for each in self._staff.find(which).sort("login", 1)]

    async def under(self, path: str, *, after: str = "", most: int = 200) -> list[StaffAccount]:
        """Accounts that belong to, or have an appointment for, the region with this path or one below, by id."""
        scope = Scope.of(path)
        which: Document = {"$or": [within(scope), within(scope, "appointments.region_path")], "_id": {"$gt": after}}
        async with store_errors():
            cursor = self._staff.find(which).sort("_id", 1).limit(most)
            return [_to_account(each) async for each in cursor]

    async def counts_below(self, path: str) -> dict[str, int]:
        """How many active accounts belong to each region right below `path`, all below it included, by its code."""
        code = {"$arrayElemAt": [{"$split": ["$region_path", "/"]}, path.count("/")]}
        steps: list[Document] = [
            {"$match": {"state": AccountState.ACTIVE, **within(Scope.of(path))}},
            {"$group": {"_id": code, "many": {"$sum": 1}}},
        ]
        async with store_errors():
            return {each["_id"]: each["many"] async for each in self._staff.aggregate(steps)}

    async def open_session(self, opened: StaffSession, *, session: Session | None = None) -> None:
        """Keep a session."""
        async with store_errors():
            await self._sessions.insert_one(
                {
                    "_id": opened.id,
                    "staff": opened.staff_id,
                    "began_at": opened.began_at,
                    "seen_at": opened.seen_at,
                    "expires_at": opened.expires_at,
                    "device": opened.device,
                    "device_kind": opened.device_kind,
                    "way": opened.way,
                },
                session=session,
            )

    async def session(self, session_id: str, *, device: str, now: datetime) -> StaffSession | None:
        """The session, or None when it isn't there, has expired or is another device's."""
        which = {"_id": session_id, "device": device, "expires_at": {"$gt": now}}
        async with store_errors():
            document = await self._sessions.find_one(which)
        return _to_session(document) if document else None

    async def sessions_of(self, staff_id: str, *, now: datetime) -> list[StaffSession]:
        """Where she is signed in, the browser used last first."""
        async with store_errors():
            cursor = self._sessions.find({"staff": staff_id, "expires_at": {"$gt": now}}).sort("seen_at", -1)
            return [_to_session(each) async for each in cursor]

    async def touch_session(self, session_id: str, *, now: datetime, expires_at: datetime) -> None:
        """The session was used; one that has ended meanwhile stays ended."""
        async with store_errors():
            await self._sessions.update_one({"_id": session_id}, {"$set": {"seen_at": now, "expires_at": expires_at}})

    async def close_session(
        self, session_id: str, *, staff_id: str = "", session: Session | None = None
    ) -> StaffSession | None:
        """End a session (with `staff_id`: one of hers); the session as it was, or None where there is none."""
        which = {"_id": session_id, "staff": staff_id} if staff_id else {"_id": session_id}
        async with store_errors():
            document = await self._sessions.find_one_and_delete(which, session=session)
        return _to_session(document) if document else None

    async def close_sessions_of(self, staff_id: str, *, but: str = "", session: Session | None = None) -> int:
        """End all sessions of a member of staff, without the one with the id `but`; how many."""
        async with store_errors():
            which = {"staff": staff_id, "_id": {"$ne": but}}
            return (await self._sessions.delete_many(which, session=session)).deleted_count

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

    async def take_back_try(self, key: str, *, now: datetime, free: int) -> None:
        """A try counted by `count_try` was none: it counts no longer, and opens the door that it alone has shut."""
        fewer: list[Document] = [
            {"$set": {"count": {"$max": [0, {"$subtract": ["$count", 1]}]}}},
            {"$set": {"shut_until": {"$cond": [{"$lt": ["$count", free]}, now, "$shut_until"]}}},
        ]
        async with store_errors():
            await self._tries.update_one({"_id": key}, fewer)

    async def forget_tries(self, key: str) -> None:
        """She has signed in: what was counted under `key` is void."""
        async with store_errors():
            await self._tries.delete_one({"_id": key})


def _to_account(document: Document) -> StaffAccount:
    return StaffAccount(
        id=document["_id"],
        login=document["login"],
        name=document["name"],
        region_path=document["region_path"],
        appointments=tuple(_to_appointment(each) for each in document["appointments"]),
        password_hash=document["password_hash"],
        state=AccountState(document["state"]),
        seq=document["seq"],
        sample=document.get("sample", False),
        changed_at=document["changed_at"],
    )


def _appointment_document(appointment: Appointment) -> Document:
    return asdict(appointment)


def _to_appointment(document: Document) -> Appointment:
    return Appointment(**{**document, "role": StaffRole(document["role"])})


def _to_session(document: Document) -> StaffSession:
    return StaffSession(
        id=document["_id"],
        staff_id=document["staff"],
        began_at=document["began_at"],
        seen_at=document["seen_at"],
        expires_at=document["expires_at"],
        device=document.get("device", ""),
        device_kind=document.get("device_kind", ""),
        way=document.get("way", ""),
    )
