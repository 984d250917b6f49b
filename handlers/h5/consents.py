"""The texts that people agree to, as they were shown."""

import asyncio
import functools
from collections.abc import Mapping
from pathlib import Path

from domain.errors import NotFound
from domain.texts import filled
from handlers.access import public
from handlers.h5.page import H5Page
from services.content import load
from services.content.models import ConsentText
from services.lessons import to_html
from services.settings.current import said

CONTENT = Path(__file__).resolve().parents[2] / "content"


@functools.cache
def _texts() -> Mapping[str, ConsentText]:
    return load(CONTENT).consents


@public
class ConsentPage(H5Page):
    """One version of a text; an old one stays to be read."""

    async def get(self, text_id: str) -> None:
        """The page."""
        text = (await asyncio.to_thread(_texts)).get(text_id)
        if text is None:
            raise NotFound
        body = filled(
            text.body,
            {
                "institution": self.services.facts.institution,
                "minors_officer": said(self.services, "minors_officer"),
                "server_place": said(self.services, "server_place"),
            },
        )
        self.page("h5/consent.html", title=text.title, body_html=to_html(body))


ROUTES = [(r"/h5/consents/([a-z_]{1,40}\.v\d{1,4})", ConsentPage)]
