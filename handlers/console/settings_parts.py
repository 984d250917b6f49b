"""What the pages of the settings share: the parts, the form's version, the history, going back."""

from collections.abc import Mapping
from typing import Any, ClassVar

from domain.errors import Conflict
from domain.settings import SavedSetting, SettingPart
from domain.staff import Permission
from handlers.access import requires
from handlers.console.offers import Offer, offer_undo
from handlers.console.page import ConsolePage
from services.settings import saving
from wording import settings as words

ADDRESS = "/console/settings"


class SettingPage(ConsolePage):
    """A page of one part."""

    SECTION = "settings"
    PART: ClassVar[SettingPart]

    def show(self, template: str, **values: Any) -> None:
        """Answer with a page that shows the section's parts."""
        may_change = saving.may_change(self.services, self.staff)
        shared = {"part_now": self.PART, "setting": words, "may_change": may_change, "notice": "", "problems": {}}
        super().show(template, **(shared | values))

    def number(self, name: str = "seen") -> int:
        """The number of a version that a form names, 0 for anything else."""
        text = self.text_argument(name, most=10)
        return int(text) if text.isascii() and text.isdigit() else 0

    def line(self, name: str, *, most: int = 200) -> str:
        """A form's value as one line."""
        return " ".join(self.text_argument(name, most=most).split())

    def column(self, name: str, *, most: int) -> list[str]:
        """The values of a column of a form's rows, each as one line, `most` of them at most."""
        return [" ".join(each.split())[:200] for each in self.get_arguments(name)[:most]]

    async def history(self, part: SettingPart) -> Mapping[str, Any]:
        """The saves of a part, the newest first, and whose they are."""
        saves = await self.services.setting_store.page(part)
        return {"saves": saves, "names": await self.services.staff.names(each.by for each in saves)}

    def offer_back(self, saved: SavedSetting, before: int, said: str) -> None:
        """Offer for ten seconds to take a save back; nothing where what counted `before` is what counts now."""
        if saved.number != before:
            offer_undo(self, Offer("setting", saved.part, f"{saved.number}:{saved.number - 1}", said))


class _Restore(SettingPage):
    """Back to an earlier version in one tap; the way forth again is offered, and stays in the history."""

    async def post(self) -> None:
        """Do it, if what she saw still counts."""
        number, seen = self.number("number"), self.number()
        try:
            saved = await saving.restore(self.services, self.PART, number, seen=seen, by=self.staff)
        except Conflict:
            self.set_status(409)
            self.show("settings/restore_late.html", back=f"{ADDRESS}/{self.PART}")
            return
        self.offer_back(saved, seen, words.RESTORED)
        self.redirect(f"{ADDRESS}/{self.PART}", status=303)


@requires(Permission.SETTINGS_CHANGE)
class RestoreHotlines(_Restore):
    """The hotlines."""

    PART = SettingPart.HOTLINES


@requires(Permission.SETTINGS_CHANGE)
class RestoreQuiet(_Restore):
    """The quiet hours."""

    PART = SettingPart.QUIET


@requires(Permission.SETTINGS_CHANGE)
class RestoreTexts(_Restore):
    """The texts."""

    PART = SettingPart.TEXTS


@requires(Permission.SETTINGS_CHANGE)
class RestoreCalendar(_Restore):
    """The calendar."""

    PART = SettingPart.CALENDAR


ROUTES = [
    (rf"{ADDRESS}/hotlines/restore", RestoreHotlines),
    (rf"{ADDRESS}/quiet/restore", RestoreQuiet),
    (rf"{ADDRESS}/texts/restore", RestoreTexts),
    (rf"{ADDRESS}/calendar/restore", RestoreCalendar),
]
