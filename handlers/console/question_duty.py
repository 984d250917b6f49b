"""What an expert knows, when she is away, and what the account tells her of: questions are given by it."""

from domain.calendar import DaysOff, read_day
from domain.errors import Conflict, Invalid
from domain.staff import Permission
from handlers.access import requires
from handlers.console.page import ConsolePage, seen_version
from services.questions import duty
from wording import experts as said

ROWS = 4


@requires(Permission.QUESTION_ANSWER)
class Duty(ConsolePage):
    """Her own."""

    SECTION = "questions"

    async def get(self) -> None:
        """The form."""
        await self._form({})

    async def post(self) -> None:
        """Kept from now on."""
        try:
            away = self._away()
            known = self.get_arguments("topics")[:200]
            untold = self.text_argument("untold", most=1) == "1"
            seen = seen_version(self)
            await duty.save(self.services, topics_known=known, away=away, untold=untold, seen=seen, by=self.staff)
        except (Invalid, Conflict) as problem:
            self.set_status(problem.status)
            field = problem.field if isinstance(problem, Invalid) else "version"
            await self._form({field: problem.problem if isinstance(problem, Invalid) else "conflict"})
            return
        self.redirect("/console/questions/duty?saved=1", status=303)

    def _away(self) -> list[DaysOff]:
        found = []
        for number in range(ROWS):
            texts = [self.text_argument(f"{name}{number}", most=20) for name in ("first", "last")]
            if not any(texts):
                continue
            first, last = (read_day(each) for each in texts)
            if first is None or last is None:
                raise Invalid("away")
            found.append(DaysOff(first, last))
        return found

    async def _form(self, problems: dict[str, str]) -> None:
        kept = await self.services.experts.get(self.staff.id)
        rows = [(f"{each.first}", f"{each.last}") for each in kept.away][:ROWS]
        self.show(
            "questions/duty.html",
            topics=await duty.topics(self.services),
            kept=kept,
            rows=[*rows, *[("", "")] * (ROWS - len(rows))],
            problems=problems,
            said=said,
            saved=self.request.method == "GET" and self.text_argument("saved", most=1) == "1",
        )


ROUTES = [(r"/console/questions/duty", Duty)]
