"""The wall of wishes and a certificate, to read on a phone. To take a wish up one goes back into the chat."""

from urllib.parse import urlencode

from tornado.web import HTTPError

from domain.errors import Invalid
from handlers.access import public
from handlers.h5.page import H5Page
from services.wishes.certificates import certificate
from services.wishes.wall import AGES, ASKED, PRICE_BANDS
from wording import wish_life

MOST = 20
PLACE_MOST = 40


@public
class WallPage(H5Page):
    """Wishes that wait for somebody, by county, kind, price and age."""

    async def get(self) -> None:
        """A part of the wall. Answers 400 for what nothing has."""
        asked = {name: self.text_argument(name, most=20) for name in ASKED}
        after = self.text_argument("after", most=PLACE_MOST)
        try:
            part = await self.services.live_wall.part(asked, after=after, most=MOST)
        except Invalid as error:
            raise HTTPError(400) from error
        filters = {name: value for name, value in asked.items() if value}
        now = self.services.now()
        self.page(
            "h5/wishes.html",
            rows=[(each, wish_life.waited((now - each.published_at).days)) for each in part.wishes],
            next=f"/h5/wishes?{urlencode({**filters, 'after': part.next})}" if part.next else "",
            asked=asked,
            filtered=bool(filters),
            further=bool(after),
            counties=await self.services.live_wall.counties(),
            prices={band: wish_life.PRICES[band] for band in PRICE_BANDS},
            ages=AGES,
        )


@public
class CertificatePage(H5Page):
    """What a certificate's code stands for: everybody can check it."""

    async def get(self, code: str) -> None:
        """The page."""
        found = await certificate(self.services, code)
        self.page("h5/certificate.html", certificate=found)


ROUTES = [(r"/h5/wishes", WallPage), (r"/h5/certificates/([0-9A-Z]{10})", CertificatePage)]
