"""What programs of staff do with a wish: the steps of the console, each with what it takes, and the story so far."""

from datetime import date, datetime
from typing import ClassVar, Literal

from pydantic import Field

from domain.staff import Permission
from domain.stock import Source
from domain.wish_entry import TEXT_LEAST, TEXT_MOST
from domain.wish_life import move_called
from domain.wishes import Wish
from handlers.access import requires
from handlers.api.call import ID
from handlers.api.operation import Model, Operation, Route
from handlers.api.staff.call import StaffCall
from handlers.api.staff.wishes import WishView, wish_view
from services.wishes import steps
from services.wishes.entering import correct_for
from services.wishes.look import story
from services.wishes.steps import Visit

DECIDING = "reassign|settle|republish|cancel"
HANDING = "prepare|deliver|fail|confirm_for"
ANSWERING = "return|refuse"
ENTERING = "withdraw_for"


class VisitAsk(Model):
    """What the village found; `hardship` is a word of the wish's form."""

    day: date
    way: Literal["home", "school", "phone"]
    hardship: str = Field(pattern=r"^[a-z-]{1,40}$")
    consent_seen: bool
    notes: str = Field(default="", max_length=steps.NOTES_MOST)


class PublicTextAsk(Model):
    """The words that everybody will read, with nothing that leads to the child."""

    public_text: str = Field(min_length=2, max_length=steps.PUBLIC_MOST)


class ReasonAsk(Model):
    """Why, where the step takes a reason: a word of the wish's form, and more in words that the person is told."""

    why: str = Field(default="", pattern=r"^[a-z-]{0,40}$")
    words: str = Field(default="", max_length=300)


class CountyCoverAsk(Model):
    """From where the county gives it: a lot of its stock, or its budget of this year."""

    source: Source
    lot: str = Field(default="", pattern=r"^([0-9a-z]{26})?$", description="the lot, where `source` is stock")


class CorrectAsk(Model):
    """The wish in other words, as it was talked over with the family."""

    text: str = Field(min_length=TEXT_LEAST, max_length=TEXT_MOST)
    cost_fen: int = Field(ge=1, le=10**8)


class StoryEvent(Model):
    """Something that happened to the wish; `actor` is an id, or "system"."""

    kind: str
    actor: str
    at: datetime
    why: str
    words: str


class StoryView(Model):
    """All of it, the oldest first."""

    events: list[StoryEvent]


def _operation(name: str, summary: str, body: type[Model] | None, step: str = "") -> Operation:
    return Operation(
        id=name,
        summary=summary,
        answer=WishView,
        body=body,
        path={"id": ID} | ({"step": f"^({step})$"} if step else {}),
        problems=(400, 403, 404, 409, 503),
        seen=True,
        versioned=True,
    )


class _StepCall(StaffCall):
    """Answers with the wish as it is afterwards."""

    def moved(self, wish: Wish) -> None:
        """It."""
        self.versioned(wish.turn)
        self.answer(wish_view(wish))

    async def decide(self, wish_id: str, step: str) -> None:
        """A step that takes no more than a reason."""
        seen, given = self.seen_version(), self.body(ReasonAsk)
        wish = await self.services.wishes.get(wish_id, scope=self.staff.scope(Permission.WISH_READ))
        name = move_called(step, wish.state)
        made = steps.decide(self.services, wish_id, name, by=self.staff, why=given.why, words=given.words, seen=seen)
        self.moved(await self.unless_changed(made))


@requires(Permission.WISH_READ)
class WishStoryCall(StaffCall):
    """What has happened to a wish."""

    OPERATIONS: ClassVar = {
        "get": Operation(
            id="wishStory", summary="What has happened to a wish", answer=StoryView, path={"id": ID}, problems=(404,)
        )
    }

    async def get(self, wish_id: str) -> None:
        """All of it; what the village saw stays sealed."""
        wish = await self.services.wishes.get(wish_id, scope=self.staff.scope(Permission.WISH_READ))
        told = await story(self.services, wish, by=self.staff)
        events = [
            StoryEvent(kind=each.event.kind, actor=each.event.actor, at=each.event.at, why=each.why, words=each.words)
            for each in told
        ]
        self.answer(StoryView(events=events))


@requires(Permission.WISH_CHECK)
class WishCheckCall(_StepCall):
    """The text may go on."""

    OPERATIONS: ClassVar = {"post": _operation("checkWish", "The wish's text may go on", ReasonAsk, "check")}

    async def post(self, wish_id: str, step: str) -> None:
        """Looked at."""
        await self.decide(wish_id, step)


@requires(Permission.WISH_VERIFY)
class WishVerifyCall(_StepCall):
    """The village's visit."""

    OPERATIONS: ClassVar = {"post": _operation("verifyWish", "The village's word that all is so", VisitAsk)}

    async def post(self, wish_id: str) -> None:
        """Verified."""
        seen, given = self.seen_version(), self.body(VisitAsk)
        visit = Visit(**given.model_dump())
        made = steps.verify(self.services, wish_id, visit, by=self.staff, seen=seen)
        self.moved(await self.unless_changed(made))


@requires(Permission.WISH_APPROVE)
class WishApproveCall(_StepCall):
    """The county's word."""

    OPERATIONS: ClassVar = {
        "post": _operation("approveWish", "The county's word, with what everybody will read", PublicTextAsk)
    }

    async def post(self, wish_id: str) -> None:
        """Approved; one that isn't dear is on the wall once its words have been looked at."""
        seen, given = self.seen_version(), self.body(PublicTextAsk)
        made = steps.approve(self.services, wish_id, given.public_text, by=self.staff, seen=seen)
        self.moved(await self.unless_changed(made))


@requires(Permission.WISH_APPROVE)
class WishPublishCall(_StepCall):
    """The second person's word for a dear wish."""

    OPERATIONS: ClassVar = {"post": _operation("publishWish", "The second person's word for a dear wish", None)}

    async def post(self, wish_id: str) -> None:
        """On the wall."""
        seen = self.seen_version()
        made = steps.publish(self.services, wish_id, by=self.staff, seen=seen)
        self.moved(await self.unless_changed(made))


@requires(Permission.WISH_APPROVE)
class WishDecideCall(_StepCall):
    """What the county decides."""

    OPERATIONS: ClassVar = {
        "post": _operation("decideOnWish", "Reassigned, settled, put up anew or cancelled", ReasonAsk, DECIDING)
    }

    async def post(self, wish_id: str, step: str) -> None:
        """Decided."""
        await self.decide(wish_id, step)


@requires(Permission.WISH_APPROVE)
class WishCoverCall(_StepCall):
    """What the county gives itself."""

    OPERATIONS: ClassVar = {
        "post": _operation(
            "coverWish", "Covered from a lot or the budget, which is taken with it, once", CountyCoverAsk
        )
    }

    async def post(self, wish_id: str) -> None:
        """Covered."""
        seen, given = self.seen_version(), self.body(CountyCoverAsk)
        made = steps.cover(self.services, wish_id, given.source, lot=given.lot, by=self.staff, seen=seen)
        self.moved(await self.unless_changed(made))


@requires(Permission.WISH_HAND)
class WishHandCall(_StepCall):
    """What was brought, and what wasn't."""

    OPERATIONS: ClassVar = {
        "post": _operation("handWish", "Brought, failed, or confirmed for the family", ReasonAsk, HANDING)
    }

    async def post(self, wish_id: str, step: str) -> None:
        """Noted."""
        await self.decide(wish_id, step)


@requires(Permission.WISH_READ)
class WishAnswerCall(_StepCall):
    """Back to the guardian, or no: of whoever's turn it is."""

    OPERATIONS: ClassVar = {
        "post": _operation("answerWish", "Returned to the guardian, or refused", ReasonAsk, ANSWERING)
    }

    async def post(self, wish_id: str, step: str) -> None:
        """Answered."""
        await self.decide(wish_id, step)


@requires(Permission.WISH_ENTER)
class WishCorrectCall(_StepCall):
    """For a family without a phone: its wish in other words."""

    OPERATIONS: ClassVar = {
        "post": _operation("correctWishFor", "An entered wish that was returned, in other words", CorrectAsk)
    }

    async def post(self, wish_id: str) -> None:
        """Corrected; it begins its way anew."""
        seen, given = self.seen_version(), self.body(CorrectAsk)
        made = correct_for(self.services, wish_id, by=self.staff, text=given.text, cost_fen=given.cost_fen, seen=seen)
        self.moved(await self.unless_changed(made))


@requires(Permission.WISH_ENTER)
class WishEnteringCall(_StepCall):
    """For a family without a phone what it would do itself."""

    OPERATIONS: ClassVar = {
        "post": _operation("withdrawWishFor", "An entered wish that the family no longer wants", ReasonAsk, ENTERING)
    }

    async def post(self, wish_id: str, step: str) -> None:
        """Withdrawn."""
        await self.decide(wish_id, step)


_AT, _GAP = "/api/v1/staff/wishes/{id}", r"/api/v1/staff/wishes/([0-9a-z]{26})"
API_ROUTES = [
    Route(f"{_AT}/story", rf"{_GAP}/story", WishStoryCall),
    Route(f"{_AT}/verify", rf"{_GAP}/verify", WishVerifyCall),
    Route(f"{_AT}/approve", rf"{_GAP}/approve", WishApproveCall),
    Route(f"{_AT}/publish", rf"{_GAP}/publish", WishPublishCall),
    Route(f"{_AT}/cover", rf"{_GAP}/cover", WishCoverCall),
    Route(f"{_AT}/text/{{step}}", rf"{_GAP}/text/(check)", WishCheckCall),
    Route(f"{_AT}/moves/{{step}}", rf"{_GAP}/moves/({DECIDING})", WishDecideCall),
    Route(f"{_AT}/handing/{{step}}", rf"{_GAP}/handing/({HANDING})", WishHandCall),
    Route(f"{_AT}/correct_for", rf"{_GAP}/correct_for", WishCorrectCall),
    Route(f"{_AT}/entering/{{step}}", rf"{_GAP}/entering/({ENTERING})", WishEnteringCall),
    Route(f"{_AT}/answer/{{step}}", rf"{_GAP}/answer/({ANSWERING})", WishAnswerCall),
]
