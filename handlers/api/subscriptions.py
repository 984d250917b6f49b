"""What she wants to be sent and when: 退订 and 订阅, topics, hours of her own, as in the chat."""

from datetime import time
from typing import ClassVar

from pydantic import Field

from domain.calendar import QuietHours
from domain.consents import How
from domain.errors import Invalid
from domain.people import Person
from handlers.access import for_people
from handlers.api.operation import Model, Operation, Route
from handlers.api.visitor import VisitorCall
from services.people.choosing import rest, topics, want_topic
from services.people.follow import want_pushes

HOUR = r"^([01][0-9]|2[0-3]):[0-5][0-9]$"


class QuietView(Model):
    """Hours in which nothing is pushed to her, in Asia/Shanghai, over midnight too."""

    start: str = Field(pattern=HOUR)
    end: str = Field(pattern=HOUR)


class TopicView(Model):
    """A series of lessons, and whether she wants to be told of it."""

    slug: str
    name: str
    wanted: bool


class SubscriptionsView(Model):
    """What she wants: anything at all, of which topics, and not in which hours beside everybody's."""

    pushes: bool
    topics: list[TopicView]
    quiet: QuietView | None


class SubscriptionsAsk(Model):
    """
    What she wants from now on: `pushes` false is 退订; of `muted` topics she isn't told; `quiet` null is no hours of her
    own.
    """

    pushes: bool
    muted: list[str] = Field(max_length=100)
    quiet: QuietView | None


@for_people()
class SubscriptionsCall(VisitorCall):
    """What she wants."""

    OPERATIONS: ClassVar = {
        "get": Operation(id="subscriptions", summary="What she wants to be sent", answer=SubscriptionsView),
        "put": Operation(
            id="subscribe",
            summary="退订 and 订阅, topics and hours: what she wants to be sent from now on",
            answer=SubscriptionsView,
            body=SubscriptionsAsk,
        ),
    }

    async def get(self) -> None:
        """As it is."""
        self._show(self.visitor.person)

    async def put(self) -> None:
        """As she wants it."""
        given, person, now = self.body(SubscriptionsAsk), self.visitor.person, self.services.now()
        known = topics(self.services, person)
        if not set(given.muted) <= {each.slug for each in known}:
            raise Invalid("muted", "unknown")
        for each in known:
            if each.wanted is (each.slug in given.muted):
                await want_topic(self.services, person, each.slug, wanted=not each.wanted, now=now)
        quiet = given.quiet
        hours = QuietHours(time.fromisoformat(quiet.start), time.fromisoformat(quiet.end)) if quiet else None
        await rest(self.services, person, hours, now=now)
        if given.pushes is not person.pushes:
            await want_pushes(self.services, person, wanted=given.pushes, how=How.API, now=now)
        self._show(await self.services.people.get(person.id))

    def _show(self, person: Person) -> None:
        told = [TopicView(slug=each.slug, name=each.name, wanted=each.wanted) for each in topics(self.services, person)]
        own = person.quiet
        quiet = QuietView(start=f"{own.start:%H:%M}", end=f"{own.end:%H:%M}") if own else None
        self.answer(SubscriptionsView(pushes=person.pushes, topics=told, quiet=quiet))


API_ROUTES = [Route("/api/v1/me/subscriptions", r"/api/v1/me/subscriptions", SubscriptionsCall)]
