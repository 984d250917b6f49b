"""Questions that wait for an expert. What was asked is opened one by one, and that it was is written down."""

from domain.staff import Permission
from handlers.access import requires
from handlers.base import PAGE_ROWS
from handlers.console.page import ConsolePage, first_part
from services.questions.look import read, waiting


@requires(Permission.QUESTION_READ)
class Questions(ConsolePage):
    """The oldest first: who has waited longest."""

    SECTION = "questions"

    async def get(self) -> None:
        """The list."""
        rows = await waiting(self.services, by=self.staff, after=self.after_argument(), most=PAGE_ROWS + 1)
        questions, more = first_part(rows)
        self.show("questions/list.html", questions=questions, more=more)


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
