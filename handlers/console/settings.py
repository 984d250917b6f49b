"""Settings that staff change themselves: lines to call, quiet hours, days off and working hours. A save counts at once."""

from collections.abc import Mapping
from itertools import zip_longest
from typing import Any, ClassVar

from domain import hotlines
from domain.calendar import ROWS_MOST, calendar_to_body, day_in_china, quiet_to_body
from domain.errors import Conflict
from domain.hotlines import LINES_MOST
from domain.settings import SavedSetting, SettingPart
from domain.staff import Permission
from handlers.access import requires
from handlers.console.settings_parts import ADDRESS, SettingPage
from services.settings import saving
from wording import settings as words

BLANK_LINE = {"number": "", "name": "", "hours": "", "for_what": "", "danger": False}
LAST = 99  # where a line comes that names no place


class _PartPage(SettingPage):
    """A part with one form. A subclass reads the form into a body, and makes a body of what counts without one."""

    TEMPLATE: ClassVar[str]

    def read(self) -> dict[str, Any]:
        """What the form holds."""
        raise NotImplementedError

    def body_of(self, saved: SavedSetting) -> Mapping[str, Any]:
        """What the form shows of a saved version."""
        raise NotImplementedError

    def more(self, body: Mapping[str, Any]) -> Mapping[str, Any]:
        """What else the page is handed."""
        del body
        return {}

    async def form(self, body: Mapping[str, Any] | None = None, *, status: int = 200, **values: Any) -> None:
        """The page with what counts, or with what she wrote."""
        self.set_status(status)
        newest = await self.services.setting_store.newest(self.PART)
        shown = self.body_of(newest) if body is None else body
        history = await self.history(self.PART)
        facts = {"newest": newest, "seen": newest.number, "body": shown, **history, **self.more(shown)}
        self.show(self.TEMPLATE, **(facts | values))

    async def get(self) -> None:
        """The page."""
        await self.form()

    async def post(self) -> None:
        """Save it, or show what to mend beside each field with all that she wrote."""
        body, seen = self.read(), self.number()
        found = saving.problems_of(self.services, self.PART, body)
        if found:
            await self.form(body, status=400, problems=found, seen=seen)
            return
        try:
            saved = await saving.save(self.services, self.PART, body, seen=seen, by=self.staff)
        except Conflict:
            await self.form(body, status=409, notice=words.SOMEBODY_FIRST)
        else:
            self.offer_back(saved, seen, words.SAVED)
            self.redirect(f"{ADDRESS}/{self.PART}", status=303)


@requires(Permission.SETTINGS_READ)
class Settings(SettingPage):
    """The section's address."""

    async def get(self) -> None:
        """To its first part."""
        self.redirect(f"{ADDRESS}/{SettingPart.HOTLINES}")


@requires(Permission.SETTINGS_READ, post=Permission.SETTINGS_CHANGE)
class HotlinesPage(_PartPage):
    """12338's hours and the local lines."""

    PART = SettingPart.HOTLINES
    TEMPLATE = "settings/hotlines.html"

    def read(self) -> dict[str, Any]:
        """The lines in the order of their places; a row without a word in it is none, nor is one that she takes away."""
        danger, gone = set(self.get_arguments("danger")), set(self.get_arguments("gone"))
        names = ("number", "name", "hours", "for_what", "place")
        rows = zip_longest(*(self.column(name, most=LINES_MOST + 1) for name in names), fillvalue="")
        lines: list[tuple[tuple[int, int], dict[str, Any]]] = []
        for index, (number, name, hours, for_what, place) in enumerate(rows):
            if str(index) in gone or not any((number, name, hours, for_what)):
                continue
            line = {
                "number": number,
                "name": name,
                "hours": hours,
                "for_what": for_what,
                "danger": str(index) in danger,
            }
            lines.append((_place(place, index + 1), line))
        lines.sort(key=lambda each: each[0])
        return {"women_hours": self.line("women_hours"), "lines": [line for _, line in lines]}

    def body_of(self, saved: SavedSetting) -> Mapping[str, Any]:
        """The lines."""
        return hotlines.to_body(hotlines.from_body(saved.body))

    def more(self, body: Mapping[str, Any]) -> Mapping[str, Any]:
        """The state's numbers, and an empty row to fill in where there is room for one."""
        state = [each for each in self.services.facts.hotlines if each[0] != hotlines.WOMEN]
        rows = [*body["lines"], *([BLANK_LINE] if len(body["lines"]) < LINES_MOST else [])]
        return {"rows": rows, "state_lines": state, "most": LINES_MOST, "danger_most": hotlines.DANGER_MOST}


def _place(wanted: str, stood: int) -> tuple[int, int]:
    """Where a line goes that stood at `stood`: one that is moved up comes before the line that is there, one moved down after."""
    place = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 3 else LAST
    return place, (place > stood) - (place < stood)


@requires(Permission.SETTINGS_READ, post=Permission.SETTINGS_CHANGE)
class QuietPage(_PartPage):
    """When nothing is pushed."""

    PART = SettingPart.QUIET
    TEMPLATE = "settings/quiet.html"

    def read(self) -> dict[str, Any]:
        """On or off, and from when to when; times stay in the form while it is off."""
        return {"on": self.text_argument("on", most=2) == "1", "start": self.line("start"), "end": self.line("end")}

    def body_of(self, saved: SavedSetting) -> Mapping[str, Any]:
        """What counts: the operator's where she set it."""
        facts = self.services.facts
        return quiet_to_body(facts.quiet_hours) if facts.quiet_fixed or not saved.body else saved.body

    def more(self, body: Mapping[str, Any]) -> Mapping[str, Any]:
        """Whether the operator has settled it."""
        del body
        return {"fixed": self.services.facts.quiet_fixed}


@requires(Permission.SETTINGS_READ, post=Permission.SETTINGS_CHANGE)
class CalendarPage(_PartPage):
    """Working hours, days off, made-up working days."""

    PART = SettingPart.CALENDAR
    TEMPLATE = "settings/calendar.html"

    def read(self) -> dict[str, Any]:
        """The rows in the order of their days; a row without a day in it is none."""
        most = ROWS_MOST + 1
        firsts, lasts, names = (self.column(name, most=most) for name in ("first", "last", "off_name"))
        days, why = self.column("day", most=most), self.column("made_up_name", most=most)
        off = [
            {"first": first or last, "last": last or first, "name": name}
            for first, last, name in zip_longest(firsts, lasts, names, fillvalue="")
            if first or last
        ]
        made_up = [{"day": day, "name": name} for day, name in zip_longest(days, why, fillvalue="") if day]
        return {
            "morning": [self.line("morning_from"), self.line("morning_to")],
            "afternoon": [self.line("afternoon_from"), self.line("afternoon_to")],
            "off": sorted(off, key=lambda each: each["first"]),
            "made_up": sorted(made_up, key=lambda each: each["day"]),
        }

    def body_of(self, saved: SavedSetting) -> Mapping[str, Any]:
        """What counts."""
        return saved.body or calendar_to_body(self.services.facts.calendar)

    def more(self, body: Mapping[str, Any]) -> Mapping[str, Any]:
        """Two empty rows, and whether somebody still has to look the days over."""
        today = day_in_china(self.services.now()).isoformat()
        return {
            "delivered_unchecked": not self.services.facts.calendar.checked,
            "none_to_come": not any(each["last"] >= today for each in body["off"]),
            "off_rows": [*body["off"], *[{"first": "", "last": "", "name": ""}] * 2],
            "made_up_rows": [*body["made_up"], *[{"day": "", "name": ""}] * 2],
        }


ROUTES = [
    (ADDRESS, Settings),
    (rf"{ADDRESS}/hotlines", HotlinesPage),
    (rf"{ADDRESS}/quiet", QuietPage),
    (rf"{ADDRESS}/calendar", CalendarPage),
]
