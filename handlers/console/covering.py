"""From where the county gives: what a wish's page says of it, and what the step offers."""

from typing import Any

from domain.stock import Budget, Lot
from domain.wishes import Wish
from handlers.console.page import ConsolePage
from services.wishes import budgets, covers
from wording import stock as words
from wording.wishes import yuan


async def cover_choices(page: ConsolePage, wish: Wish) -> dict[str, Any]:
    """The choices as (value, words), and what was wrong with one."""
    found = await covers.choices(page.services, wish)
    points = await page.services.points.named(each.point for each in found.lots)
    offered = [(each.id, _lot(each, points.get(each.point, ""))) for each in found.lots]
    budget = found.budget
    if budget is not None:
        left = {"left": yuan(budget.left_fen), "yuan": yuan(wish.cost_fen)}
        label = words.SAMPLE if budget.sample else ""
        offered.append(("budget", words.BUDGET_OPTION.format(year=budget.year, **left) + label))
    return {"choices": offered, "cover_words": words}


def _lot(lot: Lot, point: str) -> str:
    return words.LOT_OPTION.format(what=lot.what, many=lot.many, yuan=yuan(lot.value_fen), point=point)


async def covered_from(page: ConsolePage, wish: Wish) -> dict[str, str]:
    """From where it is covered, in words, and the address of that; empty where it isn't."""
    if not wish.covered_by:
        return {}
    source = await covers.source_of(page.services, wish, by=page.staff)
    if source is None:
        return {"text": words.COVERED_BEFORE, "address": "", "back": ""}
    back = "" if wish.cover_held else words.GIVEN_BACK
    if isinstance(source, Budget):
        text = words.COVERED_FROM["budget"].format(year=source.year, yuan=yuan(wish.cover_fen))
        may = page.staff.may_in(budgets.READ, source.region_path)
        return {"text": text, "address": f"/console/budgets/{source.id}" if may else "", "back": back}
    may = page.staff.may_in(covers.READ, source.region_path)
    text = words.COVERED_FROM["stock"].format(what=source.what)
    return {"text": text, "address": f"/console/stock/{source.id}" if may else "", "back": back}
