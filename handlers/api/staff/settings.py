"""Settings for programs of staff: read, and saved on top of the version that was read."""

from datetime import datetime
from typing import Any, ClassVar

from pydantic import Field

from domain.calendar import Calendar, calendar_to_body, quiet_to_body
from domain.hotlines import from_body as hotlines_from_body
from domain.hotlines import to_body as hotlines_to_body
from domain.settings import SavedSetting, SettingPart
from domain.staff import Permission
from handlers.access import requires
from handlers.api.operation import Model, Operation, Route
from handlers.api.staff.call import StaffCall
from services.settings import saving
from services.settings.texts import SLOTS

DAY, TIME = "YYYY-MM-DD", "HH:MM"


class Saved(Model):
    """Who saved it last and when; nobody, and null, for what was delivered."""

    saved_by: str
    saved_at: datetime | None


class LineSetting(Model):
    """A line of the federation's own; with `danger` it stands on the cards for somebody in danger, after 110 and 12338."""

    number: str
    name: str
    hours: str = ""
    for_what: str = ""
    danger: bool = False


class HotlinesWrite(Model):
    """When 12338 is answered, and the local lines in their order."""

    women_hours: str = ""
    lines: list[LineSetting] = Field(default_factory=list)


class HotlinesSetting(HotlinesWrite, Saved):
    """The lines as they count."""


class QuietWrite(Model):
    """When nothing is pushed, in China's time."""

    on: bool
    start: str = Field(description=TIME)
    end: str = Field(description=TIME)


class QuietSetting(QuietWrite, Saved):
    """The quiet hours as they count. Those that the operator set can't be changed here."""

    by_operator: bool


class TextsWrite(Model):
    """The texts in the federation's own words, by name; what isn't named is said as delivered."""

    texts: dict[str, str]


class TextView(Model):
    """A text with its gaps; `own` is false for what was delivered."""

    name: str
    text: str
    own: bool
    most_bytes: int
    gaps: list[str]
    needed: list[str]


class TextsSetting(Saved):
    """All texts as they count."""

    texts: list[TextView]


class OffSetting(Model):
    """Days off, both ends included."""

    first: str = Field(description=DAY)
    last: str = Field(description=DAY)
    name: str = ""


class MadeUpSetting(Model):
    """A day of a weekend that is worked."""

    day: str = Field(description=DAY)
    name: str = ""


class CalendarWrite(Model):
    """The office's time: from Monday to Friday, in the morning and in the afternoon."""

    morning: list[str] = Field(min_length=2, max_length=2, description=TIME)
    afternoon: list[str] = Field(min_length=2, max_length=2, description=TIME)
    off: list[OffSetting]
    made_up: list[MadeUpSetting]


class CalendarSetting(CalendarWrite, Saved):
    """The office's time as it counts. `checked` is false until staff have looked the days over."""

    checked: bool


def _operations(name: str, what: str, answer: type[Model], body: type[Model]) -> dict[str, Operation]:
    return {
        "get": Operation(id=f"get{name}", summary=what, answer=answer, versioned=True),
        "put": Operation(
            id=f"save{name}",
            summary=f"{what}: save them; they count at once",
            answer=answer,
            body=body,
            seen=True,
            versioned=True,
        ),
    }


class _SettingCall(StaffCall):
    """A part: its version is the number of its last save."""

    PART: ClassVar[SettingPart]

    def view(self, saved: SavedSetting) -> Model:
        """The part as it is answered."""
        raise NotImplementedError

    def _show(self, saved: SavedSetting) -> None:
        self.versioned(saved.number)
        if not self._finished:
            self.answer(self.view(saved))

    async def read(self) -> None:
        """What counts."""
        self._show(await self.services.setting_store.newest(self.PART))

    async def save(self, given: Model) -> None:
        """Save it, if it is still as the caller has read it."""
        change = saving.save(self.services, self.PART, _plain(given), seen=self.seen_version(), by=self.staff)
        self._show(await self.unless_changed(change))


def _plain(given: Model) -> dict[str, Any]:
    """As a part is kept: text, lists, flags."""
    return given.model_dump(mode="json")


def _saved(saved: SavedSetting) -> dict[str, Any]:
    return {"saved_by": saved.by, "saved_at": saved.at}


@requires(Permission.SETTINGS_READ, put=Permission.SETTINGS_CHANGE)
class HotlinesCall(_SettingCall):
    """The lines."""

    PART = SettingPart.HOTLINES
    OPERATIONS: ClassVar = _operations("Hotlines", "The federation's own lines", HotlinesSetting, HotlinesWrite)

    async def get(self) -> None:
        """The lines."""
        await self.read()

    async def put(self) -> None:
        """The lines as they are now."""
        await self.save(self.body(HotlinesWrite))

    def view(self, saved: SavedSetting) -> Model:
        """The lines."""
        return HotlinesSetting.model_validate(hotlines_to_body(hotlines_from_body(saved.body)) | _saved(saved))


@requires(Permission.SETTINGS_READ, put=Permission.SETTINGS_CHANGE)
class QuietCall(_SettingCall):
    """The quiet hours."""

    PART = SettingPart.QUIET
    OPERATIONS: ClassVar = _operations("QuietHours", "The quiet hours", QuietSetting, QuietWrite)

    async def get(self) -> None:
        """The hours."""
        await self.read()

    async def put(self) -> None:
        """The hours as they are now."""
        await self.save(self.body(QuietWrite))

    def view(self, saved: SavedSetting) -> Model:
        """The hours, the operator's where she set them."""
        facts = self.services.facts
        body = quiet_to_body(facts.quiet_hours) if facts.quiet_fixed or not saved.body else saved.body
        return QuietSetting.model_validate({**body, **_saved(saved), "by_operator": facts.quiet_fixed})


@requires(Permission.SETTINGS_READ, put=Permission.SETTINGS_CHANGE)
class TextsCall(_SettingCall):
    """The texts."""

    PART = SettingPart.TEXTS
    OPERATIONS: ClassVar = _operations("Texts", "The texts in the federation's own words", TextsSetting, TextsWrite)

    async def get(self) -> None:
        """The texts."""
        await self.read()

    async def put(self) -> None:
        """The texts as they are now."""
        await self.save(self.body(TextsWrite))

    def view(self, saved: SavedSetting) -> Model:
        """Every text."""
        own = saved.body.get("texts", {})
        texts = [
            TextView(
                name=name,
                text=own.get(name, slot.delivered),
                own=name in own,
                most_bytes=slot.most_bytes,
                gaps=list(slot.gaps),
                needed=list(slot.needed),
            )
            for name, slot in SLOTS.items()
        ]
        return TextsSetting(texts=texts, saved_by=saved.by, saved_at=saved.at)


@requires(Permission.SETTINGS_READ, put=Permission.SETTINGS_CHANGE)
class CalendarCall(_SettingCall):
    """The office's time."""

    PART = SettingPart.CALENDAR
    OPERATIONS: ClassVar = _operations("Calendar", "Days off and working hours", CalendarSetting, CalendarWrite)

    async def get(self) -> None:
        """The calendar."""
        await self.read()

    async def put(self) -> None:
        """The calendar as it is now."""
        await self.save(self.body(CalendarWrite))

    def view(self, saved: SavedSetting) -> Model:
        """The calendar."""
        delivered: Calendar = self.services.facts.calendar
        body = saved.body or calendar_to_body(delivered)
        checked = bool(saved.body) or delivered.checked
        return CalendarSetting.model_validate({**body, **_saved(saved), "checked": checked})


_BASE = "/api/v1/staff/settings"
API_ROUTES = [
    Route(f"{_BASE}/hotlines", f"{_BASE}/hotlines", HotlinesCall),
    Route(f"{_BASE}/quiet-hours", f"{_BASE}/quiet-hours", QuietCall),
    Route(f"{_BASE}/texts", f"{_BASE}/texts", TextsCall),
    Route(f"{_BASE}/calendar", f"{_BASE}/calendar", CalendarCall),
]
