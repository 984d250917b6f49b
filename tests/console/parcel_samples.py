"""What the pages of parcels, collection points and delivery days can show, made up, as in samples.py."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from domain.parcels import Parcel, Place, Point, Step, check_letter, format_code
from domain.regions import Region, RegionLevel
from domain.wish_days import Check, DayState, WishDay
from domain.wishes import Wish, WishState
from handlers.console.parcels import PARCELS, Label
from handlers.console.table import Asked, look
from services.account.codes import inline
from services.wishes.wish_days import Row
from wording import parcels as said

NOW = datetime(2026, 11, 24, 6, 30, tzinfo=UTC)
PLACES = {"370881": "曲阜市", "370881100": "吴村镇", "370881100201": "峪口村"}
PATH = "370000/370800/370881/370881100/370881100201/"
CODE = "K7M29QX" + check_letter("K7M29QX")
POINT = Point(
    "01k0000000000000000000000p", "妇联一楼", "370881", "370000/370800/370881/", "崇德路 1 号", "天天 9:00–17:00", 1
)
REGIONS = [
    Region("370881", "曲阜市", RegionLevel.COUNTY, "370000/370800/370881/"),
    Region("370881100", "吴村镇", RegionLevel.TOWNSHIP, "370000/370800/370881/370881100/"),
]
DAY = WishDay("01k0000000000000000000000d", date(2026, 12, 5), "文化广场", "370881", "370000/370800/370881/", version=2)


def pages(wish: Wish) -> dict[str, tuple[str, dict[str, Any]]]:
    """Each page, by the name of its sample."""
    wish = replace(wish, state=WishState.PREPARED, public_text="一双运动鞋", region_path=PATH)
    parcel = Parcel(
        "01k0000000000000000000000q",
        CODE,
        wish.id,
        "370881100201",
        PATH,
        Place.AT_POINT,
        NOW,
        NOW,
        point=POINT.id,
        seq=2,
    )
    steps = [
        Step(parcel.id, 1, Place.HANDED_IN, "s1", NOW - timedelta(days=1), PATH),
        Step(parcel.id, 2, Place.AT_POINT, "s1", NOW, PATH, point=POINT.id, back=True),
    ]
    common: dict[str, Any] = {"said": said, "places": PLACES, "problems": {}}
    about = {"wishes": {wish.id: wish}, "points": {POINT.id: POINT.name}, "kinds": {wish.kind: "衣服鞋子"}, **common}
    table = look(PARCELS, Asked(sort="-at"), [parcel, replace(parcel, point="", place=Place.OUT)], about, most=10)
    none = look(PARCELS, Asked(sort="-at"), [], about, most=10)
    one = common | {
        "parcel": parcel,
        "code": format_code(CODE),
        "wish": wish,
        "steps": steps,
        "offered": (Place.OUT, Place.GIVEN),
        "day": None,
        "points": [POINT],
        "last_point": "",
        "named": {POINT.id: POINT.name},
        "actors": {"s1": "王芳"},
        "loose": False,
    }
    fresh = {"offered": (Place.HANDED_IN, Place.AT_POINT, Place.OUT, Place.GIVEN), "steps": [], "day": DAY}
    stock = common | {"point": POINT, "stock": [parcel], "steps": steps, "parcels": {parcel.id: parcel}}
    stock |= {"wishes": {wish.id: wish}, "loose": {parcel.id}, "format_code": format_code, "named": one["named"]}
    label = Label(format_code(CODE), inline(f"https://xinqiao.example/h5/parcels/{CODE}"), "衣服鞋子", "曲阜市 吴村镇")
    return {
        "parcels": ("parcels/list.html", {"table": table, "typed": "", **common}),
        "parcels-none": ("parcels/list.html", {"table": none, "typed": "K7", **common, "problems": {"code": "length"}}),
        "parcel": ("parcels/parcel.html", one),
        "parcel-fresh": ("parcels/parcel.html", one | fresh | {"problems": {"point": "missing"}}),
        "parcel-loose": ("parcels/parcel.html", one | {"offered": (Place.RETURNED,), "loose": True}),
        "parcel-over": ("parcels/parcel.html", one | {"offered": ()}),
        "labels": ("parcels/print.html", {"labels": [label] * 5}),
        **_points(stock, common),
        "h5-parcel": ("h5/parcel.html", {"code": CODE, "shown": format_code(CODE), "drawn": label.drawn}),
        **_days(wish, parcel, common),
    }


def _points(stock: dict[str, Any], common: dict[str, Any]) -> dict[str, tuple[str, dict[str, Any]]]:
    form = common | {"point": replace(POINT, version=0), "regions": REGIONS, "notice": ""}
    return {
        "points": (
            "parcels/points.html",
            common | {"points": [(POINT, 3), (replace(POINT, closed=True), 0)], "may_keep": True},
        ),
        "points-none": ("parcels/points.html", common | {"points": [], "may_keep": False}),
        "point": ("parcels/point.html", stock | {"may_keep": True}),
        "point-empty": ("parcels/point.html", stock | {"stock": [], "steps": [], "loose": set(), "may_keep": False}),
        "point-new": ("parcels/point_form.html", form),
        "point-wrong": (
            "parcels/point_form.html",
            form
            | {
                "point": POINT,
                "problems": {"name": "missing", "closed": "not_empty"},
                "notice": said.CHANGED_MEANWHILE,
            },
        ),
    }


def _days(wish: Wish, parcel: Parcel, common: dict[str, Any]) -> dict[str, tuple[str, dict[str, Any]]]:
    rows = [Row(wish, parcel, Check.WAITING), Row(wish, None, Check.HANDED), Row(wish, None, Check.GONE)]
    counts = dict.fromkeys(Check, 1)
    day = common | {"day": DAY, "rows": rows, "counts": counts, "checks": said.CHECKS, "may": True, "notice": ""}
    day |= {"format_code": format_code}
    closed = replace(DAY, state=DayState.CLOSED, handed=(wish.id,), missing=())
    given = {"id": DAY.id, "on": "2026-12-05", "place": "", "region": "370881"}
    pick = common | {"day": DAY, "wishes": [wish], "ticked": {wish.id}, "left": 99}
    return {
        "days": ("parcels/days.html", common | {"days": [DAY, closed], "more": True, "may": True}),
        "days-none": ("parcels/days.html", common | {"days": [], "more": False, "may": False}),
        "day": ("parcels/day.html", day),
        "day-wrong": ("parcels/day.html", day | {"problems": {"code": "slip"}, "notice": said.CHANGED_MEANWHILE}),
        "day-closed": ("parcels/day.html", day | {"day": closed}),
        "day-empty": ("parcels/day.html", day | {"rows": [], "counts": dict.fromkeys(Check, 0)}),
        "day-new": ("parcels/day_form.html", common | {"given": given, "regions": REGIONS}),
        "day-new-wrong": (
            "parcels/day_form.html",
            common | {"given": given, "regions": REGIONS, "problems": {"on": "invalid", "place": "missing"}},
        ),
        "day-pick": ("parcels/day_pick.html", pick),
        "day-pick-none": ("parcels/day_pick.html", pick | {"wishes": []}),
        "day-pick-wrong": ("parcels/day_pick.html", pick | {"problems": {"wishes": "missing"}}),
    }


def ledger_pages() -> dict[str, tuple[str, dict[str, Any]]]:
    """The ledger's form."""
    months = {"2026-11": "2026 年 11 月", "2026-10": "2026 年 10 月"}
    chosen = {"from": "2026-11", "to": "2026-11", "region": "370881"}
    facts = {"months": months, "regions": REGIONS, "chosen": chosen, "wrong_way": False}
    return {
        "ledger": ("wishes/ledger.html", facts),
        "ledger-wrong": ("wishes/ledger.html", facts | {"wrong_way": True}),
        "stock-ledger": ("stock/ledger.html", facts),
        "stock-ledger-wrong": ("stock/ledger.html", facts | {"wrong_way": True}),
    }
