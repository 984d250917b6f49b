"""Parcels at a phone: a label is scanned or typed, and one tap hands the parcel on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from domain.errors import Invalid, MoveNotPossible, NotFound
from domain.parcels import STEPS, Parcel, Place, format_code, is_loose, read_code
from domain.staff import Permission
from handlers.access import requires
from handlers.console.list_page import TablePage
from handlers.console.offers import Offer, offer_undo
from handlers.console.page import ConsolePage
from handlers.console.table import About, Asked, Cell, Column, Link, Table, Tag
from services.account.codes import inline
from services.context import Services
from services.wishes import parcels
from services.wishes.parcels import Shown
from wording import parcels as words
from wording import tables

ADDRESS = "/console/parcels"
CODE = r"([0-9A-Z]{8})"
LABEL_ADDRESS = "/h5/parcels/"  # of parcels, and of lots in store: one way to scan for all labels
POINT_COOKIE, COOKIE_DAYS = "parcel_point", 30  # where she stood last


def _place(parcel: Parcel, about: About) -> str:
    """No deeper than the township: a list hangs open on a table."""
    names = [about["places"][code] for code in parcel.region_path.split("/")[2:4] if code in about["places"]]
    return " ".join(names) or tables.NO_PLACE


def _where(parcel: Parcel, about: About) -> Tag:
    point = about["points"].get(parcel.point, "")
    return Tag(words.TONES[parcel.place], point or words.PLACES[parcel.place])


def _kind(parcel: Parcel, about: About) -> str:
    wish = about["wishes"].get(parcel.wish_id)
    return about["kinds"].get(wish.kind, wish.kind) if wish else ""


PARCELS: Table[Parcel] = Table(
    name="parcels",
    address=ADDRESS,
    caption=words.PARCELS,
    key=lambda parcel: parcel.id,
    sort="-at",
    empty=words.EMPTY,
    columns=(
        Column("label", words.LABEL_CODE, lambda p, _: Link(f"{ADDRESS}/{p.code}", format_code(p.code)), Cell.LINK),
        Column("kind", words.KIND, _kind),
        Column("to", words.TO, _place),
        Column("where", words.WHERE, _where, Cell.TAG),
        Column("at", words.SINCE, lambda parcel, _: parcel.at, Cell.MOMENT),
    ),
)


@requires(Permission.WISH_READ)
class Parcels(TablePage[Parcel]):
    """Those of her regions, the newest first, under a field for a label's code."""

    SECTION = "wishes"
    TEMPLATE = "parcels/list.html"

    async def get(self) -> None:
        """The list; with `?code=` the parcel with this label, or what is wrong with it."""
        self.typed = self.text_argument("code", most=200)
        self.problem = ""
        if self.typed:
            try:
                self.redirect(await _page_of(self, read_code(self.typed)))
            except Invalid as error:
                self.problem = error.problem
            except NotFound:
                self.problem = "unknown"
            else:
                return
        await super().get()

    def table(self) -> Table[Parcel]:
        """The list."""
        return PARCELS

    async def rows(self, asked: Asked, most: int) -> Sequence[Parcel]:
        """Those of her regions."""
        scope = self.staff.scope(Permission.WISH_READ)
        return await self.services.parcels.page(scope=scope, part=asked.part, most=most)

    async def about(self, rows: Sequence[Parcel]) -> About:
        """Their wishes' kinds, the names of places and points, and what was typed."""
        codes = {code for each in rows for code in each.region_path.split("/") if code}
        return {
            "wishes": await parcels.page_of(self.services, rows),
            "places": await self.services.regions.names(codes),
            "points": await self.services.points.named(each.point for each in rows),
            "kinds": dict(self.services.facts.wish.kinds),
            "typed": self.typed,
            "said": words,
            "problems": {"code": self.problem} if self.problem else {},
        }


async def _page_of(page: ConsolePage, code: str) -> str:
    """Where the page of what bears this label is: a parcel's, or a lot's in store. Raises NotFound, StoreAway."""
    scope = page.staff.scope(Permission.WISH_READ)
    try:
        return f"{ADDRESS}/{(await page.services.parcels.by_code(code, scope=scope)).code}"
    except NotFound:
        return f"/console/stock/{(await page.services.lots.by_code(code, scope=scope)).id}"


@requires(Permission.WISH_READ, post=Permission.WISH_HAND)
class ParcelPage(ConsolePage):
    """One parcel: what it is, where it is, and a large button for what comes next."""

    SECTION = "wishes"
    COUNTS_ANEW = True

    async def get(self, code: str) -> None:
        """The page; with the label of a lot in store that one's."""
        found = await _page_of(self, code)
        if found != f"{ADDRESS}/{code}":
            self.redirect(found)
            return
        await self._show(await parcels.look(self.services, code, by=self.staff), {})

    async def post(self, code: str) -> None:
        """Hand it on. What was done already is done; a step by mistake can be taken back for ten seconds."""
        try:
            to = Place(self.text_argument("step", most=20))
        except ValueError:
            raise MoveNotPossible("no such step") from None
        if to not in STEPS:
            raise MoveNotPossible(to)
        point = self.text_argument("point", most=30) if to is Place.AT_POINT else ""
        try:
            done = await parcels.hand_on(self.services, code, to, by=self.staff, point=point)
        except Invalid as error:
            self.set_status(error.status)
            shown = await parcels.look(self.services, code, by=self.staff)
            await self._show(shown, {error.field: error.problem})
            return
        if point:
            self.set_cookie(POINT_COOKIE, point, expires_days=COOKIE_DAYS, path="/console")
        if done.before is not None and not done.wish_moved:
            said = words.UNDO.format(step=words.STEPS[to])
            offer_undo(self, Offer("parcel", done.parcel.id, str(done.parcel.seq), said))
        self.redirect(f"{ADDRESS}/{code}", status=303)

    async def _show(self, shown: Shown, problems: Mapping[str, str]) -> None:
        parcel = shown.parcel
        ids = [parcel.point, *(each.point for each in shown.steps)]
        days = await self.services.wish_days.picked_for([shown.wish.id])
        self.show(
            "parcels/parcel.html",
            parcel=parcel,
            code=format_code(parcel.code),
            wish=shown.wish,
            steps=shown.steps,
            offered=_at_the_table(shown.offered) if days else shown.offered,
            day=days.get(shown.wish.id),
            points=shown.points,
            last_point=self.get_cookie(POINT_COOKIE) or "",
            named=await self.services.points.named(ids),
            actors=await self.services.staff.names(each.by for each in shown.steps),
            places=await self.services.regions.names(each for each in shown.wish.region_path.split("/") if each),
            loose=is_loose(parcel, shown.wish.state),
            said=words,
            problems=problems,
        )


def _at_the_table(offered: tuple[Place, ...]) -> tuple[Place, ...]:
    """On a delivery day the family itself comes, so that is what is asked for first."""
    return tuple(sorted(offered, key=lambda each: each is not Place.GIVEN))


@dataclass(frozen=True, slots=True)
class Label:
    """A label as it is printed: no name, and no place below the township."""

    code: str
    drawn: str
    kind: str
    place: str


async def labels_of(services: Services, rows: Sequence[Parcel]) -> list[Label]:
    """The labels of these parcels."""
    wishes = await parcels.page_of(services, rows)
    names = await services.regions.names(code for each in rows for code in each.region_path.split("/") if code)
    about = {"places": names, "wishes": wishes, "kinds": dict(services.facts.wish.kinds)}
    base = f"{services.facts.public_url}{LABEL_ADDRESS}"
    return [
        Label(format_code(each.code), inline(base + each.code), _kind(each, about), _place(each, about))
        for each in rows
    ]


@requires(Permission.WISH_READ)
class ParcelLabel(ConsolePage):
    """A label on paper."""

    SECTION = "wishes"

    async def get(self, code: str) -> None:
        """The sheet."""
        shown = await parcels.look(self.services, code, by=self.staff)
        self.page("parcels/print.html", labels=await labels_of(self.services, [shown.parcel]))


@requires(Permission.WISH_HAND)
class WishLabel(ConsolePage):
    """The label of a wish that is on its way."""

    SECTION = "wishes"

    async def post(self, wish_id: str) -> None:
        """Made, or the one that there is; then its parcel's page."""
        made = await parcels.label_for(self.services, wish_id, by=self.staff)
        self.redirect(f"{ADDRESS}/{made.code}", status=303)


ROUTES: list[Any] = [
    (ADDRESS, Parcels),
    (rf"{ADDRESS}/{CODE}", ParcelPage),
    (rf"{ADDRESS}/{CODE}/print", ParcelLabel),
    (rf"{ADDRESS}/of/([0-9a-z]{{26}})", WishLabel),
]
