"""The audit log and the seals of its days: rows are added and read, never changed."""

from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import datetime

from pymongo.errors import DuplicateKeyError

from domain.audit import FIRST, Act, AuditRow, DaySeal
from domain.ids import new_id
from domain.regions import Scope
from storage.mongo import Collection, Database, Document, Session, store_errors
from storage.paging import NEWEST, Part, rows_of
from storage.scoped import listed, placed


class AuditStore:
    """The collections `audit` and `audit_seals` (`_id` is the day)."""

    def __init__(self, db: Database) -> None:
        self._rows: Collection = db["audit"]
        self._seals: Collection = db["audit_seals"]

    async def add_once(self, act: Act, *, row_id: str, by: str, now: datetime) -> None:
        """The same as a row with this id: written again it is there already. Raises StoreAway."""
        with suppress(DuplicateKeyError):
            await self.add(act, by=by, now=now, row_id=row_id)

    async def add(self, act: Act, *, by: str, now: datetime, session: Session | None = None, row_id: str = "") -> None:
        """Write an act down; `by` is a staff member's or person's id or SYSTEM. Raises StoreAway."""
        at = now.replace(microsecond=now.microsecond // 1000 * 1000)  # as MongoDB keeps it: the seal reads it back
        async with store_errors():
            await self._rows.insert_one(
                {
                    "_id": row_id or new_id(),
                    "day": f"{at:%Y-%m-%d}",
                    "at": at,
                    "actor": by,
                    "kind": act.kind,
                    "about": act.about,
                    **placed(act.region_path),
                    "data": dict(act.data),
                },
                session=session,
            )

    async def page(
        self,
        *,
        scope: Scope,
        actor: str = "",
        about: str = "",
        kind: str = "",
        unplaced: bool = False,
        part: Part = NEWEST,
        after: str = "",
        most: int = 50,
    ) -> list[AuditRow]:
        """
        Rows of a scope, the newest first unless `part` says otherwise, from behind the id `after`; of one actor, about
        one thing or of one kind if asked. With `unplaced` also those of no region.
        """
        which: Document = listed(scope, unplaced=unplaced)
        which |= {"kind": kind} if kind else {}
        which |= {"actor": actor} if actor else {}
        which |= {"about": about} if about else {}
        hint: list[tuple[str, int]] | None = None
        if scope.paths and not kind:
            one_first = [(name, 1) for name in ("actor", "about") if name in which][:1]
            hint = [*one_first, ("within", 1), ("_id", -1)]
        part = Part(after=after) if after else part
        return [_to_row(each) for each in await rows_of(self._rows, which, part, most, hint=hint)]

    async def of_day(self, day: str) -> AsyncIterator[AuditRow]:
        """A day's rows in the order of their ids."""
        async for each in self._rows.find({"day": day}).sort("_id", 1):
            yield _to_row(each)

    async def days(self) -> list[str]:
        """Every day that has rows, in order."""
        async with store_errors():
            return sorted(await self._rows.distinct("day"))

    async def seals(self) -> list[DaySeal]:
        """All seals, by day."""
        async with store_errors():
            return [_to_seal(each) async for each in self._seals.find().sort("_id", 1)]

    async def last_seal(self) -> DaySeal | None:
        """The newest seal, or None before the first."""
        async with store_errors():
            document = await self._seals.find_one(sort=[("_id", -1)])
        return _to_seal(document) if document else None

    async def put_seal(self, seal: DaySeal) -> bool:
        """Keep a day's seal; False where the day has one already, which stays."""
        async with store_errors():
            try:
                await self._seals.insert_one(
                    {"_id": seal.day, "rows": seal.rows, "digest": seal.digest, "previous": seal.previous}
                )
            except DuplicateKeyError:
                return False
        return True


def _to_row(document: Document) -> AuditRow:
    return AuditRow(
        id=document["_id"],
        day=document["day"],
        at=document["at"],
        actor=document["actor"],
        kind=document["kind"],
        about=document["about"],
        region_path=document["region_path"],
        data=document["data"],
    )


def _to_seal(document: Document) -> DaySeal:
    return DaySeal(
        day=document["_id"], rows=document["rows"], digest=document["digest"], previous=document.get("previous", FIRST)
    )
