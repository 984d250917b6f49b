"""Second factors of staff: the sealed secret of one-time codes, and what is left of the recovery codes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bson.binary import Binary

from storage.mongo import Collection, Database, Session, store_errors


@dataclass(frozen=True, slots=True)
class SecondFactor:
    """
    How somebody proves herself beside her password. `secret` is sealed; it is empty until the first code has confirmed
    `pending`, which then becomes it. `recovery` holds the hashes of the codes that are left.
    """

    staff_id: str
    secret: bytes = b""
    pending: bytes = b""
    recovery: tuple[str, ...] = ()
    since: datetime | None = None

    @property
    def on(self) -> bool:
        """Whether a code is asked for when she signs in."""
        return bool(self.secret)


class SecondFactorStore:
    """The collection `second_factors`; `_id` is the account's."""

    def __init__(self, db: Database) -> None:
        self._factors: Collection = db["second_factors"]

    async def get(self, staff_id: str) -> SecondFactor:
        """What she has; one that is off where she has none."""
        async with store_errors():
            found = await self._factors.find_one({"_id": staff_id})
        if found is None:
            return SecondFactor(staff_id)
        return SecondFactor(
            staff_id,
            secret=bytes(found.get("secret", b"")),
            pending=bytes(found.get("pending", b"")),
            recovery=tuple(found.get("recovery", ())),
            since=found.get("since"),
        )

    async def begin(self, staff_id: str, sealed: bytes) -> None:
        """Keep a secret that has yet to be confirmed, in place of an earlier one."""
        async with store_errors():
            await self._factors.update_one({"_id": staff_id}, {"$set": {"pending": Binary(sealed)}}, upsert=True)

    async def turn_on(
        self,
        factor: SecondFactor,
        *,
        step: int,
        recovery: Sequence[str],
        now: datetime,
        session: Session | None = None,
    ) -> bool:
        """`pending` becomes the secret, its code of `step` used; False where it isn't pending any more."""
        async with store_errors():
            done = await self._factors.update_one(
                {"_id": factor.staff_id, "pending": Binary(factor.pending), "secret": {"$exists": False}},
                {
                    "$set": {
                        "secret": Binary(factor.pending),
                        "last_step": step,
                        "recovery": list(recovery),
                        "since": now,
                    },
                    "$unset": {"pending": ""},
                },
                session=session,
            )
        return done.modified_count == 1

    async def accept(self, factor: SecondFactor, step: int) -> bool:
        """Use up the code of `step`; False where it, or a later one, was used before."""
        async with store_errors():
            done = await self._factors.update_one(
                {"_id": factor.staff_id, "secret": Binary(factor.secret), "last_step": {"$lt": step}},
                {"$set": {"last_step": step}},
            )
        return done.modified_count == 1

    async def use_recovery(self, staff_id: str, hashed: str) -> bool:
        """Use up a recovery code; False where there is none such."""
        async with store_errors():
            done = await self._factors.update_one(
                {"_id": staff_id, "recovery": hashed}, {"$pull": {"recovery": hashed}}
            )
        return done.modified_count == 1

    async def renew_recovery(self, staff_id: str, recovery: Sequence[str], *, session: Session | None = None) -> bool:
        """Other recovery codes in place of all earlier ones; False where nothing is turned on."""
        async with store_errors():
            done = await self._factors.update_one(
                {"_id": staff_id, "secret": {"$exists": True}},
                {"$set": {"recovery": list(recovery)}},
                session=session,
            )
        return done.matched_count == 1

    async def remove(self, staff_id: str, *, session: Session | None = None) -> bool:
        """Nothing is asked for beside the password any more; whether anything was."""
        async with store_errors():
            gone = await self._factors.find_one_and_delete({"_id": staff_id}, session=session)
        return bool(gone and gone.get("secret"))
