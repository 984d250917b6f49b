"""What she has agreed to, purpose by purpose, and her taking it back, which is as easy."""

from datetime import datetime
from typing import ClassVar

from pydantic import Field

from domain.consents import CURRENT, How, Purpose
from domain.errors import Invalid
from handlers.access import for_people
from handlers.api.operation import Model, Operation, Route
from handlers.api.visitor import VisitorCall
from services.privacy.consenting import Standing, give, standing, withdraw
from wording.privacy import PURPOSES

TEXT = r"^[a-z_]{1,40}\.v[0-9]{1,4}$"
NAMED = "|".join(Purpose)


class ConsentView(Model):
    """
    One purpose: the `text` that is shown now with the page where it is read, whether she agrees (`given`: to which text
    and when), and when she last took it back.
    """

    purpose: Purpose
    name: str
    text: str
    url: str
    given: str | None
    given_at: datetime | None
    withdrawn_at: datetime | None


class ConsentList(Model):
    """All purposes."""

    consents: list[ConsentView]


class ConsentAsk(Model):
    """The version of the text that she has read and agrees to, as GET told it."""

    text: str = Field(pattern=TEXT)


class _ConsentCall(VisitorCall):
    def view(self, each: Standing) -> ConsentView:
        """As programs see it."""
        text = CURRENT[each.purpose]
        return ConsentView(
            purpose=each.purpose,
            name=PURPOSES[each.purpose],
            text=text,
            url=f"{self.services.facts.public_url}/h5/consents/{text}",
            given=each.consent.text if each.consent else None,
            given_at=each.consent.given_at if each.consent else None,
            withdrawn_at=each.withdrawn_at,
        )

    async def show_one(self, purpose: Purpose) -> None:
        """How she stands to it now."""
        found = await standing(self.services, self.visitor.person.id)
        self.answer(self.view(next(each for each in found if each.purpose is purpose)))


@for_people()
class ConsentsCall(_ConsentCall):
    """All of hers."""

    OPERATIONS: ClassVar = {
        "get": Operation(id="consents", summary="What she has agreed to, by purpose", answer=ConsentList)
    }

    async def get(self) -> None:
        """As it is."""
        found = await standing(self.services, self.visitor.person.id)
        self.answer(ConsentList(consents=[self.view(each) for each in found]))


@for_people()
class ConsentCall(_ConsentCall):
    """One of them."""

    OPERATIONS: ClassVar = {
        "put": Operation(
            id="consent",
            summary="Agree to the text that is shown now; once is enough",
            answer=ConsentView,
            path={"purpose": f"^({NAMED})$"},
            body=ConsentAsk,
        ),
        "delete": Operation(
            id="withdrawConsent",
            summary="Take it back: what it allowed goes, as its text says",
            answer=ConsentView,
            path={"purpose": f"^({NAMED})$"},
        ),
    }

    async def put(self, name: str) -> None:
        """She agrees."""
        purpose, given = Purpose(name), self.body(ConsentAsk)
        if given.text != CURRENT[purpose]:
            raise Invalid("text", "unknown")  # she hasn't seen what counts now
        await give(
            self.services, self.visitor.person.id, purpose, text=given.text, how=How.API, now=self.services.now()
        )
        await self.show_one(purpose)

    async def delete(self, name: str) -> None:
        """She doesn't any more."""
        purpose = Purpose(name)
        await withdraw(self.services, self.visitor.person.id, purpose, how=How.API, now=self.services.now())
        await self.show_one(purpose)


API_ROUTES = [
    Route("/api/v1/me/consents", r"/api/v1/me/consents", ConsentsCall),
    Route("/api/v1/me/consents/{purpose}", rf"/api/v1/me/consents/({NAMED})", ConsentCall),
]
