"""Sheets that staff upload: tried dry, confirmed, and applied row by row; kept sealed and for a week only."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum

import orjson
from bson.binary import Binary

from domain.errors import NotFound
from storage.encryption import Seal
from storage.mongo import Collection, Database, Document, Session, store_errors


class ImportState(StrEnum):
    """How far a sheet has come."""

    TRIED = "tried"
    RUNNING = "running"
    DONE = "done"
    WITHDRAWING = "withdrawing"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class ImportRow:
    """
    A row with its number in the sheet; `problem` is a stable word for what is wrong in `column`, or empty. `alike` says
    why it may be something that is there already, or is empty.
    """

    number: int
    values: Mapping[str, str]
    column: str = ""
    problem: str = ""
    alike: str = ""


@dataclass(frozen=True, slots=True)
class StaffImport:
    """
    A sheet of `by`. `place` is the index of the row (or, while it is withdrawn, of the account) that comes next; `made`
    are the ids of what it has made; `failed` what only showed when a row was applied, by its index. `alike` says that rows
    that look like something that is there are applied too.
    """

    id: str
    by: str
    state: ImportState
    at: datetime
    expires_at: datetime
    rows: tuple[ImportRow, ...]
    place: int = 0
    made: tuple[str, ...] = ()
    failed: Mapping[int, tuple[str, str]] = field(default_factory=dict)
    alike: bool = False


class StaffImportStore:
    """The collection `staff_imports`, or that of another kind of sheet."""

    def __init__(self, db: Database, seal: Seal, name: str = "staff_imports") -> None:
        self._imports: Collection = db[name]
        self._seal = seal

    async def insert(self, one: StaffImport) -> None:
        """Keep a sheet that was tried; one whose id is there stays as it is."""
        document: Document = {
            "by": one.by,
            "state": one.state,
            "at": one.at,
            "expires_at": one.expires_at,
            "sealed": self._sealed(one.rows),
            "place": 0,
            "made": [],
            "failed": [],
        }
        async with store_errors():
            await self._imports.update_one({"_id": one.id}, {"$setOnInsert": document}, upsert=True)

    async def get(self, import_id: str, *, by: str = "") -> StaffImport:
        """The sheet; with `by`, only hers. Raises NotFound."""
        async with store_errors():
            document = await self._imports.find_one({"_id": import_id} | ({"by": by} if by else {}))
        plain = self._seal.open(bytes(document["sealed"])) if document else None
        if document is None or plain is None:
            raise NotFound
        return _to_import(document, plain)

    def _sealed(self, rows: Sequence[ImportRow]) -> Binary:
        return Binary(self._seal.close(orjson.dumps([asdict(each) for each in rows])))

    async def move(
        self,
        import_id: str,
        before: ImportState,
        after: ImportState,
        *,
        alike: bool = False,
        session: Session | None = None,
    ) -> bool:
        """From one state to another, its place back at the beginning; False where it isn't in that state."""
        change = {"state": after, "place": 0, **({"alike": True} if alike else {})}
        async with store_errors():
            done = await self._imports.update_one(
                {"_id": import_id, "state": before}, {"$set": change}, session=session
            )
        return done.modified_count == 1

    async def finish(self, one: StaffImport, rows: Sequence[ImportRow]) -> bool:
        """It is applied, and holds these rows from now on; False where it was before."""
        change = {"state": ImportState.DONE, "place": len(one.rows), "sealed": self._sealed(rows)}
        async with store_errors():
            done = await self._imports.update_one({"_id": one.id, "state": ImportState.RUNNING}, {"$set": change})
        return done.modified_count == 1

    async def advance(
        self,
        one: StaffImport,
        place: int,
        *,
        made: str = "",
        failed: tuple[str, str] | None = None,
        session: Session | None = None,
    ) -> bool:
        """What stands at `place` is settled; False where it was before, or where the sheet's state is another by now."""
        pushed: Document = {"made": made} if made else {}
        if failed:
            pushed["failed"] = [place, *failed]
        change: Document = {"$set": {"place": place + 1}} | ({"$push": pushed} if pushed else {})
        async with store_errors():
            done = await self._imports.update_one(
                {"_id": one.id, "state": one.state, "place": place}, change, session=session
            )
        return done.modified_count == 1


def _to_import(document: Document, plain: bytes) -> StaffImport:
    return StaffImport(
        id=document["_id"],
        by=document["by"],
        state=ImportState(document["state"]),
        at=document["at"],
        expires_at=document["expires_at"],
        rows=tuple(ImportRow(**each) for each in orjson.loads(plain)),
        place=document["place"],
        made=tuple(document["made"]),
        failed={place: (column, problem) for place, column, problem in document["failed"]},
        alike=document.get("alike", False),
    )
