"""One search for programs of staff, each kind by the rights to it."""

from typing import ClassVar

from pydantic import Field

from domain.staff import Permission
from handlers.access import requires
from handlers.api.operation import Model, Operation, Route
from handlers.api.staff.call import StaffCall
from handlers.api.staff.me import StaffView, staff_facts
from handlers.api.staff.places import RegionView, region_view
from services.staff.searching import search


class FoundLesson(Model):
    """A lesson by words of its title."""

    id: str
    slug: str
    title: str


class FoundView(Model):
    """
    What was found, at most eight of each kind; a kind that the token may not see is empty. `wish`, `question` and
    `person`, whose it is, are ids found by a whole receipt.
    """

    lessons: list[FoundLesson]
    staff: list[StaffView]
    regions: list[RegionView]
    wish: str | None
    question: str | None
    person: str | None


class SearchQuery(Model):
    """What is looked for: words of a title, how a colleague or a region begins, or a whole receipt."""

    q: str = Field(description="40 characters at most")


@requires(Permission.HOME_READ)
class SearchCall(StaffCall):
    """What she looks for."""

    OPERATIONS: ClassVar = {
        "get": Operation(
            id="search",
            summary="Lessons, colleagues and regions by words; a wish or a question by its receipt",
            answer=FoundView,
            query=SearchQuery,
        )
    }

    async def get(self) -> None:
        """What was found."""
        found, now = await search(self.services, self.query(SearchQuery).q, by=self.staff), self.services.now()
        self.answer(
            FoundView(
                lessons=[FoundLesson(id=each.id, slug=each.slug, title=each.title) for each in found.lessons],
                staff=[StaffView.model_validate(staff_facts(each.member(now))) for each in found.staff],
                regions=[region_view(each) for each in found.regions],
                wish=found.wish.id if found.wish else None,
                question=found.question.id if found.question else None,
                person=found.person.id if found.person else None,
            )
        )


API_ROUTES = [Route("/api/v1/staff/search", "/api/v1/staff/search", SearchCall)]
