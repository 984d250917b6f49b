"""What she wants to be sent: 退订 and 订阅, as in the chat."""

from typing import ClassVar

from handlers.access import for_people
from handlers.api.operation import Model, Operation, Route
from handlers.api.visitor import VisitorCall
from services.people.follow import want_pushes


class SubscriptionsView(Model):
    """Whether she wants lessons pushed, by whichever channel."""

    pushes: bool


@for_people()
class SubscriptionsCall(VisitorCall):
    """What she wants."""

    OPERATIONS: ClassVar = {
        "get": Operation(id="subscriptions", summary="What she wants to be sent", answer=SubscriptionsView),
        "put": Operation(
            id="subscribe",
            summary="退订 and 订阅: what she wants to be sent from now on",
            answer=SubscriptionsView,
            body=SubscriptionsView,
        ),
    }

    async def get(self) -> None:
        """As it is."""
        self.answer(SubscriptionsView(pushes=self.visitor.person.pushes))

    async def put(self) -> None:
        """As she wants it."""
        given = self.body(SubscriptionsView)
        await want_pushes(self.services, self.visitor.person, wanted=given.pushes, now=self.services.now())
        self.answer(given)


API_ROUTES = [Route("/api/v1/me/subscriptions", r"/api/v1/me/subscriptions", SubscriptionsCall)]
