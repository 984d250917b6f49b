"""Colleagues for programs of staff: listed, invited, appointed, and who stands in for whom."""

from datetime import date, datetime
from typing import Any, ClassVar

from pydantic import Field

from domain.staff import Permission, StaffRole
from handlers.access import requires
from handlers.api.call import ID, Limit
from handlers.api.operation import Model, Operation, Route
from handlers.api.staff.call import StaffCall
from handlers.api.staff.me import StaffView, staff_facts
from services.staff.appointments import appoint, appoint_deputy, end_deputy, lasting, take_back
from services.staff.invitations import invite, link_again
from storage.staff import AccountState, StaffAccount


class StaffPart(Model):
    """A part of the list, by login; `next` is what `after` takes to go on, null at the end."""

    staff: list[StaffView]
    next: str | None


class StaffQuery(Limit):
    """Which part of the list."""

    after: str = Field(default="", pattern=r"^[a-z0-9._-]{0,32}$", description="`next` of the part before")


class InviteAsk(Model):
    """A colleague to be invited, with these roles for the region with this code."""

    login: str
    name: str
    region: str
    roles: list[StaffRole]


class LinkView(Model):
    """The link by which she sets her password, good for seven days and for one time."""

    id: str
    link: str


class InvitedView(StaffView):
    """
    The account that waits for its owner; its appointments count once she has joined. `link` is shown this once: a
    repeat of the call is answered with null, and a new link is asked for.
    """

    link: str | None


class HeldView(Model):
    """An appointment as it lies in the account; `deputy_for` is the id of the one whose work it is, or empty."""

    number: int
    role: StaffRole
    region_path: str
    since: datetime | None
    until: datetime | None
    deputy_for: str


class HeldList(Model):
    """All appointments of an account, those to come and those that have ended included."""

    id: str
    state: AccountState
    appointments: list[HeldView]


class AppointAsk(Model):
    """A role for the region with this code and all below it."""

    role: StaffRole
    region: str


class TakeBackAsk(Model):
    """Which appointment: its `number` in the list that was read."""

    number: int = Field(ge=0, le=9999)


class DeputyAsk(Model):
    """Who stands in, by her login, from the first day to the last."""

    login: str
    first: date
    last: date


class DeputyView(Model):
    """Who stands in for her, and how long."""

    id: str
    login: str
    name: str
    since: datetime | None
    until: datetime | None


class DeputyList(Model):
    """Who stands in for her now or will."""

    deputies: list[DeputyView]


class _ColleagueCall(StaffCall):
    """What the calls about colleagues answer with."""

    def show_held(self, account: StaffAccount) -> None:
        """Her appointments, of which the account's number of changes is the version."""
        self.versioned(account.seq)
        if not self._finished:
            held = [_held(at, account) for at in range(len(account.appointments))]
            self.answer(HeldList(id=account.id, state=account.state, appointments=held))

    async def show_deputies(self, staff_id: str) -> None:
        """Who stands in for her."""
        now, views = self.services.now(), []
        for each in await self.services.staff.deputies_of(staff_id):
            theirs = [held for held in lasting(each, now) if held.deputy_for == staff_id]
            facts = {"id": each.id, "login": each.login, "name": each.name}
            views += [DeputyView(**facts, since=held.since, until=held.until) for held in theirs[:1]]
        self.answer(DeputyList(deputies=views))

    async def found(self, staff_id: str) -> StaffAccount:
        """A colleague of her regions. Raises NotFound, StoreAway."""
        return await self.services.staff.get_in(staff_id, scope=self.staff.scope(Permission.STAFF_READ))

    def link_of(self, token: str) -> str:
        """The address to give to a colleague."""
        return f"{self.services.facts.public_url}/console/join/{token}"


def _held(number: int, account: StaffAccount) -> HeldView:
    held = account.appointments[number]
    facts = {name: getattr(held, name) for name in HeldView.model_fields if name != "number"}
    return HeldView.model_validate(facts | {"number": number})


def _without_link(invited: Any) -> InvitedView:
    """What is kept of an answer: nobody finds in the store how to get in."""
    kept: InvitedView = invited.model_copy(update={"link": None})
    return kept


@requires(Permission.STAFF_READ, post=Permission.STAFF_MANAGE)
class StaffListCall(_ColleagueCall):
    """Colleagues of her regions."""

    OPERATIONS: ClassVar = {
        "get": Operation(id="listStaff", summary="Colleagues of her regions", answer=StaffPart, query=StaffQuery),
        "post": Operation(
            id="inviteStaff",
            summary="Invite a colleague; the answer holds her link once, a repeat doesn't",
            answer=InvitedView,
            body=InviteAsk,
            status=201,
            once=True,
            versioned=True,
        ),
    }

    async def get(self) -> None:
        """A part of the list."""
        asked, scope = self.query(StaffQuery), self.staff.scope(Permission.STAFF_READ)
        rows = await self.services.staff.visible(scope=scope, after=asked.after, most=asked.limit + 1)
        now, shown = self.services.now(), rows[: asked.limit]
        views = [StaffView.model_validate(staff_facts(each.member(now))) for each in shown]
        self.answer(StaffPart(staff=views, next=shown[-1].login if len(rows) > asked.limit else None))

    async def post(self) -> None:
        """The account and her link."""
        given = self.body(InviteAsk)

        async def create(_made: str) -> tuple[InvitedView, int]:
            account, token = await invite(
                self.services,
                by=self.staff,
                login=given.login,
                name=given.name,
                roles=given.roles,
                region=given.region,
            )
            facts = staff_facts(account.member(self.services.now())) | {"link": self.link_of(token)}
            return InvitedView.model_validate(facts), account.seq

        await self.once(create, kept=_without_link)


@requires(Permission.STAFF_READ)
class StaffOneCall(_ColleagueCall):
    """One colleague."""

    OPERATIONS: ClassVar = {
        "get": Operation(
            id="getStaff", summary="A colleague of her regions", answer=StaffView, path={"id": ID}, problems=(404,)
        )
    }

    async def get(self, staff_id: str) -> None:
        """She."""
        account = await self.found(staff_id)
        self.answer(StaffView.model_validate(staff_facts(account.member(self.services.now()))))


@requires(Permission.STAFF_MANAGE)
class StaffLinkCall(_ColleagueCall):
    """A new link."""

    OPERATIONS: ClassVar = {
        "post": Operation(
            id="linkStaff",
            summary="A new link: the invitation again, or to set a new password; an earlier one opens nothing any more",
            answer=LinkView,
            path={"id": ID},
            problems=(404, 409),
        )
    }

    async def post(self, staff_id: str) -> None:
        """The link, shown this once."""
        account, token = await link_again(self.services, staff_id, by=self.staff)
        self.answer(LinkView(id=account.id, link=self.link_of(token)))


@requires(Permission.STAFF_READ, post=Permission.STAFF_MANAGE)
class AppointmentsCall(_ColleagueCall):
    """What a colleague is, and where."""

    OPERATIONS: ClassVar = {
        "get": Operation(
            id="listAppointments",
            summary="All appointments of a colleague, numbered",
            answer=HeldList,
            path={"id": ID},
            problems=(404,),
            versioned=True,
        ),
        "post": Operation(
            id="appointStaff",
            summary="Give a colleague a role for a region, no more than one holds there oneself",
            answer=HeldList,
            path={"id": ID},
            body=AppointAsk,
            problems=(404,),
            seen=True,
            versioned=True,
        ),
    }

    async def get(self, staff_id: str) -> None:
        """Her appointments."""
        self.show_held(await self.found(staff_id))

    async def post(self, staff_id: str) -> None:
        """Her appointments with this one."""
        given, seq = self.body(AppointAsk), self.seen_version()
        change = appoint(self.services, staff_id, by=self.staff, role=given.role, region=given.region, seq=seq)
        self.show_held(await self.unless_changed(change))


@requires(Permission.STAFF_MANAGE)
class TakeBackCall(_ColleagueCall):
    """Taking an appointment back."""

    OPERATIONS: ClassVar = {
        "post": Operation(
            id="takeBackAppointment",
            summary="Take an appointment back; it counts from the next request on",
            answer=HeldList,
            path={"id": ID},
            body=TakeBackAsk,
            problems=(404, 409),
            seen=True,
            versioned=True,
        )
    }

    async def post(self, staff_id: str) -> None:
        """Her appointments without it."""
        given, seq = self.body(TakeBackAsk), self.seen_version()
        change = take_back(self.services, staff_id, given.number, by=self.staff, seq=seq)
        self.show_held(await self.unless_changed(change))


@requires(Permission.STAFF_READ, post=Permission.STAFF_MANAGE)
class DeputiesCall(_ColleagueCall):
    """Who stands in for a colleague while she is away."""

    OPERATIONS: ClassVar = {
        "get": Operation(
            id="listDeputies",
            summary="Who stands in for a colleague now or will",
            answer=DeputyList,
            path={"id": ID},
            problems=(404,),
        ),
        "post": Operation(
            id="appointDeputy",
            summary="Let another colleague stand in for her; twice is the same as once",
            answer=DeputyList,
            path={"id": ID},
            body=DeputyAsk,
            problems=(404, 409),
        ),
    }

    async def get(self, staff_id: str) -> None:
        """Her deputies."""
        await self.show_deputies((await self.found(staff_id)).id)

    async def post(self, staff_id: str) -> None:
        """Her deputies with this one."""
        given = self.body(DeputyAsk)
        days = {"first": given.first, "last": given.last}
        await appoint_deputy(self.services, staff_id, by=self.staff, login=given.login, **days)
        await self.show_deputies(staff_id)


@requires(Permission.STAFF_MANAGE)
class DeputyCall(_ColleagueCall):
    """One who stands in."""

    OPERATIONS: ClassVar = {
        "delete": Operation(
            id="endDeputy",
            summary="She is back: a deputy of hers is one no longer; twice is the same as once",
            answer=DeputyList,
            path={"id": ID, "deputy": ID},
            problems=(404, 409),
        )
    }

    async def delete(self, staff_id: str, deputy_id: str) -> None:
        """Her deputies without this one."""
        await end_deputy(self.services, staff_id, deputy_id, by=self.staff)
        await self.show_deputies(staff_id)


_GAP = r"([0-9a-z]{26})"
_BASE = "/api/v1/staff/staff"
API_ROUTES = [
    Route(_BASE, _BASE, StaffListCall),
    Route(f"{_BASE}/{{id}}", rf"{_BASE}/{_GAP}", StaffOneCall),
    Route(f"{_BASE}/{{id}}/link", rf"{_BASE}/{_GAP}/link", StaffLinkCall),
    Route(f"{_BASE}/{{id}}/appointments", rf"{_BASE}/{_GAP}/appointments", AppointmentsCall),
    Route(f"{_BASE}/{{id}}/appointments/take_back", rf"{_BASE}/{_GAP}/appointments/take_back", TakeBackCall),
    Route(f"{_BASE}/{{id}}/deputies", rf"{_BASE}/{_GAP}/deputies", DeputiesCall),
    Route(f"{_BASE}/{{id}}/deputies/{{deputy}}", rf"{_BASE}/{_GAP}/deputies/{_GAP}", DeputyCall),
]
