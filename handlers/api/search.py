"""One search for the mini-program: lessons by their words, and answers of the knowledge base."""

from typing import ClassVar

from pydantic import Field

from handlers.access import public
from handlers.api.answers import AskingCall, EntryView, entries_view
from handlers.api.lessons import LessonRow, lesson_row
from handlers.api.operation import Model, Operation, Route

FOUND_MOST = 10


class FoundForPeople(Model):
    """What was found, the nearest first; where the words tell of danger, `danger` says whom to call: show it first and whole."""

    danger: str | None
    lessons: list[LessonRow]
    answers: list[EntryView]


class FindQuery(Model):
    """What is looked for."""

    q: str = Field(min_length=1, max_length=60, pattern=r"\S", description="words of a lesson, or a question")


@public
class FindCall(AskingCall):
    """What she looks for."""

    OPERATIONS: ClassVar = {
        "get": Operation(id="find", summary="Lessons and answers by words", answer=FoundForPeople, query=FindQuery)
    }

    async def get(self) -> None:
        """What was found, from memory but for the pictures; danger first."""
        words = self.query(FindQuery).q.strip()
        card = await self.danger_in(words)
        live, lower = self.services.live_lessons, words.lower()
        lessons = [each for series in live.series() for each in live.of_series(series.slug)]
        titled = [each for each in lessons if lower in each.title.lower()]
        told = [each for each in lessons if each not in titled and lower in each.digest.lower()]
        entries = map(self.services.answers.entry, self.services.answers.find(words).ids)
        self.answer(
            FoundForPeople(
                danger=card or None,
                lessons=[lesson_row(self.services, each) for each in [*titled, *told][:FOUND_MOST]],
                answers=await entries_view(self.services, (each for each in entries if each)),
            )
        )


API_ROUTES = [Route("/api/v1/search", r"/api/v1/search", FindCall)]
