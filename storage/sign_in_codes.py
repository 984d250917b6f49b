"""Codes to sign in by, and which WeChat belongs to which account of staff."""

from datetime import datetime
from typing import Any

from pymongo import ReturnDocument
from pymongo.errors import DuplicateKeyError

from domain.errors import Conflict
from domain.sign_in import CodeFor, CodeState, SignInCode
from storage.mongo import Collection, Database, Document, Session, store_errors


class SignInCodeStore:
    """The collection `sign_in_codes`. Each move is made from one state only, so that of two at once one is made."""

    def __init__(self, db: Database) -> None:
        self._codes: Collection = db["sign_in_codes"]

    async def insert(self, code: SignInCode, *, scene: str, browser: str) -> bool:
        """
        A new code; `scene` is the digest of its scene, `browser` that of what its browser holds. False where another
        code has the same digits to type.
        """
        async with store_errors():
            try:
                await self._codes.insert_one(
                    {
                        "_id": code.id,
                        "purpose": code.purpose,
                        "state": code.state,
                        "scene": scene,
                        "browser": browser,
                        "device": code.device,
                        "device_kind": code.device_kind,
                        "number": code.number,
                        "choices": list(code.choices),
                        "url": code.url,
                        "typed": code.typed,
                        "staff": code.staff_id,
                        "person": "",
                        "expires_at": code.expires_at,
                    }
                )
            except DuplicateKeyError:
                return False
        return True

    async def of_browser(self, browser: str, *, device: str) -> SignInCode | None:
        """The code that this browser shows, also one that has run out; None in any other browser."""
        return await self._one({"browser": browser, "device": device})

    async def by_scene(self, purpose: CodeFor, scene: str, *, now: datetime) -> SignInCode | None:
        """The code with this scene, while it lasts."""
        return await self._one({"scene": scene, "purpose": purpose, "expires_at": {"$gt": now}})

    async def by_typed(self, purpose: CodeFor, typed: str, *, now: datetime) -> SignInCode | None:
        """The code with these digits, while it lasts."""
        return await self._one({"typed": typed, "purpose": purpose, "expires_at": {"$gt": now}})

    async def get(self, code_id: str, *, person: str) -> SignInCode | None:
        """The code that this person has scanned."""
        return await self._one({"_id": code_id, "person": person})

    async def scan(self, code: SignInCode, *, person: str, staff_id: str, now: datetime) -> SignInCode | None:
        """It was scanned by `person`, for the first time; None where somebody has scanned it, or it has run out."""
        return await self._move(
            code.id, CodeState.WAITING, CodeState.SCANNED, now=now, changes={"person": person, "staff": staff_id}
        )

    async def answer(
        self, code_id: str, *, person: str, to: CodeState, now: datetime, session: Session | None = None
    ) -> SignInCode | None:
        """She who scanned it has tapped; None where she has before, or it has run out."""
        return await self._move(code_id, CodeState.SCANNED, to, now=now, which={"person": person}, session=session)

    async def use(
        self, code: SignInCode, *, browser: str, device: str, now: datetime, session: Session | None = None
    ) -> SignInCode | None:
        """The browser that shows it takes what was confirmed; None where it was taken, or has run out."""
        which = {"browser": browser, "device": device}
        return await self._move(code.id, CodeState.CONFIRMED, CodeState.USED, now=now, which=which, session=session)

    async def _move(
        self,
        code_id: str,
        before: CodeState,
        after: CodeState,
        *,
        now: datetime,
        which: Document | None = None,
        changes: Document | None = None,
        session: Session | None = None,
    ) -> SignInCode | None:
        async with store_errors():
            document = await self._codes.find_one_and_update(
                {"_id": code_id, "state": before, "expires_at": {"$gt": now}, **(which or {})},
                {"$set": {"state": after, **(changes or {})}},
                return_document=ReturnDocument.AFTER,
                session=session,
            )
        return _to_code(document) if document else None

    async def _one(self, which: Document) -> SignInCode | None:
        async with store_errors():
            document = await self._codes.find_one(which)
        return _to_code(document) if document else None


class WeChatBindingStore:
    """The collection `staff_wechat`: `_id` is the account's, `person` is unique."""

    def __init__(self, db: Database) -> None:
        self._bindings: Collection = db["staff_wechat"]

    async def bind(self, staff_id: str, person: str, *, now: datetime, session: Session | None = None) -> None:
        """Raises Conflict where the account or the person is bound already."""
        async with store_errors():
            try:
                await self._bindings.insert_one({"_id": staff_id, "person": person, "at": now}, session=session)
            except DuplicateKeyError:
                raise Conflict from None

    async def bound_at(self, staff_id: str) -> datetime | None:
        """Since when the account is bound to a WeChat; None where it isn't."""
        async with store_errors():
            found = await self._bindings.find_one({"_id": staff_id})
        return found["at"] if found else None

    async def person_of(self, staff_id: str) -> str:
        """The id of the person whose WeChat opens the account, or empty."""
        async with store_errors():
            found = await self._bindings.find_one({"_id": staff_id})
        return str(found["person"]) if found else ""

    async def staff_of(self, person: str) -> str:
        """The id of the account that this person's WeChat is bound to, or empty."""
        async with store_errors():
            found = await self._bindings.find_one({"person": person})
        return str(found["_id"]) if found else ""

    async def unbind(self, staff_id: str, *, session: Session | None = None) -> bool:
        """Whether it was bound."""
        return await self._drop({"_id": staff_id}, session)

    async def forget(self, person: str) -> bool:
        """The person is gone; whether an account was bound to her."""
        return await self._drop({"person": person}, None)

    async def _drop(self, which: dict[str, Any], session: Session | None) -> bool:
        async with store_errors():
            return (await self._bindings.delete_one(which, session=session)).deleted_count == 1


def _to_code(document: Document) -> SignInCode:
    return SignInCode(
        id=document["_id"],
        purpose=CodeFor(document["purpose"]),
        state=CodeState(document["state"]),
        device=document["device"],
        device_kind=document["device_kind"],
        number=document["number"],
        choices=tuple(document["choices"]),
        expires_at=document["expires_at"],
        url=document["url"],
        typed=document["typed"],
        staff_id=document["staff"],
        person=document["person"],
    )
