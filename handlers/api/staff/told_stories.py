"""Stories of wishes for programs of staff: written, read by a second person, taken down."""

from datetime import datetime
from typing import ClassVar

from pydantic import Field

from domain.staff import Permission
from domain.wish_stories import LEAST, MOST, StoryState, WishStory
from handlers.access import requires
from handlers.api.call import ID, PartQuery
from handlers.api.operation import Model, Operation, Route
from handlers.api.staff.call import StaffCall
from services.wishes import stories
from storage.paging import Part


class ToldQuery(PartQuery):
    """A part of those in a state."""

    state: StoryState = StoryState.DRAFT


class ToldAsk(Model):
    """What is to be told: nothing that leads to the child."""

    text: str = Field(min_length=LEAST, max_length=MOST)


class ToldView(Model):
    """The story of the wish `wish`; `code` is its page's under /h5/stories/ once it is told. Of one that is over the text is gone."""

    wish: str
    text: str
    state: StoryState
    by: str
    read_by: str
    code: str
    told_at: datetime | None
    until: datetime | None
    version: int


class ToldPart(Model):
    """A part of the list; `next` is what `after` takes to go on, null at the end."""

    stories: list[ToldView]
    next: str | None


def _view(story: WishStory) -> ToldView:
    facts = {name: getattr(story, name) for name in ToldView.model_fields if name != "wish"}
    return ToldView(wish=story.id, **facts)


class _ToldCall(StaffCall):
    """Answers with a story."""

    def tell(self, story: WishStory) -> None:
        """As it is now."""
        self.versioned(story.version)
        if not self._finished:
            self.answer(_view(story))


@requires(Permission.WISH_READ)
class ToldStoriesCall(StaffCall):
    """Stories of her regions."""

    OPERATIONS: ClassVar = {
        "get": Operation(id="listToldStories", summary="Stories of wishes, by state", answer=ToldPart, query=ToldQuery)
    }

    async def get(self) -> None:
        """A part of the list."""
        asked = self.query(ToldQuery)
        part, most = Part(after=asked.after), asked.limit + 1
        rows = await stories.page(self.services, asked.state, by=self.staff, part=part, most=most)
        shown = rows[: asked.limit]
        more = shown[-1].id if len(rows) > asked.limit else None
        self.answer(ToldPart(stories=[_view(each) for each in shown], next=more))


@requires(Permission.WISH_READ, post=Permission.WISH_APPROVE, put=Permission.WISH_APPROVE)
class ToldStoryCall(_ToldCall):
    """The story of a wish."""

    OPERATIONS: ClassVar = {
        "get": Operation(
            id="getToldStory",
            summary="The story of a wish",
            answer=ToldView,
            path={"id": ID},
            problems=(404,),
            versioned=True,
        ),
        "post": Operation(
            id="writeStory",
            summary="Write the story of a wish that came true; the same again is the same",
            answer=ToldView,
            body=ToldAsk,
            path={"id": ID},
            problems=(404, 409),
            versioned=True,
        ),
        "put": Operation(
            id="changeStory",
            summary="Another text, for as long as nobody has read it",
            answer=ToldView,
            body=ToldAsk,
            path={"id": ID},
            problems=(404, 409),
            seen=True,
            versioned=True,
        ),
    }

    async def get(self, wish_id: str) -> None:
        """As it is now."""
        self.tell(await self.services.wish_stories.get(wish_id, scope=self.staff.scope(Permission.WISH_READ)))

    async def post(self, wish_id: str) -> None:
        """A draft."""
        self.tell(await stories.write(self.services, wish_id, self.body(ToldAsk).text, by=self.staff, seen=0))

    async def put(self, wish_id: str) -> None:
        """Changed, if it is as she saw it."""
        given, seen = self.body(ToldAsk), self.seen_version()
        write = stories.write(self.services, wish_id, given.text, by=self.staff, seen=seen)
        self.tell(await self.unless_changed(write))


@requires(Permission.WISH_APPROVE)
class ToldAskCall(_ToldCall):
    """A second person has read it."""

    OPERATIONS: ClassVar = {
        "post": Operation(
            id="askGuardianForStory",
            summary="She has read it, and didn't write it: the guardian is asked",
            answer=ToldView,
            path={"id": ID},
            problems=(404, 409),
            seen=True,
            versioned=True,
        )
    }

    async def post(self, wish_id: str) -> None:
        """Asked."""
        seen = self.seen_version()
        self.tell(await self.unless_changed(stories.ask(self.services, wish_id, by=self.staff, seen=seen)))


@requires(Permission.WISH_APPROVE)
class ToldEndCall(_ToldCall):
    """It is told no longer."""

    OPERATIONS: ClassVar = {
        "post": Operation(
            id="endStory",
            summary="Take it down, or give it up; its words are deleted",
            answer=ToldView,
            path={"id": ID},
            problems=(404, 409),
            seen=True,
            versioned=True,
        )
    }

    async def post(self, wish_id: str) -> None:
        """Over."""
        seen = self.seen_version()
        self.tell(await self.unless_changed(stories.end(self.services, wish_id, by=self.staff, seen=seen)))


_GAP = r"([0-9a-z]{26})"
_TOLD = "/api/v1/staff/wishes/{id}/told"
API_ROUTES = [
    Route("/api/v1/staff/stories", r"/api/v1/staff/stories", ToldStoriesCall),
    Route(_TOLD, rf"/api/v1/staff/wishes/{_GAP}/told", ToldStoryCall),
    Route(f"{_TOLD}/ask", rf"/api/v1/staff/wishes/{_GAP}/told/ask", ToldAskCall),
    Route(f"{_TOLD}/end", rf"/api/v1/staff/wishes/{_GAP}/told/end", ToldEndCall),
]
