"""What counties may spend on wishes in a year, for programs of staff."""

from dataclasses import replace
from typing import ClassVar

from pydantic import Field

from domain.staff import Permission
from domain.stock import FIRST_YEAR, LAST_YEAR, TOTAL_MOST_FEN, Budget
from handlers.access import requires
from handlers.api.call import ID, PartQuery
from handlers.api.operation import Model, Operation, Route
from handlers.api.staff.call import StaffCall
from services.wishes import budgets
from storage.paging import Part


class BudgetWrite(Model):
    """The total, never less than what has been spent."""

    total_fen: int = Field(ge=0, le=TOTAL_MOST_FEN)


class BudgetCreate(BudgetWrite):
    """A county's of a year; there is one at most."""

    county: str = Field(pattern=r"^[0-9]{6}$")
    year: int = Field(ge=FIRST_YEAR, le=LAST_YEAR)


class BudgetView(Model):
    """A county's budget of a year; what was spent comes from the wishes that it covered. A demo's `sample` is made up."""

    id: str
    county: str
    region_path: str
    year: int
    total_fen: int
    spent_fen: int
    left_fen: int
    version: int
    sample: bool


class BudgetPart(Model):
    """A part of the list, the last put down first; `next` is what `after` takes to go on, null at the end."""

    budgets: list[BudgetView]
    next: str | None


def _view(budget: Budget) -> BudgetView:
    return BudgetView.model_validate({name: getattr(budget, name) for name in BudgetView.model_fields})


@requires(Permission.WISH_APPROVE)
class BudgetsCall(StaffCall):
    """The budgets of her counties."""

    OPERATIONS: ClassVar = {
        "get": Operation(id="listBudgets", summary="Budgets of her counties", answer=BudgetPart, query=PartQuery),
        "post": Operation(
            id="createBudget",
            summary="Put down a county's budget of a year",
            answer=BudgetView,
            body=BudgetCreate,
            status=201,
            once=True,
            versioned=True,
        ),
    }

    async def get(self) -> None:
        """A part of the list."""
        asked, scope = self.query(PartQuery), self.staff.scope(budgets.READ)
        rows = await self.services.budgets.page(scope=scope, part=Part(after=asked.after), most=asked.limit + 1)
        shown = rows[: asked.limit]
        more = shown[-1].id if len(rows) > asked.limit else None
        self.answer(BudgetPart(budgets=[_view(each) for each in shown], next=more))

    async def post(self) -> None:
        """The budget."""
        given = self.body(BudgetCreate)

        async def create(made: str) -> tuple[BudgetView, int]:
            wanted = Budget(made, given.county, "", given.year, given.total_fen)
            kept = await budgets.put_down(self.services, wanted, by=self.staff)
            return _view(kept), kept.version

        await self.once(create)


@requires(Permission.WISH_APPROVE)
class BudgetCall(StaffCall):
    """One budget."""

    OPERATIONS: ClassVar = {
        "get": Operation(
            id="getBudget",
            summary="A county's budget of a year",
            answer=BudgetView,
            path={"id": ID},
            problems=(404,),
            versioned=True,
        ),
        "put": Operation(
            id="changeBudget",
            summary="Put down another total",
            answer=BudgetView,
            path={"id": ID},
            problems=(404, 409),
            body=BudgetWrite,
            seen=True,
            versioned=True,
        ),
    }

    async def get(self, budget_id: str) -> None:
        """It."""
        await self._show(budget_id)

    async def put(self, budget_id: str) -> None:
        """Changed, if it is still as the caller has read it."""
        seen, given = self.seen_version(), self.body(BudgetWrite)
        kept = await self.services.budgets.get(budget_id, scope=self.staff.scope(budgets.KEEP))
        wanted = replace(kept, total_fen=given.total_fen, version=seen)
        await self.unless_changed(budgets.put_down(self.services, wanted, by=self.staff))
        await self._show(budget_id)

    async def _show(self, budget_id: str) -> None:
        shown = await budgets.look(self.services, budget_id, by=self.staff)
        self.versioned(shown.budget.version, whole=True)  # wishes take from it without it
        self.answer(_view(shown.budget))


_BUDGETS = "/api/v1/staff/budgets"
API_ROUTES = [
    Route(_BUDGETS, _BUDGETS, BudgetsCall),
    Route(f"{_BUDGETS}/{{id}}", rf"{_BUDGETS}/([0-9a-z]{{26}})", BudgetCall),
]
