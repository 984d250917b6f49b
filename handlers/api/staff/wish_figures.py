"""The figures of wishes for programs of staff: by county, kind and month, and how long each step takes."""

from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar

from domain.staff import Permission
from handlers.access import requires
from handlers.api.operation import Model, Operation, Route
from handlers.api.staff.call import StaffCall
from services.wishes.figures import figures
from services.wishes.live_figures import Line


class FigureLine(Model):
    """What it is of, how many came in, how many are under way, came true or stopped, and what those that came true cost."""

    of: str
    wishes: int
    open: int
    done: int
    stopped: int
    cost_fen: int


class CountyLine(FigureLine):
    """
    As a line, and: how many are on the wall, in somebody's hands, brought and not confirmed; how many wait too long; how many
    of those that came true were things and how many company; the days within which half of its wishes made each step.
    """

    wall: int
    in_hands: int
    handed: int
    late: int
    things: int
    company: int
    days: dict[str, int]


class StepFigure(Model):
    """A step, how many wishes have made it, and within how many whole days half of them did."""

    step: str
    wishes: int
    days: int


class WishFigures(Model):
    """As of `at`, of her regions: counties by their codes, kinds as in the form, months of submission, the newest first."""

    at: datetime
    all: FigureLine
    counties: list[CountyLine]
    kinds: list[FigureLine]
    months: list[FigureLine]
    steps: list[StepFigure]


def _line(line: Line) -> FigureLine:
    return FigureLine(of=line.of, wishes=line.wishes, **line.groups, cost_fen=line.fen)


def _county(line: Line) -> CountyLine:
    own = {"late": line.late, "things": line.things, "company": line.company}
    return CountyLine(**_line(line).model_dump(), **line.way, **own, days=line.days)


def _lines(lines: Iterable[Line]) -> list[FigureLine]:
    return [_line(each) for each in lines]


@requires(Permission.WISH_READ)
class WishFiguresCall(StaffCall):
    """The figures."""

    OPERATIONS: ClassVar = {
        "get": Operation(id="getWishFigures", summary="Figures of the wishes of her regions", answer=WishFigures)
    }

    async def get(self) -> None:
        """As they were counted last, at most minutes ago."""
        found = await figures(self.services, by=self.staff)
        self.answer(
            WishFigures(
                at=found.at,
                all=_line(found.all),
                counties=[_county(each) for each in found.counties],
                kinds=_lines(found.kinds),
                months=_lines(found.months),
                steps=[StepFigure(step=each.name, wishes=each.wishes, days=each.days) for each in found.steps],
            )
        )


API_ROUTES = [Route("/api/v1/staff/wish-figures", "/api/v1/staff/wish-figures", WishFiguresCall)]
