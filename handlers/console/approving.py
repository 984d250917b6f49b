"""一起审批: a queue's wishes on one page, each as everybody will see it, with a tick for each that she has looked at."""

from collections.abc import Mapping
from typing import Any

from domain.errors import Invalid
from domain.staff import Permission
from domain.wishes import Wish
from handlers.access import requires
from handlers.console.page import ConsolePage
from handlers.console.wishes import life_words
from services.wishes import steps
from services.wishes.approving import MOST, MOVED, Look, approve_each, to_approve
from wording import wish_pages as said

ADDRESS = "/console/wishes/approving"
TURN_DIGITS = 6
DONE_DIGITS = 2


@requires(Permission.WISH_APPROVE)
class Approving(ConsolePage):
    """Several at once."""

    SECTION = "wishes"
    COUNTS_ANEW = True

    async def get(self) -> None:
        """What waits, nothing ticked."""
        await self._show({})

    async def post(self) -> None:
        """Approve those that are ticked; what couldn't be stays on the page with why, and all as she typed it."""
        looks = [look for each in self.get_body_arguments("agree")[:MOST] if (look := self._look(each))]
        problems = await approve_each(self.services, looks, by=self.staff)
        done = len(looks) - len(problems)
        if looks and not problems:
            self.redirect(f"{ADDRESS}?done={done}", status=303)
            return
        self.set_status(Invalid.status)
        await self._show(problems, done=done, nothing=not looks)

    def _look(self, wish_id: str) -> Look | None:
        turn = self.text_argument(f"turn-{wish_id}", most=TURN_DIGITS)
        if not (turn.isascii() and turn.isdigit()):
            return None
        return Look(wish_id, self.text_argument(f"text-{wish_id}", most=5000), int(turn))

    async def _show(self, problems: Mapping[str, str], *, done: int = 0, nothing: bool = False) -> None:
        wishes = await to_approve(self.services, by=self.staff)
        typed = {each.id: self.text_argument(f"text-{each.id}", most=5000) or each.text for each in wishes}
        self.show(
            "wishes/approving.html",
            wishes=wishes,
            typed=typed,
            concerns=await self._concerns(wishes, typed),
            problems=problems,
            moved=sum(each not in typed for each in problems),
            ticked={each for each, problem in problems.items() if problem != MOVED},  # that one is to be looked at anew
            done=done or self._done(),
            nothing=nothing,
            dear={each.id for each in wishes if each.cost_fen > self.services.facts.wish.second_fen},
            places=await self.services.regions.names(
                {code for each in wishes for code in each.region_path.split("/") if code}
            ),
            said=said,
            **life_words(self),
        )

    def _done(self) -> int:
        told = self.get_query_argument("done", "")
        return int(told) if told.isascii() and told.isdigit() and len(told) <= DONE_DIGITS else 0

    async def _concerns(self, wishes: list[Wish], typed: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
        return {
            each.id: await steps.concerns_of(self.services, each.id, typed[each.id], by=self.staff) for each in wishes
        }


ROUTES: list[Any] = [(ADDRESS, Approving)]
