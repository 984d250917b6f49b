"""How the installation is, in words."""

from domain.staff import Permission
from handlers.access import requires
from handlers.console.page import ConsolePage
from handlers.status_board import status_board
from wording import status as status_words


@requires(Permission.STATUS_READ)
class StatusPage(ConsolePage):
    """Every part, and what to do where it isn't well. The process keeps what it found for half a minute."""

    SECTION = "status"

    async def get(self) -> None:
        """The page."""
        found = await status_board(self.application).look(self.services, by=self.staff)
        self.show("status/page.html", found=found, status_words=status_words)


ROUTES = [(r"/console/status", StatusPage)]
