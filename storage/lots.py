"""Lots in store at collection points, and what came in and went out of each."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from pymongo import ReturnDocument
from pymongo.errors import DuplicateKeyError

from domain.errors import NotFound
from domain.parcels import Point
from domain.regions import Scope
from domain.stock import PIECES_MOST, Booked, From, Lot, LotMove
from storage.mongo import Collection, Database, Document, Duplicate, Session, store_errors
from storage.paging import NEWEST, Part
from storage.scoped import listed, placed, within

THERE = {"many": {"$gt": 0}}
OF_THERE = "lots_there"
_AS_SEEN = frozenset((Booked.COUNTED, Booked.CARRIED))  # what is said of a lot as it was seen; the others add and take


class LotStore:
    """
    The collections `lots`, unique on `code`, and `lot_moves`, where nothing is ever changed: `_id` is drawn by who asks for
    the movement, so that asking twice is one.
    """

    def __init__(self, db: Database) -> None:
        self._lots: Collection = db["lots"]
        self._moves: Collection = db["lot_moves"]

    async def get(self, lot_id: str, *, scope: Scope) -> Lot:
        """The lot; raises NotFound."""
        return await self._one({"_id": lot_id}, scope)

    async def by_code(self, code: str, *, scope: Scope) -> Lot:
        """The lot under this label; raises NotFound."""
        return await self._one({"code": code}, scope)

    async def _one(self, which: Document, scope: Scope) -> Lot:
        async with store_errors():
            document = await self._lots.find_one({"$and": [which, within(scope)]})
        if document is None:
            raise NotFound
        return _to_lot(document)

    async def page(
        self, *, scope: Scope, there: bool = False, kind: str = "", part: Part = NEWEST, most: int = 50
    ) -> list[Lot]:
        """
        Those of a scope, the newest first unless `part` says otherwise; with `there` those of which some are left, with
        `kind` those for wishes of that kind.
        """
        which = {"$and": [listed(scope), part.condition, THERE if there else {}, {"kind": kind} if kind else {}]}
        async with store_errors():
            cursor = self._lots.find(which).sort("_id", part.direction).limit(most)
            if there and scope.paths:
                cursor = cursor.hint(OF_THERE)
            return part.in_order([_to_lot(each) async for each in cursor])

    async def at_points(self, point_ids: Sequence[str], *, session: Session | None = None) -> dict[str, int]:
        """How many pieces lie at each of these points."""
        match: Document = {"$match": {"point": {"$in": list(point_ids)}, **THERE}}
        steps: list[Document] = [match, {"$group": {"_id": "$point", "many": {"$sum": "$many"}}}]
        async with store_errors():
            cursor = self._lots.aggregate(steps, session=session)
            return {each["_id"]: each["many"] async for each in cursor}

    async def of_ids(self, lot_ids: Iterable[str]) -> dict[str, Lot]:
        """These lots, by id."""
        async with store_errors():
            cursor = self._lots.find({"_id": {"$in": sorted(set(lot_ids) - {""})}})
            return {each["_id"]: _to_lot(each) async for each in cursor}

    async def insert(self, lot: Lot, received: LotMove, *, session: Session) -> None:
        """A new one with its first movement, its own or a part of another lot. Raises Duplicate for an id or a code in use."""
        words = {name: getattr(lot, name) for name in ("code", "what", "kind", "value_fen", "point", "many", "region")}
        document = {
            "_id": lot.id,
            **words,
            **placed(lot.region_path),
            "source": str(lot.source),
            "received_on": lot.received_on.isoformat(),
            "seq": 1,
        }
        try:
            await self._lots.insert_one(document, session=session)
        except DuplicateKeyError as error:
            raise Duplicate(error) from error
        await self._keep(received, document, session)

    async def book(self, lot: Lot, move: LotMove, *, session: Session | None, to: Point | None = None) -> Lot | None:
        """
        Keep a movement: pieces are added or taken as far as they are there, whatever happened meanwhile; a count, and the way
        `to` another point, only on top of what was seen. None where it can't be. Raises Duplicate for one kept before, and
        for one that rights what another has righted.
        """
        which: Document = {"_id": lot.id, "many": {"$gte": -move.change}}
        if move.kind is not Booked.BACK:  # what a wish gives back was there before
            which["many"]["$lte"] = PIECES_MOST - move.change
        if move.kind in _AS_SEEN:
            which["seq"] = lot.seq
        change: Document = {"$inc": {"many": move.change, "seq": 1}}
        if to is not None:
            change["$set"] = {"point": to.id, "region": to.region, **placed(to.region_path)}
        document = await self._lots.find_one_and_update(
            which, change, return_document=ReturnDocument.AFTER, session=session
        )
        if document is None:
            return None
        await self._keep(move, document, session)
        return _to_lot(document)

    async def take(
        self, lot_id: str, move_id: str, change: int, *, wish: str, by: str, now: datetime, session: Session | None
    ) -> bool:
        """Take a piece out for a wish, or lay it back, as part of its move; False where none is there."""
        document = await self._lots.find_one({"_id": lot_id}, session=session)
        if document is None:
            return False
        lot = _to_lot(document)
        kind = Booked.COVERED if change < 0 else Booked.BACK
        move = LotMove(move_id, lot.id, kind, change, by, now, lot.point, wish=wish)
        return await self.book(lot, move, session=session) is not None

    async def _keep(self, move: LotMove, document: Document, session: Session | None) -> None:
        kept: Document = {
            "_id": move.id,
            "lot": document["_id"],
            "seq": document["seq"],
            "kind": str(move.kind),
            "change": move.change,
            "left": document["many"],
            "why": move.why,
            "point": document["point"],
            "wish": move.wish,
            "by": move.by,
            "at": move.at,
            "rights": move.rights,
            "pair": move.pair,
            "pair_lot": move.pair_lot,
            **placed(document["region_path"]),
        }
        try:
            await self._moves.insert_one(kept, session=session)
        except DuplicateKeyError as error:
            raise Duplicate(error) from error

    async def move_of(self, move_id: str) -> LotMove | None:
        """The movement with this id, or None."""
        async with store_errors():
            document = await self._moves.find_one({"_id": move_id})
        return _to_move(document) if document else None

    async def moves_of(self, move_ids: Iterable[str]) -> dict[str, LotMove]:
        """These movements, by id."""
        async with store_errors():
            cursor = self._moves.find({"_id": {"$in": sorted(set(move_ids) - {""})}})
            return {each["_id"]: _to_move(each) async for each in cursor}

    async def counted_after(self, move: LotMove, *, session: Session) -> bool:
        """Whether the lot was counted after this movement."""
        later: Document = {"lot": move.lot_id, "seq": {"$gt": move.seq}, "kind": str(Booked.COUNTED)}
        async with store_errors():
            return await self._moves.find_one(later, session=session) is not None

    async def moved(self, span: tuple[datetime, datetime], *, scope: Scope, most: int) -> list[LotMove]:
        """What came and went in a span in the places of a scope, the oldest first."""
        which = {"$and": [listed(scope), {"at": {"$gte": span[0], "$lt": span[1]}}]}
        async with store_errors():
            cursor = self._moves.find(which).sort([("at", 1), ("_id", 1)]).limit(most)
            return [_to_move(each) async for each in cursor]

    async def moves(self, lot_id: str, *, most: int = 100) -> list[LotMove]:
        """What came in and went out of a lot, the newest first."""
        async with store_errors():
            cursor = self._moves.find({"lot": lot_id}).sort("seq", -1).limit(most)
            return [_to_move(each) async for each in cursor]


def _to_lot(document: Document) -> Lot:
    same: dict[str, Any] = {
        name: document[name]
        for name in ("code", "what", "kind", "value_fen", "point", "many", "region", "region_path", "seq")
    }
    received_on = date.fromisoformat(document["received_on"])
    return Lot(id=document["_id"], source=From(document["source"]), received_on=received_on, **same)


def _to_move(document: Document) -> LotMove:
    same: dict[str, Any] = {
        name: document[name] for name in ("change", "left", "why", "point", "wish", "by", "at", "seq")
    }
    same |= {
        name: document.get(name, "") for name in ("rights", "pair", "pair_lot", "region_path")
    }  # none in earlier ones
    return LotMove(id=document["_id"], lot_id=document["lot"], kind=Booked(document["kind"]), **same)
