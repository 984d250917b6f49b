"""Pushes for programs of staff: estimated, begun, watched, paused and stopped."""

from datetime import datetime
from typing import Any, ClassVar

from pydantic import Field

from domain.pushes import Channel, Ledger, Push, PushState
from domain.staff import Permission
from handlers.access import requires
from handlers.api.call import Limit
from handlers.api.operation import Model, Operation, Route
from handlers.api.staff.call import StaffCall
from services import pushes
from services.pushes.releasing import REASON_MOST
from storage.paging import Part

PUSH_ID = r"^[A-Za-z0-9_-]{1,64}$"
AUDIENCE = r"^(all|tag:[^\x00-\x1f]{1,30})$"


class PushRow(Model):
    """A push in a list."""

    id: str
    lesson_id: str
    lesson_slug: str
    title: str
    audience: str
    channel: Channel
    state: PushState
    created_by: str
    created_at: datetime
    audience_size: int
    finished_at: datetime | None
    waits_for: str
    waits_until: datetime | None
    released_by: str
    sent_back: str


class PushPart(Model):
    """A part of the list, the newest first; `next` is what `after` takes to go on, null at the end."""

    pushes: list[PushRow]
    next: str | None


class LedgerView(Model):
    """How many people stand in which state, counted now."""

    audience: int
    sent: int
    unreachable: int
    failed: int
    unconfirmed: int
    pending: int


class PushView(PushRow):
    """A push with its ledger."""

    ledger: LedgerView


class PushAsk(Model):
    """To whom, and how: `audience` is "all" or "tag:NAME"."""

    audience: str = Field(default="all", pattern=AUDIENCE)
    channel: Channel = Channel.AUTO


class PushCreate(PushAsk):
    """A push of a published lesson."""

    lesson: str = Field(pattern=r"^[a-z0-9-]{1,60}$", description="the lesson's slug")


class EstimateView(Model):
    """What a push would do now; who is withheld is no part of the audience."""

    audience: int
    by_channel: dict[str, int]
    unreachable: dict[str, int]
    withheld: dict[str, int]


class SendBackAsk(Model):
    """Why a push isn't let go out; who made it reads this."""

    reason: str = Field(min_length=1, max_length=REASON_MOST)


class PushesQuery(Limit):
    """Which pushes."""

    after: str = Field(default="", pattern=r"^[A-Za-z0-9_-]{0,64}$", description="`next` of the part before")


def _row(push: Push) -> dict[str, Any]:
    return {name: getattr(push, name) for name in PushRow.model_fields}


def _view(push: Push, ledger: Ledger) -> PushView:
    counted = LedgerView.model_validate({name: getattr(ledger, name) for name in LedgerView.model_fields})
    return PushView.model_validate(_row(push) | {"ledger": counted})


@requires(Permission.PUSH_READ, post=Permission.PUSH_RUN)
class PushesCall(StaffCall):
    """All pushes."""

    OPERATIONS: ClassVar = {
        "get": Operation(
            id="listPushes", summary="Pushes, the newest first", answer=PushPart, query=PushesQuery, problems=(404,)
        ),
        "post": Operation(
            id="createPush",
            summary="Push a published lesson",
            answer=PushView,
            body=PushCreate,
            status=201,
            once=True,
            problems=(404,),
        ),
    }

    async def get(self) -> None:
        """A part of the list."""
        asked = self.query(PushesQuery)
        rows = await pushes.page(self.services, part=Part(after=asked.after), most=asked.limit + 1)
        shown = rows[: asked.limit]
        more = shown[-1].id if len(rows) > asked.limit else None
        self.answer(PushPart(pushes=[PushRow.model_validate(_row(each)) for each in shown], next=more))

    async def post(self) -> None:
        """The push as it begins."""
        given = self.body(PushCreate)

        async def create(made: str) -> tuple[PushView, None]:
            push = await pushes.ask(
                self.services,
                lesson_slug=given.lesson,
                audience=given.audience,
                channel=given.channel,
                by=self.staff,
                push_id=made,
            )
            return _view(push, await pushes.ledger(self.services, push.id)), None

        await self.once(create)


@requires(Permission.PUSH_READ)
class PushCall(StaffCall):
    """One push."""

    OPERATIONS: ClassVar = {
        "get": Operation(
            id="getPush",
            summary="A push with its ledger",
            answer=PushView,
            path={"id": PUSH_ID},
            problems=(404,),
        )
    }

    async def get(self, push_id: str) -> None:
        """The push."""
        push = await pushes.get(self.services, push_id)
        self.answer(_view(push, await pushes.ledger(self.services, push_id)))


@requires(Permission.PUSH_RUN)
class EstimateCall(StaffCall):
    """What a push would reach."""

    OPERATIONS: ClassVar = {
        "post": Operation(
            id="estimatePush",
            summary="How many a push would reach, without sending anything",
            answer=EstimateView,
            body=PushAsk,
        )
    }

    async def post(self) -> None:
        """The estimate; nothing is kept."""
        given = self.body(PushAsk)
        found = await pushes.estimate(self.services, audience=given.audience, channel=given.channel)
        self.answer(
            EstimateView(
                audience=found.audience,
                by_channel={str(name): count for name, count in found.by_channel.items()},
                unreachable=dict(found.unreachable),
                withheld=dict(found.withheld),
            )
        )


def _moved(name: str, summary: str) -> dict[str, Operation]:
    path = {"id": PUSH_ID}
    return {"post": Operation(id=name, summary=summary, answer=PushView, path=path, problems=(404, 409))}


class _PushMove(StaffCall):
    """Moves a push and answers with it."""

    async def moved(self, push: Push) -> None:
        """The push as it is now."""
        self.answer(_view(push, await pushes.ledger(self.services, push.id)))


@requires(Permission.PUSH_RELEASE)
class ReleaseCall(_PushMove):
    """Let it go out."""

    OPERATIONS: ClassVar = {
        "post": Operation(
            id="releasePush",
            summary="Let a waiting push of somebody else go out; If-Match is the ETag of its lesson as it was read",
            answer=PushView,
            path={"id": PUSH_ID},
            problems=(404, 409),
            seen=True,
        )
    }

    async def post(self, push_id: str) -> None:
        """Building its list, if the lesson is still as she saw it."""
        version = self.seen_version()
        move = pushes.release(self.services, push_id, by=self.staff, lesson_version=version)
        await self.moved(await self.unless_changed(move))


@requires(Permission.PUSH_RELEASE)
class SendBackCall(_PushMove):
    """Don't let it go out."""

    OPERATIONS: ClassVar = {
        "post": Operation(
            id="sendBackPush",
            summary="Send a waiting push of somebody else back, with the reason; nothing was sent",
            answer=PushView,
            path={"id": PUSH_ID},
            body=SendBackAsk,
            problems=(404, 409),
        )
    }

    async def post(self, push_id: str) -> None:
        """Stopped, with the reason."""
        given = self.body(SendBackAsk)
        await self.moved(await pushes.send_back(self.services, push_id, by=self.staff, reason=given.reason))


@requires(Permission.PUSH_RUN)
class PauseCall(_PushMove):
    """Hold it."""

    OPERATIONS: ClassVar = _moved("pausePush", "Hold a running push")

    async def post(self, push_id: str) -> None:
        """Paused."""
        await self.moved(await pushes.pause(self.services, push_id, by=self.staff))


@requires(Permission.PUSH_RUN)
class ResumeCall(_PushMove):
    """Let it go on."""

    OPERATIONS: ClassVar = _moved("resumePush", "Let a paused push go on")

    async def post(self, push_id: str) -> None:
        """Running."""
        await self.moved(await pushes.resume(self.services, push_id, by=self.staff))


@requires(Permission.PUSH_RUN)
class StopCall(_PushMove):
    """End it for good."""

    OPERATIONS: ClassVar = _moved("stopPush", "End a push for good")

    async def post(self, push_id: str) -> None:
        """Stopped."""
        await self.moved(await pushes.stop(self.services, push_id, by=self.staff))


_GAP = r"([A-Za-z0-9_-]{1,64})"
API_ROUTES = [
    Route("/api/v1/staff/pushes", r"/api/v1/staff/pushes", PushesCall),
    Route("/api/v1/staff/pushes/estimate", r"/api/v1/staff/pushes/estimate", EstimateCall),
    Route("/api/v1/staff/pushes/{id}", rf"/api/v1/staff/pushes/{_GAP}", PushCall),
    Route("/api/v1/staff/pushes/{id}/release", rf"/api/v1/staff/pushes/{_GAP}/release", ReleaseCall),
    Route("/api/v1/staff/pushes/{id}/send_back", rf"/api/v1/staff/pushes/{_GAP}/send_back", SendBackCall),
    Route("/api/v1/staff/pushes/{id}/pause", rf"/api/v1/staff/pushes/{_GAP}/pause", PauseCall),
    Route("/api/v1/staff/pushes/{id}/resume", rf"/api/v1/staff/pushes/{_GAP}/resume", ResumeCall),
    Route("/api/v1/staff/pushes/{id}/stop", rf"/api/v1/staff/pushes/{_GAP}/stop", StopCall),
]
