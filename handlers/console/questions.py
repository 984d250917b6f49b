"""Questions for experts: what waits with her, what waits at all, and one of them with its whole thread."""

from collections.abc import Sequence
from dataclasses import replace

from domain.questions import Question, QuestionState
from domain.receipts import format_receipt
from domain.staff import Permission, StaffRole
from handlers.access import requires
from handlers.console.list_page import TablePage
from handlers.console.page import ConsolePage
from handlers.console.table import About, Asked, Cell, Column, Filter, Link, Table, Tag
from services.questions.look import ended, mine, read, waiting
from wording import experts as said
from wording import tables


def _link(question: Question, _: About) -> Link:
    receipt = tables.RECEIPT + " " + format_receipt(question.receipt)
    return Link(f"/console/questions/{question.id}", receipt, question.topic or said.NO_TOPIC)


def _gravity(question: Question, about: About) -> Tag:
    if question.due_at is not None and question.state in {QuestionState.OPEN, QuestionState.ASSIGNED}:
        if question.due_at < about["at"]:
            return Tag("late", said.LATE)
        return Tag("running" if question.urgent else "draft", said.URGENT if question.urgent else said.USUAL)
    return Tag(said.TONES[question.state], said.STATES[question.state])


QUESTIONS: Table[Question] = Table(
    name="questions",
    address="/console/questions",
    caption=tables.QUESTIONS,
    key=lambda question: question.id,
    sort="due",
    filters=(Filter("which", tables.WHICH, (("mine", said.MINE), *said.ENDED.items()), said.ALL_WAITING),),
    empty=tables.NO_QUESTIONS,
    empty_so=said.NONE_SO,
    columns=(
        Column("question", said.QUESTION, _link, Cell.LINK),
        Column("state", said.HOW_URGENT, _gravity, Cell.TAG),
        Column("due", said.DUE, lambda question, _: question.due_at, Cell.MOMENT, sortable=True, by="turn"),
        Column("owner", said.OWNER, lambda question, about: about["names"].get(question.owner, "")),
        Column("at", tables.AT, lambda question, _: question.asked_at, Cell.MOMENT, shown=False),
    ),
)

# An expert begins with what is hers.
HERS = replace(
    QUESTIONS,
    filters=(Filter("which", tables.WHICH, (("all", said.ALL_WAITING), *said.ENDED.items()), said.MINE),),
    empty=said.NONE_MINE,
)


@requires(Permission.QUESTION_READ)
class Questions(TablePage[Question]):
    """The gravest and earliest due first: hers, or all of her regions."""

    SECTION = "questions"
    TEMPLATE = "questions/list.html"

    def table(self) -> Table[Question]:
        """The list; an expert's begins with what is hers."""
        return HERS if StaffRole.EXPERT in self.staff.roles else QUESTIONS

    async def rows(self, asked: Asked, most: int) -> Sequence[Question]:
        """Those that are asked for."""
        which = asked.filters["which"] or ("mine" if self.table() is HERS else "all")
        if which in said.ENDED:
            return await ended(self.services, QuestionState(which), by=self.staff, part=asked.part, most=most)
        if which == "mine":
            return await mine(self.services, by=self.staff, part=asked.part, most=most)
        return await waiting(self.services, by=self.staff, part=asked.part, most=most)

    async def about(self, rows: Sequence[Question]) -> About:
        """Who answers for each, and what time it is."""
        names = await self.services.staff.names([each.owner for each in rows if each.owner])
        given = self.text_argument("given", most=1) == "1"
        return {"names": names, "at": self.services.now(), "notice": said.GIVEN if given else ""}


@requires(Permission.QUESTION_READ)
class QuestionText(ConsolePage):
    """What was asked."""

    SECTION = "questions"

    async def post(self, question_id: str) -> None:
        """The text; kept as an event first."""
        question, text = await read(self.services, question_id, by=self.staff)
        entries = {entry.id: entry.question for entry in await self.services.knowledge.published()}
        near = [entries[each] for each in question.suggested if each in entries]
        self.part_or_page("questions/_text.html", "questions/detail.html", question=question, text=text, near=near)


ROUTES = [(r"/console/questions", Questions), (r"/console/questions/([0-9a-z]{26})/text", QuestionText)]
