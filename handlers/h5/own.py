"""A person's own pages: how her browser is let in by a link of the chat, and what the pages share."""

from typing import Any

from domain.errors import NotFound, NotSignedIn
from domain.people import Person
from handlers.access import public
from handlers.base import BaseHandler
from handlers.console.drafts import drafts_of, note_taken
from handlers.h5.page import H5Page
from services.people import own_pages
from wording import own_pages as words

COOKIE, ROOT = "xinqiao_own", "/h5/own"


class OwnPage(H5Page):
    """One of them: hers alone, kept by no browser. `person` is who looks."""

    def initialize(self) -> None:
        """Nobody is there until `prepare` has looked."""
        super().initialize()
        self._person: Person | None = None

    def set_default_headers(self) -> None:
        """Kept nowhere."""
        super().set_default_headers()
        self.set_header("Cache-Control", "no-store")

    def form_token(self) -> str:
        """There are forms."""
        return BaseHandler.form_token(self)

    async def prepare(self) -> None:
        """Whose browser it is. Raises StoreAway."""
        await super().prepare()
        self._person = await self.known()

    async def known(self) -> Person | None:
        """Who was let in by this browser. Raises StoreAway."""
        value = self.get_cookie(COOKIE) or ""
        return await own_pages.known_by(self.services, value) if value else None

    @property
    def person(self) -> Person:
        """Who looks. Raises NotSignedIn where the browser was never let in, or too long ago."""
        if self._person is None:
            raise NotSignedIn
        return self._person

    def show(self, template: str, **values: Any) -> None:
        """A page with forms whose words stay in her browser until they are taken."""
        account = self.services.seal.digest(f"drafts:{self.person.id}")[:16]
        self.page(template, words=words, account=account, **drafts_of(self, ROOT), **values)

    def onward(self, address: str) -> None:
        """The form was taken; to the page that shows it."""
        note_taken(self, ROOT)
        self.redirect(address, status=303)

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """Who isn't known is told the word that brings her here."""
        if isinstance((kwargs.get("exc_info") or (None, None, None))[1], NotSignedIn):
            self.page("own/gone.html", words=words)
            return
        super().write_error(status_code, **kwargs)


@public
class WayIn(OwnPage):
    """
    What a link of the chat opens. Asked for it uses nothing up, since programs that look at links before people do ask as
    well; the tap lets this browser in.
    """

    async def get(self, token: str, where: str) -> None:
        """The page before the tap; on to her page where the link was hers and is used up."""
        if await own_pages.works(self.services, token):
            self.page("own/in.html", words=words, where=where)
            return
        if self._person is None:
            raise NotSignedIn
        self.redirect(f"{ROOT}/{where}")

    async def post(self, token: str, where: str) -> None:
        """Let in."""
        try:
            value = await own_pages.let_in(self.services, token)
        except NotFound:
            raise NotSignedIn from None
        self.set_cookie(COOKIE, value, path=ROOT, max_age=int(own_pages.KNOWN_FOR.total_seconds()))
        self.redirect(f"{ROOT}/{where}", status=303)


ROUTES = [(r"/h5/own/in/([A-Za-z0-9_-]{1,64})/(organisation|volunteer)", WayIn)]
