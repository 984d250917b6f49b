"""Stories of wishes that came true: for everybody, and a guardian's word on hers."""

from datetime import date
from typing import ClassVar

from pydantic import Field

from domain.calendar import day_in_china
from domain.consents import How
from domain.wish_stories import StoryState, WishStory
from handlers.access import for_people, public
from handlers.api.call import ID
from handlers.api.operation import Model, Operation, Route
from handlers.api.own_wishes import CONSENT
from handlers.api.visitor import VisitorCall
from services.wishes import stories


class ToldStoryQuery(Model):
    """The newest first; `after` is the `next` of the part before."""

    limit: int = Field(default=30, ge=1, le=100)
    after: str = Field(default="", pattern=r"^([0-9A-Z]{10})?$")


class ToldStoryView(Model):
    """What everybody may read; `code` is its page's address under /h5/stories/."""

    code: str
    text: str
    told_on: date


class ToldStoryPart(Model):
    """A part of them; `next` is what `after` takes to go on, null at the end."""

    stories: list[ToldStoryView]
    next: str | None


class OwnStoryView(Model):
    """What staff want to tell of her child's wish `wish`: nobody reads it before she agrees, and its words are gone once it ends."""

    wish: str
    text: str
    state: StoryState


class OwnStoryList(Model):
    """Those that she has been asked about."""

    stories: list[OwnStoryView]


class StoryAgreeAsk(Model):
    """The version of the text of `child_story` (GET /me/consents names it) that she has read and agreed to."""

    consent: str = Field(pattern=CONSENT)


@public
class StoriesCall(VisitorCall):
    """Stories that are told."""

    OPERATIONS: ClassVar = {
        "get": Operation(
            id="listStories", summary="Stories of wishes that came true", answer=ToldStoryPart, query=ToldStoryQuery
        )
    }

    async def get(self) -> None:
        """A part of them."""
        asked = self.query(ToldStoryQuery)
        found = await stories.told(self.services, after=asked.after, most=asked.limit + 1)
        shown = found[: asked.limit]
        views = [
            ToldStoryView(code=each.code, text=each.text, told_on=day_in_china(each.told_at))
            for each in shown
            if each.told_at
        ]
        self.answer(ToldStoryPart(stories=views, next=shown[-1].code if len(found) > asked.limit else None))


@for_people()
class OwnStoriesCall(VisitorCall):
    """A guardian's."""

    OPERATIONS: ClassVar = {
        "get": Operation(id="myStories", summary="What staff want to tell of her child's wishes", answer=OwnStoryList)
    }

    async def get(self) -> None:
        """The list."""
        found = await stories.of_hers(self.services, self.visitor.person)
        self.answer(OwnStoryList(stories=[_own(each) for each in found]))


@for_people()
class OwnStoryCall(VisitorCall):
    """One of hers."""

    OPERATIONS: ClassVar = {
        "get": Operation(
            id="myStory",
            summary="What staff want to tell of a wish of hers",
            answer=OwnStoryView,
            path={"id": ID},
            problems=(404,),
            versioned=True,
        )
    }

    async def get(self, wish_id: str) -> None:
        """As it is now."""
        found = await stories.own(self.services, wish_id, by=self.visitor.person)
        self.versioned(found.version)
        if not self._finished:
            self.answer(_own(found))


class _OwnWord(VisitorCall):
    async def word(self, wish_id: str, *, agrees: bool, consent: str = "") -> None:
        """She has said yes or no to what she read."""
        seen, person = self.seen_version(), self.visitor.person
        given = stories.answer(
            self.services, wish_id, agrees=agrees, by=person, how=How.API, consent=consent, seen=seen
        )
        said = await self.unless_changed(given)
        self.versioned(said.version)
        self.answer(_own(said))


@for_people()
class StoryAgreeCall(_OwnWord):
    """Yes."""

    OPERATIONS: ClassVar = {
        "post": Operation(
            id="agreeToStory",
            summary="She lets these very words be told",
            answer=OwnStoryView,
            body=StoryAgreeAsk,
            path={"id": ID},
            problems=(404, 409),
            seen=True,
            versioned=True,
        )
    }

    async def post(self, wish_id: str) -> None:
        """Told once the words have been looked at."""
        await self.word(wish_id, agrees=True, consent=self.body(StoryAgreeAsk).consent)


@for_people()
class StoryDeclineCall(_OwnWord):
    """No."""

    OPERATIONS: ClassVar = {
        "post": Operation(
            id="declineStory",
            summary="She doesn't want it told: the words are deleted",
            answer=OwnStoryView,
            path={"id": ID},
            problems=(404, 409),
            seen=True,
            versioned=True,
        )
    }

    async def post(self, wish_id: str) -> None:
        """Gone."""
        await self.word(wish_id, agrees=False)


def _own(story: WishStory) -> OwnStoryView:
    return OwnStoryView(wish=story.id, text=story.text, state=story.state)


API_ROUTES = [
    Route("/api/v1/stories", r"/api/v1/stories", StoriesCall),
    Route("/api/v1/me/stories", r"/api/v1/me/stories", OwnStoriesCall),
    Route("/api/v1/me/stories/{id}", r"/api/v1/me/stories/([0-9a-z]{26})", OwnStoryCall),
    Route("/api/v1/me/stories/{id}/agree", r"/api/v1/me/stories/([0-9a-z]{26})/agree", StoryAgreeCall),
    Route("/api/v1/me/stories/{id}/decline", r"/api/v1/me/stories/([0-9a-z]{26})/decline", StoryDeclineCall),
]
