"""Taking in the account's followers: begun with a tap, watched, stopped."""

from tornado.web import HTTPError

from domain.staff import Permission
from handlers.access import requires
from handlers.console.page import ConsolePage
from services.people import taking_in
from wording import people as words

ADDRESS = "/console/people/followers"


@requires(Permission.PERSON_IMPORT)
class Followers(ConsolePage):
    """How far it has come, and what came of the last ones."""

    SECTION = "people"

    async def get(self) -> None:
        """The page; while one runs it renews itself."""
        found = await taking_in.look(self.services, by=self.staff)
        running = next((each for each in found if each.finished_at is None), None)
        names = await self.services.staff.names({each.by for each in found})
        self.show(
            "people/followers.html",
            running=running,
            earlier=[each for each in found if each.finished_at is not None],
            actors=names | {taking_in.SYSTEM: words.BY_ITSELF},
            said=words,
        )

    async def post(self) -> None:
        """Begin, or stop."""
        match self.text_argument("do", most=10):
            case "begin":
                await taking_in.begin(self.services, by=self.staff)
            case "stop":
                await taking_in.stop(self.services, by=self.staff)
            case _:
                raise HTTPError(400)
        self.redirect(ADDRESS, status=303)


ROUTES = [(ADDRESS, Followers)]
