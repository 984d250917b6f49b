"""How to use a page: a few steps and a picture, a template of console/templates/help for a section, or for a part of one."""

from collections.abc import Mapping

from domain.errors import NotFound
from domain.staff import Permission
from handlers.access import requires
from handlers.console.page import ConsolePage, sections_for
from handlers.console.ways import NAMED, way_to

PAGES: Mapping[str, str] = {
    "home": "help/home.html",
    "alerts": "help/alerts.html",
    "questions": "help/questions.html",
    "wishes": "help/wishes.html",
    "lessons": "help/lessons.html",
    "knowledge": "help/knowledge.html",
    "people": "help/people.html",
    "pushes": "help/pushes.html",
    "account": "help/account.html",
    "staff": "help/staff.html",
    "regions": "help/regions.html",
    "audit": "help/audit.html",
    "status": "help/status.html",
    "me": "help/me.html",
    "search": "help/search.html",
    "settings": "help/settings.html",
    "components": "help/components.html",
    "parcels": "help/parcels.html",
    "points": "help/points.html",
    "stock": "help/stock.html",
    "budgets": "help/budgets.html",
    "days": "help/days.html",
    "stories": "help/stories.html",
    "organisations": "help/organisations.html",
    "gift_batches": "help/gift_batches.html",
    "campaigns": "help/campaigns.html",
    "volunteers": "help/volunteers.html",
    "figures": "help/figures.html",
    "forgotten": "help/forgotten.html",
    "ledger": "help/ledger.html",
    "entry": "help/entry.html",
    "wish_sheet": "help/wish_sheet.html",
    "checks": "help/checks.html",
    "blocks": "help/blocks.html",
    "entry_sheet": "help/entry_sheet.html",
    "proposals": "help/proposals.html",
    "keywords": "help/keywords.html",
    "scenes": "help/scenes.html",
    "media": "help/media.html",
    "recordings": "help/recordings.html",
    "quiet": "help/quiet.html",
    "texts": "help/texts.html",
    "calendar": "help/calendar.html",
    "sheet": "help/sheet.html",
    "privacy": "help/privacy.html",
    "more": "help/more.html",
    "look": "help/look.html",
    "duty": "help/duty.html",
    "bookings": "help/bookings.html",
}


@requires(Permission.HOME_READ)
class Help(ConsolePage):
    """The text of a section or a part."""

    async def get(self, page: str) -> None:
        """It, or 404 where there is none."""
        if page not in PAGES:
            raise NotFound
        place = NAMED.get(page)
        section = place.section if place else page
        self.show(PAGES[page], section=section, way_here=way_to(self.request.path, section, sections_for(self.staff)))


ROUTES = [(r"/console/help/([a-z_]{1,20})", Help)]
