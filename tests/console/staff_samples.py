"""What the pages about colleagues, regions and the audit log can show, made up."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from domain.audit import AuditRow, DaySeal
from domain.regions import Region, RegionLevel
from domain.staff import Appointment, StaffRole
from handlers.console.audit_table import LOG
from handlers.console.picking import Picked
from handlers.console.staff_table import STAFF
from services.audit import Verdict
from services.regions.look import Place
from services.staff.colleagues import Colleague
from storage.handovers import Handover
from storage.region_changes import RegionChange
from storage.staff import AccountState, StaffAccount
from tests.console import table_samples
from wording import audit as acts
from wording import colleagues as said

NOW = datetime(2026, 11, 24, 6, 30, tzinfo=UTC)
CITY, QUFU = "370000/370800/", "370000/370800/370881/"
PLACES = {"370800": "济宁市", "370881": "曲阜市"}
ID, OTHER = "01k0000000000000000000000a", "01k0000000000000000000000b"
DEPUTY = Appointment(StaffRole.EDITOR, CITY, NOW, NOW + timedelta(days=3), "s1")
LI = StaffAccount(ID, "li", "李娜", QUFU, (Appointment(StaffRole.COUNTY, QUFU), DEPUTY))
NEW = replace(LI, id=OTHER, login="zhao", name="赵敏", state=AccountState.INVITED, appointments=LI.appointments[:1])
LEFT = replace(LI, state=AccountState.LEFT, appointments=())
ROWS = [
    AuditRow(ID, "2026-11-24", NOW, "s1", "appointed", ID, QUFU, {"role": "county"}),
    AuditRow(OTHER, "2026-11-23", NOW - timedelta(days=1), "system", "staff_added", ID, "", {"roles": ["county"]}),
]
NAMES = {"s1": "王芳", ID: "李娜", OTHER: "赵敏", "system": "系统"}
SEAL = DaySeal("2026-11-23", 40, "d", "p")
HANDOVER = Handover(OTHER, ID, OTHER, QUFU, "s1", NOW, ())
LINES = [("a:b:c", "岗位", "曲阜市 县（市、区）妇联"), ("lesson:x:", "没写完的微课", "先别催")]
COLLEAGUE = Colleague(LI, [(NEW, DEPUTY)], ROWS, [HANDOVER], NOW + timedelta(days=7), NAMES)
REGIONS = [
    Region("370800", "济宁市", RegionLevel.CITY, CITY),
    Region("370881", "曲阜市", RegionLevel.COUNTY, QUFU),
    Region("370881100", "吴村镇", RegionLevel.TOWNSHIP, f"{QUFU}370881100/"),
]
PICKED = Picked(REGIONS[1], [REGIONS[0]], [REGIONS[2]])
MOVED = RegionChange(
    ID, "370881", "moved", "曲阜市", "曲阜市", "a/", "b/", "", "2026-11-24", "市里的通知", "s1", NOW, moved=120
)
CHANGES = [
    MOVED,
    replace(MOVED, kind="merged", into="370883", name_after="邹城市", done_at=NOW),
    replace(MOVED, kind="renamed", name_after="曲阜新区", done_at=NOW),
]
PLACE = Place(REGIONS[1], REGIONS[:1], REGIONS[2:], {"370881100": 12}, CHANGES, NAMES, None)
EMPTY = Place(replace(REGIONS[2], closed=True, into="370881"), REGIONS[:2], [], {}, [], {}, REGIONS[1])


def detail(**more: Any) -> tuple[str, dict[str, Any]]:
    held = list(enumerate(LI.appointments))
    values = {"colleague": COLLEAGUE, "account": LI, "held": held, "manages": True, "over": True, "link": ""}
    values |= {"notice": "", "name": LI.name, "problems": {}}
    return "staff/detail.html", values | {"places": PLACES, "said": said, "acts": acts} | more


ALL_COLUMNS = [each.name for each in STAFF.columns]


def staff(accounts: list[StaffAccount], **more: Any) -> tuple[str, dict[str, Any]]:
    about = {"places": PLACES, "now": NOW, "may_invite": bool(accounts)}
    return "staff/list.html", table_samples.listed(STAFF, accounts, about=about, **more)


def region(place: Place, template: str = "regions/detail.html", **more: Any) -> tuple[str, dict[str, Any]]:
    values = {"place": place, "region": place.region, "may_change": True, "under_way": True, "said": said}
    return template, values | more


def change(move: str, **problems: str) -> tuple[str, dict[str, Any]]:
    given = dict.fromkeys(("name", "code", "day", "reason"), "") | {"change": ID}
    picked = PICKED if move in {"move", "merge"} else None
    values = {"region": REGIONS[1], "move": move, "problems": problems, "given": given, "picked": picked, "said": said}
    return "regions/change.html", values


def log(rows: list[AuditRow], *, sealed: DaySeal | None = SEAL, **asked: Any) -> tuple[str, dict[str, Any]]:
    about = {"names": NAMES, "places": PLACES, "sealed": sealed, "verdict": None, "may_check": True, "acts": acts}
    return "audit/list.html", table_samples.listed(LOG, rows, about=about, **asked)


def checked(verdict: Verdict) -> tuple[str, dict[str, Any]]:
    return "audit/list.html", {"table": None, "sealed": SEAL, "verdict": verdict, "may_check": True, "acts": acts}


def about(template: str, **more: Any) -> tuple[str, dict[str, Any]]:
    values = {"account": LI, "problems": {}, "said": said, "picked": PICKED, "roles": list(StaffRole), "chosen": []}
    return f"staff/{template}.html", values | more


WRONG = {"name": "missing", "login": "taken", "roles": "missing", "region": "unknown"}
LEAVE = {"lines": LINES, "ticked": ["a:b:c"], "successor": "", "handover_id": OTHER}
SHEET = {
    "handover": HANDOVER,
    "names": NAMES,
    "places": PLACES,
    "lines": LINES,
    "hers": False,
    "ticked": [],
    "problems": {},
}
PAGES: dict[str, tuple[str, dict[str, Any]]] = {
    "staff": staff([LI, NEW, LEFT], q="li", role="county", chosen=ALL_COLUMNS),
    "staff-more": staff([LI, NEW, LEFT], most=2, sort="-name", state="active"),
    "staff-none-so": staff([], q="li"),
    "staff-empty": staff([]),
    "colleague": detail(),
    "colleague-invited": detail(account=NEW, link="https://xinqiao.example/console/join/abc"),
    "colleague-left": detail(account=LEFT, held=[], manages=False, over=False),
    "colleague-new": about("new", name="", login=""),
    "colleague-new-wrong": about("new", name="", login="li", problems=WRONG, chosen=["county"]),
    "colleague-appoint": about("appoint", problems={"role": "missing"}),
    "colleague-take-back": about("take_back", number=0, taken=LI.appointments[0], places=PLACES),
    "colleague-deputy": about(
        "deputy", given={"login": "", "first": "", "last": ""}, problems={"last": "out_of_range"}
    ),
    "colleague-leaving": about("leaving", **LEAVE),
    "colleague-leaving-more": about("leaving", **LEAVE, problems={"ticks": "missing"}),
    "colleague-leaving-none": about("leaving", **(LEAVE | {"lines": []})),
    "handover": ("staff/handover.html", SHEET),
    "handover-empty": ("staff/handover.html", SHEET | {"lines": []}),
    "handover-hers": ("staff/handover.html", SHEET | {"hers": True, "problems": {"ticks": "missing"}}),
    "handover-received": ("staff/handover.html", SHEET | {"handover": replace(HANDOVER, received_at=NOW)}),
    "join": about("join", account=NEW, token="abc", places=PLACES, least=10),
    "join-wrong": about(
        "join", token="abc", places=PLACES, least=10, problems={"password": "too_short", "again": "different"}
    ),
    "regions": ("regions/list.html", {"regions": REGIONS, "said": said}),
    "regions-empty": ("regions/list.html", {"regions": [], "said": said}),
    "region": region(PLACE),
    "region-closed": region(EMPTY, may_change=False, under_way=False),
    "region-changes": region(PLACE, "regions/_changes.html"),
    "region-picker": ("regions/_picker.html", {"picked": PICKED}),
    "region-picker-none": ("regions/_picker.html", {"picked": Picked(None, [], [])}),
    "region-rename": change("rename", name="missing"),
    "region-add": change("add", code="taken"),
    "region-move": change("move", parent="not_there"),
    "region-merge": change("merge"),
    "region-close": change("close", region="not_empty", day="out_of_range"),
    "audit": log(ROWS, kind="appointed", chosen=[each.name for each in LOG.columns]),
    "audit-more": log(ROWS, most=1, sort="at"),
    "audit-holds": checked(Verdict(12, 345, (), "h")),
    "audit-broken": checked(Verdict(11, 300, (("2026-11-20", "rows"), ("2026-11-21", "chain")), "h")),
    "audit-none-so": log([], login="li"),
    "audit-empty": log([], sealed=None),
}
