"""Earlier versions of the settings, for programs of staff: listed, and gone back to."""

from datetime import datetime
from typing import ClassVar

from pydantic import Field

from domain.settings import DELIVERED, SavedSetting, SettingPart
from domain.staff import Permission
from handlers.access import requires
from handlers.api.operation import Model, Operation, Route
from handlers.api.staff.call import StaffCall
from services.settings import saving

PARTS = {
    "hotlines": SettingPart.HOTLINES,
    "quiet-hours": SettingPart.QUIET,
    "texts": SettingPart.TEXTS,
    "calendar": SettingPart.CALENDAR,
}
PART = f"^({'|'.join(PARTS)})$"


class SettingVersion(Model):
    """A save; `restored` is the number of the version that it went back to."""

    number: int
    saved_by: str
    saved_at: datetime | None
    restored: int | None


class SettingVersions(Model):
    """The newest twenty, the newest first."""

    versions: list[SettingVersion]


class Restore(Model):
    """Which version is to count again."""

    number: int = Field(ge=DELIVERED, le=10**9, description="0 for what was delivered")


def _row(saved: SavedSetting) -> SettingVersion:
    return SettingVersion(number=saved.number, saved_by=saved.by, saved_at=saved.at, restored=saved.restored)


@requires(Permission.SETTINGS_READ)
class SettingVersionsCall(StaffCall):
    """A part's versions."""

    OPERATIONS: ClassVar = {
        "get": Operation(
            id="listSettingVersions",
            summary="A part's versions, the newest first",
            answer=SettingVersions,
            path={"part": PART},
        )
    }

    async def get(self, part: str) -> None:
        """The list."""
        saves = await self.services.setting_store.page(PARTS[part])
        self.answer(SettingVersions(versions=[_row(each) for each in saves]))


@requires(Permission.SETTINGS_CHANGE)
class SettingRestoreCall(StaffCall):
    """Going back."""

    OPERATIONS: ClassVar = {
        "post": Operation(
            id="restoreSetting",
            summary="Let an earlier version count again; it becomes a new one",
            answer=SettingVersion,
            path={"part": PART},
            body=Restore,
            problems=(400, 404, 503),
            seen=True,
            versioned=True,
        )
    }

    async def post(self, part: str) -> None:
        """The version that counts now, if the part is still as the caller has read it."""
        given, seen = self.body(Restore), self.seen_version()
        change = saving.restore(self.services, PARTS[part], given.number, seen=seen, by=self.staff)
        saved = await self.unless_changed(change)
        self.versioned(saved.number)
        self.answer(_row(saved))


_BASE, _GAP = "/api/v1/staff/settings", f"({'|'.join(PARTS)})"
API_ROUTES = [
    Route(f"{_BASE}/{{part}}/versions", f"{_BASE}/{_GAP}/versions", SettingVersionsCall),
    Route(f"{_BASE}/{{part}}/restore", f"{_BASE}/{_GAP}/restore", SettingRestoreCall),
]
