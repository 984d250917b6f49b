"""What programs of staff do with a question, as in the console; and what an expert says of herself."""

import base64
from datetime import date
from typing import ClassVar

from pydantic import Field

from domain.calendar import DaysOff
from domain.errors import Invalid
from domain.receipts import read_receipt
from domain.staff import Permission
from domain.tickets import WaitWhy
from handlers.access import requires
from handlers.api.call import ID
from handlers.api.operation import Model, Operation, Route
from handlers.api.staff.call import StaffCall
from handlers.api.staff.questions import QuestionRow, question_row
from services.questions import duty, sorting, threads

PICTURE_MOST = 4_000_000  # characters: the 3 MB that a phone's program makes of a picture before it sends it


class AnswerAsk(Model):
    """
    An answer to her; with `hold` it goes out when the office works next. `picture` is a PNG, JPEG, WebP, GIF or BMP in base64,
    which follows the words.
    """

    text: str = Field(min_length=1, max_length=threads.ANSWER_MOST)
    hold: bool = False
    picture: str = Field(default="", max_length=PICTURE_MOST)


class NoteAsk(Model):
    """A note among colleagues."""

    text: str = Field(min_length=1, max_length=threads.NOTE_MOST)


class OpinionAsk(NoteAsk):
    """What a colleague (`to`, an id) is asked; she may read the question from then on."""

    to: str = Field(pattern=ID)


class TransferAsk(Model):
    """To whom it goes (an id)."""

    to: str = Field(pattern=ID)


class UrgencyAsk(Model):
    """
    Whether it can't wait, and why: `why` is one of those that say so (danger, mood, health, soon) or that it can (calm,
    can_wait, mistaken), or "other" with a `reason` of at least four characters, which becomes a note among colleagues.
    """

    urgent: bool
    why: WaitWhy | None = None
    reason: str = Field(default="", max_length=sorting.REASON_MOST)


class TopicAsk(Model):
    """What it is about, of the knowledge base's categories; with `hand` it goes to whom one about that is given."""

    topic: str = Field(min_length=1, max_length=100)
    hand: bool = False


class IntoAsk(Model):
    """The receipt of another question by the same person, which isn't over."""

    into: str = Field(max_length=40)


class MessageAdded(Model):
    """What was added: its id among what was said, and the question as it is then."""

    message: str
    question: QuestionRow


class DaysAway(Model):
    """Days on which she isn't there, both ends included."""

    first: date
    last: date


class DutyWrite(Model):
    """
    What she knows, of the knowledge base's categories, and when she is away: questions are given by it. With `untold` the
    account tells her nothing of ordinary questions; of urgent and late ones it always does.
    """

    topics: list[str] = Field(max_length=200)
    away: list[DaysAway] = Field(max_length=duty.AWAY_MOST)
    untold: bool = False


class DutyView(DutyWrite):
    """Hers, and what there is to know."""

    known: list[str]


def _adds(name: str, summary: str, body: type[Model], *problems: int) -> Operation:
    return Operation(
        id=name, summary=summary, answer=MessageAdded, body=body, path={"id": ID}, problems=problems, once=True
    )


def _decoded(picture: str) -> bytes:
    """Raises Invalid."""
    try:
        return base64.b64decode(picture, validate=True)
    except ValueError:
        raise Invalid("picture", "not_a_picture") from None


def _moves(name: str, summary: str, body: type[Model] | None = None) -> Operation:
    return Operation(
        id=name,
        summary=summary,
        answer=QuestionRow,
        body=body,
        path={"id": ID},
        problems=(409,),
        seen=True,
        versioned=True,
    )


@requires(Permission.QUESTION_ANSWER)
class QuestionAnswerCall(StaffCall):
    """An answer."""

    BODY_MOST_BYTES = PICTURE_MOST + 10_000
    OPERATIONS: ClassVar = {"post": _adds("answerQuestion", "Answer her; the same key is the same answer", AnswerAsk)}

    async def post(self, question_id: str) -> None:
        """On its way."""
        given = self.body(AnswerAsk)
        picture = _decoded(given.picture)

        async def create(made: str) -> tuple[MessageAdded, None]:
            text, hold, by = given.text, given.hold, self.staff
            after = await threads.answer(self.services, question_id, made, text=text, hold=hold, by=by, picture=picture)
            return MessageAdded(message=made, question=question_row(after)), None

        await self.once(create)


@requires(Permission.QUESTION_ANSWER)
class QuestionNoteCall(StaffCall):
    """A note."""

    OPERATIONS: ClassVar = {
        "post": _adds("noteOnQuestion", "A note among colleagues; who asked never sees it", NoteAsk)
    }

    async def post(self, question_id: str) -> None:
        """Added."""
        given = self.body(NoteAsk)

        async def create(made: str) -> tuple[MessageAdded, None]:
            after = await threads.add_note(self.services, question_id, made, text=given.text, by=self.staff)
            return MessageAdded(message=made, question=question_row(after)), None

        await self.once(create)


@requires(Permission.QUESTION_ANSWER)
class QuestionOpinionCall(StaffCall):
    """A colleague's opinion."""

    OPERATIONS: ClassVar = {"post": _adds("askOpinion", "Ask a colleague what she thinks", OpinionAsk)}

    async def post(self, question_id: str) -> None:
        """Asked."""
        given = self.body(OpinionAsk)

        async def create(made: str) -> tuple[MessageAdded, None]:
            to, text = given.to, given.text
            after = await threads.ask_opinion(self.services, question_id, made, to=to, text=text, by=self.staff)
            return MessageAdded(message=made, question=question_row(after)), None

        await self.once(create)


@requires(Permission.QUESTION_ANSWER)
class QuestionTransferCall(StaffCall):
    """To a colleague."""

    OPERATIONS: ClassVar = {
        "post": _moves("transferQuestion", "Give it to a colleague; by when it is due stays", TransferAsk)
    }

    async def post(self, question_id: str) -> None:
        """Hers from now on."""
        seen, given = self.seen_version(), self.body(TransferAsk)
        moved = threads.transfer(self.services, question_id, to=given.to, by=self.staff, seen=seen)
        question = await self.unless_changed(moved)
        self.versioned(question.seq)
        self.answer(question_row(question))


@requires(Permission.QUESTION_ANSWER)
class QuestionUrgencyCall(StaffCall):
    """How urgent it is."""

    OPERATIONS: ClassVar = {
        "post": _moves(
            "setQuestionUrgency",
            "It can't wait, or can: due anew, never later than was promised; what it is already is done",
            UrgencyAsk,
        )
    }

    async def post(self, question_id: str) -> None:
        """Set."""
        seen, given = self.seen_version(), self.body(UrgencyAsk)
        urgent, why, reason = given.urgent, given.why or "", given.reason
        change = sorting.set_urgent(
            self.services, question_id, urgent=urgent, why=why, reason=reason, by=self.staff, seen=seen
        )
        question = (await self.unless_changed(change)).question
        self.versioned(question.seq)
        self.answer(question_row(question))


@requires(Permission.QUESTION_ANSWER)
class QuestionTopicCall(StaffCall):
    """What it is about."""

    OPERATIONS: ClassVar = {
        "post": _moves(
            "setQuestionTopic",
            "What it is about, and on demand to whom one about that is given; due as before; what it is already is done",
            TopicAsk,
        )
    }

    async def post(self, question_id: str) -> None:
        """Set."""
        seen, given = self.seen_version(), self.body(TopicAsk)
        change = sorting.set_topic(self.services, question_id, given.topic, hand=given.hand, by=self.staff, seen=seen)
        question = (await self.unless_changed(change)).question
        self.versioned(question.seq)
        self.answer(question_row(question))


@requires(Permission.QUESTION_ANSWER)
class QuestionCloseCall(StaffCall):
    """Over."""

    OPERATIONS: ClassVar = {"post": _moves("closeQuestion", "It is over")}

    async def post(self, question_id: str) -> None:
        """Closed."""
        seen = self.seen_version()
        question = await self.unless_changed(threads.close(self.services, question_id, by=self.staff, seen=seen))
        self.versioned(question.seq)
        self.answer(question_row(question))


@requires(Permission.QUESTION_ANSWER)
class QuestionReopenCall(StaffCall):
    """Not over after all."""

    OPERATIONS: ClassVar = {"post": _moves("reopenQuestion", "It waits again, due anew")}

    async def post(self, question_id: str) -> None:
        """Open again."""
        seen = self.seen_version()
        question = await self.unless_changed(threads.reopen(self.services, question_id, by=self.staff, seen=seen))
        self.versioned(question.seq)
        self.answer(question_row(question))


@requires(Permission.QUESTION_ANSWER)
class QuestionMergeCall(StaffCall):
    """Into another of hers."""

    OPERATIONS: ClassVar = {
        "post": _moves("mergeQuestion", "All of it goes to another question of the same person; that one", IntoAsk)
    }

    async def post(self, question_id: str) -> None:
        """The question that holds it now."""
        seen, into = self.seen_version(), read_receipt(self.body(IntoAsk).into) or ""
        merged = threads.merge(self.services, question_id, into=into, by=self.staff, seen=seen)
        question, _ = await threads.find(self.services, await self.unless_changed(merged), by=self.staff)
        self.versioned(question.seq)
        self.answer(question_row(question))


@requires(Permission.QUESTION_ANSWER)
class DutyCall(StaffCall):
    """What an expert says of herself."""

    OPERATIONS: ClassVar = {
        "get": Operation(id="getDuty", summary="What she knows, and when she is away", answer=DutyView, versioned=True),
        "put": Operation(
            id="changeDuty",
            summary="From now on questions are given by this",
            answer=DutyView,
            body=DutyWrite,
            seen=True,
            versioned=True,
        ),
    }

    async def get(self) -> None:
        """Her own."""
        await self._show()

    async def put(self) -> None:
        """Kept."""
        seen, given = self.seen_version(), self.body(DutyWrite)
        away = [DaysOff(each.first, each.last) for each in given.away]
        saved = duty.save(
            self.services, topics_known=given.topics, away=away, untold=given.untold, seen=seen, by=self.staff
        )
        await self.unless_changed(saved)
        await self._show()

    async def _show(self) -> None:
        kept, known = await self.services.experts.get(self.staff.id), await duty.topics(self.services)
        away = [DaysAway(first=each.first, last=each.last) for each in kept.away]
        self.versioned(kept.seq, whole=True)
        self.answer(DutyView(topics=sorted(kept.topics), away=away, untold=kept.untold, known=list(known)))


_AT, _GAP = "/api/v1/staff/questions/{id}", r"/api/v1/staff/questions/([0-9a-z]{26})"
API_ROUTES = [
    Route(f"{_AT}/answer", rf"{_GAP}/answer", QuestionAnswerCall),
    Route(f"{_AT}/note", rf"{_GAP}/note", QuestionNoteCall),
    Route(f"{_AT}/opinion", rf"{_GAP}/opinion", QuestionOpinionCall),
    Route(f"{_AT}/transfer", rf"{_GAP}/transfer", QuestionTransferCall),
    Route(f"{_AT}/urgency", rf"{_GAP}/urgency", QuestionUrgencyCall),
    Route(f"{_AT}/topic", rf"{_GAP}/topic", QuestionTopicCall),
    Route(f"{_AT}/close", rf"{_GAP}/close", QuestionCloseCall),
    Route(f"{_AT}/reopen", rf"{_GAP}/reopen", QuestionReopenCall),
    Route(f"{_AT}/merge", rf"{_GAP}/merge", QuestionMergeCall),
    Route("/api/v1/staff/questions/duty", r"/api/v1/staff/questions/duty", DutyCall),
]
