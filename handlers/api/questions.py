"""Questions that somebody has handed to staff from the mini-program, and what is said about them since."""

from datetime import datetime
from typing import ClassVar

from pydantic import Field

from domain.errors import Invalid
from domain.files import LINK_HOLDS
from domain.questions import Question, QuestionState
from domain.receipts import format_receipt
from handlers.access import for_people, public
from handlers.api.answers import TEXT_MOST
from handlers.api.call import ID, PartQuery
from handlers.api.links import LinkQuery, check_link, link_to
from handlers.api.operation import Model, Operation, Route
from handlers.api.visitor import VisitorCall
from services.mini.files import content_of, own_file
from services.questions.ask import hand_over
from services.questions.hers import Line, add_to, as_told, lines_of, picture_of
from services.questions.own import own_question

LINK = "question_picture"


class HandOverAsk(Model):
    """A question for the experts; `suggested` are the ids of entries that didn't help, as the answer named them."""

    text: str = Field(min_length=4, max_length=TEXT_MOST, pattern=r"\S")
    suggested: list[str] = Field(default=[], max_length=3)


class OwnQuestion(Model):
    """A question that was handed to staff."""

    id: str
    receipt: str
    state: QuestionState
    asked_at: datetime


class SaidPicture(Model):
    """A picture that goes with a message. `url` opens it for whoever has it, until `url_until`."""

    width: int
    height: int
    url: str
    url_until: datetime


class OwnSaid(Model):
    """What she or an expert said: `hers` tells which; `text` is empty beside a picture alone, null where it was erased."""

    id: str
    hers: bool
    text: str | None
    at: datetime
    picture: SaidPicture | None


class OwnQuestionText(OwnQuestion):
    """The same with her own words, and what was said since, the oldest first."""

    text: str
    said: list[OwnSaid]


class MessageAsk(Model):
    """What she adds: words, a picture (`file`, one that she has uploaded), or both."""

    text: str = Field(default="", max_length=TEXT_MOST)
    file: str | None = Field(default=None, pattern=ID)


class OwnMessageAdded(OwnQuestion):
    """The question as it is then, `message` the id of what was added; where somebody is in danger whom to call first."""

    message: str
    danger: str | None


class OwnQuestionHanded(OwnQuestion):
    """The question, by when it is answered, and where somebody is in danger whom to call first."""

    due_at: datetime | None
    danger: str | None


class OwnQuestionPart(Model):
    """A part of the list, the newest first; `next` is what `after` takes to go on, null at the end."""

    questions: list[OwnQuestion]
    next: str | None


def _view(question: Question) -> dict[str, object]:
    facts: dict[str, object] = {name: getattr(question, name) for name in OwnQuestion.model_fields}
    return facts | {"receipt": format_receipt(question.receipt)}


@for_people()
class QuestionsCall(VisitorCall):
    """What she has handed to staff."""

    OPERATIONS: ClassVar = {
        "get": Operation(
            id="myQuestions", summary="Questions that she has handed to staff", answer=OwnQuestionPart, query=PartQuery
        ),
        "post": Operation(
            id="handOver",
            summary="Hand a question to staff",
            answer=OwnQuestionHanded,
            body=HandOverAsk,
            status=201,
            once=True,
        ),
    }

    async def get(self) -> None:
        """A part of the list."""
        asked = self.query(PartQuery)
        rows = await self.services.questions.of_asker(self.visitor.person.id, after=asked.after, most=asked.limit + 1)
        shown = await as_told(self.services, rows[: asked.limit])
        more = shown[-1].id if len(rows) > asked.limit else None
        self.answer(OwnQuestionPart(questions=[OwnQuestion.model_validate(_view(each)) for each in shown], next=more))

    async def post(self) -> None:
        """Kept; somebody in danger is told whom to call with that."""
        given, person, now = await self.heard(HandOverAsk), self.visitor.person, self.services.now()
        known = [each for each in given.suggested if self.services.answers.entry(each)]

        async def create(made: str) -> tuple[OwnQuestionHanded, None]:
            card = await self.danger_in(given.text)
            question = await hand_over(
                self.services, by=person, text=given.text, suggested=known, key=f"api:{made}", now=now
            )
            facts = _view(question) | {"due_at": question.due_at, "danger": card or None}
            return OwnQuestionHanded.model_validate(facts), None

        await self.once(create)


@for_people()
class QuestionMessagesCall(VisitorCall):
    """What she adds to one of hers."""

    OPERATIONS: ClassVar = {
        "post": Operation(
            id="addToQuestion",
            summary="Add words or a picture for the expert; a question that was answered waits again",
            answer=OwnMessageAdded,
            path={"id": ID},
            body=MessageAsk,
            problems=(404, 409),
            status=201,
            once=True,
        )
    }

    async def post(self, question_id: str) -> None:
        """Kept; somebody in danger is told whom to call with that."""
        given, person = await self.heard(MessageAsk), self.visitor.person
        text = given.text.strip()

        async def create(made: str) -> tuple[OwnMessageAdded, None]:
            if not text and given.file is None:
                raise Invalid("text", "missing")
            card = await self.danger_in(text)
            question, _ = await own_question(self.services, person, question_id)
            content = await self._content(given.file) if given.file else b""
            question = await add_to(self.services, question, text, by=person, key=made, content=content, over=False)
            return OwnMessageAdded.model_validate(_view(question) | {"message": made, "danger": card or None}), None

        await self.once(create)

    async def _content(self, file_id: str) -> bytes:
        file = await own_file(self.services, self.visitor.person, file_id)
        return (await content_of(self.services, file.id))[1]


@public
class QuestionPictureCall(VisitorCall):
    """What a link opens."""

    OPERATIONS: ClassVar = {
        "get": Operation(
            id="questionPicture",
            summary="A picture between her and an expert, for whoever has its link",
            answer=("image/jpeg",),
            path={"id": ID},
            query=LinkQuery,
            problems=(404,),
        )
    }

    async def get(self, message_id: str) -> None:
        """The JPEG."""
        check_link(self, LINK, message_id, LINK_HOLDS)
        _, content = await picture_of(self.services, message_id)
        self.set_header("Content-Type", "image/jpeg")
        self.set_header("Content-Disposition", "inline")
        self.finish(content)


@for_people()
class QuestionCall(VisitorCall):
    """One of hers."""

    OPERATIONS: ClassVar = {
        "get": Operation(
            id="myQuestion",
            summary="A question that she has handed to staff, with her words and what was said since",
            answer=OwnQuestionText,
            path={"id": ID},
            problems=(404,),
        )
    }

    async def get(self, question_id: str) -> None:
        """It."""
        question, text = await own_question(self.services, self.visitor.person, question_id)
        said = [self._said(each) for each in await lines_of(self.services, question)]
        (told,) = await as_told(self.services, [question])
        self.answer(OwnQuestionText.model_validate(_view(told) | {"text": text, "said": said}))

    def _said(self, line: Line) -> OwnSaid:
        picture = None
        if line.picture is not None:
            url, until = link_to(self, LINK, line.id, f"/api/v1/question-pictures/{line.id}", LINK_HOLDS)
            picture = SaidPicture(width=line.picture.width, height=line.picture.height, url=url, url_until=until)
        return OwnSaid(id=line.id, hers=line.hers, text=line.text, at=line.at, picture=picture)


API_ROUTES = [
    Route("/api/v1/me/questions", r"/api/v1/me/questions", QuestionsCall),
    Route("/api/v1/me/questions/{id}", r"/api/v1/me/questions/([0-9a-z]{26})", QuestionCall),
    Route("/api/v1/me/questions/{id}/messages", r"/api/v1/me/questions/([0-9a-z]{26})/messages", QuestionMessagesCall),
    Route("/api/v1/question-pictures/{id}", r"/api/v1/question-pictures/([0-9a-z]{26})", QuestionPictureCall),
]
