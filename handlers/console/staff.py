"""Colleagues: the list, one of them, and inviting a new one."""

from collections.abc import Iterable, Sequence
from typing import Any

from domain.errors import Invalid
from domain.staff import Permission, StaffRole
from handlers.access import requires
from handlers.console import picking
from handlers.console.list_page import TablePage
from handlers.console.page import ConsolePage
from handlers.console.staff_table import STAFF, paths_of
from handlers.console.table import About, Asked, Table
from services.staff import colleagues
from services.staff.appointments import lasting
from services.staff.invitations import invite, link_again
from storage.staff import AccountState, StaffAccount
from wording import audit as acts
from wording import colleagues as said

ID = r"([0-9a-z]{26})"


class StaffPage(ConsolePage):
    """What the pages about colleagues share."""

    SECTION = "staff"

    async def places_of(self, paths: Iterable[str]) -> dict[str, str]:
        """The names of all regions on these paths, by code."""
        return await self.services.regions.names({code for path in paths for code in path.split("/") if code})

    async def one(self, staff_id: str, **more: Any) -> None:
        """A colleague's page."""
        colleague = await colleagues.look(self.services, staff_id, by=self.staff)
        account = colleague.account
        held = [(at, each) for at, each in enumerate(account.appointments) if each in lasting(account, self.now)]
        manages = self.staff.may_in(Permission.STAFF_MANAGE, account.region_path) and account.id != self.staff.id
        over = all(self.staff.may_appoint(each) for _, each in held)
        values = {
            "colleague": colleague,
            "account": account,
            "held": held,
            "manages": manages and account.state is not AccountState.LEFT,
            "over": over,
            "places": await self.places_of([account.region_path, *(each.region_path for _, each in held)]),
            "said": said,
            "acts": acts,
            "link": "",
            "notice": "",
            "name": account.name,
            "problems": {},
        }
        self.show("staff/detail.html", **(values | more))

    @property
    def now(self) -> Any:
        """The moment of the request."""
        return self.services.now()

    def link_of(self, token: str) -> str:
        """The address to give to a colleague."""
        return f"{self.services.facts.public_url}/console/join/{token}"


@requires(Permission.STAFF_READ)
class Colleagues(StaffPage, TablePage[StaffAccount]):
    """By login, of her regions."""

    TEMPLATE = "staff/list.html"

    def table(self) -> Table[StaffAccount]:
        """The list."""
        return STAFF

    async def rows(self, asked: Asked, most: int) -> Sequence[StaffAccount]:
        """Those that are asked for."""
        chosen = asked.filters
        return await colleagues.page(
            self.services,
            by=self.staff,
            state=AccountState(chosen["state"]) if chosen["state"] else None,
            role=StaffRole(chosen["role"]) if chosen["role"] else None,
            begins=chosen["q"],
            part=asked.part,
            most=most,
        )

    async def about(self, rows: Sequence[StaffAccount]) -> About:
        """The names of their places, and what time it is."""
        places = await self.places_of(paths_of(rows))
        return {"places": places, "now": self.now, "may_invite": self.staff.may(Permission.STAFF_MANAGE)}


@requires(Permission.STAFF_READ)
class ColleagueDetail(StaffPage):
    """One colleague."""

    async def get(self, staff_id: str) -> None:
        """The page."""
        await self.one(staff_id)


@requires(Permission.STAFF_MANAGE)
class ColleagueNew(StaffPage):
    """Inviting a colleague."""

    async def get(self) -> None:
        """The form."""
        await self._form({})

    async def post(self) -> None:
        """The account, and the link on her page; or the next step of choosing a region; or what to mend."""
        if picking.is_picking(self):
            await self._form({})
            return
        place = (await picking.picked(self)).here
        try:
            account, token = await invite(
                self.services,
                by=self.staff,
                login=self.text_argument("login", most=100),
                name=self.text_argument("name", most=100),
                roles=[role for role in StaffRole if role in self.get_arguments("roles")],
                region=place.code if place else "",
            )
        except Invalid as problem:
            self.set_status(400)
            await self._form({problem.field: problem.problem})
            return
        await self.one(account.id, link=self.link_of(token))

    async def _form(self, problems: dict[str, str]) -> None:
        self.show(
            "staff/new.html",
            problems=problems,
            picked=await picking.picked(self),
            name=self.text_argument("name", most=100),
            login=self.text_argument("login", most=100),
            chosen=self.get_arguments("roles"),
            roles=list(StaffRole),
            said=said,
        )


@requires(Permission.STAFF_MANAGE)
class ColleagueLink(StaffPage):
    """A new link: the invitation again, or to set a new password."""

    async def post(self, staff_id: str) -> None:
        """The link, shown this once."""
        account, token = await link_again(self.services, staff_id, by=self.staff)
        await self.one(account.id, link=self.link_of(token))


ROUTES = [
    (r"/console/staff", Colleagues),
    (r"/console/staff/new", ColleagueNew),
    (rf"/console/staff/{ID}", ColleagueDetail),
    (rf"/console/staff/{ID}/link", ColleagueLink),
]
