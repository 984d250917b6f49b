"""我的数据 for the mini-program: what is held of her, as rows and as a file; and the way out, told before it is gone."""

from datetime import datetime
from typing import ClassVar, Literal

from pydantic import Field

from domain.consents import How
from domain.errors import Invalid
from domain.receipts import format_receipt
from handlers.access import for_people
from handlers.api.operation import Model, Operation, Route
from handlers.api.visitor import VisitorCall
from services.checking.blocking import APPEAL_MOST, appeal
from services.privacy.erasing import erase_person, told_before
from services.privacy.her_data import LASTS, make_link, read_own
from wording import checking
from wording import privacy as words


class DataValue(Model):
    """One thing that is held: its `name` is stable, `label` and `value` are for her to read."""

    name: str
    label: str
    value: str


class DataPart(Model):
    """What is held of one kind, a list of values each; empty where there is nothing."""

    part: str
    title: str
    rows: list[list[DataValue]]


class OwnData(Model):
    """All that is held of her, but for what she wrote in danger and what officers noted at their visits: she asks staff for it."""

    made_at: datetime
    parts: list[DataPart]


class DataLink(Model):
    """A page that shows all of it, or gives it as a file with her pictures: once, until `url_until`. Whoever has it may."""

    url: str
    url_until: datetime


class ErasureView(Model):
    """What erasing takes away, in `words` to be shown to her before; `told` is to be handed back as the proof that they were."""

    words: str
    told: str


class ErasureAsk(Model):
    """`told` of GET: where what is held has changed since, she reads again."""

    told: str = Field(pattern=r"^[0-9a-f]{16}$")


class Erased(Model):
    """It is done: the number by which she can ask after it, and words that say so. Her tokens open nothing any more."""

    receipt: str
    words: str


class AppealAsk(Model):
    """Why she thinks that it was a mistake; may be empty."""

    text: str = Field(max_length=APPEAL_MOST)


class AppealView(Model):
    """
    What became of it: `asked`; `asked_before`, and staff are looking; `answered` already; `nothing` of hers was refused. Where
    her words tell of danger, `danger` is the card that says whom to call: show it first and whole.
    """

    outcome: Literal["asked", "asked_before", "answered", "nothing"]
    words: str
    danger: str | None


@for_people()
class OwnDataCall(VisitorCall):
    """Her data."""

    OPERATIONS: ClassVar = {
        "get": Operation(id="myData", summary="All that is held of her; that she looked is kept", answer=OwnData)
    }

    async def get(self) -> None:
        """It."""
        data = await read_own(self.services, self.visitor.person.id)
        parts = [
            DataPart(
                part=part,
                title=words.HELD[part],
                rows=[
                    [DataValue(name=name, label=words.NAMES[name], value=said) for name, said in row] for row in rows
                ],
            )
            for part, rows in data.told()
        ]
        self.set_header("Cache-Control", "no-store")
        self.answer(OwnData(made_at=data.made_at, parts=parts))


@for_people()
class DataLinkCall(VisitorCall):
    """Her data as a file."""

    OPERATIONS: ClassVar = {
        "post": Operation(
            id="linkToMyData",
            summary="A link to a page of all that is held of her, from which it can be kept as a file; it opens once",
            answer=DataLink,
            status=201,
            once=True,
        )
    }

    async def post(self) -> None:
        """The link."""

        async def create(_made: str) -> tuple[DataLink, None]:
            now = self.services.now()
            url = await make_link(self.services, self.visitor.person.id, now=now)
            return DataLink(url=url, url_until=now + LASTS), None

        await self.once(create)


@for_people()
class ErasureCall(VisitorCall):
    """The way out."""

    OPERATIONS: ClassVar = {
        "get": Operation(
            id="beforeErasing", summary="What erasing all of hers takes away, to be told before", answer=ErasureView
        ),
        "post": Operation(
            id="eraseMe",
            summary="Erase her and her family, in backups too; nobody can bring it back",
            answer=Erased,
            body=ErasureAsk,
        ),
    }

    async def get(self) -> None:
        """What goes."""
        told, mark = await told_before(self.services, self.visitor.person)
        self.answer(ErasureView(words=told, told=mark))

    async def post(self) -> None:
        """Gone."""
        given, person = self.body(ErasureAsk), self.visitor.person
        if given.told != (await told_before(self.services, person))[1]:
            raise Invalid("told", "unknown")
        done = await erase_person(self.services, person.id, how=How.API, now=self.services.now())
        receipt = format_receipt(done.receipt)
        self.answer(Erased(receipt=receipt, words=words.ERASED.format(receipt=receipt)))


@for_people()
class AppealCall(VisitorCall):
    """申诉."""

    OPERATIONS: ClassVar = {
        "post": Operation(
            id="appeal",
            summary="Another member of staff looks again: at her block where there is one, else at what was refused last",
            answer=AppealView,
            body=AppealAsk,
        )
    }

    async def post(self) -> None:
        """Asked; once is enough."""
        text = (await self.heard(AppealAsk)).text
        card = await self.danger_in(text)
        outcome = await appeal(self.services, self.visitor.person, text)
        self.answer(
            AppealView.model_validate({"outcome": outcome, "words": checking.APPEALED[outcome], "danger": card or None})
        )


API_ROUTES = [
    Route("/api/v1/me/data", r"/api/v1/me/data", OwnDataCall),
    Route("/api/v1/me/data/link", r"/api/v1/me/data/link", DataLinkCall),
    Route("/api/v1/me/erasure", r"/api/v1/me/erasure", ErasureCall),
    Route("/api/v1/me/appeal", r"/api/v1/me/appeal", AppealCall),
]
