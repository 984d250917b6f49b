"""What the pages of the county's stock and budget can show, made up, as in samples.py."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from domain.parcels import format_code
from domain.stock import WHY, Booked, Budget, BudgetMove, From, Lot, LotMove
from domain.wishes import Wish
from handlers.console.budgets import BUDGETS
from handlers.console.stock import LOTS
from handlers.console.table import Asked, look
from tests.console.parcel_samples import CODE, PATH, PLACES, POINT, REGIONS
from wording import stock as said

NOW = datetime(2026, 11, 24, 6, 30, tzinfo=UTC)
COUNTY = "370000/370800/370881/"
KINDS = {"clothes": "衣服鞋子"}
LOT = Lot(
    "01k000000000000000000000st",
    CODE,
    "36 码运动鞋",
    "clothes",
    12000,
    From.ORGANISATION,
    POINT.id,
    date(2026, 11, 20),
    8,
    "370881",
    COUNTY,
    3,
)
BUDGET = Budget("01k000000000000000000000bg", "370881", COUNTY, 2026, 500000, 12000, 2)


OTHER = "01k000000000000000000000ot"


def _moves(wish: Wish) -> list[LotMove]:
    made = LotMove(LOT.id, LOT.id, Booked.RECEIVED, 10, "s1", NOW, POINT.id, left=10, seq=1)
    return [
        replace(made, kind=Booked.BACK, change=1, wish=wish.id, by="system", left=8, seq=5),
        replace(made, kind=Booked.COVERED, change=-1, wish=wish.id, left=7, seq=4),
        replace(made, kind=Booked.CARRIED, change=0, why="nearer", left=8, seq=3),
        replace(made, id="m3", kind=Booked.PARTED, change=-2, why="sorted", left=8, pair=OTHER, pair_lot=OTHER),
        replace(made, id="m2", kind=Booked.CORRECTED, change=1, why="miswritten", left=10, rights="m1"),
        replace(made, id="m1", kind=Booked.OUT, change=-1, why="handed_out", left=9, seq=2),
        made,
    ]


def pages(wish: Wish) -> dict[str, tuple[str, dict[str, Any]]]:
    """Each page, by the name of its sample."""
    common: dict[str, Any] = {"said": said, "places": PLACES, "problems": {}, "notice": ""}
    about = common | {"points": {POINT.id: POINT.name}, "kinds": KINDS, "may_enter": True}
    lots = look(LOTS, Asked({"there": ""}, sort="-at"), [LOT, replace(LOT, many=0, region_path=PATH)], about, most=10)
    none = look(LOTS, Asked({"there": ""}, sort="-at"), [], about, most=10)
    given = dict.fromkeys(("what", "kind", "yuan", "many", "source", "point"), "")
    given |= {"id": LOT.id, "received_on": "2026-11-24"}
    new = common | {"given": given, "points": [POINT], "kinds": KINDS}
    one = common | {"lot": LOT, "code": format_code(CODE), "moves": _moves(wish), "offered": tuple(WHY)}
    one |= _righting(one["moves"])
    one |= {"wishes": {wish.id: wish}, "points": {POINT.id: POINT.name}, "actors": {"s1": "王芳", "system": "系统"}}
    wrong = {"what": "missing", "kind": "missing", "value": "invalid", "many": "invalid", "source": "missing"}
    wrong |= {"point": "unknown", "received_on": "later"}
    again = {"problems": {"movement": "corrected", "many": "same", "point": "other_county"}}
    return {
        "lots": ("stock/lots.html", about | {"table": lots}),
        "lots-none": ("stock/lots.html", about | {"table": none, "may_enter": False}),
        "lot-new": ("stock/lot_form.html", new),
        "lot-wrong": ("stock/lot_form.html", new | {"points": [], "problems": wrong}),
        "lot": ("stock/lot.html", one),
        **{f"lot-{kind}": ("stock/entry.html", _entry(kind, common)) for kind in WHY},
        "lot-corrected-before": ("stock/entry.html", _entry(Booked.CORRECTED, common) | again),
        "lot-too-few": (
            "stock/entry.html",
            _entry(Booked.OUT, common) | {"problems": {"many": "too_few"}, "notice": said.CHANGED_MEANWHILE},
        ),
        **_budgets(wish, common),
    }


def _entry(kind: Booked, common: dict[str, Any]) -> dict[str, Any]:
    given = {"many": "", "why": "", "point": "", "movement": "", "entry": "01k000000000000000000000en"}
    return (
        common
        | {"lot": LOT, "code": format_code(CODE), "kind": kind, "given": given}
        | {
            "reasons": WHY[kind],
            "points": [POINT],
            "correctable": [LotMove("m1", LOT.id, Booked.IN, 2, "s1", NOW, POINT.id, left=12, seq=2)],
        }
    )


def _righting(moves: list[LotMove]) -> dict[str, Any]:
    return {
        "correctable": {moves[-1].id},
        "righted": {each.rights: each for each in moves if each.rights},
        "by_id": {each.id: each for each in moves},
        "pairs": {OTHER: LOT},
    }


def _budgets(wish: Wish, common: dict[str, Any]) -> dict[str, tuple[str, dict[str, Any]]]:
    listed = common | {
        "table": look(BUDGETS, Asked(sort="-at"), [BUDGET, replace(BUDGET, sample=True)], common, most=10)
    }
    none = common | {"table": look(BUDGETS, Asked(sort="-at"), [], common, most=10)}
    form = common | {"kept": None, "counties": REGIONS[:1]}
    form |= {"given": {"id": BUDGET.id, "county": "370881", "year": "2026", "yuan": "5000"}}
    again = form | {"kept": BUDGET, "given": {"yuan": "100", "version": "2"}}
    down = BudgetMove("b1", BUDGET.id, 0, 500000, 0, "s1", NOW)
    took = replace(down, id="b2", change_fen=12000, spent_fen=12000, wish=wish.id)
    back = replace(down, id="b3", change_fen=-12000, wish="w2", by="system")
    one = common | {"budget": BUDGET, "moves": [back, took, down], "wishes": {wish.id: wish}}
    return {
        "budgets": ("stock/budgets.html", listed),
        "budgets-none": ("stock/budgets.html", none),
        "budget-new": ("stock/budget_form.html", form),
        "budget-wrong": (
            "stock/budget_form.html",
            again | {"problems": {"total": "spent"}, "notice": said.CHANGED_MEANWHILE},
        ),
        "budget-sample": (
            "stock/budget.html",
            one | {"actors": {}, "budget": replace(BUDGET, sample=True)},
        ),
        "budget": ("stock/budget.html", one | {"actors": {"s1": "王芳", "system": "系统"}}),
    }
