"""What counties may spend on wishes in a year: put down by hand, spent by the wishes that they cover."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from domain.errors import Conflict, Invalid, NotFound
from domain.ids import is_id, new_id
from domain.regions import RegionLevel
from domain.staff import Permission
from domain.stock import Budget
from domain.wish_entry import read_yuan
from handlers.access import requires
from handlers.console.choosing_region import regions_for
from handlers.console.list_page import TablePage
from handlers.console.page import ConsolePage, seen_version
from handlers.console.table import About, Asked, Cell, Column, Link, Table
from handlers.templates import HERE
from services.wishes import budgets
from wording import stock as words
from wording.wishes import yuan

ADDRESS = "/console/budgets"
ID = r"([0-9a-z]{26})"


def _name(budget: Budget, about: About) -> Link:
    county = about["places"].get(budget.county, budget.county)
    label = words.SAMPLE if budget.sample else ""
    return Link(f"{ADDRESS}/{budget.id}", words.YEAR_OF.format(county=county, year=budget.year) + label)


BUDGETS: Table[Budget] = Table(
    name="budgets",
    address=ADDRESS,
    caption=words.BUDGETS,
    key=lambda budget: budget.id,
    sort="-at",
    empty=words.NO_BUDGETS,
    columns=(
        Column("budget", words.YEAR, _name, Cell.LINK),
        Column("total", words.TOTAL, lambda budget, _: yuan(budget.total_fen)),
        Column("spent", words.SPENT, lambda budget, _: yuan(budget.spent_fen)),
        Column("left", words.REST, lambda budget, _: yuan(budget.left_fen)),
    ),
)


@requires(Permission.WISH_APPROVE)
class Budgets(TablePage[Budget]):
    """Those of her counties, the last put down first."""

    SECTION = "wishes"
    TEMPLATE = "stock/budgets.html"

    def table(self) -> Table[Budget]:
        """The list."""
        return BUDGETS

    async def rows(self, asked: Asked, most: int) -> Sequence[Budget]:
        """Those of her counties."""
        return await self.services.budgets.page(scope=self.staff.scope(budgets.READ), part=asked.part, most=most)

    async def about(self, rows: Sequence[Budget]) -> About:
        """The names of the counties."""
        return {"places": await self.services.regions.names(each.county for each in rows)}


class _BudgetForm(ConsolePage):
    """The form of a new one, or of another total."""

    SECTION = "wishes"

    async def form(
        self,
        given: Mapping[str, str],
        problems: Mapping[str, str],
        *,
        kept: Budget | None = None,
        status: int = 200,
        notice: str = "",
    ) -> None:
        """It, as it was filled in."""
        counties = [each for each in await regions_for(self, budgets.KEEP) if each.level is RegionLevel.COUNTY]
        self.set_status(status)
        self.show(
            "stock/budget_form.html",
            given=given,
            kept=kept,
            counties=counties,
            problems=problems,
            notice=notice,
            said=words,
        )

    def total(self) -> int:
        """The total that was written, in fen. Raises Invalid("total")."""
        try:
            return read_yuan(self.text_argument("yuan", most=20).strip())
        except Invalid:
            raise Invalid("total") from None


@requires(Permission.WISH_APPROVE)
class BudgetNew(_BudgetForm):
    """A county's of a year; the form draws its id, so that a form sent twice is one."""

    async def get(self) -> None:
        """The form, of this year."""
        year = f"{self.services.now().astimezone(HERE):%Y}"
        await self.form({"id": new_id(), "county": "", "year": year, "yuan": ""}, {})

    async def post(self) -> None:
        """Keep it, or show what to mend."""
        given = {name: self.text_argument(name, most=30) for name in ("id", "county", "year", "yuan")}
        if not is_id(given["id"]):
            raise NotFound
        year = given["year"] if given["year"].isascii() and given["year"].isdigit() else "0"
        try:
            made = Budget(given["id"], given["county"], "", int(year[:4]), self.total())
            kept = await budgets.put_down(self.services, made, by=self.staff)
        except Invalid as error:
            await self.form(given, {error.field: error.problem}, status=error.status)
            return
        self.redirect(f"{ADDRESS}/{kept.id}", status=303)


@requires(Permission.WISH_APPROVE)
class BudgetPage(ConsolePage):
    """One."""

    SECTION = "wishes"

    async def get(self, budget_id: str) -> None:
        """How much there is, how much is left, and which wishes took it."""
        shown = await budgets.look(self.services, budget_id, by=self.staff)
        self.show(
            "stock/budget.html",
            budget=shown.budget,
            moves=shown.moves,
            wishes=shown.wishes,
            places=await self.services.regions.names([shown.budget.county]),
            actors=await self.services.staff.names(each.by for each in shown.moves),
            said=words,
        )


@requires(Permission.WISH_APPROVE)
class BudgetEdit(_BudgetForm):
    """Another total."""

    async def get(self, budget_id: str) -> None:
        """The form."""
        kept = await self._own(budget_id)
        await self.form({"yuan": yuan(kept.total_fen), "version": str(kept.version)}, {}, kept=kept)

    async def post(self, budget_id: str) -> None:
        """Put down, or what to mend."""
        kept = await self._own(budget_id)
        given = {"yuan": self.text_argument("yuan", most=20), "version": self.text_argument("version", most=10)}
        try:
            wanted = replace(kept, total_fen=self.total(), version=seen_version(self))
            await budgets.put_down(self.services, wanted, by=self.staff)
        except Invalid as error:
            await self.form(given, {error.field: error.problem}, kept=kept, status=error.status)
            return
        except Conflict:
            now = await self._own(budget_id)
            again = given | {"version": str(now.version)}
            notice = words.CHANGED_MEANWHILE
            await self.form(again, {}, kept=now, status=Conflict.status, notice=notice)
            return
        self.redirect(f"{ADDRESS}/{budget_id}", status=303)

    async def _own(self, budget_id: str) -> Budget:
        return await self.services.budgets.get(budget_id, scope=self.staff.scope(budgets.KEEP))


ROUTES: list[Any] = [
    (ADDRESS, Budgets),
    (rf"{ADDRESS}/new", BudgetNew),
    (rf"{ADDRESS}/{ID}", BudgetPage),
    (rf"{ADDRESS}/{ID}/edit", BudgetEdit),
]
