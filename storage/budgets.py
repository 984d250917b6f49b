"""What counties may spend on wishes in a year, and what was taken of it."""

from datetime import datetime
from typing import Any

from pymongo import ReturnDocument
from pymongo.errors import DuplicateKeyError

from domain.errors import Conflict, NotFound
from domain.regions import Scope
from domain.stock import Budget, BudgetMove
from storage.mongo import Collection, Database, Document, Duplicate, Session, store_errors
from storage.paging import NEWEST, Part
from storage.scoped import listed, placed, within


class BudgetStore:
    """The collections `budgets`, one a county and year, and `budget_moves`, where nothing is ever changed."""

    def __init__(self, db: Database) -> None:
        self._budgets: Collection = db["budgets"]
        self._moves: Collection = db["budget_moves"]

    async def get(self, budget_id: str, *, scope: Scope) -> Budget:
        """The budget; raises NotFound."""
        async with store_errors():
            document = await self._budgets.find_one({"$and": [{"_id": budget_id}, within(scope)]})
        if document is None:
            raise NotFound
        return _to_budget(document)

    async def of_year(self, county: str, year: int) -> Budget | None:
        """A county's of a year, or None where nobody has put one down."""
        async with store_errors():
            document = await self._budgets.find_one({"county": county, "year": year})
        return _to_budget(document) if document else None

    async def page(self, *, scope: Scope, part: Part = NEWEST, most: int = 50) -> list[Budget]:
        """Those of a scope, the last put down first unless `part` says otherwise."""
        async with store_errors():
            which = {"$and": [listed(scope), part.condition]}
            cursor = self._budgets.find(which).sort("_id", part.direction).limit(most)
            return part.in_order([_to_budget(each) async for each in cursor])

    async def insert(self, budget: Budget, *, by: str, now: datetime, session: Session) -> None:
        """A new one. Raises Duplicate for an id in use, or where the county has one for the year."""
        document = {
            "_id": budget.id,
            "county": budget.county,
            **placed(budget.region_path),
            "year": budget.year,
            "total_fen": budget.total_fen,
            "spent_fen": 0,
            "version": 1,
            "seq": 1,
            "sample": budget.sample,
        }
        try:
            await self._budgets.insert_one(document, session=session)
        except DuplicateKeyError as error:
            raise Duplicate(error) from error
        await self._keep(document, f"{budget.id}:1", 0, by=by, now=now, session=session)

    async def put_down(
        self, budget: Budget, total_fen: int, *, by: str, now: datetime, session: Session
    ) -> Budget | None:
        """
        Another total for the one that was seen; None where that is less than what has been spent by now. Raises Conflict
        where somebody else has put down another.
        """
        which = {"_id": budget.id, "version": budget.version, "spent_fen": {"$lte": total_fen}}
        change = {"$set": {"total_fen": total_fen, "sample": False}, "$inc": {"version": 1, "seq": 1}}
        document = await self._budgets.find_one_and_update(
            which, change, return_document=ReturnDocument.AFTER, session=session
        )
        if document is None:
            if await self._budgets.find_one({"_id": budget.id, "version": budget.version}, session=session):
                return None
            raise Conflict
        await self._keep(document, f"{budget.id}:{document['version']}", 0, by=by, now=now, session=session)
        return _to_budget(document)

    async def spend(
        self, budget_id: str, move_id: str, fen: int, *, wish: str, by: str, now: datetime, session: Session | None
    ) -> bool:
        """Take `fen` of it, or give them back where they are less than 0; False where less is left."""
        enough = {"$expr": {"$lte": [{"$add": ["$spent_fen", fen]}, "$total_fen"]}} if fen > 0 else {}
        document = await self._budgets.find_one_and_update(
            {"_id": budget_id, **enough},
            {"$inc": {"spent_fen": fen, "seq": 1}},
            return_document=ReturnDocument.AFTER,
            session=session,
        )
        if document is None:
            return False
        await self._keep(document, move_id, fen, wish=wish, by=by, now=now, session=session)
        return True

    async def _keep(
        self,
        document: Document,
        move_id: str,
        fen: int,
        *,
        by: str,
        now: datetime,
        session: Session | None,
        wish: str = "",
    ) -> None:
        kept: Document = {
            "_id": move_id,
            "budget": document["_id"],
            "seq": document["seq"],
            "change_fen": fen,
            "total_fen": document["total_fen"],
            "spent_fen": document["spent_fen"],
            "wish": wish,
            "by": by,
            "at": now,
        }
        await self._moves.insert_one(kept, session=session)

    async def moves(self, budget_id: str, *, most: int = 200) -> list[BudgetMove]:
        """What happened to a budget, the newest first."""
        async with store_errors():
            cursor = self._moves.find({"budget": budget_id}).sort("seq", -1).limit(most)
            return [_to_move(each) async for each in cursor]


def _to_budget(document: Document) -> Budget:
    same: dict[str, Any] = {
        name: document[name] for name in ("county", "region_path", "year", "total_fen", "spent_fen", "version")
    }
    return Budget(id=document["_id"], sample=document.get("sample", False), **same)


def _to_move(document: Document) -> BudgetMove:
    same: dict[str, Any] = {
        name: document[name] for name in ("change_fen", "total_fen", "spent_fen", "wish", "by", "at")
    }
    return BudgetMove(id=document["_id"], budget_id=document["budget"], **same)
