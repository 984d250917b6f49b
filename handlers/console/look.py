"""How the console looks for her, kept in this browser: light or dark, normal or large type."""

from domain.staff import Permission
from handlers.access import requires
from handlers.console.list_page import COOKIE_DAYS
from handlers.console.page import ConsolePage
from wording import parts as words


@requires(Permission.HOME_READ)
class Look(ConsolePage):
    """The choice."""

    SECTION = "look"

    async def get(self) -> None:
        """What is chosen now."""
        self.show("look.html", schemes=words.SCHEMES, types=words.TYPES)

    async def post(self) -> None:
        """Keep it; what is the system's own needs no cookie."""
        for name, known in (("scheme", words.SCHEMES), ("type", words.TYPES)):
            value = self.text_argument(name, most=10)
            if value and value in known:
                self.set_cookie(name, value, expires_days=COOKIE_DAYS, path="/console")
            else:
                self.clear_cookie(name, path="/console")
        self.redirect("/console/look", status=303)


ROUTES = [(r"/console/look", Look)]
