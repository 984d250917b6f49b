"""Who calls from the mini-program, and her phone number."""

from datetime import datetime
from typing import ClassVar

from pydantic import Field

from domain.errors import Invalid
from domain.people import PersonRole
from domain.receipts import read_receipt
from handlers.access import for_people
from handlers.api.operation import Model, Operation, Route
from handlers.api.session import CODE_MOST, Done
from handlers.api.visitor import VisitorCall
from services.mini.phone import give_phone, take_phone_back
from services.people.choosing import live_in
from services.people.moving_over import by_phone


class HomeView(Model):
    """Where she lives: the smallest region that she named, and the path to it."""

    code: str
    name: str
    path: str


class VisitorView(Model):
    """
    Who calls. Of her number only the masked form is ever told. `pushes` says whether she wants lessons pushed;
    `has_wishes` and `has_questions` whether there is anything of hers to list.
    """

    id: str
    roles: list[PersonRole]
    home: HomeView | None
    phone_masked: str | None
    pushes: bool
    has_wishes: bool
    has_questions: bool
    since: datetime | None


class HomeAsk(Model):
    """A region's code, as small as she likes to say."""

    region: str = Field(pattern=r"^[0-9]{2,15}$")


class PhoneAsk(Model):
    """What the button of `getPhoneNumber` gave; it is good once."""

    code: str = Field(min_length=1, max_length=CODE_MOST, pattern=r"^[!-~]+$")


class RecordsAsk(Model):
    """The receipt of one of her wishes, as it was told."""

    receipt: str = Field(min_length=1, max_length=20, pattern=r"^[0-9 -]+$")


class PhoneView(Model):
    """Her number as it may be shown."""

    phone_masked: str


@for_people()
class VisitorMeCall(VisitorCall):
    """Who calls."""

    OPERATIONS: ClassVar = {"get": Operation(id="me", summary="Who calls, and what she has", answer=VisitorView)}

    async def get(self) -> None:
        """She."""
        person = self.visitor.person
        code = person.region_path.rstrip("/").rsplit("/", 1)[-1]
        names = await self.services.regions.names([code]) if code else {}
        phone = await self.services.phones.of(person.id)
        self.answer(
            VisitorView(
                id=person.id,
                roles=sorted(person.roles),
                home=HomeView(code=code, name=names[code], path=person.region_path) if code in names else None,
                phone_masked=phone.masked if phone else None,
                pushes=person.pushes,
                has_wishes=bool(await self.services.wishes.of_guardian(person.id, most=1)),
                has_questions=bool(await self.services.questions.of_asker(person.id, most=1)),
                since=person.created_at,
            )
        )


@for_people()
class HomeCall(VisitorCall):
    """Where she lives."""

    OPERATIONS: ClassVar = {
        "put": Operation(
            id="liveIn", summary="She lives in this village, township or county", answer=HomeView, body=HomeAsk
        )
    }

    async def put(self) -> None:
        """There."""
        code, now = self.body(HomeAsk).region, self.services.now()
        region = await live_in(self.services, self.visitor.person, code, now=now)
        self.answer(HomeView(code=region.code, name=region.name, path=region.path))


@for_people()
class PhoneCall(VisitorCall):
    """Her phone number."""

    OPERATIONS: ClassVar = {
        "put": Operation(
            id="givePhone", summary="Let us keep her phone number, by a code", answer=PhoneView, body=PhoneAsk
        ),
        "delete": Operation(id="takePhoneBack", summary="Her phone number isn't kept any more", answer=Done),
    }

    async def put(self) -> None:
        """Kept."""
        phone = await give_phone(self.services, self.visitor.person, self.body(PhoneAsk).code)
        self.answer(PhoneView(phone_masked=phone.masked))

    async def delete(self) -> None:
        """Gone."""
        await take_phone_back(self.services, self.visitor.person.id)
        self.answer(Done())


@for_people()
class RecordsCall(VisitorCall):
    """What was hers under an older account."""

    OPERATIONS: ClassVar = {
        "post": Operation(
            id="takeOverRecords",
            summary="Take over what was hers under an older account, by her phone number and a wish's receipt",
            answer=Done,
            body=RecordsAsk,
            problems=(404,),
        )
    }

    async def post(self) -> None:
        """Hers, where both accounts have given the same number."""
        receipt = read_receipt(self.body(RecordsAsk).receipt)
        if not receipt:
            raise Invalid("receipt")
        await by_phone(self.services, receipt, by=self.visitor.person)
        self.answer(Done())


API_ROUTES = [
    Route("/api/v1/me", r"/api/v1/me", VisitorMeCall),
    Route("/api/v1/me/home", r"/api/v1/me/home", HomeCall),
    Route("/api/v1/me/records", r"/api/v1/me/records", RecordsCall),
    Route("/api/v1/me/phone", r"/api/v1/me/phone", PhoneCall),
]
