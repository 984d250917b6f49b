"""The wall of wishes and a certificate, to read on a phone. To take a wish up one goes back into the chat."""

import asyncio
from urllib.parse import urlencode

from tornado.web import HTTPError

from domain.errors import Invalid
from handlers.access import public
from handlers.h5.covers import send_picture
from handlers.h5.page import H5Page
from services.content.card_picture import Shown as OnCard
from services.content.card_picture import card_picture
from services.content.certificate_picture import Shown, certificate_picture
from services.wishes.cards import kinds_in_words, opened
from services.wishes.certificates import certificate
from services.wishes.wall import AGES, ASKED, PRICE_BANDS
from wording import certificates as said
from wording import wish_life
from wording.dates import whole_day
from wording.sharing import GIVERS, ON_WALL
from wording.wishes import yuan

MOST = 20
KINDS = {"png": "image/png", "pdf": "application/pdf"}
PLACE_MOST = 40


@public
class WallPage(H5Page):
    """Wishes that wait for somebody, by county, kind, price and age."""

    async def get(self) -> None:
        """A part of the wall. Answers 400 for what nothing has."""
        asked = {name: self.text_argument(name, most=30) for name in ASKED}
        after = self.text_argument("after", most=PLACE_MOST)
        try:
            part = await self.services.live_wall.part(asked, after=after, most=MOST)
        except Invalid as error:
            raise HTTPError(400) from error
        filters = {name: value for name, value in asked.items() if value}
        campaign = (await self.services.live_campaigns.one(asked["campaign"])).campaign if asked["campaign"] else None
        now = self.services.now()
        self.page(
            "h5/wishes.html",
            campaign=campaign,
            rows=[(each, wish_life.waited((now - each.published_at).days)) for each in part.wishes],
            next=f"/h5/wishes?{urlencode({**filters, 'after': part.next})}" if part.next else "",
            asked=asked,
            filtered=bool(filters),
            further=bool(after),
            counties=await self.services.live_wall.counties(),
            prices={band: wish_life.PRICES[band] for band in PRICE_BANDS},
            ages=AGES,
            share_above=self.services.facts.wish.sharing.above_fen,
            together=ON_WALL,
        )


@public
class CertificatePage(H5Page):
    """What a certificate's code stands for: everybody can check it."""

    async def get(self, code: str) -> None:
        """The page."""
        found = await certificate(self.services, code)
        self.page("h5/certificate.html", certificate=found, said=said, givers=GIVERS)


@public
class CertificateFile(H5Page):
    """The certificate as a picture to keep, or as a PDF to print."""

    async def get(self, code: str, kind: str) -> None:
        """The file."""
        found = await certificate(self.services, code)
        facts = self.services.facts
        shown = Shown(
            text=found.text,
            facts=(
                *(((said.GIVER, found.giver),) if found.giver else ()),
                *(((said.TOGETHER, GIVERS.format(count=found.givers)),) if found.givers else ()),
                (said.KIND, dict(facts.wish.kinds).get(found.kind, found.kind)),
                (said.COST, said.YUAN.format(yuan=yuan(found.cost_fen))),
                (said.DAY, whole_day(found.confirmed_at)),
                (said.CODE, found.code),
            ),
            institution=facts.institution,
            url=f"{facts.public_url}/h5/certificates/{found.code}",
        )
        content = await asyncio.to_thread(certificate_picture, shown, as_pdf=kind == "pdf")
        self.set_header("Content-Disposition", f'inline; filename="certificate-{found.code}.{kind}"')
        send_picture(self, (content, KINDS[kind]))


@public
class CardPage(H5Page):
    """A donor's card of a year, for whomever she gives its address to."""

    async def get(self, token: str) -> None:
        """The page."""
        card = await opened(self.services, token)
        self.page("h5/card.html", card=card, token=token, said=said, kinds=kinds_in_words(self.services, card))


@public
class CardFile(H5Page):
    """The same as a picture to keep, or as a PDF to print."""

    async def get(self, token: str, kind: str) -> None:
        """The file."""
        card = await opened(self.services, token)
        institution = self.services.facts.institution
        shown = OnCard(card.year, card.wishes, kinds_in_words(self.services, card), institution, shared=card.shared)
        content = await asyncio.to_thread(card_picture, shown, as_pdf=kind == "pdf")
        self.set_header("Content-Disposition", f'inline; filename="card-{card.year}.{kind}"')
        send_picture(self, (content, KINDS[kind]))


ROUTES = [
    (r"/h5/wishes", WallPage),
    (r"/h5/certificates/([0-9A-Z]{10})", CertificatePage),
    (r"/h5/certificates/([0-9A-Z]{10})\.(png|pdf)", CertificateFile),
    (r"/h5/cards/([A-Za-z0-9_-]{20,200})", CardPage),
    (r"/h5/cards/([A-Za-z0-9_-]{20,200})\.(png|pdf)", CardFile),
]
