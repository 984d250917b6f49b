"""The people behind the account, for programs of staff. No account of theirs is named, and looking is written down."""

from datetime import datetime
from typing import Any, ClassVar, Literal

from pydantic import Field

from domain.people import Follower, PersonRole, Standing
from domain.staff import Permission
from handlers.access import requires
from handlers.api.call import ID, PartQuery
from handlers.api.operation import Model, Operation, Route
from handlers.api.staff.call import StaffCall
from services.people.look import look, page
from services.people.roles import give_role, take_role
from storage.paging import Part

ROLES = "|".join(PersonRole)


class PersonRow(Model):
    """A person; `since` is when she was first seen, `heard_at` when she last wrote, null where nobody knows."""

    id: str
    region_path: str
    following: bool
    pushes: bool
    roles: list[PersonRole]
    tags: list[str]
    since: datetime | None
    followed_at: datetime | None
    heard_at: datetime | None


class PersonPart(Model):
    """A part of the list, who was seen last first; `next` is what `after` takes to go on, null at the end."""

    people: list[PersonRow]
    next: str | None


class PersonView(PersonRow):
    """A person with the ids of what she has going on, as far as the token may see it."""

    wishes: list[str]
    questions: list[str]
    alerts: list[str]


class PeopleQuery(PartQuery):
    """Which people of her regions."""

    state: Literal["following", "left", "quiet"] | None = Field(
        default=None, description="only those who stand so to the account"
    )


def person_row(person: Follower) -> PersonRow:
    """She as programs read of her."""
    return PersonRow.model_validate(_facts(person))


def _facts(person: Follower) -> dict[str, Any]:
    facts = {name: getattr(person, name) for name in PersonRow.model_fields}
    return facts | {"roles": sorted(person.roles), "tags": list(person.tags)}


@requires(Permission.PERSON_READ)
class PeopleCall(StaffCall):
    """The people of her regions."""

    OPERATIONS: ClassVar = {
        "get": Operation(id="listPeople", summary="People of her regions", answer=PersonPart, query=PeopleQuery)
    }

    async def get(self) -> None:
        """A part of the list."""
        asked = self.query(PeopleQuery)
        part, most = Part(after=asked.after), asked.limit + 1
        standing = Standing(asked.state) if asked.state else None
        rows = await page(self.services, by=self.staff, standing=standing, part=part, most=most)
        shown = rows[: asked.limit]
        more = shown[-1].id if len(rows) > asked.limit else None
        self.answer(PersonPart(people=[person_row(each) for each in shown], next=more))


@requires(Permission.PERSON_READ)
class PersonCall(StaffCall):
    """One person."""

    OPERATIONS: ClassVar = {
        "get": Operation(
            id="getPerson",
            summary="A person of her regions; that she was looked at is written down",
            answer=PersonView,
            path={"id": ID},
            problems=(404,),
        )
    }

    async def get(self, person_id: str) -> None:
        """She, and what she has going on."""
        told = await look(self.services, person_id, by=self.staff)
        ids = {
            "wishes": [each.id for each in told.wishes],
            "questions": [each.id for each in told.questions],
            "alerts": [each.id for each in told.alerts],
        }
        self.answer(PersonView.model_validate(_facts(told.person) | ids))


class RoleList(Model):
    """What she is by now."""

    roles: list[PersonRole]


def _marking(name: str, summary: str) -> Operation:
    return Operation(
        id=name, summary=summary, answer=RoleList, path={"id": ID, "role": f"^({ROLES})$"}, problems=(404,)
    )


@requires(Permission.PERSON_CHANGE)
class PersonRoleCall(StaffCall):
    """One thing that she is."""

    OPERATIONS: ClassVar = {
        "put": _marking("givePersonRole", "Note that she is this too; twice is once"),
        "delete": _marking("takePersonRole", "She isn't this any more; what she did as one stays"),
    }

    async def put(self, person_id: str, role: str) -> None:
        """Noted."""
        await give_role(self.services, person_id, PersonRole(role), by=self.staff)
        await self._show(person_id)

    async def delete(self, person_id: str, role: str) -> None:
        """Taken off."""
        await take_role(self.services, person_id, PersonRole(role), by=self.staff)
        await self._show(person_id)

    async def _show(self, person_id: str) -> None:
        person = await self.services.people.get(person_id)
        self.answer(RoleList(roles=sorted(person.roles)))


API_ROUTES = [
    Route("/api/v1/staff/people", r"/api/v1/staff/people", PeopleCall),
    Route("/api/v1/staff/people/{id}", r"/api/v1/staff/people/([0-9a-z]{26})", PersonCall),
    Route(
        "/api/v1/staff/people/{id}/roles/{role}",
        rf"/api/v1/staff/people/([0-9a-z]{{26}})/roles/({ROLES})",
        PersonRoleCall,
    ),
]
