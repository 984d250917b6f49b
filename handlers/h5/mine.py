"""A person's own data, opened once by a link from the chat."""

from urllib.parse import quote

from handlers.access import public
from handlers.base import BaseHandler
from handlers.h5.page import H5Page
from services.privacy.her_data import HerData, open_link, works
from services.privacy.her_file import archive, name_of
from wording import privacy as words


@public
class MinePage(H5Page):
    """
    Asked for, it says what a tap will show and uses nothing up, since programs that look at links before people do ask as
    well. The tap shows all of it, once.
    """

    def set_default_headers(self) -> None:
        """
        Kept nowhere. Its address is told to no other site, as is any page's; to this one it must be, since a browser that
        may say nothing of where a form comes from says no origin either, and the form would be refused.
        """
        super().set_default_headers()
        self.set_header("Cache-Control", "no-store")

    def form_token(self) -> str:
        """There is a form."""
        return BaseHandler.form_token(self)

    async def get(self, token: str) -> None:
        """The page before the tap."""
        self._show(None, works=await works(self.services, token))

    async def post(self, token: str) -> None:
        """All of it, to read or as a file. Raises NotFound for a link that was used, or has run out."""
        as_file = self.text_argument("as", most=10) == "file"
        data = await open_link(self.services, token)
        if as_file:
            await self._send(data)
        else:
            self._show(data, works=True)

    async def _send(self, data: HerData) -> None:
        self.set_header("Content-Type", "application/zip")
        self.set_header("Content-Disposition", f"attachment; filename*=UTF-8''{quote(name_of(data))}")
        async for part in archive(self.services, data):
            self.write(part)
            await self.flush()

    def _show(self, data: HerData | None, *, works: bool) -> None:
        self.page("h5/mine.html", data=data, works=works, words=words)


ROUTES = [(r"/h5/mine/([A-Za-z0-9_-]{1,64})", MinePage)]
