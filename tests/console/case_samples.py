"""What the pages of cases can show, made up, as in samples.py."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from domain.case_dues import REPORT, Due
from domain.cases import Case, CaseState, Unreached
from domain.regions import RegionLevel
from domain.safeguarding import Danger
from domain.small_numbers import FEWEST, HIDDEN
from handlers.console.cases import CASES, OVER, OVERDUE, RECEIPT_SHOWN, TEXT_FIELDS
from handlers.console.table import Asked, look
from services.cases.counting import PERIODS, Counted
from services.cases.guide import guide
from storage.alerts import Alert
from storage.case_entries import CaseEntry
from storage.events import Event
from storage.staff import StaffAccount
from wording import cases as said

NOW = datetime(2026, 11, 24, 6, 30, tzinfo=UTC)
VILLAGE = "370000/370800/370881/370881100/370881100201/"
PLACES = {"370800": "济宁市", "370881": "曲阜市", "370881100": "吴村镇", "370881100201": "峪口村"}
COLLEAGUE = StaffAccount("s3", "li", "李敏", VILLAGE, ())
WAITING = Case(
    id="01k0000000000000000000000a",
    person_id="p",
    app="a",
    openid="o",
    danger=Danger.CHILD_ABUSE,
    region_path=VILLAGE,
    opened_at=NOW - timedelta(minutes=9),
    last_at=NOW - timedelta(minutes=2),
    level=3,
    messages=2,
    minor=True,
    answer_by=NOW + timedelta(minutes=1),
    missed=(("s1", Unreached.WINDOW), ("s2", Unreached.UNBOUND), ("gone", Unreached.OTHER)),
    called=RegionLevel.COUNTY,
    dues=(Due(REPORT, NOW - timedelta(minutes=1), NOW),),
)
TAKEN = replace(
    WAITING,
    id="01k0000000000000000000000b",
    danger=Danger.DOMESTIC_VIOLENCE,
    state=CaseState.IN_CONTACT,
    level=2,
    minor=False,
    dues=(Due("e3", NOW, NOW, 2),),
    owner="s1",
    answer_by=None,
    next_contact_at=NOW - timedelta(hours=1),
    done=("safe_now", "dv_police"),
)
REPORTED = replace(TAKEN, danger=Danger.CHILD_ABUSE, minor=True, reported_at=NOW, next_contact_at=None)
CLOSING = replace(TAKEN, state=CaseState.CLOSING, proposed_by="s2", next_contact_at=None)
MINE = replace(CLOSING, proposed_by="s1")
ASKED = replace(TAKEN, danger=Danger.SELF_HARM, ask_minor=True)
CLOSED = replace(CLOSING, state=CaseState.CLOSED)
WHERE = replace(TAKEN, answer_by=NOW)
ENTRIES = [
    CaseEntry("e1", TAKEN.id, "answer", "", "p", NOW, {"text": "好的"}),
    CaseEntry("e2", TAKEN.id, "letter", "", "s1", NOW, {"text": "庇护所留了床位。"}),
    CaseEntry("e3", TAKEN.id, "referral", "police", "s1", NOW, {"called": "张姐", "place": "娘家"}, due_at=NOW),
    CaseEntry("e4", TAKEN.id, "referral", "school", "s1", NOW, {"called": "张姐"}, due_at=NOW, done_at=NOW),
    CaseEntry("e10", TAKEN.id, "report", "civil_affairs", "s1", NOW, {"number": ""}, due_at=NOW),
    CaseEntry("e11", TAKEN.id, "receipt", "e4", "s1", NOW, {"number": "20261124002", "taker": "教导主任"}),
    CaseEntry("e5", TAKEN.id, "contact", "abusive", "s1", NOW, {"text": "一个男的接的，骂人。", "way": "phone"}),
    CaseEntry("e6", TAKEN.id, "report", "police", "s1", NOW, {"number": "20261124001"}),
    CaseEntry("e7", TAKEN.id, "note", "", "s1", NOW, {"text": "明天再打。"}),
    CaseEntry("e8", TAKEN.id, "reason", "cover", "s2", NOW, due_at=NOW),
    CaseEntry("e9", TAKEN.id, "hello", "", "s1", NOW),
]
STORY = [
    Event(TAKEN.id, 1, "case_opened", "system", NOW, data={"called": "township", "level": 1}),
    Event(TAKEN.id, 2, "case_escalated", "system", NOW, data={"called": "county", "level": 1}),
    Event(TAKEN.id, 3, "case_told_her", "system", NOW, data={"way": "next_visit"}),
    Event(TAKEN.id, 4, "case_not_called", "system", NOW, data={"staff": "s1", "missed": "window"}),
]
ALERT = Alert(
    id="01k0000000000000000000000c",
    key="k",
    app="a",
    openid="o",
    person_id="",
    danger="domestic_violence",
    matched=("家暴-打我",),
    text="他昨晚又打我了。",
    region_path=VILLAGE,
    at=NOW,
)
LATE = [("report", "", NOW), ("report_receipt", "民政", NOW), ("referral", "公安", NOW)]
NUMBERS = Counted(
    90,
    [(f"{VILLAGE[:21]}", dict.fromkeys(Danger, 7)), ("370000/370800/370883/", dict.fromkeys(Danger, HIDDEN))],
    dict.fromkeys(Danger, 12),
    0,
)


def shown(case: Case, **more: Any) -> dict[str, Any]:
    """The page of one case."""
    return {
        "case": case,
        "story": STORY,
        "entries": ENTRIES,
        "late": ["e3", "e10"],
        "overdue": [],
        "receipts": {each.about: each for each in ENTRIES if each.kind == "receipt"},
        "receipt_fields": RECEIPT_SHOWN,
        "actors": {"s1": "王芳", "s2": "李敏", "system": said.SYSTEM, "p": said.HER},
        "places": PLACES,
        "colleagues": [COLLEAGUE],
        "guide": guide(),
        "steps": guide().steps(case.danger, minor=case.minor),
        "reach": "now",
        "has_word": True,
        "said": said,
        "problems": {},
        "typed": dict.fromkeys(TEXT_FIELDS, ""),
        "entry_id": "01k0000000000000000000000d",
        "done": "",
        **more,
    }


def listed(rows: list[Case], *, which: str = "", overdue: int = 0) -> dict[str, Any]:
    """The list."""
    asked = Asked(filters={"which": which}, sort="case", by="rank")
    about = {"names": {"s1": "王芳"}, "places": PLACES, "now": NOW, "overdue": overdue}
    return {"table": look(CASES, asked, rows, about, chosen=[], most=30), **about}


REFERRAL = {
    "case": TAKEN,
    "partner": "court",
    "known": guide().partners["court"],
    "fields": guide().fields,
    "values": dict.fromkeys(guide().fields, ""),
    "given": ["called"],
    "problems": {},
    "said": said,
    "entry_id": "01k0000000000000000000000d",
}
COUNTED = {
    "counted": NUMBERS,
    "places": PLACES,
    "periods": PERIODS,
    "fewest": FEWEST,
    "said": said,
    "takes_wordings": True,
}
READ = {"case": TAKEN, "alerts": [ALERT], "wording": ALERT.text, "said": said, "problems": {}}
CASE_PAGES: dict[str, tuple[str, dict[str, Any]]] = {
    "cases": ("cases/list.html", listed([WAITING, TAKEN])),
    "cases-empty": ("cases/list.html", listed([])),
    "cases-ended": ("cases/list.html", listed([CLOSED], which=OVER)),
    "cases-overdue": ("cases/list.html", listed([WAITING, TAKEN], which=OVERDUE, overdue=2)),
    "case-waiting": ("cases/detail.html", shown(WAITING, entries=[], has_word=False, reach="next_visit")),
    "case-taken": ("cases/detail.html", shown(TAKEN)),
    "case-overdue": ("cases/detail.html", shown(TAKEN, overdue=LATE)),
    "case-receipt-wrong": (
        "cases/detail.html",
        shown(TAKEN, problems={"number": "too_long"}, typed=dict.fromkeys(TEXT_FIELDS, "长") | {"entry": "e3"}),
    ),
    "case-reported": ("cases/detail.html", shown(REPORTED, reach="never")),
    "case-wrong": ("cases/detail.html", shown(WHERE, problems={"at": "out_of_range"})),
    "case-closing": ("cases/detail.html", shown(CLOSING)),
    "case-proposed": ("cases/detail.html", shown(MINE)),
    "case-minor-asked": ("cases/detail.html", shown(ASKED)),
    "case-closed": ("cases/detail.html", shown(CLOSED)),
    "case-why": ("cases/why.html", {"case": TAKEN, "said": said, "problems": {"reason": "invalid"}}),
    "case-text": ("cases/_text.html", READ),
    "case-text-page": ("cases/text.html", READ | {"part": "cases/_text.html"}),
    "case-text-gone": ("cases/_text.html", READ | {"alerts": []}),
    "case-referral": ("cases/referral.html", REFERRAL),
    "case-referral-wrong": ("cases/referral.html", REFERRAL | {"problems": {"given": "missing"}}),
    "case-numbers": ("cases/numbers.html", COUNTED),
    "case-numbers-none": ("cases/numbers.html", COUNTED | {"counted": replace(NUMBERS, rows=[])}),
}
