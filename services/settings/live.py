"""What staff set, in memory: the chat reads it at each message, and goes on with it while MongoDB is away."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from domain.calendar import Calendar, QuietHours, calendar_from_body, quiet_from_body
from domain.hotlines import Hotlines
from domain.hotlines import from_body as hotlines_from_body
from domain.settings import SettingPart
from services.settings.texts import problems
from storage.settings import SettingStore


@dataclass(frozen=True, slots=True)
class Chosen:
    """What counts of staff's settings. None, and a text that isn't there, stand for what was delivered."""

    hotlines: Hotlines = field(default_factory=Hotlines)
    quiet: QuietHours | None = None
    texts: Mapping[str, str] = field(default_factory=dict)
    calendar: Calendar | None = None


class LiveSettings:
    """The settings as they were at the last `refresh`; before the first one, what was delivered."""

    def __init__(self, store: SettingStore) -> None:
        self._store = store
        self._chosen = Chosen()

    async def refresh(self) -> None:
        """Read them again. Raises StoreAway, and then what was there before stays."""
        parts = (SettingPart.HOTLINES, SettingPart.QUIET, SettingPart.TEXTS, SettingPart.CALENDAR)
        hotlines, quiet, texts, calendar = await asyncio.gather(*(self._store.newest(part) for part in parts))
        self._chosen = Chosen(
            hotlines=hotlines_from_body(hotlines.body),
            quiet=quiet_from_body(quiet.body),
            texts=_sayable(texts.body),
            calendar=calendar_from_body(calendar.body),
        )

    @property
    def chosen(self) -> Chosen:
        """What counts."""
        return self._chosen


def _sayable(body: Mapping[str, Any]) -> dict[str, str]:
    """The texts that can be said by this release: another one may have had other gaps, and the chat never breaks on one."""
    bad = problems(body)
    return {name: text for name, text in body.get("texts", {}).items() if name not in bad}
