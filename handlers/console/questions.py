"""Questions that wait for an expert. What was asked is opened one by one, and that it was is written down."""

from collections.abc import Sequence

from domain.questions import Question
from domain.receipts import format_receipt
from domain.staff import Permission
from handlers.access import requires
from handlers.console.list_page import TablePage
from handlers.console.page import ConsolePage
from handlers.console.table import Asked, Cell, Column, Table
from services.questions.look import read, waiting
from wording import tables

QUESTIONS: Table[Question] = Table(
    name="questions",
    address="/console/questions",
    caption=tables.QUESTIONS,
    key=lambda question: question.id,
    sort="at",
    row_part="questions/_row.html",
    empty=tables.NO_QUESTIONS,
    columns=(
        Column("receipt", tables.RECEIPT, lambda question, _: format_receipt(question.receipt)),
        Column("at", tables.AT, lambda question, _: question.asked_at, Cell.MOMENT, sortable=True),
    ),
)


@requires(Permission.QUESTION_READ)
class Questions(TablePage[Question]):
    """The oldest first: who has waited longest."""

    SECTION = "questions"
    TEMPLATE = "questions/list.html"

    def table(self) -> Table[Question]:
        """The list."""
        return QUESTIONS

    async def rows(self, asked: Asked, most: int) -> Sequence[Question]:
        """Those that wait."""
        return await waiting(self.services, by=self.staff, part=asked.part, most=most)


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
