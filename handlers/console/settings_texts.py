"""Texts in the federation's own words: each with a page of its own, a preview, and the way back to what was delivered."""

from typing import Any

from bot.own_words import opening
from domain.errors import Conflict, NotFound
from domain.settings import SettingPart
from domain.staff import Permission
from domain.texts import TextSlot, filled, problem_of
from handlers.access import requires
from handlers.console.settings_parts import ADDRESS, SettingPage
from services.settings import saving
from services.settings.current import calendar
from services.settings.texts import SLOTS
from wording import settings as words

TEXT_CHARS_MOST = 5000


class _TextPage(SettingPage):
    """A page of the texts."""

    PART = SettingPart.TEXTS

    def preview(self, slot: TextSlot, text: str) -> str:
        """The text as the phone shows it, with examples in its gaps; empty for one that can't be said."""
        if problem_of(slot, text):
            return ""
        facts, now = self.services.facts, self.services.now()
        office = calendar(self.services)
        opens = office.next_opening(office.add_working_hours(now, 24))
        examples: dict[str, object] = {
            **words.EXAMPLES,
            "institution": facts.institution,
            "hours": f"{self.services.facts.promise.hours:g}",
            "opens": opening(opens, now),
            "days": facts.wish.verify_days,
        }
        return filled(text, examples)


@requires(Permission.SETTINGS_READ)
class Texts(_TextPage):
    """All of them as they are now."""

    async def get(self) -> None:
        """The page."""
        newest = await self.services.setting_store.newest(self.PART)
        own = newest.body.get("texts", {})
        shown = {name: self.preview(slot, own.get(name, slot.delivered)) for name, slot in SLOTS.items()}
        history = await self.history(self.PART)
        self.show("settings/texts.html", newest=newest, shown=shown, own=own, seen=newest.number, **history)


@requires(Permission.SETTINGS_READ, post=Permission.SETTINGS_CHANGE)
class Text(_TextPage):
    """One of them."""

    async def form(self, slot: TextSlot, text: str | None = None, *, status: int = 200, **values: Any) -> None:
        """The page with what counts, or with what she wrote."""
        self.set_status(status)
        newest = await self.services.setting_store.newest(self.PART)
        counts = newest.body.get("texts", {}).get(slot.name, slot.delivered)
        shown = counts if text is None else text
        facts = {"slot": slot, "text": shown, "preview": self.preview(slot, shown), "seen": newest.number}
        self.show(
            "settings/text.html",
            **(facts | {"counts": counts, "is_own": counts != slot.delivered, "tried": False} | values),
        )

    def slot(self, name: str) -> TextSlot:
        """The text of this name. Raises NotFound."""
        if name not in SLOTS:
            raise NotFound
        return SLOTS[name]

    async def get(self, name: str) -> None:
        """The form."""
        await self.form(self.slot(name))

    async def post(self, name: str) -> None:
        """Save it, show it as the phone would, or go back to what was delivered: as the button says."""
        slot, seen = self.slot(name), self.number()
        does, text = self.text_argument("does", "save", most=10), self.text_argument("text", most=TEXT_CHARS_MOST)
        text = text.strip()
        problem = "" if does == "default" else problem_of(slot, text)
        if problem:
            await self.form(slot, text, status=400, problems={"text": problem}, seen=seen)
        elif does == "preview":
            await self.form(slot, text, tried=True, seen=seen)
        else:
            await self._save(slot, None if does == "default" else text, seen=seen)

    async def _save(self, slot: TextSlot, text: str | None, *, seen: int) -> None:
        before = await self.services.setting_store.newest(self.PART)
        try:
            saved = await saving.save_text(self.services, slot.name, text, seen=seen, by=self.staff)
        except Conflict:
            await self.form(slot, text, status=409, notice=words.SOMEBODY_FIRST)
        else:
            self.offer_back(saved, before.number, words.SAVED)
            self.redirect(f"{ADDRESS}/texts", status=303)


ROUTES = [
    (rf"{ADDRESS}/texts", Texts),
    (rf"{ADDRESS}/texts/([a-z_]{{1,20}})", Text),
]
