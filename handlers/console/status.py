"""How the installation is, in words."""

from domain.staff import Permission
from handlers.access import requires
from handlers.console.page import ConsolePage
from services.status import StatusBoard
from wording import status as status_words

BOARD = "status_board"


@requires(Permission.STATUS_READ)
class StatusPage(ConsolePage):
    """Every part, and what to do where it isn't well. The process keeps what it found for half a minute."""

    SECTION = "status"

    async def get(self) -> None:
        """The page."""
        board: StatusBoard = self.application.settings.setdefault(BOARD, StatusBoard())
        found = await board.look(self.services, by=self.staff)
        self.show("status/page.html", found=found, status_words=status_words)


ROUTES = [(r"/console/status", StatusPage)]
