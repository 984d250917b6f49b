"""How many cases there were, without anybody: a page, and the same as a sheet."""

from collections.abc import Mapping, Sequence

from domain.small_numbers import FEWEST, HIDDEN
from domain.staff import Permission
from handlers.access import requires
from handlers.console.list_page import send_figures
from handlers.console.page import ConsolePage
from handlers.console.table import Count, Value
from services.cases import counting
from wording import cases as words
from wording import console as shell
from wording import tables


@requires(Permission.ALERT_READ)
class CaseNumbers(ConsolePage):
    """Numbers of her regions; a small one is hidden."""

    SECTION = "alerts"

    async def get(self) -> None:
        """The page, or with `?xlsx=1` the same as a sheet."""
        days = self.text_argument("days", str(counting.PERIODS[1]), most=4)
        number = int(days) if days.isascii() and days.isdigit() else 0
        counted = await counting.count(self.services, number, by=self.staff)
        codes = {code for path, _ in counted.rows for code in path.split("/") if code}
        places = await self.services.regions.names(codes)
        if self.text_argument("xlsx", most=1) == "1":
            heads = (tables.PLACE, *(shell.DANGERS.get(each, shell.OTHER) for each in counted.totals))
            sheet = (heads, sheet_rows(counted, places))
            await send_figures(self, "case_numbers", words.NUMBERS, sheet, {"days": str(number)})
            return
        self.show(
            "cases/numbers.html",
            takes_wordings=self.staff.may_in(Permission.ALERT_ACKNOWLEDGE, self.services.facts.city_path),
            counted=counted,
            places=places,
            periods=counting.PERIODS,
            fewest=FEWEST,
            said=words,
        )


def sheet_rows(counted: counting.Counted, places: Mapping[str, str]) -> list[Sequence[Value]]:
    """The page's rows, its totals, and how many were false alarms; a small number is hidden as on the page."""
    rows: list[Sequence[Value]] = [
        (_place(path, places), *(_number(many) for many in numbers.values())) for path, numbers in counted.rows
    ]
    totals = (words.TOGETHER, *(_number(many) for many in counted.totals.values()))
    return [*rows, totals, (words.FALSE_ONES, _number(counted.false_alarms))]


def _place(path: str, places: Mapping[str, str]) -> str:
    return places.get(path.rstrip("/").rsplit("/", 1)[-1], tables.NO_PLACE)


def _number(many: int) -> Value:
    return words.FEWER.format(fewest=FEWEST) if many == HIDDEN else Count(many, "")


ROUTES = [(r"/console/cases/numbers", CaseNumbers)]
