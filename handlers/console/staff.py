"""Colleagues: the list, one of them, and inviting a new one."""

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any
from urllib.parse import urlencode

from tornado.web import HTTPError

from domain.errors import Invalid
from domain.staff import Permission, StaffRole
from handlers.access import requires
from handlers.base import PAGE_ROWS
from handlers.console import picking
from handlers.console.page import ConsolePage
from handlers.console.table import cut, read_places
from services.staff import colleagues
from services.staff.appointments import lasting
from services.staff.invitations import invite, link_again
from storage.paging import Part
from storage.staff import AccountState
from wording import audit as acts
from wording import colleagues as said

ID = r"([0-9a-z]{26})"
SORTS = ("login", "name")


def _address(asked: Mapping[str, str], sort: str, /, **changes: str) -> str:
    """The address of the list with other values than it was asked for with."""
    values = {**asked, "sort": "" if sort == "login" else sort} | changes
    query = urlencode({name: value for name, value in values.items() if value})
    return f"/console/staff?{query}" if query else "/console/staff"


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
class Colleagues(StaffPage):
    """By login, of her regions."""

    async def get(self) -> None:
        """The list."""
        asked = {name: self.text_argument(name, most=60).strip() for name in ("state", "role", "q")}
        sort = self.text_argument("sort", most=20) or "login"
        if sort.removeprefix("-") not in SORTS:
            raise HTTPError(400)
        part = Part(*read_places(self), rising=not sort.startswith("-"), by=sort.removeprefix("-"))
        state, role = _one_of(AccountState, asked["state"]), _one_of(StaffRole, asked["role"])
        rows = await colleagues.page(
            self.services,
            by=self.staff,
            state=state,
            role=role,
            begins=asked["q"],
            part=part,
            most=PAGE_ROWS + 1,
        )
        shown, back, on = cut(rows, part, PAGE_ROWS)
        paths = [path for each in shown for path in (each.region_path, *(one.region_path for one in each.appointments))]
        self.show(
            "staff/list.html",
            accounts=[(each, lasting(each, self.now)) for each in shown],
            goes_back=back,
            goes_on=on,
            sort=sort,
            here=partial(_address, asked, sort),
            asked=asked,
            roles=list(StaffRole),
            states=list(AccountState),
            places=await self.places_of(paths),
            may_invite=self.staff.may(Permission.STAFF_MANAGE),
            said=said,
        )


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


def _one_of(kind: type[Any], text: str) -> Any:
    try:
        return kind(text) if text else None
    except ValueError:
        raise HTTPError(400) from None


ROUTES = [
    (r"/console/staff", Colleagues),
    (r"/console/staff/new", ColleagueNew),
    (rf"/console/staff/{ID}", ColleagueDetail),
    (rf"/console/staff/{ID}/link", ColleagueLink),
]
