"""The people behind the account, as far as it is for staff to know. Opening one of them is written down."""

from collections.abc import Sequence

from tornado.web import HTTPError

from domain.people import Follower, PersonRole, Standing
from domain.staff import Permission
from handlers.access import requires
from handlers.console.follower_sync import ROUTES as FOLLOWER_ROUTES
from handlers.console.list_page import TablePage
from handlers.console.page import ConsolePage
from handlers.console.table import About, Asked, Cell, Column, Filter, Link, Table, Tag
from services.people.look import Told, look, page
from services.people.roles import give_role, take_role
from storage.events import Event
from wording import people as words
from wording import tables


def _link(person: Follower, _about: About) -> Link:
    roles = " ".join(words.ROLES[each] for each in sorted(person.roles))
    return Link(f"/console/people/{person.id}", words.called(person.id), roles)


def _standing(person: Follower, _about: About) -> Tag:
    state = Standing.FOLLOWING if person.following else Standing.LEFT
    return Tag("published" if person.following else "withdrawn", words.WAYS[state])


def _place(person: Follower, about: About) -> str:
    names = [about["places"][code] for code in person.region_path.split("/") if code in about["places"]]
    return " ".join(names[-3:]) or tables.NO_PLACE


PEOPLE: Table[Follower] = Table(
    name="people",
    address="/console/people",
    caption=words.CAPTION,
    key=lambda person: person.id,
    sort="-since",
    filters=(Filter("state", words.BY_STANDING, tuple(words.WAYS.items()), tables.ALL),),
    empty=words.NOBODY,
    empty_so=words.NOBODY_SO,
    columns=(
        Column("person", words.PERSON, _link, Cell.LINK),
        Column("standing", words.STANDING, _standing, Cell.TAG),
        Column("pushes", words.PUSHES, lambda each, _: words.SUBSCRIBED if each.pushes else words.QUIET),
        Column("place", tables.PLACE, _place),
        Column("since", words.SINCE, lambda person, _: person.since, Cell.MOMENT, sortable=True),
        Column("heard", words.HEARD, lambda person, _: person.heard_at, Cell.MOMENT),
        Column("tags", words.TAGS, lambda person, _: "、".join(person.tags), shown=False),
    ),
)


@requires(Permission.PERSON_READ)
class People(TablePage[Follower]):
    """Who came last is first."""

    SECTION = "people"
    TEMPLATE = "people/list.html"

    def table(self) -> Table[Follower]:
        """The list, of one standing where one is asked for."""
        return PEOPLE

    async def rows(self, asked: Asked, most: int) -> Sequence[Follower]:
        """Those of her regions."""
        standing = Standing(asked.filters["state"]) if asked.filters["state"] else None
        return await page(self.services, by=self.staff, standing=standing, part=asked.part, most=most)

    async def about(self, rows: Sequence[Follower]) -> About:
        """The names of their places, and whether she may have followers taken in."""
        codes = {code for person in rows for code in person.region_path.split("/") if code}
        places = await self.services.regions.names(codes) if codes else {}
        return {"places": places, "may_import": self.staff.may(Permission.PERSON_IMPORT)}


@requires(Permission.PERSON_READ)
class PersonDetail(ConsolePage):
    """One person: how she stands to the account, what she has going on, and her story."""

    SECTION = "people"

    async def get(self, person_id: str) -> None:
        """The page; that it was opened is kept first."""
        told = await look(self.services, person_id, by=self.staff)
        person = told.person
        acting = {each.actor for each in told.readings} | {each.actor for each in told.changes}
        acting |= {each.by for each in person.given}
        names = await self.services.staff.names(acting - {person.id})
        series = {each.slug: each.name for each in self.services.live_lessons.series()}
        self.show(
            "people/detail.html",
            told=told,
            person=person,
            story=story_of(told),
            actors=names | {person.id: words.HERSELF},
            places=await self.services.regions.names(code for code in person.region_path.split("/") if code),
            said=words,
            muted=[series[each] for each in person.muted if each in series],
            quiet=words.hours((person.quiet.start, person.quiet.end)) if person.quiet else "",
            may_change=self.staff.may(Permission.PERSON_CHANGE),
            to_give=[each for each in PersonRole if each not in person.roles],
        )


@requires(Permission.PERSON_CHANGE)
class PersonRoles(ConsolePage):
    """What she is, as staff say it."""

    SECTION = "people"

    async def post(self, person_id: str) -> None:
        """Note a role, or take one off."""
        try:
            role = PersonRole(self.text_argument("role", most=20))
        except ValueError:
            raise HTTPError(400) from None
        match self.text_argument("do", most=10):
            case "give":
                await give_role(self.services, person_id, role, by=self.staff)
            case "take":
                await take_role(self.services, person_id, role, by=self.staff)
            case _:
                raise HTTPError(400)
        self.redirect(f"/console/people/{person_id}", status=303)


def story_of(told: Told) -> list[Event]:
    """What is known to have happened with her, the oldest first; who looked at her included."""
    person = told.person
    moments = [("seen", person.since), ("followed", person.followed_at), ("heard", person.heard_at)]
    moments += [("consented", each.given_at) for each in told.consents]
    moments += [("withdrew", each.withdrawn_at) for each in told.consents]
    moments += [("wished", each.submitted_at) for each in told.wishes]
    moments += [("asked", each.asked_at) for each in told.questions]
    moments += [("called", each.at) for each in told.alerts]
    known = [(kind, person.id, at) for kind, at in moments if at is not None]
    known += [(each.kind, each.actor, each.at) for each in told.readings]
    known += [(each.kind, each.actor, each.at) for each in told.changes]
    known.sort(key=lambda each: each[2])
    return [Event(person.id, seq, kind, actor, at) for seq, (kind, actor, at) in enumerate(known, 1)]


ROUTES = [
    (r"/console/people", People),
    (r"/console/people/([0-9a-z]{26})", PersonDetail),
    (r"/console/people/([0-9a-z]{26})/roles", PersonRoles),
    *FOLLOWER_ROUTES,
]
