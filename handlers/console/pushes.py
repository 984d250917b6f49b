"""Pushing a lesson, and watching it go out."""

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from tornado.web import HTTPError

from domain.errors import Conflict, Invalid, MoveNotPossible
from domain.ids import is_id, new_id
from domain.lessons import LessonState
from domain.pushes import Channel, Push, PushState
from domain.staff import Permission
from handlers.access import requires
from handlers.console.list_page import TablePage
from handlers.console.page import ConsolePage, seen_version
from handlers.console.table import Asked, Cell, Column, Count, Link, Table, Tag
from services import lessons, pushes
from services.pushes.releasing import may_release
from wording import console as words
from wording import releases, tables

LIVE = {PushState.BUILDING, PushState.RUNNING}
MOVES = {"pause": pushes.pause, "resume": pushes.resume, "stop": pushes.stop}
ID = r"([A-Za-z0-9_-]{1,64})"

PUSHES: Table[Push] = Table(
    name="pushes",
    address="/console/pushes",
    caption=tables.PUSHES,
    key=lambda push: push.id,
    sort="-at",
    empty=tables.NO_PUSHES,
    columns=(
        Column(
            "lesson",
            tables.LESSON,
            lambda push, _: Link(f"/console/pushes/{push.id}", push.title, words.CHANNELS[push.channel]),
            Cell.LINK,
        ),
        Column("audience", tables.AUDIENCE, lambda push, _: words.audience(push.audience)),
        Column("people", tables.PEOPLE, lambda push, _: Count(push.audience_size, tables.PERSON), Cell.COUNT),
        Column("state", tables.STATE, lambda push, _: Tag(push.state, words.PUSH_STATES[push.state]), Cell.TAG),
        Column("at", tables.BEGAN, lambda push, _: push.created_at, Cell.MOMENT, sortable=True),
        Column("finished", tables.FINISHED, lambda push, _: push.finished_at, Cell.MOMENT, shown=False),
    ),
)


@requires(Permission.PUSH_READ)
class Pushes(TablePage[Push]):
    """The newest first."""

    SECTION = "pushes"
    TEMPLATE = "pushes/list.html"

    def table(self) -> Table[Push]:
        """The list."""
        return PUSHES

    async def rows(self, asked: Asked, most: int) -> Sequence[Push]:
        """All of them."""
        return await pushes.page(self.services, part=asked.part, most=most)


@requires(Permission.PUSH_READ)
class PushDetail(ConsolePage):
    """One push: how far it has come."""

    SECTION = "pushes"

    async def get(self, push_id: str) -> None:
        """The page, which keeps itself up to date."""
        await _show(self, await pushes.get(self.services, push_id))


@requires(Permission.PUSH_READ)
class PushProgress(ConsolePage):
    """The part of the page that moves."""

    SECTION = "pushes"

    async def get(self, push_id: str) -> None:
        """The part."""
        push = await pushes.get(self.services, push_id)
        self.page("pushes/_progress.html", **await _progress(self, push))


@requires(Permission.PUSH_RUN)
class PushMove(ConsolePage):
    """Pause, go on, stop. Stopping is asked twice."""

    SECTION = "pushes"

    async def get(self, push_id: str, move: str) -> None:
        """Whether she means it."""
        push = await pushes.get(self.services, push_id)
        if move != "stop":
            self.redirect(f"/console/pushes/{push.id}")
            return
        self.show("pushes/stop.html", push=push, ledger=await pushes.ledger(self.services, push_id))

    async def post(self, push_id: str, move: str) -> None:
        """Do it; where it is past that already, the page shows how it stands."""
        with suppress(MoveNotPossible):
            await MOVES[move](self.services, push_id, by=self.staff)
        self.redirect(f"/console/pushes/{push_id}", status=303)


@requires(Permission.PUSH_READ)
class PushReach(ConsolePage):
    """How many a push that waits would reach, counted apart from its page, since it looks at everybody."""

    SECTION = "pushes"

    async def get(self, push_id: str) -> None:
        """The part for htmx; the whole page without it."""
        push = await pushes.get(self.services, push_id)
        estimate = await pushes.estimate(self.services, audience=push.audience, channel=push.channel)
        if self.is_htmx:
            self.page("pushes/_reach.html", audience=push.audience, estimate=estimate)
        else:
            await _show(self, push, estimate=estimate)


@requires(Permission.PUSH_RELEASE)
class PushRelease(ConsolePage):
    """Let a colleague's push go out, or send it back."""

    SECTION = "pushes"

    async def post(self, push_id: str, move: str) -> None:
        """Do it; where it can't be done any more, the page says why."""
        push = await pushes.get(self.services, push_id)
        try:
            if move == "release":
                await pushes.release(self.services, push_id, by=self.staff, lesson_version=seen_version(self))
            else:
                reason = self.text_argument("reason", most=2000)
                await pushes.send_back(self.services, push_id, by=self.staff, reason=reason)
        except Invalid as problem:
            if problem.field != "reason":
                raise
            self.set_status(400)
            await _show(self, push, problems={"reason": problem.problem})
        except Conflict as problem:
            self.set_status(409)
            past = isinstance(problem, MoveNotPossible)
            await _show(
                self,
                await pushes.get(self.services, push_id),
                notice=releases.PAST if past else releases.LESSON_CHANGED,
            )
        else:
            self.redirect(f"/console/pushes/{push_id}", status=303)


@requires(Permission.PUSH_RUN)
class LessonPush(ConsolePage):
    """Push a published lesson: to whom, how many that reaches, and only then go."""

    SECTION = "pushes"

    async def get(self, lesson_id: str) -> None:
        """The form, with an estimate once it is filled in."""
        lesson = await self.services.lessons.get(lesson_id)
        if lesson.state is not LessonState.PUBLISHED:
            raise MoveNotPossible
        audience, channel = self._asked()
        estimate = None
        if self.text_argument("estimate", most=1):
            estimate = await pushes.estimate(self.services, audience=audience, channel=channel)
        self.show(
            "pushes/new.html",
            lesson=lesson,
            audience=audience,
            channel=channel,
            channels=list(Channel),
            estimate=estimate,
            push_id=new_id(),
            two_people=self.services.facts.two_people,
        )

    async def post(self, lesson_id: str) -> None:
        """Go; the same form sent twice is one push."""
        lesson = await self.services.lessons.get(lesson_id)
        push_id = self.text_argument("push", most=64)
        if not is_id(push_id):
            raise Invalid("push")
        audience, channel = self._asked()
        push = await pushes.ask(
            self.services,
            lesson_slug=lesson.slug,
            audience=audience,
            channel=channel,
            by=self.staff,
            push_id=push_id,
        )
        self.redirect(f"/console/pushes/{push.id}", status=303)

    def _asked(self) -> tuple[str, Channel]:
        tag = self.text_argument("tag", most=30)
        audience = f"tag:{tag}" if self.text_argument("to", "all", most=10) == "tag" and tag else "all"
        try:
            return audience, Channel(self.text_argument("channel", Channel.AUTO, most=20))
        except ValueError:
            raise HTTPError(400) from None


async def _show(page: ConsolePage, push: Push, **more: Any) -> None:
    """The page of a push: how far it is or, while it waits for a second person, what would go out."""
    values = await _progress(page, push)
    names = await page.services.staff.names([push.created_by, push.released_by])
    values |= {
        "by": names.get(push.created_by, words.ACTOR_SYSTEM),
        "released_by": names.get(push.released_by, ""),
        "audience": push.audience,
        "lesson": None,
        "body_html": "",
        "problems": {},
        "notice": "",
        "estimate": None,
    }
    if push.state is PushState.WAITING:
        lesson = await page.services.lessons.get(push.lesson_id)
        values |= {"lesson": lesson, "body_html": lessons.to_html(lesson.body)}
    page.show("pushes/detail.html", **(values | more))


async def _progress(page: ConsolePage, push: Push) -> dict[str, object]:
    ledger = await pushes.ledger(page.services, push.id)
    return {
        "push": push,
        "ledger": ledger,
        "live": push.state in LIVE,
        "to": words.audience(push.audience),
        "may_run": page.staff.may(Permission.PUSH_RUN),
        "may_release": may_release(page.services, push, page.staff),
    }


ROUTES = [
    (r"/console/pushes", Pushes),
    (rf"/console/pushes/{ID}", PushDetail),
    (rf"/console/pushes/{ID}/progress", PushProgress),
    (rf"/console/pushes/{ID}/reach", PushReach),
    (rf"/console/pushes/{ID}/(pause|resume|stop)", PushMove),
    (rf"/console/pushes/{ID}/(release|send_back)", PushRelease),
    (r"/console/lessons/([0-9a-z-]{1,64})/push", LessonPush),
]
