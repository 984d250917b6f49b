"""The county's stock: what lies at its collection points, under which label, and what came in and went out."""

from collections.abc import Mapping, Sequence
from typing import Any

from domain.calendar import read_day
from domain.errors import Conflict, Invalid, NotFound
from domain.ids import is_id, new_id
from domain.parcels import Point, format_code
from domain.staff import Permission
from domain.stock import WHY, Booked, From, Lot, LotMove
from domain.wish_entry import read_yuan
from handlers.access import requires
from handlers.console.list_page import TablePage
from handlers.console.page import ConsolePage
from handlers.console.parcels import LABEL_ADDRESS, Label
from handlers.console.table import About, Asked, Cell, Column, Count, Filter, Link, Table
from handlers.templates import HERE, day
from services.account.codes import inline
from services.wishes import stock
from services.wishes.stock import Entry
from services.wishes.stock_mending import Correction, correct
from services.wishes.stock_parting import Parting, part
from storage.wall import county_of
from wording import stock as words
from wording import tables
from wording.wishes import yuan

ADDRESS = "/console/stock"
ID = r"([0-9a-z]{26})"
ENTERING, COUNTING = "in|out|parted|carried|corrected", "counted"
NUMBER_MOST = 6
FIELDS = ("id", "what", "kind", "yuan", "many", "source", "point", "received_on")


def _place(lot: Lot, about: About) -> str:
    names = [about["places"][code] for code in lot.region_path.split("/")[2:4] if code in about["places"]]
    return " ".join(names) or tables.NO_PLACE


LOTS: Table[Lot] = Table(
    name="lots",
    address=ADDRESS,
    caption=words.LOTS,
    key=lambda lot: lot.id,
    sort="-at",
    filters=(Filter("there", words.LEFT, (("1", words.SOME_LEFT),), words.ALL),),
    empty=words.EMPTY,
    empty_so=words.EMPTY_SO,
    columns=(
        Column(
            "lot", words.WHAT, lambda lot, _: Link(f"{ADDRESS}/{lot.id}", lot.what, format_code(lot.code)), Cell.LINK
        ),
        Column("there", words.THERE, lambda lot, _: Count(lot.many, words.PIECES), Cell.COUNT),
        Column("point", words.POINT, lambda lot, about: about["points"].get(lot.point, "")),
        Column("kind", words.KIND, lambda lot, about: about["kinds"].get(lot.kind, lot.kind)),
        Column("value", words.VALUE, lambda lot, _: yuan(lot.value_fen)),
        Column("source", words.FROM, lambda lot, _: words.SOURCES[lot.source], shown=False),
        Column("received", words.RECEIVED, lambda lot, _: day(lot.received_on)),
        Column("place", words.PLACE, _place, shown=False),
    ),
)


@requires(Permission.WISH_READ)
class Lots(TablePage[Lot]):
    """Those of her regions, the newest first."""

    SECTION = "wishes"
    TEMPLATE = "stock/lots.html"

    def table(self) -> Table[Lot]:
        """The list."""
        return LOTS

    async def rows(self, asked: Asked, most: int) -> Sequence[Lot]:
        """Those of her regions, all or what is left of them."""
        scope = self.staff.scope(Permission.WISH_READ)
        there = bool(asked.filters["there"])
        return await self.services.lots.page(scope=scope, there=there, part=asked.part, most=most)

    async def about(self, rows: Sequence[Lot]) -> About:
        """The names of their points and places, and the kinds of wishes."""
        return {
            "points": await self.services.points.named(each.point for each in rows),
            "places": await self.services.regions.names(
                code for each in rows for code in each.region_path.split("/") if code
            ),
            "kinds": dict(self.services.facts.wish.kinds),
            "may_enter": self.staff.may(stock.HAND),
        }


@requires(Permission.WISH_HAND)
class LotNew(ConsolePage):
    """A new one; the form draws its id, so that a form sent twice is one lot."""

    SECTION = "wishes"

    async def get(self) -> None:
        """The empty form."""
        today = f"{self.services.now().astimezone(HERE):%Y-%m-%d}"
        await self._form(dict.fromkeys(FIELDS, "") | {"id": new_id(), "received_on": today}, {})

    async def post(self) -> None:
        """Keep it, or show what to mend; then its page, with the label to print."""
        given = {name: self.text_argument(name) for name in FIELDS}
        if not is_id(given["id"]):
            raise NotFound
        try:
            kept = await stock.receive(self.services, _lot_of(given), by=self.staff)
        except Invalid as error:
            await self._form(given, {error.field: error.problem}, status=error.status)
            return
        self.redirect(f"{ADDRESS}/{kept.id}", status=303)

    async def _form(self, given: Mapping[str, str], problems: Mapping[str, str], *, status: int = 200) -> None:
        self.set_status(status)
        self.show(
            "stock/lot_form.html",
            given=given,
            points=await stock.points_for(self.services, by=self.staff),
            kinds=stock.kinds_of(self.services),
            problems=problems,
            said=words,
        )


def _lot_of(given: Mapping[str, str]) -> Lot:
    received_on = read_day(given["received_on"])
    if received_on is None:
        raise Invalid("received_on")
    if given["source"] not in set(From):
        raise Invalid("source", "missing")
    try:
        value_fen = read_yuan(given["yuan"].strip())
    except Invalid:
        raise Invalid("value") from None
    return Lot(
        id=given["id"],
        code="",
        what=" ".join(given["what"].split()),
        kind=given["kind"],
        value_fen=value_fen,
        source=From(given["source"]),
        point=given["point"],
        received_on=received_on,
        many=_number(given["many"]),
    )


def _number(text: str) -> int:
    """A number of pieces; -1 for what is none, which no rule takes."""
    plain = text.strip()
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) <= NUMBER_MOST else -1


class _LotPage(ConsolePage):
    """A page of a lot."""

    SECTION = "wishes"

    async def entry(
        self, lot_id: str, kind: Booked, problems: Mapping[str, str], *, status: int = 200, notice: str = ""
    ) -> None:
        """The form of a movement, as it was filled in; its id stays, so that it counts once."""
        shown = await stock.look(self.services, lot_id, by=self.staff)
        self.staff.need(stock.COUNT if kind is Booked.COUNTED else stock.HAND, shown.lot.region_path)
        given = {name: self.text_argument(name, most=40) for name in ("many", "why", "point", "movement")}
        sent = self.text_argument("entry", most=40)
        self.set_status(status)
        self.show(
            "stock/entry.html",
            lot=shown.lot,
            code=format_code(shown.lot.code),
            kind=kind,
            given=given | {"entry": sent if is_id(sent) else new_id()},
            reasons=WHY[kind],
            points=await self._points(shown.lot, kind),
            correctable=shown.correctable,
            problems=problems,
            notice=notice,
            said=words,
        )

    async def _points(self, lot: Lot, kind: Booked) -> Sequence[Point]:
        """Where it may go."""
        found = await stock.points_for(self.services, by=self.staff)
        if kind is Booked.PARTED:  # also a box of its own beside it
            return [each for each in found if county_of(each.region_path) == county_of(lot.region_path)]
        return [each for each in found if each.id != lot.point]

    async def _booked(self, lot_id: str, kind: Booked) -> Lot:
        """Enter what the form says: the lot, or the new one. Raises Invalid, Conflict, NotFound."""
        entry, seen = self.text_argument("entry", most=40), _number(self.text_argument("seen", most=10))
        if not is_id(entry):
            raise NotFound
        many, why = _number(self.text_argument("many", most=20)), self.text_argument("why", most=40)
        point = self.text_argument("point", most=40)
        if kind is Booked.PARTED:
            return await part(self.services, lot_id, Parting(entry, many, point, why), by=self.staff)
        if kind is Booked.CORRECTED:
            movement = self.text_argument("movement", most=40)
            return await correct(self.services, lot_id, Correction(entry, movement, many, why), by=self.staff)
        asked = Entry(entry, kind, many, why, point, seen)
        return await stock.book(self.services, lot_id, asked, by=self.staff)

    async def book(self, lot_id: str, kind: Booked) -> None:
        """Enter it, or show what to mend."""
        try:
            kept = await self._booked(lot_id, kind)
        except Invalid as error:
            await self.entry(lot_id, kind, {error.field: error.problem}, status=error.status)
            return
        except Conflict:
            await self.entry(lot_id, kind, {}, status=Conflict.status, notice=words.CHANGED_MEANWHILE)
            return
        self.redirect(f"{ADDRESS}/{kept.id}", status=303)


@requires(Permission.WISH_READ)
class LotPage(_LotPage):
    """One lot."""

    async def get(self, lot_id: str) -> None:
        """What it is, how many there are, and what came and went."""
        shown = await stock.look(self.services, lot_id, by=self.staff)
        lot, moves = shown.lot, shown.moves
        found = await self.services.wishes.of_ids(
            [each.wish for each in moves if each.wish], scope=self.staff.scope(Permission.WISH_READ)
        )
        self.show(
            "stock/lot.html",
            lot=lot,
            code=format_code(lot.code),
            moves=moves,
            offered=shown.offered,
            correctable={each.id for each in shown.correctable},
            righted={each.rights: each for each in moves if each.rights},
            by_id={each.id: each for each in moves},
            pairs=await self._pairs(moves),
            wishes={each.id: each for each in found},
            points=await self.services.points.named([lot.point, *(each.point for each in moves)]),
            actors=await self.services.staff.names(each.by for each in moves),
            said=words,
        )

    async def _pairs(self, moves: Sequence[LotMove]) -> dict[str, Lot]:
        """The lots with which it was divided, as far as she may see them."""
        found = await self.services.lots.of_ids(each.pair_lot for each in moves)
        return {key: lot for key, lot in found.items() if self.staff.may_in(Permission.WISH_READ, lot.region_path)}


@requires(Permission.WISH_HAND)
class LotEntry(_LotPage):
    """Pieces come in, go out or become a lot of their own, the lot goes to another point, or an entry is put right."""

    async def get(self, lot_id: str, kind: str) -> None:
        """The form."""
        await self.entry(lot_id, Booked(kind), {})

    async def post(self, lot_id: str, kind: str) -> None:
        """Entered."""
        await self.book(lot_id, Booked(kind))


@requires(Permission.WISH_APPROVE)
class LotCount(_LotPage):
    """The lot was counted."""

    async def get(self, lot_id: str, kind: str) -> None:
        """The form."""
        await self.entry(lot_id, Booked(kind), {})

    async def post(self, lot_id: str, kind: str) -> None:
        """Entered."""
        await self.book(lot_id, Booked(kind))


@requires(Permission.WISH_READ)
class LotLabel(_LotPage):
    """Its label on paper."""

    async def get(self, lot_id: str) -> None:
        """The sheet."""
        lot = (await stock.look(self.services, lot_id, by=self.staff)).lot
        point = (await self.services.points.named([lot.point])).get(lot.point, "")
        drawn = inline(f"{self.services.facts.public_url}{LABEL_ADDRESS}{lot.code}")
        self.page("parcels/print.html", labels=[Label(format_code(lot.code), drawn, lot.what, point)])


ROUTES: list[Any] = [
    (ADDRESS, Lots),
    (rf"{ADDRESS}/new", LotNew),
    (rf"{ADDRESS}/{ID}", LotPage),
    (rf"{ADDRESS}/{ID}/print", LotLabel),
    (rf"{ADDRESS}/{ID}/({ENTERING})", LotEntry),
    (rf"{ADDRESS}/{ID}/({COUNTING})", LotCount),
]
