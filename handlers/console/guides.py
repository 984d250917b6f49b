"""How to use a page: a few steps and a picture, a template of console/templates/help a section."""

from collections.abc import Mapping

from domain.errors import NotFound
from domain.staff import Permission
from handlers.access import requires
from handlers.console.page import ConsolePage

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
}


@requires(Permission.HOME_READ)
class Help(ConsolePage):
    """The text of a section of the console."""

    async def get(self, page: str) -> None:
        """It, or 404 for a section that has none."""
        if page not in PAGES:
            raise NotFound
        self.show(PAGES[page], section=page)


ROUTES = [(r"/console/help/([a-z_]{1,20})", Help)]
