"""What the pages of the account share."""

from collections.abc import Iterable
from typing import Any

from bot.words import is_reserved, menu_keys
from domain import keywords as rules_of
from domain import menus as menu_of
from domain.staff import Permission, StaffMember
from domain.versions import Version
from handlers.console.page import ConsolePage
from services.account import keywords, menus, versions
from services.context import Services
from wording import account as words


async def ready_drafts(services: Services, *, by: StaffMember) -> list[tuple[str, Version]]:
    """
    The drafts that she may release and that nothing keeps from it, as ("menu", …) and ("keywords", …). Raises NotAllowed,
    StoreAway.
    """
    found = await versions.to_release(services, by=by)
    return [(name, each) for name, each in found if await _is_ready(services, name, each)]


async def _is_ready(services: Services, name: str, draft: Version) -> bool:
    if name == "menu":
        return not menus.problems_of(services, menu_of.from_body(draft.body), keys=menu_keys())
    return not await keywords.bad_rules(services, rules_of.from_body(draft.body), reserved=is_reserved)


class AccountPage(ConsolePage):
    """A page of the account. `PART` is which of its parts."""

    SECTION = "account"
    PART = ""

    def show(self, template: str, **values: Any) -> None:
        """Answer with a page that shows the section's parts."""
        super().show(template, part_now=self.PART, account=words, **values)

    def seen(self) -> int:
        """The change of the draft that the form was made of, 0 for none."""
        text = self.text_argument("seen", most=10)
        return int(text) if text.isascii() and text.isdigit() else 0

    async def names(self, versions: Iterable[Version]) -> dict[str, str]:
        """Who wrote and released these."""
        ids = {each for version in versions for each in (version.written_by, version.released_by)}
        return {"system": words.BY_SYSTEM} | await self.services.staff.names(ids - {"", "system"})

    def may_release(self, draft: Version | None) -> bool:
        """Whether she may let the draft count: where two people are asked for, not her own."""
        if draft is None or not self.staff.may(Permission.ACCOUNT_RELEASE):
            return False
        return not self.services.facts.two_people or self.staff.id not in draft.authors
