"""Volunteers who may keep a child company: looked up by the county, approved by a second person, stopped at once."""

from collections.abc import Mapping
from typing import Any

from domain.calendar import day_in_china, read_day
from domain.company import DECISIONS, Standing, Volunteer
from domain.errors import Conflict, Invalid, MoveNotPossible, NotAllowed
from domain.ids import new_id
from domain.staff import Permission
from domain.wishes import Wish
from handlers.access import requires
from handlers.console.cases import entry_of
from handlers.console.page import ConsolePage, seen_version
from services.wishes import volunteers, worries
from wording import company as words

ADDRESS = "/console/volunteers"
MOST = 200


class _VolunteerPage(ConsolePage):
    """A page of the volunteers."""

    SECTION = "wishes"

    async def show_one(
        self, volunteer_id: str, problems: Mapping[str, str] | None = None, *, status: int = 200, notice: str = ""
    ) -> None:
        """Her standing, and what may be decided."""
        known = await volunteers.look(self.services, volunteer_id, by=self.staff)
        self.set_status(status)
        self.show(
            "wishes/volunteer.html",
            volunteer=known,
            lapsed=self.lapsed(known),
            today=day_in_china(self.services.now()),
            offered=[str(to) for to, starts in DECISIONS.items() if known.state in starts],
            places=await self.services.regions.names(code for code in known.region_path.split("/") if code),
            names=await self.services.staff.names([known.checked_by, known.decided_by]),
            problems=problems or {},
            notice=notice,
            said=words,
        )

    def lapsed(self, known: Volunteer) -> bool:
        """Whether she is approved by a check that counts no longer."""
        return known.state is Standing.APPROVED and not known.vetted(day_in_china(self.services.now()))


@requires(Permission.WISH_APPROVE)
class Volunteers(_VolunteerPage):
    """Those of her counties."""

    async def get(self) -> None:
        """The newest first."""
        found = await volunteers.page(self.services, by=self.staff, most=MOST)
        codes = {code for each in found for code in each.region_path.split("/") if code}
        places = await self.services.regions.names(codes)
        lapsed = {each.id for each in found if self.lapsed(each)}
        today = day_in_china(self.services.now())
        ending = {each.id for each in found if volunteers.ends_soon(each, today)}
        shown = {"volunteers": found, "places": places, "lapsed": lapsed, "ending": ending}
        self.show("wishes/volunteers.html", **shown, said=words)


@requires(Permission.WISH_APPROVE)
class VolunteerPage(_VolunteerPage):
    """One."""

    async def get(self, volunteer_id: str) -> None:
        """Her standing."""
        await self.show_one(volunteer_id)


@requires(Permission.WISH_APPROVE)
class VolunteerChecked(_VolunteerPage):
    """She was looked up with the police."""

    async def post(self, volunteer_id: str) -> None:
        """Noted, or the page again with what is wrong."""
        day = read_day(self.text_argument("day", most=10))
        if day is None:
            await self.show_one(volunteer_id, {"day": "missing"}, status=Invalid.status)
            return
        try:
            await volunteers.note_check(self.services, volunteer_id, day=day, by=self.staff, seen=seen_version(self))
        except Invalid as error:
            await self.show_one(volunteer_id, {error.field: error.problem}, status=error.status)
            return
        self.redirect(f"{ADDRESS}/{volunteer_id}", status=303)


@requires(Permission.WISH_APPROVE)
class VolunteerDecided(_VolunteerPage):
    """Approved, stopped, ended."""

    async def post(self, volunteer_id: str, to: str) -> None:
        """Decided, or the page again with why not."""
        await volunteers.look(self.services, volunteer_id, by=self.staff)
        seen = seen_version(self)
        try:
            await volunteers.decide(self.services, volunteer_id, Standing(to), by=self.staff, seen=seen)
        except (MoveNotPossible, NotAllowed) as error:
            why = "same" if isinstance(error, NotAllowed) else "unchecked"
            notice = words.PROBLEMS["decide"][why]
            await self.show_one(volunteer_id, status=Conflict.status, notice=notice)
            return
        self.redirect(f"{ADDRESS}/{volunteer_id}", status=303)


@requires(Permission.WISH_READ)
class WishWorry(ConsolePage):
    """报告担心的事: an officer is worried about a meeting."""

    SECTION = "wishes"

    async def get(self, wish_id: str) -> None:
        """The form."""
        await self._form(wish_id, "", {})

    async def post(self, wish_id: str) -> None:
        """Reported."""
        text = self.text_argument("text", most=5000)
        await self._wish(wish_id)
        key = entry_of(self)
        try:
            await worries.report_by_staff(self.services, wish_id, text, by=self.staff, key=key)
        except Invalid as error:
            await self._form(wish_id, text, {error.field: error.problem}, status=error.status)
            return
        self.redirect(f"/console/wishes/{wish_id}", status=303)

    async def _form(self, wish_id: str, text: str, problems: Mapping[str, str], *, status: int = 200) -> None:
        wish = await self._wish(wish_id)
        self.set_status(status)
        self.show("wishes/worry.html", wish=wish, text=text, problems=problems, said=words, entry_id=new_id())

    async def _wish(self, wish_id: str) -> Wish:
        """One of hers that asks for company."""
        wish = await self.services.wishes.get(wish_id, scope=self.staff.scope(Permission.WISH_READ))
        if not wish.is_company:
            raise MoveNotPossible("worry")
        return wish


_ID = r"([0-9a-z]{26})"
ROUTES: list[Any] = [
    (ADDRESS, Volunteers),
    (rf"{ADDRESS}/{_ID}", VolunteerPage),
    (rf"{ADDRESS}/{_ID}/check", VolunteerChecked),
    (rf"{ADDRESS}/{_ID}/(approved|suspended|ended)", VolunteerDecided),
    (rf"/console/wishes/{_ID}/worry", WishWorry),
]
