"""How many wishes there are and what became of them, on a page and as a sheet."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from domain.staff import Permission
from handlers.access import requires
from handlers.console.list_page import send_figures
from handlers.console.page import ConsolePage
from handlers.console.table import Count, Value
from handlers.months import month_choices
from services.wishes.figures import figures
from services.wishes.live_figures import Figures, Line
from wording import wish_pages as said
from wording.wishes import yuan


@requires(Permission.WISH_READ)
class WishFigures(ConsolePage):
    """Each number leads to its wishes."""

    SECTION = "wishes"

    async def get(self) -> None:
        """The page, or with `?xlsx=1` the same as a sheet."""
        found = await figures(self.services, by=self.staff)
        counties = await self.services.live_wall.counties()
        if self.text_argument("xlsx", most=1) == "1":
            rows = sheet_rows(found, counties, dict(self.services.facts.wish.kinds))
            await send_figures(self, "wish_figures", said.FIGURES, (said.FIGURES_HEADS, rows), {})
            return
        self.show(
            "wishes/figures.html",
            figures=found,
            counties=counties,
            groups=said.GROUPS,
            way=said.WAY,
            natures=said.NATURES,
            step_words=said.STEPS,
            known_months=[value for value, _ in month_choices(self.services.now())],
        )


def sheet_rows(found: Figures, counties: Mapping[str, str], kinds: Mapping[str, str]) -> list[Sequence[Value]]:
    """The page's tables below each other; the steps have headings of their own."""
    parts: list[tuple[str, Sequence[Line], Mapping[str, str]]] = [
        (said.BY_ALL, [found.all], {"": said.ALL_OF_THEM}),
        (said.BY_COUNTY, found.counties, counties),
        (said.BY_KIND, found.kinds, kinds),
        (said.BY_MONTH, found.months, {}),
    ]
    rows: list[Sequence[Value]] = [_row(name, line, names) for name, lines, names in parts for line in lines]
    if found.counties:
        everywhere = replace(found.all, of=said.BY_ALL)
        heads = (*said.COUNTY_HEADS, *said.STEPS.values())
        rows += [(), heads, *(_county_row(line, counties) for line in (*found.counties, everywhere))]
    if found.steps:
        rows += [(), said.STEP_HEADS]
        rows += [(said.STEPS[each.name], Count(each.wishes, ""), Count(each.days, "")) for each in found.steps]
    return rows


def _row(name: str, line: Line, names: Mapping[str, str]) -> Sequence[Value]:
    numbers = [Count(many, "") for many in (line.wishes, *(line.groups[each] for each in said.GROUPS))]
    return (name, names.get(line.of, line.of), *numbers, yuan(line.fen))


def _county_row(line: Line, names: Mapping[str, str]) -> Sequence[Value]:
    way = [line.groups["open"], *(line.way[each] for each in said.WAY), line.groups["done"], line.groups["stopped"]]
    numbers = [Count(many, "") for many in (line.wishes, *way, line.late)]
    natures = [Count(many, "") for many in (line.things, line.company)]
    days: list[Value] = [Count(line.days[each], "") if each in line.days else "" for each in said.STEPS]
    return (names.get(line.of, line.of), *numbers, yuan(line.fen), *natures, *days)


ROUTES = [(r"/console/wishes/figures", WishFigures)]
