"""Delivery days: wishes are picked, labels and the sheet to sign are printed, each is checked off by a scan or a tap."""

import asyncio
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from domain.calendar import read_day
from domain.errors import Conflict, Invalid, NotFound
from domain.ids import is_id, new_id
from domain.parcels import format_code, read_code
from domain.staff import Permission
from domain.wish_days import WISHES_MOST, Check, WishDay
from handlers.access import requires
from handlers.base import PAGE_ROWS
from handlers.console.choosing_region import regions_for
from handlers.console.offers import Offer, offer_undo
from handlers.console.page import ConsolePage, first_part, seen_version
from handlers.console.parcels import labels_of
from handlers.console.sign_sheet import Line, sign_sheet
from handlers.templates import HERE
from services.audit.exporting import note_export
from services.wishes import wish_days
from storage.paging import Part
from wording import parcels as words

ADDRESS = "/console/days"
ID = r"([0-9a-z]{26})"
CHOSEN_MOST = 300  # what a form may carry; how many a day may hold is the service's


class _DayPage(ConsolePage):
    """A page of the days."""

    SECTION = "wishes"

    async def places(self, paths: list[str]) -> dict[str, str]:
        """The names of the regions in these paths."""
        return await self.services.regions.names(code for path in paths for code in path.split("/") if code)

    async def show_day(self, day_id: str, problems: Mapping[str, str], *, status: int = 200, notice: str = "") -> None:
        """The day as it stands."""
        sheet = await wish_days.look(self.services, day_id, by=self.staff)
        self.set_status(status)
        self.show(
            "parcels/day.html",
            day=sheet.day,
            rows=sheet.rows,
            counts=sheet.counts,
            checks=words.CHECKS if sheet.day.is_open else words.CHECKS | {"waiting": words.MISSING},
            places=await self.places([sheet.day.region_path, *(each.wish.region_path for each in sheet.rows)]),
            may=self.staff.may_in(wish_days.HAND, sheet.day.region_path),
            format_code=format_code,
            said=words,
            problems=problems,
            notice=notice,
        )


@requires(Permission.WISH_READ)
class Days(_DayPage):
    """The days of her regions, the newest first."""

    async def get(self) -> None:
        """The list."""
        scope = self.staff.scope(Permission.WISH_READ)
        rows = await self.services.wish_days.page(
            scope=scope, part=Part(after=self.after_argument()), most=PAGE_ROWS + 1
        )
        shown, more = first_part(rows)
        self.show(
            "parcels/days.html",
            days=shown,
            more=more,
            places=await self.places([each.region_path for each in shown]),
            may=self.staff.may(wish_days.HAND),
            said=words,
        )


@requires(Permission.WISH_HAND)
class DayNew(_DayPage):
    """A new day; the form draws its id, so that a form sent twice is one day."""

    async def get(self) -> None:
        """The empty form."""
        today = f"{self.services.now().astimezone(HERE):%Y-%m-%d}"
        await self._form({"id": new_id(), "on": today, "place": "", "region": ""}, {})

    async def post(self) -> None:
        """Make it, or show what to mend."""
        given = {name: self.text_argument(name) for name in ("id", "on", "place", "region")}
        if not is_id(given["id"]):
            raise NotFound
        on = read_day(given["on"])
        if on is None:
            await self._form(given, {"on": "invalid"}, status=Invalid.status)
            return
        made = WishDay(given["id"], on, " ".join(given["place"].split()), given["region"], "")
        try:
            kept = await wish_days.make(self.services, made, by=self.staff)
        except Invalid as error:
            await self._form(given, {error.field: error.problem}, status=error.status)
            return
        self.redirect(f"{ADDRESS}/{kept.id}/pick", status=303)

    async def _form(self, given: Mapping[str, str], problems: Mapping[str, str], *, status: int = 200) -> None:
        self.set_status(status)
        regions = await regions_for(self, wish_days.HAND)
        self.show("parcels/day_form.html", given=given, regions=regions, problems=problems, said=words)


@requires(Permission.WISH_READ)
class DayPage(_DayPage):
    """A day: its wishes, and how far it is."""

    async def get(self, day_id: str) -> None:
        """The page."""
        await self.show_day(day_id, {})


@requires(Permission.WISH_HAND)
class DayPick(_DayPage):
    """Which wishes are for the day."""

    async def get(self, day_id: str) -> None:
        """Those in hand, with a box each."""
        await self._choose(day_id, {})

    async def post(self, day_id: str) -> None:
        """Take those that are ticked."""
        chosen = self.get_arguments("wish")[:CHOSEN_MOST]
        try:
            await wish_days.pick(self.services, day_id, chosen, by=self.staff, seen=seen_version(self))
        except Invalid as error:
            await self._choose(day_id, {error.field: error.problem}, status=error.status)
            return
        self.redirect(f"{ADDRESS}/{day_id}", status=303)

    async def _choose(self, day_id: str, problems: Mapping[str, str], *, status: int = 200) -> None:
        day = await self.services.wish_days.get(day_id, scope=self.staff.scope(wish_days.HAND))
        found = await wish_days.candidates(self.services, day, by=self.staff) if day.is_open else []
        self.set_status(status)
        self.show(
            "parcels/day_pick.html",
            day=day,
            wishes=found,
            ticked=set(self.get_body_arguments("wish")),
            left=WISHES_MOST - len(day.wishes),
            places=await self.places([each.region_path for each in found]),
            problems=problems,
            said=words,
        )


@requires(Permission.WISH_HAND)
class DayCheck(_DayPage):
    """One is handed over."""

    async def post(self, day_id: str) -> None:
        """By its label, scanned or typed, or by a tap on its line."""
        wish_id = self.text_argument("wish", most=30)
        try:
            code = "" if wish_id else read_code(self.text_argument("code", most=200))
            await wish_days.check_off(self.services, day_id, by=self.staff, code=code, wish_id=wish_id)
        except Invalid as error:
            await self.show_day(day_id, {error.field: error.problem}, status=error.status)
            return
        except NotFound:
            await self.show_day(day_id, {"code": "elsewhere"}, status=NotFound.status)
            return
        self.redirect(f"{ADDRESS}/{day_id}", status=303)


@requires(Permission.WISH_HAND)
class DayLeaveOut(_DayPage):
    """One isn't for the day after all."""

    async def post(self, day_id: str) -> None:
        """Left out; the wish stays as it is."""
        wish_id = self.text_argument("wish", most=30)
        try:
            seen = seen_version(self)
            day = await wish_days.leave_out(self.services, day_id, wish_id, by=self.staff, seen=seen)
        except Conflict:
            await self.show_day(day_id, {}, status=Conflict.status, notice=words.CHANGED_MEANWHILE)
            return
        if day.version != seen:
            offer_undo(self, Offer("day", day_id, f"{day.version}:{wish_id}", words.LEFT_OUT))
        self.redirect(f"{ADDRESS}/{day_id}", status=303)


@requires(Permission.WISH_HAND)
class DayClose(_DayPage):
    """The day is over."""

    async def post(self, day_id: str) -> None:
        """Closed; what wasn't handed over stays as it is."""
        await wish_days.close(self.services, day_id, by=self.staff)
        self.redirect(f"{ADDRESS}/{day_id}", status=303)


@requires(Permission.WISH_READ)
class DayLabels(_DayPage):
    """The labels of the day on A4."""

    async def get(self, day_id: str) -> None:
        """The sheet."""
        sheet = await wish_days.look(self.services, day_id, by=self.staff)
        labels = await labels_of(self.services, [each.parcel for each in sheet.rows if each.parcel])
        self.page("parcels/print.html", labels=labels)


@requires(Permission.WISH_HAND)
class DaySheet(_DayPage):
    """The sheet that families sign."""

    async def get(self, day_id: str) -> None:
        """A PDF; that it left is written down."""
        sheet = await wish_days.look(self.services, day_id, by=self.staff)
        kinds = dict(self.services.facts.wish.kinds)
        lines = [
            Line(
                receipt=row.wish.receipt,
                code=format_code(row.parcel.code) if row.parcel else "",
                child=row.wish.child_masked,
                kind=kinds.get(row.wish.kind, row.wish.kind),
            )
            for row in sheet.rows
            if row.check is not Check.GONE
        ]
        columns = ["receipt", "label", "child", "kind"]
        await note_export(
            self.services, by=self.staff, what="wish_day", rows=len(lines), columns=columns, filters={"day": day_id}
        )
        title = words.SHEET_TITLE.format(institution=self.services.facts.institution)
        under = words.SHEET_UNDER.format(day=sheet.day.on.isoformat(), place=sheet.day.place, many=len(lines))
        drawn = await asyncio.to_thread(sign_sheet, title, under, lines)
        name = quote(words.SHEET_NAME.format(day=sheet.day.on.isoformat()))
        self.set_header("Content-Type", "application/pdf")
        self.set_header("Content-Disposition", f"inline; filename*=UTF-8''{name}")
        self.finish(drawn)


ROUTES: list[Any] = [
    (ADDRESS, Days),
    (rf"{ADDRESS}/new", DayNew),
    (rf"{ADDRESS}/{ID}", DayPage),
    (rf"{ADDRESS}/{ID}/pick", DayPick),
    (rf"{ADDRESS}/{ID}/check", DayCheck),
    (rf"{ADDRESS}/{ID}/leave-out", DayLeaveOut),
    (rf"{ADDRESS}/{ID}/close", DayClose),
    (rf"{ADDRESS}/{ID}/labels/print", DayLabels),
    (rf"{ADDRESS}/{ID}/sheet", DaySheet),
]
