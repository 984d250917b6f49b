"""The county's stock for programs of staff: lots at collection points, and what comes in and goes out."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, ClassVar, Literal

from pydantic import Field

from domain.errors import NotFound
from domain.ids import new_id
from domain.staff import Permission
from domain.stock import PIECES_MOST, VALUE_MOST_FEN, Booked, From, Lot, LotMove
from handlers.access import requires
from handlers.api.call import ID, PartQuery
from handlers.api.operation import Model, Operation, Route
from handlers.api.staff.call import StaffCall
from services.wishes import stock
from services.wishes.stock import Entry
from services.wishes.stock_mending import Correction, correct
from services.wishes.stock_parting import Parting, part
from storage.paging import Part

LABEL = "^([2-9A-HJKMNP-Z]{8})?$"
WORD = r"^[a-z_]{1,20}$"
WHAT_MOST = 200  # what may be sent; how long it may be is the service's


class LotsQuery(PartQuery):
    """Which lots of her regions."""

    there: bool = Field(default=False, description="only those of which some are left")
    label: str = Field(default="", pattern=LABEL, description="the code on a label, to find its lot")


class LotAsk(Model):
    """A new lot: for wishes of which kind, how many pieces of which worth, from whom, at which open point of a county."""

    what: str = Field(min_length=1, max_length=WHAT_MOST)
    kind: str = Field(pattern=r"^[a-z-]{1,40}$")
    value_fen: int = Field(ge=1, le=VALUE_MOST_FEN)
    source: From
    point: str = Field(pattern=ID)
    received_on: date
    many: int = Field(ge=1, le=PIECES_MOST)


class LotView(Model):
    """A lot, and how many of it are there now; `seq` counts its movements."""

    id: str
    code: str
    what: str
    kind: str
    value_fen: int
    source: From
    point: str
    region_path: str
    received_on: date
    many: int
    seq: int


class LotPart(Model):
    """A part of the list, the newest first; `next` is what `after` takes to go on, null at the end."""

    lots: list[LotView]
    next: str | None


class LotMoveView(Model):
    """
    A movement; `wish` is the one that it was for, `left` how many were there then, `rights` the movement that it puts right,
    `pair` the other half of a division, in the lot `pair_lot`.
    """

    id: str
    kind: Booked
    change: int
    left: int
    why: str
    point: str
    wish: str
    by: str
    at: datetime
    rights: str
    pair: str
    pair_lot: str


class LotDetail(LotView):
    """A lot with its movements, the last first."""

    moves: list[LotMoveView]


class PiecesAsk(Model):
    """Pieces that came in or went out, and why: in for bought, given, found; out for handed_out, broken, expired, missing."""

    kind: Literal["in", "out"]
    many: int = Field(ge=1, le=PIECES_MOST)
    why: str = Field(pattern=WORD)


class CountAsk(Model):
    """How many there are, and why that is noted: counted or mistyped."""

    many: int = Field(ge=0, le=PIECES_MOST)
    why: str = Field(pattern=WORD)


class CarryAsk(Model):
    """Another open point, and why: nearer, room or closing."""

    point: str = Field(pattern=ID)
    why: str = Field(pattern=WORD)


class CorrectionAsk(Model):
    """A movement (received, in or out), how many pieces it should have been, 0 if it never was; why: twice, miswritten, elsewhere."""

    movement: str = Field(pattern=ID)
    many: int = Field(ge=0, le=PIECES_MOST)
    why: str = Field(pattern=WORD)


class PartAsk(Model):
    """How many pieces become a lot of their own, at which open point of the county, and why: nearer, room, closing or sorted."""

    many: int = Field(ge=1, le=PIECES_MOST)
    point: str = Field(pattern=ID)
    why: str = Field(pattern=WORD)


def _view(lot: Lot) -> LotView:
    return LotView.model_validate({name: getattr(lot, name) for name in LotView.model_fields})


def _moved(move: LotMove) -> LotMoveView:
    return LotMoveView.model_validate({name: getattr(move, name) for name in LotMoveView.model_fields})


class _LotCall(StaffCall):
    """Answers with a lot."""

    async def detail(self, lot_id: str) -> LotDetail:
        """As it is now."""
        shown = await stock.look(self.services, lot_id, by=self.staff)
        return LotDetail(**_view(shown.lot).model_dump(), moves=[_moved(each) for each in shown.moves])

    async def book(self, lot_id: str, entry: Entry) -> None:
        """Enter what is said of a lot as it was read, and answer with it."""
        await self.unless_changed(stock.book(self.services, lot_id, entry, by=self.staff))
        await self.show(lot_id)

    async def show(self, lot_id: str) -> None:
        """Answer with it."""
        detail = await self.detail(lot_id)
        self.versioned(detail.seq)
        self.answer(detail)


@requires(Permission.WISH_READ, post=Permission.WISH_HAND)
class LotsCall(_LotCall):
    """Lots in store."""

    OPERATIONS: ClassVar = {
        "get": Operation(
            id="listLots", summary="Lots in store at her collection points", answer=LotPart, query=LotsQuery
        ),
        "post": Operation(
            id="createLot",
            summary="Receive a lot; it has a label then",
            answer=LotDetail,
            body=LotAsk,
            status=201,
            once=True,
            versioned=True,
        ),
    }

    async def get(self) -> None:
        """A part of the list, or the lot with a label."""
        asked, scope = self.query(LotsQuery), self.staff.scope(Permission.WISH_READ)
        if asked.label:
            self.answer(LotPart(lots=[_view(each) for each in await self._labelled(asked.label)], next=None))
            return
        part = Part(after=asked.after)
        rows = await self.services.lots.page(scope=scope, there=asked.there, part=part, most=asked.limit + 1)
        shown = rows[: asked.limit]
        more = shown[-1].id if len(rows) > asked.limit else None
        self.answer(LotPart(lots=[_view(each) for each in shown], next=more))

    async def _labelled(self, label: str) -> Sequence[Lot]:
        try:
            return [await self.services.lots.by_code(label, scope=self.staff.scope(Permission.WISH_READ))]
        except NotFound:
            return []

    async def post(self) -> None:
        """The lot."""
        given = self.body(LotAsk)

        async def create(made: str) -> tuple[LotDetail, int]:
            facts: dict[str, Any] = given.model_dump() | {"what": " ".join(given.what.split())}
            kept = await stock.receive(self.services, Lot(id=made, code="", **facts), by=self.staff)
            return await self.detail(kept.id), kept.seq

        await self.once(create)


@requires(Permission.WISH_READ)
class LotCall(_LotCall):
    """One lot."""

    OPERATIONS: ClassVar = {
        "get": Operation(
            id="getLot",
            summary="A lot with what came in and went out",
            answer=LotDetail,
            path={"id": ID},
            problems=(404,),
            versioned=True,
        )
    }

    async def get(self, lot_id: str) -> None:
        """It."""
        await self.show(lot_id)


@requires(Permission.WISH_HAND)
class LotPiecesCall(_LotCall):
    """Pieces come in or go out."""

    OPERATIONS: ClassVar = {
        "post": Operation(
            id="bookPieces",
            summary="Pieces come in or go out; never more than are there",
            answer=LotDetail,
            path={"id": ID},
            problems=(404, 409),
            body=PiecesAsk,
            status=201,
            once=True,
            versioned=True,
        )
    }

    async def post(self, lot_id: str) -> None:
        """Entered, once a key."""
        given = self.body(PiecesAsk)

        async def create(made: str) -> tuple[LotDetail, int]:
            entry = Entry(made, Booked(given.kind), given.many, given.why)
            kept = await stock.book(self.services, lot_id, entry, by=self.staff)
            return await self.detail(kept.id), kept.seq

        await self.once(create)


@requires(Permission.WISH_APPROVE)
class LotCountCall(_LotCall):
    """The lot was counted."""

    OPERATIONS: ClassVar = {
        "post": Operation(
            id="countLot",
            summary="Put right how many there are",
            answer=LotDetail,
            path={"id": ID},
            problems=(404, 409),
            body=CountAsk,
            seen=True,
            versioned=True,
        )
    }

    async def post(self, lot_id: str) -> None:
        """Entered, if nothing has come or gone since it was read."""
        seen, given = self.seen_version(), self.body(CountAsk)
        await self.book(lot_id, Entry(new_id(), Booked.COUNTED, given.many, given.why, seen=seen))


@requires(Permission.WISH_HAND)
class LotCarryCall(_LotCall):
    """The lot goes to another point."""

    OPERATIONS: ClassVar = {
        "post": Operation(
            id="carryLot",
            summary="Carry the lot to another point",
            answer=LotDetail,
            path={"id": ID},
            problems=(404, 409),
            body=CarryAsk,
            seen=True,
            versioned=True,
        )
    }

    async def post(self, lot_id: str) -> None:
        """Entered, if nothing has come or gone since it was read."""
        seen, given = self.seen_version(), self.body(CarryAsk)
        await self.book(lot_id, Entry(new_id(), Booked.CARRIED, why=given.why, point=given.point, seen=seen))


@requires(Permission.WISH_HAND)
class LotCorrectionCall(_LotCall):
    """A movement is put right by another."""

    OPERATIONS: ClassVar = {
        "post": Operation(
            id="correctLotMove",
            summary="Put a movement right by another that names it, once",
            answer=LotDetail,
            path={"id": ID},
            problems=(404, 409),
            body=CorrectionAsk,
            status=201,
            once=True,
            versioned=True,
        )
    }

    async def post(self, lot_id: str) -> None:
        """Entered, once a key."""
        given = self.body(CorrectionAsk)

        async def create(made: str) -> tuple[LotDetail, int]:
            asked = Correction(made, given.movement, given.many, given.why)
            kept = await correct(self.services, lot_id, asked, by=self.staff)
            return await self.detail(kept.id), kept.seq

        await self.once(create)


@requires(Permission.WISH_HAND)
class LotPartCall(_LotCall):
    """A lot is divided."""

    OPERATIONS: ClassVar = {
        "post": Operation(
            id="partLot",
            summary="Some of its pieces become a lot of their own, with a label; the answer is the new lot",
            answer=LotDetail,
            path={"id": ID},
            problems=(404, 409),
            body=PartAsk,
            status=201,
            once=True,
            versioned=True,
        )
    }

    async def post(self, lot_id: str) -> None:
        """Divided, once a key."""
        given = self.body(PartAsk)

        async def create(made: str) -> tuple[LotDetail, int]:
            asked = Parting(made, given.many, given.point, given.why)
            kept = await part(self.services, lot_id, asked, by=self.staff)
            return await self.detail(kept.id), kept.seq

        await self.once(create)


_GAP = r"([0-9a-z]{26})"
_LOTS = "/api/v1/staff/lots"
API_ROUTES = [
    Route(_LOTS, _LOTS, LotsCall),
    Route(f"{_LOTS}/{{id}}", rf"{_LOTS}/{_GAP}", LotCall),
    Route(f"{_LOTS}/{{id}}/pieces", rf"{_LOTS}/{_GAP}/pieces", LotPiecesCall),
    Route(f"{_LOTS}/{{id}}/count", rf"{_LOTS}/{_GAP}/count", LotCountCall),
    Route(f"{_LOTS}/{{id}}/carry", rf"{_LOTS}/{_GAP}/carry", LotCarryCall),
    Route(f"{_LOTS}/{{id}}/correct", rf"{_LOTS}/{_GAP}/correct", LotCorrectionCall),
    Route(f"{_LOTS}/{{id}}/part", rf"{_LOTS}/{_GAP}/part", LotPartCall),
]
