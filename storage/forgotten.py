"""Wishes that wait too long, read from the collection `wishes` by the index that is made for it."""

from datetime import datetime

from domain.forgotten import Stall
from domain.regions import Scope
from domain.wishes import Wish
from storage.indexes_of_wishes import EPOCH, FORGOTTEN, FORGOTTEN_ANYWHERE
from storage.mongo import Collection, Database, Document, store_errors
from storage.paging import OLDEST, Part, rows_of
from storage.scoped import COUNTED_MOST, listed
from storage.wish_figures import PARTS
from storage.wishes import to_wish


class ForgottenStore:
    """Reads the collection `wishes`: each is found from the moment from which it waits too long until it moves."""

    def __init__(self, db: Database) -> None:
        self._wishes: Collection = db["wishes"]

    async def page(
        self, now: datetime, *, scope: Scope, why: Stall | None = None, part: Part = OLDEST, most: int = 50
    ) -> list[Wish]:
        """Those of a scope, of one reason or all; what has waited longest in front. Raises NotFound, StoreAway."""
        by = Part(after=part.after, before=part.before, rising=part.rising, by="stalls_at")
        which = _which(now, scope, why)
        return [to_wish(each) for each in await rows_of(self._wishes, which, by, most, hint=_index(scope))]

    async def count(self, now: datetime, *, scope: Scope) -> int:
        """How many there are, up to COUNTED_MOST. Raises StoreAway."""
        which: Document = {"stalls_at": {"$gt": EPOCH, "$lte": now}}
        if scope.paths is not None:
            which["within"] = {"$in": list(scope.paths)}  # what the index holds is enough to count
        async with store_errors():
            return await self._wishes.count_documents(which, limit=COUNTED_MOST, hint=_index(scope))

    async def by_county(self, now: datetime, *, scope: Scope) -> dict[str, int]:
        """How many there are by the code of their county. Raises StoreAway."""
        steps: list[Document] = [
            {"$match": _which(now, scope)},
            {"$group": {"_id": PARTS["county"], "wishes": {"$sum": 1}}},
        ]
        async with store_errors():
            cursor = self._wishes.aggregate(steps, hint=_index(scope))
            return {each["_id"] or "": each["wishes"] async for each in cursor}


def _which(now: datetime, scope: Scope, why: Stall | None = None) -> Document:
    found: Document = {**listed(scope), "stalls_at": {"$gt": EPOCH, "$lte": now}}
    return {**found, f"stalls.{why}": {"$lte": now}} if why else found


def _index(scope: Scope) -> str:
    return FORGOTTEN_ANYWHERE if scope.paths is None else FORGOTTEN
