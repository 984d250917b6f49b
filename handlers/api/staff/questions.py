"""Questions for programs of staff: the list, what was asked, and the whole thread. Reading words is written down."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar, Literal

from pydantic import Field

from domain.questions import Question, QuestionState
from domain.replies import Reply
from domain.staff import Permission
from handlers.access import requires
from handlers.api.call import ID, PartQuery
from handlers.api.operation import Model, Operation, Route
from handlers.api.staff.call import StaffCall
from handlers.api.staff.people import PersonRow, person_row
from handlers.api.staff.told import ToldEvent, actor, told
from services.questions import duty, look, replies, threads
from storage.paging import Part
from storage.threads import Kind, Way


class QuestionRow(Model):
    """
    A question without its words; `suggested` are the knowledge base's nearest entries, `owner` answers for it by
    `due_at`. `level` counts how often it rose because it was late, last to `raised_to`. `unnamed` says that nobody learns
    who asks; `helped` is what she said of the answer.
    """

    id: str
    receipt: str
    state: QuestionState
    suggested: list[str]
    region_path: str
    asked_at: datetime
    topic: str
    urgent: bool
    unnamed: bool
    due_at: datetime | None
    owner: str
    level: int
    raised_to: str
    answered_at: datetime | None
    merged_into: str
    helped: str


class QuestionPart(Model):
    """
    A part of the list: of what waits the gravest and earliest due first, of the rest the newest. `next` is what `after`
    takes to go on, null at the end.
    """

    questions: list[QuestionRow]
    next: str | None


class QuestionsQuery(PartQuery):
    """Which questions."""

    which: Literal["waiting", "mine", "answered", "closed"] = Field(
        default="waiting", description="all that wait, those of them that are hers to look after, or those in a state"
    )


class QuestionView(QuestionRow):
    """A question with what was asked."""

    text: str


class SaidPictureView(Model):
    """The picture of a message, without what it shows; `way` says how far an answer's has come."""

    size: int
    width: int
    height: int
    way: Way


class SaidView(Model):
    """
    A message: an answer, a reply of hers ("person"), a note, or a colleague (`to`) was asked for her opinion. `text` is
    null where it was erased, empty beside a picture alone; `way` says how far an answer has come.
    """

    id: str
    kind: Kind
    by: str
    to: str
    at: datetime
    text: str | None
    way: Way
    due_at: datetime | None
    picture: SaidPictureView | None


class Draft(Model):
    """Something to begin an answer with: a near entry, or a reply ready-made."""

    question: str
    answer: str


class ThreadView(QuestionRow):
    """
    A question with all that was asked, said and done. `way` is how an answer would reach her now, `neutral` that no word
    of hers may stand in a preview. `others` are further questions of the same person that aren't over.
    """

    text: str | None
    said: list[SaidView]
    way: Way
    neutral: bool
    drafts: list[Draft]
    others: list[QuestionRow]
    story: list[ToldEvent]


class ColleagueRow(Model):
    """Somebody to whom it can go: how many wait with her, and whether she is away."""

    id: str
    name: str
    waiting: int
    away: bool


class ColleagueList(Model):
    """Who is there and has least to do comes first."""

    colleagues: list[ColleagueRow]


class WhoAsk(Model):
    """Why she has to know who asks; it is kept."""

    reason: str = Field(min_length=threads.REASON_LEAST, max_length=200)


def question_row(question: Question) -> QuestionRow:
    """It as programs read it."""
    return QuestionRow(**facts_of(question))


def facts_of(question: Question) -> dict[str, Any]:
    """What every view of it shows."""
    facts = {name: getattr(question, name) for name in QuestionRow.model_fields}
    return facts | {"suggested": list(question.suggested)}


@requires(Permission.QUESTION_READ)
class QuestionsCall(StaffCall):
    """The questions of her regions, or her own."""

    OPERATIONS: ClassVar = {
        "get": Operation(
            id="listQuestions",
            summary="Questions that wait, her own, or those answered or closed",
            answer=QuestionPart,
            query=QuestionsQuery,
            problems=(404,),
        )
    }

    async def get(self) -> None:
        """A part of the list."""
        asked = self.query(QuestionsQuery)
        rows = await self._rows(asked, most=asked.limit + 1)
        shown = rows[: asked.limit]
        more = shown[-1].id if len(rows) > asked.limit else None
        self.answer(QuestionPart(questions=[question_row(each) for each in shown], next=more))

    async def _rows(self, asked: QuestionsQuery, *, most: int) -> Sequence[Question]:
        part = Part(after=asked.after, rising=True, by="turn")
        if asked.which == "waiting":
            return await look.waiting(self.services, by=self.staff, part=part, most=most)
        if asked.which == "mine":
            return await look.mine(self.services, by=self.staff, part=part, most=most)
        return await look.ended(self.services, QuestionState(asked.which), by=self.staff, part=part, most=most)


@requires(Permission.QUESTION_READ)
class QuestionCall(StaffCall):
    """One question, without its words."""

    OPERATIONS: ClassVar = {
        "get": Operation(
            id="getQuestion",
            summary="A question without its words",
            answer=QuestionRow,
            path={"id": ID},
            versioned=True,
        )
    }

    async def get(self, question_id: str) -> None:
        """It."""
        question, _ = await look.find(self.services, question_id, by=self.staff)
        self.versioned(question.seq)
        if not self._finished:
            self.answer(question_row(question))


@requires(Permission.QUESTION_READ)
class QuestionTextCall(StaffCall):
    """What was asked."""

    OPERATIONS: ClassVar = {
        "post": Operation(
            id="readQuestion",
            summary="What was asked; that it was read is written down",
            answer=QuestionView,
            path={"id": ID},
        )
    }

    async def post(self, question_id: str) -> None:
        """The question with its text."""
        question, text = await look.read(self.services, question_id, by=self.staff)
        self.answer(QuestionView(**facts_of(question), text=text))


@requires(Permission.QUESTION_ANSWER)
class QuestionThreadCall(StaffCall):
    """The whole thread."""

    OPERATIONS: ClassVar = {
        "post": Operation(
            id="readQuestionThread",
            summary="All that was asked, said and done; that it was read is written down",
            answer=ThreadView,
            path={"id": ID},
            problems=(409,),
            versioned=True,
        )
    }

    async def post(self, question_id: str) -> None:
        """The thread; its version is for the moves."""
        thread = await threads.open_thread(self.services, question_id, by=self.staff)
        self.versioned(thread.question.seq)
        offered = await replies.offered(self.services, thread.question.topic)
        self.answer(self._view(thread, offered))

    def _view(self, thread: threads.Thread, offered: Sequence[Reply]) -> ThreadView:
        asker = thread.question.asker_id
        drafts = [Draft(question=each.question, answer=each.answer) for each in thread.drafts]
        drafts += [Draft(question=each.title, answer=each.text) for each in offered]
        return ThreadView(
            **facts_of(thread.question),
            text=thread.text,
            said=[_said(each, asker) for each in thread.said],
            way=thread.reach.way,
            neutral=thread.reach.neutral,
            drafts=drafts,
            others=[question_row(each) for each in thread.others],
            story=[told(each, asker) for each in thread.story],
        )


def _said(each: threads.Said, asker: str) -> SaidView:
    message = each.message
    facts = {name: getattr(message, name) for name in ("id", "kind", "to", "at", "way", "due_at")}
    shown, picture = message.picture, None
    if shown is not None:
        size = {"size": shown.size, "width": shown.width, "height": shown.height}
        picture = SaidPictureView(**size, way=message.picture_way)
    return SaidView(**facts, by=actor(message.by, asker), text=each.text, picture=picture)


@requires(Permission.QUESTION_ANSWER)
class QuestionPictureCall(StaffCall):
    """One picture of the thread, to look at."""

    OPERATIONS: ClassVar = {
        "post": Operation(
            id="readQuestionPicture",
            summary="The picture of a message, by its id; that it was looked at is written down first",
            answer=("image/jpeg",),
            path={"id": ID},
        )
    }

    async def post(self, message_id: str) -> None:
        """The JPEG."""
        content = await look.look_at_picture(self.services, message_id, by=self.staff)
        self.set_header("Content-Type", "image/jpeg")
        self.finish(content)


@requires(Permission.QUESTION_ANSWER)
class QuestionColleaguesCall(StaffCall):
    """To whom it can go."""

    OPERATIONS: ClassVar = {
        "get": Operation(
            id="listQuestionColleagues",
            summary="Colleagues who may be given a question or asked for their opinion",
            answer=ColleagueList,
            path={"id": ID},
        )
    }

    async def get(self, question_id: str) -> None:
        """They."""
        question, _ = await threads.find(self.services, question_id, by=self.staff)
        found = await duty.colleagues_for(self.services, question, by=self.staff)
        fields = tuple(ColleagueRow.model_fields)
        rows = [ColleagueRow(**{name: getattr(each, name) for name in fields}) for each in found]
        self.answer(ColleagueList(colleagues=rows))


@requires(Permission.QUESTION_PERSON)
class QuestionPersonCall(StaffCall):
    """Who asks."""

    OPERATIONS: ClassVar = {
        "post": Operation(
            id="whoAsks",
            summary="Who asks, for a reason that is kept; 403 where nobody learns it",
            answer=PersonRow,
            path={"id": ID},
            body=WhoAsk,
            problems=(409,),
        )
    }

    async def post(self, question_id: str) -> None:
        """She."""
        given = self.body(WhoAsk)
        person = await threads.who_asks(self.services, question_id, reason=given.reason, by=self.staff)
        self.answer(person_row(person))


_AT, _GAP = "/api/v1/staff/questions/{id}", r"/api/v1/staff/questions/([0-9a-z]{26})"
API_ROUTES = [
    Route("/api/v1/staff/questions", r"/api/v1/staff/questions", QuestionsCall),
    Route(_AT, _GAP, QuestionCall),
    Route(f"{_AT}/text", rf"{_GAP}/text", QuestionTextCall),
    Route(f"{_AT}/thread", rf"{_GAP}/thread", QuestionThreadCall),
    Route(
        "/api/v1/staff/question-pictures/{id}/look",
        r"/api/v1/staff/question-pictures/([0-9a-z]{26})/look",
        QuestionPictureCall,
    ),
    Route(f"{_AT}/colleagues", rf"{_GAP}/colleagues", QuestionColleaguesCall),
    Route(f"{_AT}/person", rf"{_GAP}/person", QuestionPersonCall),
]
