"""Company wishes from the mini-program: her standing as a volunteer, meetings, and 报告担心的事."""

from datetime import date
from typing import ClassVar

from pydantic import Field

from domain.company import Standing, Volunteer
from domain.errors import NotFound, XinqiaoError
from domain.people import Person
from domain.regions import Scope
from domain.wishes import Wish, WishState
from handlers.access import for_people
from handlers.api.call import ID
from handlers.api.operation import Model, Operation, Route
from handlers.api.visitor import VisitorCall
from handlers.guessing import count_try
from services.wishes import meetings, volunteers, worries
from services.wishes.written import as_written
from wording import company as say

STEPS = "agree|disagree|step_back|attest"


class VolunteerAsk(Model):
    """Her application: the county whose federation looks her up, and the version of the pledge that she signs."""

    region: str = Field(pattern=r"^[0-9]{6}$")
    pledge: str = Field(pattern=r"^[a-z_]{1,40}\.v[0-9]{1,4}$")


class OwnVolunteer(Model):
    """Her standing; `number` is what she shows at the county's office, `valid_until` the last day on which her check counts."""

    number: str
    state: Standing
    region: str
    pledge: str
    valid_until: date | None


class MeetingJoin(Model):
    """The code that the first adult was given."""

    invite: str = Field(pattern=r"^[0-9]{8}$")


class CompanyMeetingView(Model):
    """
    A company wish as those see it who meet: whether there is a second adult, the day and the kind of place, whether the guardian
    agreed, and whether the second adult said that it took place. `invite` is empty but for the first adult.
    """

    id: str
    state: WishState
    kind: str
    text: str
    second: bool
    meet_on: date | None
    meet_at: str
    agreed: bool
    attested: bool
    invite: str


class MeetingList(Model):
    """Those that she has in hand, alone or with another."""

    meetings: list[CompanyMeetingView]


class WorryAsk(Model):
    """What she is worried about, in her words."""

    text: str = Field(min_length=worries.TEXT_LEAST, max_length=worries.TEXT_MOST)


class WorryTaken(Model):
    """What she is told; the one whom it is about never reads it."""

    words: str


def volunteer_view(known: Volunteer) -> OwnVolunteer:
    """Her standing."""
    facts = {name: getattr(known, name) for name in OwnVolunteer.model_fields}
    return OwnVolunteer.model_validate(facts)


class _MeetingCall(VisitorCall):
    """Answers with a meeting."""

    async def view(self, wish: Wish) -> CompanyMeetingView:
        """As she may see it."""
        me: Person = self.visitor.person
        hers = await as_written(self.services, wish) if wish.guardian_id == me.id else None
        return CompanyMeetingView(
            id=wish.id,
            state=wish.state,
            kind=wish.kind,
            text=hers.text if hers else wish.public_text,
            second=bool(wish.second_id),
            meet_on=date.fromisoformat(wish.meet_on) if wish.meet_on else None,
            meet_at=wish.meet_at,
            agreed=wish.agreed_at is not None,
            attested=wish.attested_at is not None,
            invite=wish.invite if wish.donor_id == me.id else "",
        )

    async def found(self, wish_id: str) -> Wish:
        """One whose matter is hers. Raises NotFound."""
        wish = await self.services.wishes.get(wish_id, scope=Scope.system())
        if not wish.is_company or self.visitor.person.id not in {wish.guardian_id, wish.donor_id, wish.second_id}:
            raise NotFound
        return wish


@for_people()
class OwnVolunteerCall(VisitorCall):
    """Her standing."""

    OPERATIONS: ClassVar = {
        "get": Operation(id="myVolunteer", summary="Her standing as a volunteer", answer=OwnVolunteer, problems=(404,)),
        "post": Operation(
            id="applyAsVolunteer",
            summary="Apply, with the pledge signed; a second time is the first",
            answer=OwnVolunteer,
            body=VolunteerAsk,
            status=201,
            once=True,
            versioned=True,
        ),
    }

    async def get(self) -> None:
        """It."""
        known = await volunteers.standing_of(self.services, self.visitor.person)
        if known is None:
            raise NotFound
        self.answer(volunteer_view(known))

    async def post(self) -> None:
        """Applied."""
        given, by = self.body(VolunteerAsk), self.visitor.person

        async def create(_made: str) -> tuple[OwnVolunteer, int]:
            known = await volunteers.apply(self.services, region=given.region, pledge=given.pledge, by=by)
            return volunteer_view(known), known.version

        await self.once(create)


@for_people()
class MeetingsCall(_MeetingCall):
    """What she has in hand."""

    OPERATIONS: ClassVar = {
        "get": Operation(id="myMeetings", summary="Company wishes that she has in hand", answer=MeetingList),
        "post": Operation(
            id="joinMeeting",
            summary="Come along as the second adult",
            answer=CompanyMeetingView,
            body=MeetingJoin,
            problems=(400, 403, 404, 409, 503),
            status=201,
            once=True,
            versioned=True,
        ),
    }

    async def get(self) -> None:
        """The list."""
        found = await self.services.wishes.in_hands_of([self.visitor.person.id])
        self.answer(MeetingList(meetings=[await self.view(each) for each in found if each.is_company]))

    async def post(self) -> None:
        """There."""
        given, by = self.body(MeetingJoin), self.visitor.person

        async def create(_made: str) -> tuple[CompanyMeetingView, int]:
            await count_try(self)
            wish = await meetings.accompany(self.services, given.invite, by=by)
            return await self.view(wish), wish.turn

        await self.once(create)


@for_people()
class MeetingCall(_MeetingCall):
    """One."""

    OPERATIONS: ClassVar = {
        "get": Operation(
            id="myMeeting",
            summary="A company wish of hers, or that she has in hand",
            answer=CompanyMeetingView,
            path={"id": ID},
            problems=(404,),
            versioned=True,
        )
    }

    async def get(self, wish_id: str) -> None:
        """It."""
        wish = await self.found(wish_id)
        self.versioned(wish.turn)
        if not self._finished:
            self.answer(await self.view(wish))


@for_people()
class MeetingStepCall(_MeetingCall):
    """A step."""

    OPERATIONS: ClassVar = {
        "post": Operation(
            id="moveMeeting",
            summary="The guardian agrees or doesn't; the second adult steps back, or says that it took place",
            answer=CompanyMeetingView,
            path={"id": ID, "step": f"^({STEPS})$"},
            problems=(403, 404, 409),
            seen=True,
            versioned=True,
        )
    }

    async def post(self, wish_id: str, step: str) -> None:
        """Made, if it is still as she saw it."""
        seen = self.seen_version()
        await self.found(wish_id)
        made = meetings.step(self.services, wish_id, step, by=self.visitor.person, seen=seen)
        wish = await self.unless_changed(made)
        self.versioned(wish.turn)
        self.answer(await self.view(wish))


@for_people()
class WorryCall(VisitorCall):
    """报告担心的事."""

    OPERATIONS: ClassVar = {
        "post": Operation(
            id="reportWorry",
            summary="She is worried about a meeting: those who look after people in danger are called at once",
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
        given, by = await self.heard(WorryAsk), self.visitor.person

        async def create(made: str) -> tuple[WorryTaken, int]:
            try:
                await worries.report(self.services, wish_id, given.text, by=by, key=made)
            except XinqiaoError:  # what isn't taken as a worry may be a cry for help all the same
                await self.danger_in(given.text)
                raise
            return WorryTaken(words=say.REPORTED), 0

        await self.once(create)


_GAP = r"([0-9a-z]{26})"
_ONE, _MEETINGS = "/api/v1/me/volunteer", "/api/v1/me/meetings"
API_ROUTES = [
    Route(_ONE, _ONE, OwnVolunteerCall),
    Route(_MEETINGS, _MEETINGS, MeetingsCall),
    Route(f"{_MEETINGS}/{{id}}", rf"{_MEETINGS}/{_GAP}", MeetingCall),
    Route(f"{_MEETINGS}/{{id}}/{{step}}", rf"{_MEETINGS}/{_GAP}/({STEPS})", MeetingStepCall),
    Route(f"{_MEETINGS}/{{id}}/worries", rf"{_MEETINGS}/{_GAP}/worries", WorryCall),
]
