"""Made-up pages of the settings, for samples.py."""

from datetime import UTC, datetime, timedelta
from typing import Any

from domain.calendar import Calendar, calendar_to_body
from domain.settings import SavedSetting, SettingPart
from domain.texts import filled
from services.settings.texts import SLOTS
from wording import settings as words

NOW = datetime(2026, 11, 24, 6, 30, tzinfo=UTC)
LINE = {
    "number": "0537-2212338",
    "name": "济宁市妇联维权站",
    "hours": "工作日 8:30–17:30",
    "for_what": "婚姻家庭的事，可以约律师",
    "danger": True,
}
LINES = {
    "women_hours": "每天 8:00–20:00",
    "lines": [LINE, LINE | {"number": "12355", "name": "青少年服务台", "danger": False}],
}
QUIET = {"on": True, "start": "21:00", "end": "08:00"}
OFFICE = calendar_to_body(Calendar()) | {
    "off": [{"first": "2026-10-01", "last": "2026-10-07", "name": "国庆节"}],
    "made_up": [{"day": "2026-10-10", "name": "国庆调休"}],
}
OWN = {"texts": {"thanks": "不客气，常来坐坐。"}}
STATE = [("110", "公安"), ("12110", "公安短信报警"), ("120", "急救"), ("12356", "心理援助热线")]
GAPS = {"institution": "济宁市妇联", **words.EXAMPLES, "hours": 24, "opens": "明天早上 8 点 30 分", "days": 7}
BLANK = {"number": "", "name": "", "hours": "", "for_what": "", "danger": False}


def saves(part: SettingPart, body: dict[str, Any]) -> list[SavedSetting]:
    """Three saves, the last of which went back to the first."""
    return [
        SavedSetting(part, 3, body, "s1", NOW - timedelta(hours=1), restored=1),
        SavedSetting(part, 2, {}, "s2", NOW - timedelta(days=1), restored=0),
        SavedSetting(part, 1, body, "s1", NOW - timedelta(days=3)),
    ]


def page(part: SettingPart, body: dict[str, Any], **more: Any) -> dict[str, Any]:
    """What a part's page is handed."""
    history = saves(part, body)
    shared = {
        "part_now": part,
        "setting": words,
        "may_change": True,
        "notice": "",
        "problems": {},
        "section": "settings",
    }
    return {**shared, "newest": history[0], "seen": 3, "body": body, "saves": history, "names": {"s1": "王芳"}, **more}


def hotlines(body: dict[str, Any], **more: Any) -> dict[str, Any]:
    """What the page of the lines is handed."""
    facts = {"rows": [*body["lines"], BLANK], "state_lines": STATE, "most": 6, "danger_most": 3}
    return page(SettingPart.HOTLINES, body, **(facts | more))


def calendar(body: dict[str, Any], **more: Any) -> dict[str, Any]:
    """What the calendar's page is handed."""
    facts = {
        "delivered_unchecked": True,
        "none_to_come": False,
        "off_rows": [*body["off"], {"first": "", "last": "", "name": ""}],
        "made_up_rows": [*body["made_up"], {"day": "", "name": ""}],
    }
    return page(SettingPart.CALENDAR, body, **(facts | more))


def text(name: str, **more: Any) -> dict[str, Any]:
    """What a text's page is handed."""
    slot = SLOTS[name]
    said = slot.delivered
    facts = {"slot": slot, "text": said, "counts": said, "preview": filled(said, GAPS), "is_own": False, "tried": False}
    return page(SettingPart.TEXTS, OWN, **(facts | more))


SHOWN = {name: filled(slot.delivered, GAPS) for name, slot in SLOTS.items()}
NONE: dict[str, Any] = {"saves": [], "newest": SavedSetting(SettingPart.CALENDAR, 0, {}, "", None), "seen": 0}
LINES_WRONG = {"women_hours": "too_long", "line0_number": "state", "line1_name": "missing", "lines": "too_many_danger"}
OFFICE_WRONG = {"morning": "invalid", "afternoon": "out_of_range", "off0": "out_of_range", "made_up0": "both"}
SETTING_PAGES: dict[str, tuple[str, dict[str, Any]]] = {
    "settings-hotlines": ("settings/hotlines.html", hotlines(LINES)),
    "settings-hotlines-none": ("settings/hotlines.html", hotlines({"women_hours": "", "lines": []}, **NONE)),
    "settings-hotlines-wrong": ("settings/hotlines.html", hotlines(LINES, problems=LINES_WRONG)),
    "settings-hotlines-read": ("settings/hotlines.html", hotlines(LINES, may_change=False)),
    "settings-quiet": ("settings/quiet.html", page(SettingPart.QUIET, QUIET, fixed=False)),
    "settings-quiet-fixed": ("settings/quiet.html", page(SettingPart.QUIET, QUIET, fixed=True, **NONE)),
    "settings-quiet-wrong": (
        "settings/quiet.html",
        page(SettingPart.QUIET, QUIET, fixed=False, problems={"start": "invalid", "end": "same"}),
    ),
    "settings-texts": ("settings/texts.html", page(SettingPart.TEXTS, OWN, shown=SHOWN, own=OWN["texts"])),
    "settings-text": ("settings/text.html", text("welcome")),
    "settings-text-own": ("settings/text.html", text("asked_expert", is_own=True, tried=True)),
    "settings-text-wrong": (
        "settings/text.html",
        text("thanks", problems={"text": "unknown_gap"}, preview="", notice=words.SOMEBODY_FIRST),
    ),
    "settings-calendar": ("settings/calendar.html", calendar(OFFICE, none_to_come=True)),
    "settings-calendar-first": ("settings/calendar.html", calendar(OFFICE, **NONE)),
    "settings-calendar-wrong": (
        "settings/calendar.html",
        calendar(OFFICE, problems=OFFICE_WRONG, notice="有人先改过了。"),
    ),
    "settings-restore-late": (
        "settings/restore_late.html",
        page(SettingPart.QUIET, QUIET, back="/console/settings/quiet"),
    ),
}
