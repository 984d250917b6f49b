"""Company wishes for programs of staff: volunteers looked up and decided on, meetings arranged, a worry reported."""

from datetime import date
from typing import ClassVar

from domain.company import MeetPlace, Standing, Volunteer
from domain.staff import Permission
from handlers.access import requires
from handlers.api.call import ID, PartQuery
from handlers.api.company import WorryAsk, WorryTaken
from handlers.api.operation import Model, Operation, Route
from handlers.api.staff.call import StaffCall
from handlers.api.staff.wishes import WishView, wish_view
from services.wishes import meetings, volunteers, worries
from storage.paging import Part
from wording import company as say

DECISIONS = "approved|suspended|ended"


class VolunteerView(Model):
    """A volunteer's standing; who she is stands on the sheet that the county keeps under `number`."""

    id: str
    number: str
    state: Standing
    region_path: str
    pledge: str
    checked_on: date | None
    valid_until: date | None
    version: int


class VolunteerPart(Model):
    """A part of the list, the newest first; `next` is what `after` takes to go on, null at the end."""

    volunteers: list[VolunteerView]
    next: str | None


class PoliceCheckAsk(Model):
    """The day on which she was looked up with the police."""

    day: date


class ArrangeAsk(Model):
    """The day of a meeting, and what kind of place: in public, or at home with the guardian present."""

    day: date
    meet_at: MeetPlace


def _view(known: Volunteer) -> VolunteerView:
    return VolunteerView.model_validate({name: getattr(known, name) for name in VolunteerView.model_fields})


@requires(Permission.WISH_APPROVE)
class VolunteersCall(StaffCall):
    """Those of her counties."""

    OPERATIONS: ClassVar = {
        "get": Operation(
            id="listVolunteers", summary="Volunteers of her counties", answer=VolunteerPart, query=PartQuery
        )
    }

    async def get(self) -> None:
        """A part of the list."""
        asked = self.query(PartQuery)
        rows = await volunteers.page(self.services, by=self.staff, part=Part(after=asked.after), most=asked.limit + 1)
        shown = rows[: asked.limit]
        more = shown[-1].id if len(rows) > asked.limit else None
        self.answer(VolunteerPart(volunteers=[_view(each) for each in shown], next=more))


class _VolunteerCall(StaffCall):
    """Answers with one."""

    def show(self, known: Volunteer) -> None:
        """As she is now."""
        self.versioned(known.version)
        if not self._finished:
            self.answer(_view(known))


@requires(Permission.WISH_APPROVE)
class VolunteerCall(_VolunteerCall):
    """One."""

    OPERATIONS: ClassVar = {
        "get": Operation(
            id="getVolunteer",
            summary="A volunteer's standing",
            answer=VolunteerView,
            path={"id": ID},
            problems=(404,),
            versioned=True,
        )
    }

    async def get(self, volunteer_id: str) -> None:
        """Her standing."""
        self.show(await volunteers.look(self.services, volunteer_id, by=self.staff))


@requires(Permission.WISH_APPROVE)
class VolunteerCheckCall(_VolunteerCall):
    """She was looked up."""

    OPERATIONS: ClassVar = {
        "post": Operation(
            id="noteVolunteerCheck",
            summary="Nothing stands against her; it counts for a year",
            answer=VolunteerView,
            path={"id": ID},
            body=PoliceCheckAsk,
            problems=(404, 409),
            seen=True,
            versioned=True,
        )
    }

    async def post(self, volunteer_id: str) -> None:
        """Noted."""
        given, seen = self.body(PoliceCheckAsk), self.seen_version()
        made = volunteers.note_check(self.services, volunteer_id, day=given.day, by=self.staff, seen=seen)
        self.show(await self.unless_changed(made))


@requires(Permission.WISH_APPROVE)
class VolunteerDecideCall(_VolunteerCall):
    """Staff decide."""

    OPERATIONS: ClassVar = {
        "post": Operation(
            id="decideOnVolunteer",
            summary="Approved by another person than who noted the check, suspended or ended; she is told",
            answer=VolunteerView,
            path={"id": ID, "decision": f"^({DECISIONS})$"},
            problems=(403, 404, 409),
            seen=True,
            versioned=True,
        )
    }

    async def post(self, volunteer_id: str, decision: str) -> None:
        """Decided."""
        seen = self.seen_version()
        made = volunteers.decide(self.services, volunteer_id, Standing(decision), by=self.staff, seen=seen)
        self.show(await self.unless_changed(made))


@requires(Permission.WISH_HAND)
class ArrangeCall(StaffCall):
    """The day of a meeting."""

    OPERATIONS: ClassVar = {
        "post": Operation(
            id="arrangeMeeting",
            summary="Set the day of a company wish; the guardian is asked anew",
            answer=WishView,
            path={"id": ID},
            body=ArrangeAsk,
            problems=(404, 409),
            seen=True,
            versioned=True,
        )
    }

    async def post(self, wish_id: str) -> None:
        """Set."""
        given, seen = self.body(ArrangeAsk), self.seen_version()
        made = meetings.arrange(self.services, wish_id, day=given.day, place=given.meet_at, by=self.staff, seen=seen)
        wish = await self.unless_changed(made)
        self.versioned(wish.turn)
        self.answer(wish_view(wish))


@requires(Permission.WISH_READ)
class StaffWorryCall(StaffCall):
    """An officer is worried."""

    OPERATIONS: ClassVar = {
        "post": Operation(
            id="reportStaffWorry",
            summary="Something about a meeting isn't right: the adults meet no child until it is decided",
            answer=WorryTaken,
            path={"id": ID},
            body=WorryAsk,
            problems=(404, 409),
            status=201,
            once=True,
        )
    }

    async def post(self, wish_id: str) -> None:
        """Reported."""
        given = self.body(WorryAsk)

        async def create(made: str) -> tuple[WorryTaken, int]:
            await worries.report_by_staff(self.services, wish_id, given.text, by=self.staff, key=made)
            return WorryTaken(words=say.REPORTED), 0

        await self.once(create)


_GAP = r"([0-9a-z]{26})"
_ALL, _WISH = "/api/v1/staff/volunteers", "/api/v1/staff/wishes"
API_ROUTES = [
    Route(_ALL, _ALL, VolunteersCall),
    Route(f"{_ALL}/{{id}}", rf"{_ALL}/{_GAP}", VolunteerCall),
    Route(f"{_ALL}/{{id}}/check", rf"{_ALL}/{_GAP}/check", VolunteerCheckCall),
    Route(f"{_ALL}/{{id}}/{{decision}}", rf"{_ALL}/{_GAP}/({DECISIONS})", VolunteerDecideCall),
    Route(f"{_WISH}/{{id}}/arrange", rf"{_WISH}/{_GAP}/arrange", ArrangeCall),
    Route(f"{_WISH}/{{id}}/worries", rf"{_WISH}/{_GAP}/worries", StaffWorryCall),
]
