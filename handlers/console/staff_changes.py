"""Giving a colleague an appointment, taking one back, and who stands in for her."""

from datetime import date

from domain.errors import Invalid, NotFound
from domain.staff import Permission, StaffRole
from handlers.access import requires
from handlers.console import picking
from handlers.console.offers import Offer, offer_undo
from handlers.console.page import ConsolePage, seen_version
from handlers.console.staff import ID, StaffPage
from services.staff.appointments import appoint, appoint_deputy, end_deputy, find, take_back
from services.staff.caring import rename, sign_out_everywhere, unbind_wechat
from wording import colleagues as said


@requires(Permission.STAFF_MANAGE)
class Appoint(StaffPage):
    """Giving an appointment."""

    async def get(self, staff_id: str) -> None:
        """The form."""
        await self._form(staff_id, {})

    async def post(self, staff_id: str) -> None:
        """Given; or the next step of choosing a region; or what to mend."""
        if picking.is_picking(self):
            await self._form(staff_id, {})
            return
        place, role = (await picking.picked(self)).here, self.text_argument("role", most=40)
        if role not in set(StaffRole):
            self.set_status(400)
            await self._form(staff_id, {"role": "missing"})
            return
        seen = seen_version(self)
        try:
            account = await appoint(
                self.services,
                staff_id,
                by=self.staff,
                role=StaffRole(role),
                region=place.code if place else "",
                seq=seen,
            )
        except Invalid as problem:
            self.set_status(400)
            await self._form(staff_id, {problem.field: problem.problem})
            return
        if account.seq != seen:
            mark = f"{account.seq}:{len(account.appointments) - 1}"
            offer_undo(self, Offer("appointed", staff_id, mark, said.GIVEN.format(role=said.role(StaffRole(role)))))
        self.redirect(f"/console/staff/{staff_id}", status=303)

    async def _form(self, staff_id: str, problems: dict[str, str]) -> None:
        account = await find(self.services, staff_id, by=self.staff)
        self.show(
            "staff/appoint.html",
            account=account,
            problems=problems,
            picked=await picking.picked(self),
            roles=list(StaffRole),
            chosen=self.text_argument("role", most=40),
            said=said,
        )


@requires(Permission.STAFF_MANAGE)
class TakeBack(StaffPage):
    """Taking an appointment back: asked first."""

    async def get(self, staff_id: str) -> None:
        """Whether she means it."""
        account, number = await find(self.services, staff_id, by=self.staff), self._number()
        if number >= len(account.appointments):
            raise NotFound
        taken = account.appointments[number]
        self.show(
            "staff/take_back.html",
            account=account,
            number=number,
            taken=taken,
            places=await self.places_of([taken.region_path]),
            said=said,
        )

    async def post(self, staff_id: str) -> None:
        """Taken back, if the account is still as she saw it."""
        before, number = await find(self.services, staff_id, by=self.staff), self._number()
        after = await take_back(self.services, staff_id, number, by=self.staff, seq=seen_version(self))
        taken = before.appointments[number]
        if not taken.deputy_for:  # a deputy is asked for anew, with her days
            code = taken.region_path.rstrip("/").rsplit("/", 1)[-1]
            mark = f"{after.seq}:{taken.role}:{code}"
            offer_undo(self, Offer("role_taken", staff_id, mark, said.TAKEN.format(role=said.role(taken.role))))
        self.redirect(f"/console/staff/{staff_id}", status=303)

    def _number(self) -> int:
        number = self.text_argument("number", most=4)
        if not (number.isascii() and number.isdigit()):
            raise Invalid("number")
        return int(number)


@requires(Permission.STAFF_MANAGE)
class Rename(StaffPage):
    """How she is called."""

    async def post(self, staff_id: str) -> None:
        """Corrected, or what to mend."""
        name = self.text_argument("name", most=100)
        try:
            await rename(self.services, staff_id, name, by=self.staff, seq=seen_version(self))
        except Invalid as problem:
            self.set_status(400)
            await self.one(staff_id, problems={problem.field: problem.problem}, name=name)
            return
        self.redirect(f"/console/staff/{staff_id}", status=303)


@requires(Permission.STAFF_MANAGE)
class SignOutEverywhere(StaffPage):
    """Her phone is lost, or a computer was left open."""

    async def post(self, staff_id: str) -> None:
        """Out, wherever she was in."""
        many = await sign_out_everywhere(self.services, staff_id, by=self.staff)
        await self.one(staff_id, notice=said.signed_out(many))


@requires(Permission.STAFF_MANAGE)
class UnbindWeChat(StaffPage):
    """A lost phone opens nothing."""

    async def post(self, staff_id: str) -> None:
        """Unbound; she binds her new one herself."""
        done = await unbind_wechat(self.services, staff_id, by=self.staff)
        await self.one(staff_id, notice=said.UNBOUND if done else said.NOT_BOUND)


@requires(Permission.STAFF_MANAGE)
class Deputy(StaffPage):
    """Who stands in for her while she is away."""

    async def get(self, staff_id: str) -> None:
        """The form."""
        await self._form(staff_id, {})

    async def post(self, staff_id: str) -> None:
        """The deputy is appointed, or what to mend."""
        try:
            await appoint_deputy(
                self.services,
                staff_id,
                by=self.staff,
                login=self.text_argument("login", most=100),
                first=day_argument(self, "first"),
                last=day_argument(self, "last"),
            )
        except Invalid as problem:
            self.set_status(400)
            await self._form(staff_id, {problem.field: problem.problem})
            return
        self.redirect(f"/console/staff/{staff_id}", status=303)

    async def _form(self, staff_id: str, problems: dict[str, str]) -> None:
        account = await find(self.services, staff_id, by=self.staff)
        given = {name: self.text_argument(name, most=100) for name in ("login", "first", "last")}
        self.show("staff/deputy.html", account=account, given=given, problems=problems, said=said)


@requires(Permission.STAFF_MANAGE)
class DeputyEnd(StaffPage):
    """She is back earlier."""

    async def post(self, staff_id: str, deputy_id: str) -> None:
        """The deputy is one no longer."""
        await end_deputy(self.services, staff_id, deputy_id, by=self.staff)
        self.redirect(f"/console/staff/{staff_id}", status=303)


def day_argument(page: ConsolePage, name: str) -> date:
    """The day that a field holds. Raises Invalid with its name."""
    try:
        return date.fromisoformat(page.text_argument(name, most=10))
    except ValueError:
        raise Invalid(name, "missing") from None


ROUTES = [
    (rf"/console/staff/{ID}/name", Rename),
    (rf"/console/staff/{ID}/sessions", SignOutEverywhere),
    (rf"/console/staff/{ID}/wechat", UnbindWeChat),
    (rf"/console/staff/{ID}/appoint", Appoint),
    (rf"/console/staff/{ID}/take-back", TakeBack),
    (rf"/console/staff/{ID}/deputy", Deputy),
    (rf"/console/staff/{ID}/deputy/{ID}/end", DeputyEnd),
    *picking.ROUTES,
]
