"""One search for programs of staff, each kind by the rights to it."""

from datetime import datetime
from typing import ClassVar

from pydantic import Field

from domain.knowledge import EntryState
from domain.pushes import PushState
from domain.staff import Permission
from domain.wishes import SHOWN, WishState
from handlers.access import requires
from handlers.api.operation import Model, Operation, Route
from handlers.api.staff.call import StaffCall
from handlers.api.staff.me import StaffView, staff_facts
from handlers.api.staff.places import RegionView, region_view
from services.staff.searching import GROUPS, Found, search


class FoundLesson(Model):
    """A lesson by words of its title."""

    id: str
    slug: str
    title: str


class FoundEntry(Model):
    """An entry of the knowledge base, by words of its question or of another wording."""

    id: str
    question: str
    state: EntryState


class FoundWish(Model):
    """A wish by words that stood on the wall, or by its kind, among the newest 2,000."""

    id: str
    receipt: str
    kind: str
    state: WishState
    public_text: str


class FoundPush(Model):
    """A push by the title of its lesson."""

    id: str
    title: str
    state: PushState
    created_at: datetime


class FoundRule(Model):
    """A keyword rule by its words: of the draft where there is one."""

    id: str
    words: list[str]


class FoundPicture(Model):
    """A picture of the media library by how its title begins."""

    id: str
    title: str


class FoundScene(Model):
    """A code to scan by its name."""

    id: str
    name: str
    region: str


class FoundView(Model):
    """
    What was found, five of each kind, or fifty of the one in `only`; a kind that the token may not see is empty, and `more`
    names those of which there are more. `wish`, `question` and `person`, whose it is, are ids found by a whole receipt.
    """

    lessons: list[FoundLesson]
    knowledge: list[FoundEntry]
    wishes: list[FoundWish]
    pushes: list[FoundPush]
    keywords: list[FoundRule]
    pictures: list[FoundPicture]
    scenes: list[FoundScene]
    staff: list[StaffView]
    regions: list[RegionView]
    more: list[str]
    wish: str | None
    question: str | None
    person: str | None


class SearchQuery(Model):
    """What is looked for: words, how a colleague, a region or a picture's title begins, or a whole receipt."""

    q: str = Field(description="40 characters at most")
    only: str = Field(default="", description="one kind alone: " + ", ".join(GROUPS))


@requires(Permission.HOME_READ)
class SearchCall(StaffCall):
    """What she looks for."""

    OPERATIONS: ClassVar = {
        "get": Operation(
            id="search",
            summary="What the token may see by words, grouped; a wish or a question by its receipt",
            answer=FoundView,
            query=SearchQuery,
        )
    }

    async def get(self) -> None:
        """What was found."""
        asked = self.query(SearchQuery)
        found = await search(self.services, asked.q, by=self.staff, only=asked.only)
        self.answer(_view(found, self.services.now()))


def _view(found: Found, now: datetime) -> FoundView:
    return FoundView(
        lessons=[FoundLesson(id=each.id, slug=each.slug, title=each.title) for each in found.lessons],
        knowledge=[FoundEntry(id=each.id, question=each.newest.question, state=each.state) for each in found.knowledge],
        wishes=[
            FoundWish(
                id=each.id,
                receipt=each.receipt,
                kind=each.kind,
                state=each.state,
                public_text=each.public_text if each.state in SHOWN else "",
            )
            for each in found.wishes
        ],
        pushes=[
            FoundPush(id=each.id, title=each.title, state=each.state, created_at=each.created_at)
            for each in found.pushes
        ],
        keywords=[FoundRule(id=each.id, words=list(each.words)) for each in found.keywords],
        pictures=[FoundPicture(id=each.id, title=each.title) for each in found.pictures],
        scenes=[FoundScene(id=each.id, name=each.name, region=each.region) for each in found.scenes],
        staff=[StaffView.model_validate(staff_facts(each.member(now))) for each in found.staff],
        regions=[region_view(each) for each in found.regions],
        more=sorted(found.more),
        wish=found.wish.id if found.wish else None,
        question=found.question.id if found.question else None,
        person=found.person.id if found.person else None,
    )


API_ROUTES = [Route("/api/v1/staff/search", "/api/v1/staff/search", SearchCall)]
